/**
 * Commands on their way to members that only the radio reaches: each is repeated, more and more rarely, until its
 * reply comes or nobody would wait for it any longer.
 *
 * A repetition has the ticket of the first, by which the member knows that it is the same command.
 */
import type { MemberIndex } from '../../src/protocol/roster.ts';
import type { Timeline } from '../../src/radio/timeline.ts';
import type { Command, Reply } from '../../src/wire/aside.ts';
import { utf8 } from '../../src/wire/bytes.ts';
import { type Order, orderText } from '../commands.ts';
import type { CommandOutcome } from '../telemetry/command.ts';

export interface AskedOptions {
  readonly self: MemberIndex;
  readonly timeline: Timeline;
  /** Says an aside to all members, once; it may be lost. */
  readonly say: (command: Command) => void;
  /** From the first time that a command is said to the second; each further wait is twice as long. */
  readonly repeatMs: number;
}

interface Waiting {
  readonly to: MemberIndex;
  readonly resolve: (outcome: CommandOutcome) => void;
}

/** How often a command is said. */
const TRIES = 4;
const MAX_WAITING = 64;
const TICKETS = 2 ** 32;

export class Asked {
  private readonly options: AskedOptions;
  private readonly waiting = new Map<number, Waiting>();
  private ticket = 0;
  private closed = false;

  constructor(options: AskedOptions) {
    this.options = options;
  }

  /** How long a member is given to answer. */
  get patienceMs(): number {
    return this.options.repeatMs * (2 ** TRIES - 1);
  }

  /** What came of it; never rejects. `id` is the member's, for the words of an error. */
  ask(to: MemberIndex, id: string, order: Order): Promise<CommandOutcome> {
    if (this.closed) return Promise.resolve(STOPPING);
    if (this.waiting.size >= MAX_WAITING)
      return Promise.resolve(failed('too many commands wait for the radio; try again later'));
    this.ticket = (this.ticket + 1) % TICKETS;
    const { ticket } = this;
    return new Promise((resolve) => {
      this.waiting.set(ticket, { to, resolve });
      const seconds = Math.ceil(this.patienceMs / 1000);
      const silence = `${id} did not answer over the radio within ${seconds} s; it may not have heard it`;
      this.say({ kind: 'command', to, ticket, verb: utf8(orderText(order)) }, 1, silence);
    });
  }

  /** A reply that `from` gave. False when it answers nothing. */
  answer(from: MemberIndex, { to, ticket, error }: Reply): boolean {
    const asked = this.waiting.get(ticket);
    if (to !== this.options.self || asked?.to !== from) return false;
    this.waiting.delete(ticket);
    const text = new TextDecoder().decode(error);
    asked.resolve(text === '' ? { status: 'ok' } : failed(text));
    return true;
  }

  /** Nothing is said any more; whoever waits is told so. */
  close(): void {
    this.closed = true;
    for (const { resolve } of this.waiting.values()) resolve(STOPPING);
    this.waiting.clear();
  }

  private say(command: Command, attempt: number, silence: string): void {
    const asked = this.waiting.get(command.ticket);
    if (!asked) return;
    if (attempt > TRIES) {
      this.waiting.delete(command.ticket);
      asked.resolve(failed(silence));
      return;
    }
    const { repeatMs, say, timeline } = this.options;
    timeline.at(timeline.nowMs + repeatMs * 2 ** (attempt - 1), () =>
      this.say(command, attempt + 1, silence),
    );
    say(command);
  }
}

const STOPPING = failed('the gateway is stopping');

function failed(error: string): CommandOutcome {
  return { status: 'error', error };
}
