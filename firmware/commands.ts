/** Commands to the role of a member, from wherever they come: each is answered once. */

import type { PadIndex, Roster } from '../src/protocol/roster.ts';
import type { RoleInput } from '../src/roles/role.ts';
import { type Command, VERBS } from './telemetry/command.ts';

/** What of a command the member itself needs. */
export type Order = Pick<Command, 'verb' | 'pad'>;

/** An order as the air has it: `charge`, `release p1`. */
export function orderText({ verb, pad }: Order): string {
  return pad === null ? verb : `${verb} ${pad}`;
}

/** Null for what is none. */
export function orderOf(text: string): Order | null {
  const verb = VERBS.find((one) => text === one || text.startsWith(`${one} `));
  if (verb === undefined) return null;
  if (text === verb) return { verb, pad: null };
  return verb === 'release' ? { verb, pad: text.slice(verb.length + 1) } : null;
}

export class Commands {
  private readonly roster: Roster;
  private readonly feed: (input: RoleInput) => void;
  /** Who waits for an answer, by ticket. */
  private readonly waiting = new Map<number, (error: string | null) => void>();
  private lastTicket = 0;

  constructor(roster: Roster, feed: (input: RoleInput) => void) {
    this.roster = roster;
    this.feed = feed;
  }

  /** Has it carried out; `done` is called once, with null or with why not. */
  run({ verb, pad }: Order, done: (error: string | null) => void): void {
    const index = pad === null ? null : this.padOf(pad);
    if (index === -1) {
      const pads = this.roster.pads.map(({ id }) => id).join(', ');
      done(`no pad has the id ${pad}; there are ${pads}`);
      return;
    }
    this.lastTicket += 1;
    const ticket = this.lastTicket;
    this.waiting.set(ticket, done);
    this.feed({ type: 'command', verb, ticket, ...(index === null ? {} : { pad: index }) });
  }

  /** The role has answered. */
  answered(ticket: number, error: string | null): void {
    const done = this.waiting.get(ticket);
    this.waiting.delete(ticket);
    done?.(error);
  }

  private padOf(id: string): PadIndex | -1 {
    return this.roster.pads.findIndex((pad) => pad.id === id);
  }
}
