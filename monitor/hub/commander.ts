/**
 * Commands to members: told on the topic of the member, with a name of their own by which the answer is known. Each is
 * answered once: by the member, or by the end of patience.
 */

import type { SwarmView } from '../view/view.ts';
import type { CommandRequest } from '../view/wire.ts';
import type { HubPorts } from './ports.ts';

export interface CommandResult {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly error: string | null;
  /** `unknown`: there was nobody to tell. */
  readonly outcome: 'ok' | 'refused' | 'no-answer' | 'unknown';
}

export interface CommanderOptions {
  readonly swarm: string;
  readonly ports: Pick<HubPorts, 'after' | 'newTransaction'>;
  readonly replyWithinMs: number;
  publish(topic: string, payload: string): boolean;
}

const MAX_UNDER_WAY = 64;
const MAX_REPLY_BYTES = 8192;
const MAX_ERROR_CHARACTERS = 500;

interface Waiting {
  readonly topic: string;
  settle(result: CommandResult): void;
}

export class Commander {
  private readonly options: CommanderOptions;
  /** By transaction. */
  private readonly waiting = new Map<string, Waiting>();

  constructor(options: CommanderOptions) {
    this.options = options;
  }

  /** Where answers come. */
  get topics(): string[] {
    return ['robots', 'pads'].map((kind) => `roost/${this.options.swarm}/${kind}/+/cmd/+/reply`);
  }

  async send(request: CommandRequest, by: string, view: SwarmView): Promise<CommandResult> {
    const target = targetOf(request, view);
    if ('error' in target) return failed('unknown', target.error);
    if (this.waiting.size >= MAX_UNDER_WAY) {
      return failed('unknown', 'too many commands wait for an answer: try again in some seconds');
    }
    const { swarm, ports, replyWithinMs, publish } = this.options;
    const transaction = ports.newTransaction();
    const topic = `roost/${swarm}/${target.path}/cmd/${request.verb}`;
    const payload = {
      transaction,
      by,
      ...(request.reason === null ? {} : { reason: request.reason }),
      ...(target.pad === null ? {} : { pad: target.pad }),
    };
    const answer = Promise.withResolvers<CommandResult>();
    this.waiting.set(transaction, { topic: `${topic}/reply`, settle: answer.resolve });
    const callOff = ports.after(replyWithinMs, () => {
      const seconds = Math.round(replyWithinMs / 1000);
      const error = `${target.who} did not answer within ${seconds} s; whether it does it is not known`;
      answer.resolve(failed('no-answer', error));
    });
    try {
      if (!publish(topic, JSON.stringify(payload))) {
        return failed('no-answer', 'there is no connection to the broker: nothing was sent');
      }
      return await answer.promise;
    } finally {
      callOff();
      this.waiting.delete(transaction);
    }
  }

  /** Whether the topic is one of answers. Those to others are passed over. */
  takes(topic: string): boolean {
    return topic.endsWith('/reply');
  }

  /** False for what no member would answer. */
  take(topic: string, payload: Uint8Array): boolean {
    const reply = payload.length > MAX_REPLY_BYTES ? null : parsed(payload);
    if (reply === null || !['ok', 'error'].includes(reply.status as string)) return false;
    const { transaction } = reply;
    const waiting = typeof transaction === 'string' ? this.waiting.get(transaction) : undefined;
    if (waiting === undefined || waiting.topic !== topic) return true;
    if (reply.status === 'ok') {
      waiting.settle({ schemaVersion: 1, ok: true, error: null, outcome: 'ok' });
    } else {
      const error = typeof reply.error === 'string' ? reply.error : 'it did not say why';
      waiting.settle(failed('refused', error.slice(0, MAX_ERROR_CHARACTERS)));
    }
    return true;
  }

  /** Nobody waits any longer. */
  close(): void {
    const error = 'the hub ended before the answer came';
    for (const { settle } of this.waiting.values()) settle(failed('no-answer', error));
  }
}

interface Target {
  /** `robots/r1` */
  readonly path: string;
  readonly who: string;
  /** Where somebody else is asked on behalf of a pad. */
  readonly pad: string | null;
}

function targetOf(
  { member }: CommandRequest,
  view: SwarmView,
): Target | { readonly error: string } {
  if (Object.hasOwn(view.robots, member)) {
    return { path: `robots/${member}`, who: member, pad: null };
  }
  const pad = Object.hasOwn(view.pads, member) ? view.pads[member] : undefined;
  if (pad === undefined) return { error: `there is no member ${member}` };
  if (pad.guard !== 'robots') return { path: `pads/${member}`, who: member, pad: null };
  // Nobody stands at bare contacts: the leader of the zone mints the new epoch.
  const leader = (pad.zone === null ? null : view.zones[pad.zone]?.leader) ?? pad.leader;
  if (leader === null || leader === undefined) {
    return { error: `no robot leads the zone of ${member} now: try again when one does` };
  }
  return { path: `robots/${leader}`, who: leader, pad: member };
}

function failed(outcome: CommandResult['outcome'], error: string): CommandResult {
  return { schemaVersion: 1, ok: false, error, outcome };
}

function parsed(payload: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
