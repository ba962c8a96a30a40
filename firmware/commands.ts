/** Commands to the role of a member, from wherever they come: each is answered once. */

import type { RoleInput } from '../src/roles/role.ts';
import type { Verb } from './telemetry/command.ts';

export class Commands {
  private readonly feed: (input: RoleInput) => void;
  /** Who waits for an answer, by ticket. */
  private readonly waiting = new Map<number, (error: string | null) => void>();
  private lastTicket = 0;

  constructor(feed: (input: RoleInput) => void) {
    this.feed = feed;
  }

  /** Has it carried out; `done` is called once, with null or with why not. */
  run(verb: Verb, done: (error: string | null) => void): void {
    this.lastTicket += 1;
    const ticket = this.lastTicket;
    this.waiting.set(ticket, done);
    this.feed({ type: 'command', verb, ticket });
  }

  /** The role has answered. */
  answered(ticket: number, error: string | null): void {
    const done = this.waiting.get(ticket);
    this.waiting.delete(ticket);
    done?.(error);
  }
}
