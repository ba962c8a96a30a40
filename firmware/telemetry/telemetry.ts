/**
 * What a member shows of itself over MQTT, and the commands that it takes from there.
 *
 * It has a connection of its own, so that no frame waits behind it. Nothing here may hold
 * the member up or bring it down: what cannot be sent now is dropped, but for the
 * newest state, which is sent when the link is back.
 */

import type { BrokerCredentials } from '../mqtt/broker-access.ts';
import { type BrokerLink, type LinkTiming, openBrokerLink } from '../mqtt/broker-link.ts';
import { type Command, type CommandOutcome, parseCommand, replyOf } from './command.ts';
import { memberTopic } from './topics.ts';

export interface TelemetryOptions {
  /** mqtt:, mqtts:, ws: or wss:, with a user and a password if the broker wants them. */
  readonly url: string;
  /** In place of the user and the password in the URL. */
  readonly credentials?: BrokerCredentials | undefined;
  readonly swarm: string;
  readonly kind: 'robots' | 'pads';
  readonly id: string;
  /** A throw or a rejection is answered as an error. */
  onCommand(command: Command): CommandOutcome | Promise<CommandOutcome>;
  /** What the state is shown with as it leaves: clocks, ages. It is no change by itself. */
  moment?(): object;
  /** What else is said over this connection. */
  readonly companions?: readonly Companion[];
  readonly log: { info(message: string): void; warn(message: string): void };
  /** For tests and slow networks. */
  readonly timing?: LinkTiming & { readonly stateEveryMs?: number };
}

/** Says something of its own over the member's connection, for tools of others. */
export interface Companion {
  /** Topics that it listens to. */
  readonly topics: readonly string[];
  /** The link is up, perhaps not for the first time. What is published while it is down is lost. */
  onUp(publish: (topic: string, payload: string) => void): void;
  onMessage(topic: string, payload: Uint8Array, retained: boolean): void;
  close(): void;
}

export interface Telemetry {
  /** Shows a new state, retained; calls in quick succession show only the last. */
  state(state: object): void;
  /** Shows an event, unless the link is down or backed up. */
  event(event: object): void;
  /** Says `offline` and takes leave; half a second at most. */
  close(): Promise<void>;
}

const STATE_EVERY_MS = 30_000;
/** Between two states. A tenth of a second looks live, and is no flood. */
const STATE_GAP_MS = 100;
const BACKLOG_BYTES = 64 * 1024;
const MAX_COMMANDS_AT_ONCE = 16;

const utf8 = new TextEncoder();

/** Connects, and connects again for as long as it is open; never throws. */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  const { url, credentials, id, log, companions = [], timing = {} } = options;
  const base = memberTopic(options);
  const commands = `${base}/cmd/`;
  const stateTopic = utf8.encode(`${base}/state`);
  const eventTopic = utf8.encode(`${base}/event`);
  const availabilityTopic = utf8.encode(`${base}/availability`);

  // As text, so that one which says the same again is known; without its moment.
  let newest: string | null = null;
  let shown: string | null = null;
  let gap: NodeJS.Timeout | null = null;
  let commandsUnderWay = 0;
  let closed = false;

  const atThisMoment = (state: string): string => {
    const moment = options.moment ? textOf(options.moment(), log) : null;
    return moment === null
      ? state
      : JSON.stringify({ ...JSON.parse(state), ...JSON.parse(moment) });
  };
  const showState = () => {
    if (newest === null || newest === shown) return;
    if (link.publish(stateTopic, utf8.encode(atThisMoment(newest)), true)) shown = newest;
  };
  const showStateSoon = () => {
    gap ??= setTimeout(() => {
      gap = null;
      showState();
      // Backed up: later. Down: when the link is up again.
      if (shown !== newest && up) showStateSoon();
    }, STATE_GAP_MS);
  };

  const reply = (verb: string, outcome: CommandOutcome, transaction: string | null) => {
    const text = JSON.stringify(replyOf(outcome, transaction));
    link.publish(utf8.encode(`${commands}${verb}/reply`), utf8.encode(text), false);
  };
  const command = async (verb: string, payload: Uint8Array, retained: boolean) => {
    const parsed = parseCommand(verb, payload);
    const { transaction } = parsed;
    const refuse = (error: string) => reply(verb, { status: 'error', error }, transaction);
    if ('error' in parsed) return refuse(parsed.error);
    // It would be obeyed anew after each break of the link.
    if (retained) return refuse('a retained command is not obeyed; send it without retain');
    if (commandsUnderWay >= MAX_COMMANDS_AT_ONCE) return refuse('too many commands at once');
    commandsUnderWay += 1;
    try {
      reply(verb, await options.onCommand(parsed), transaction);
    } catch (error) {
      refuse(error instanceof Error ? error.message : String(error));
    } finally {
      commandsUnderWay -= 1;
    }
  };

  const publishRetained = (topic: string, payload: string) => {
    link.publish(utf8.encode(topic), utf8.encode(payload), true);
  };
  let up = false;
  const link: BrokerLink = openBrokerLink({
    url,
    credentials,
    clientName: `roost-${id}-telemetry`,
    topics: [`${commands}+`, ...companions.flatMap(({ topics }) => topics)],
    will: { topic: `${base}/availability`, payload: 'offline' },
    backlogBytes: BACKLOG_BYTES,
    timing,
    onUp() {
      up = true;
      log.info('telemetry: connected');
      link.publish(availabilityTopic, utf8.encode('online'), true);
      // The broker may have lost what it retained.
      shown = null;
      showState();
      for (const companion of companions) companion.onUp(publishRetained);
    },
    onDown(reason) {
      up = false;
      log.warn(`telemetry: ${reason}`);
    },
    onMessage(topic, payload, retained) {
      if (topic.startsWith(commands)) {
        void command(topic.slice(commands.length), payload, retained);
      } else for (const companion of companions) companion.onMessage(topic, payload, retained);
    },
  });

  const refresh = setInterval(() => {
    shown = null;
    showState();
  }, timing.stateEveryMs ?? STATE_EVERY_MS);
  refresh.unref();

  return {
    state(state) {
      const text = textOf(state, log);
      if (closed || text === null) return;
      newest = text;
      if (newest !== shown) showStateSoon();
    },
    event(event) {
      const text = textOf(event, log);
      if (text !== null) link.publish(eventTopic, utf8.encode(text), false);
    },
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(refresh);
      for (const companion of companions) companion.close();
      if (gap !== null) clearTimeout(gap);
      showState();
      link.publish(availabilityTopic, utf8.encode('offline'), true);
      await link.close();
    },
  };
}

function textOf(value: object, log: TelemetryOptions['log']): string | null {
  try {
    return JSON.stringify(value);
  } catch (error) {
    log.warn(`telemetry: this cannot be shown as JSON: ${String(error)}`);
    return null;
  }
}
