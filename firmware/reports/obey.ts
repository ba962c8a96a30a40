/**
 * A member's side of commands over the radio: each is carried out once, however often it is heard, and answered as
 * often as it is heard.
 *
 * Only the configured gateway is obeyed. That keeps order and is no line of defence: whoever holds the swarm's key can
 * speak as the gateway.
 */
import type { MemberIndex } from '../../src/protocol/roster.ts';
import type { Command, Reply } from '../../src/wire/aside.ts';
import { utf8 } from '../../src/wire/bytes.ts';
import { type Order, orderOf } from '../commands.ts';
import { VERBS } from '../telemetry/command.ts';

export interface ObeyOptions {
  readonly self: MemberIndex;
  readonly gateway: MemberIndex;
  /** Says an aside to all members, once; it may be lost. */
  readonly say: (reply: Reply) => void;
  /** Carries a command out; `done` is called once, with null or with why not. */
  readonly obey: (order: Order, done: (error: string | null) => void) => void;
}

interface Known {
  readonly ticket: number;
  /** Undefined while it is carried out. */
  error?: string | null;
}

/** The gateway has at most sixteen commands under way for one member (telemetry.ts). */
const MAX_KNOWN = 32;
/** So that a reply fits a frame of every radio; the smallest takes 100 bytes. */
const MAX_ERROR_BYTES = 64;

export class Obeying {
  private readonly options: ObeyOptions;
  private boot = -1;
  /** Commands of the gateway's boot, the oldest first. */
  private known: Known[] = [];
  /** All tickets up to this one are done with. */
  private forgotten = 0;

  constructor(options: ObeyOptions) {
    this.options = options;
  }

  /** A command that `from` gave in `boot`. False when it is not for this member to obey. */
  hear(from: MemberIndex, boot: number, command: Command): boolean {
    const { self, gateway } = this.options;
    if (from !== gateway || command.to !== self || boot < this.boot) return false;
    if (boot > this.boot) {
      this.boot = boot;
      this.known = [];
      this.forgotten = 0;
    }
    const { ticket } = command;
    const known = this.known.find((one) => one.ticket === ticket);
    if (known) this.answer(known);
    // One that was forgotten may have been carried out.
    else if (ticket > this.forgotten) this.begin(ticket, command.verb, boot);
    return true;
  }

  private begin(ticket: number, bytes: Uint8Array, boot: number): void {
    const known: Known = { ticket };
    this.known.push(known);
    if (this.known.length > MAX_KNOWN)
      this.forgotten = Math.max(this.forgotten, this.known.shift()!.ticket);
    const order = orderOf(new TextDecoder().decode(bytes));
    const done = (error: string | null) => {
      if (known.error !== undefined) return;
      known.error = error;
      if (boot === this.boot) this.answer(known);
    };
    if (order) this.options.obey(order, done);
    else done(`unknown command; it is one of ${VERBS.join(', ')}`);
  }

  private answer({ ticket, error }: Known): void {
    if (error === undefined) return;
    const { gateway, say } = this.options;
    say({ kind: 'reply', to: gateway, ticket, error: shortened(error ?? '') });
  }
}

/** UTF-8, cut before a character that does not fit. */
function shortened(text: string): Uint8Array {
  const bytes = utf8(text.toWellFormed());
  if (bytes.length <= MAX_ERROR_BYTES) return bytes;
  let end = MAX_ERROR_BYTES;
  // Bytes of the form 10xxxxxx go on with a character that began before them.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.slice(0, end);
}
