/**
 * The VDA 5050 status feed of one robot: its connection and its state for a fleet tool, and the few instant
 * actions that a charging swarm can follow. A status feed and no compliance (docs/vda5050.md).
 *
 * It has a connection of its own, because a connection has one last will, and the member's own is taken.
 */

import type { VdaVersion } from '../../config/swarm-config.ts';
import { type BrokerLinkOptions, openBrokerLink } from '../../mqtt/broker-link.ts';
import type { CommandOutcome } from '../command.ts';
import type { Telemetry } from '../telemetry.ts';
import { dialectOf } from './dialect.ts';
import { headerSource } from './header.ts';
import { InstantActionBook } from './instant-action-book.ts';
import { MessageErrors } from './message-errors.ts';
import { Refusals } from './refusals.ts';
import { refuseOrder } from './refuse-order.ts';
import { type RobotFacts, robotFacts } from './robot-facts.ts';
import { stateMessage } from './state-message.ts';
import { instantActionsTaker } from './take-instant-actions.ts';
import { serialNumber, vdaTopics } from './topics.ts';

export interface VdaFeedOptions extends Pick<BrokerLinkOptions, 'url' | 'credentials'> {
  readonly version: VdaVersion;
  readonly swarm: string;
  /** Of a robot: pads are no vehicles. */
  readonly id: string;
  /** Carries a command out, as those over MQTT. A throw or a rejection is answered as an error. */
  readonly onCommand: (verb: 'charge' | 'release') => CommandOutcome | Promise<CommandOutcome>;
  readonly log: { info(message: string): void; warn(message: string): void };
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
  /** For tests and slow networks. */
  readonly timing?: BrokerLinkOptions['timing'] & VdaTiming;
}

export interface VdaTiming {
  readonly stateEveryMs?: number;
  readonly stateGapMs?: number;
}

/** The standard wants one every 30 s at least; this leaves room for a slow network. */
const STATE_EVERY_MS = 25_000;
/** Between two states: the standard asks not to talk too much. */
const STATE_GAP_MS = 250;
const BACKLOG_BYTES = 64 * 1024;

const utf8 = new TextEncoder();

/** Connects, and connects again for as long as it is open; never throws. Events are not part of this feed. */
export function createVdaFeed(options: VdaFeedOptions): Telemetry {
  const { version, swarm, id, log, wallMs, timing = {} } = options;
  const dialect = dialectOf(version);
  const topics = vdaTopics(version, swarm, id);
  const stateTopic = utf8.encode(topics.state);
  const header = { version: dialect.version, serialNumber: serialNumber(swarm, id), wallMs };
  const connectionHeader = headerSource(header);
  const stateHeader = headerSource(header);

  const errors = new MessageErrors(dialect);
  const book = new InstantActionBook(({ actionId, actionType }, reason) => {
    errors.add('chargingFailed', reason, { actionId, actionType });
  });
  const refusals = new Refusals((message) => log.warn(`VDA 5050: ${message}`));
  let facts: RobotFacts | null = null;
  /** The body of the last state that was sent, or null when another is due. */
  let shown: string | null = null;
  let gap: NodeJS.Timeout | null = null;
  let up = false;
  let closed = false;

  const connectionText = (connectionState: string) =>
    JSON.stringify({ ...connectionHeader(), connectionState });

  const showState = () => {
    if (facts === null || !up) return;
    const body = stateMessage(dialect, {
      facts,
      actions: book.states,
      actionsFull: book.isFull,
      messageErrors: errors.all,
    });
    const text = JSON.stringify(body);
    if (text === shown) return;
    const message = JSON.stringify({ ...stateHeader(), ...body });
    shown = link.publish(stateTopic, utf8.encode(message), false) ? text : null;
  };
  const showStateSoon = () => {
    if (closed) return;
    gap ??= setTimeout(() => {
      gap = null;
      showState();
      // Backed up: later. Down: when the link is up again.
      if (shown === null && facts !== null && up) showStateSoon();
    }, timing.stateGapMs ?? STATE_GAP_MS);
  };
  const takeInstantActions = instantActionsTaker({
    dialect,
    serialNumber: header.serialNumber,
    book,
    errors,
    facts: () => facts,
    onCommand: options.onCommand,
    onChange: showStateSoon,
    onStateRequest() {
      shown = null;
    },
  });

  const link = openBrokerLink({
    url: options.url,
    credentials: options.credentials,
    clientName: `roost-${id}-vda5050`,
    topics: [topics.instantActions, topics.order],
    // Made anew for each connection, with a number and a time of its own.
    will: () => ({
      topic: topics.connection,
      payload: connectionText(dialect.connectionBroken),
      qos: 1,
    }),
    backlogBytes: BACKLOG_BYTES,
    timing,
    onUp() {
      up = true;
      log.info(`VDA 5050: connected as ${header.serialNumber}`);
      link.assure(topics.connection, connectionText('ONLINE'));
      shown = null;
      showState();
    },
    onDown(reason) {
      up = false;
      log.warn(`VDA 5050: ${reason}`);
    },
    onMessage(topic, payload, retained) {
      if (closed) return;
      const isOrder = topic === topics.order;
      const problem = isOrder
        ? refuseOrder(payload, errors)
        : takeInstantActions(payload, retained);
      if (problem !== null) refusals.note(`${isOrder ? 'order' : 'instantActions'}: ${problem}`);
      showStateSoon();
    },
  });

  const refresh = setInterval(() => {
    shown = null;
    showState();
  }, timing.stateEveryMs ?? STATE_EVERY_MS);
  refresh.unref();

  return {
    state(state) {
      if (closed) return;
      const isFirst = facts === null;
      facts = robotFacts(id, state);
      book.follow(facts);
      if (isFirst) showState();
      showStateSoon();
    },
    event() {},
    async close() {
      if (closed) return;
      closed = true;
      clearInterval(refresh);
      refusals.close();
      if (gap !== null) clearTimeout(gap);
      showState();
      link.assure(topics.connection, connectionText('OFFLINE'));
      await link.close();
    },
  };
}
