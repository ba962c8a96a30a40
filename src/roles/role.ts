/** What the one loop needs of a role, whichever it is. */
import type { MemberInput } from '../protocol/member.ts';
import type { Output } from '../protocol/output.ts';
import type { PadIndex } from '../protocol/roster.ts';
import type { BodyCommand, BodyReport, PadCommand, PadReport } from './body.ts';
import type { MemberShown } from './describe.ts';

/** Where a robot is in its work (contract.md, event `body`). */
export type Phase =
  | 'working'
  | 'parked'
  | 'requesting'
  | 'waiting'
  | 'approaching'
  | 'charging'
  | 'leaving'
  | 'fault';

/** What a person may ask of a member (contract.md, topic `cmd`). */
export type Verb = 'charge' | 'release' | 'hold' | 'resume';

export type RoleEvent = {
  readonly event: 'body';
  readonly phase: Phase;
  readonly battery: number | null;
};

export interface CommandInput {
  readonly type: 'command';
  readonly verb: Verb;
  readonly ticket: number;
  /** Of `release` alone, to a robot that leads: the pad that robots guard. */
  readonly pad?: PadIndex | undefined;
}

export type RoleInput =
  | Exclude<
      MemberInput,
      { type: 'want' | 'cancel' | 'leave' | 'stop' | 'off-pad' | 'contact' | 'release' }
    >
  | { readonly type: 'body'; readonly report: BodyReport }
  | { readonly type: 'pad-body'; readonly report: PadReport }
  | CommandInput
  /** End in order: a robot on the pad leaves first. `now`: do not wait for the body. */
  | { readonly type: 'stop'; readonly reason: string; readonly now: boolean };

export type RoleOutput =
  | Exclude<Output, { do: 'named' | 'entered' | 'must-leave' | 'exited' | 'lease' }>
  | { readonly do: 'body'; readonly command: BodyCommand }
  | { readonly do: 'pad-body'; readonly command: PadCommand }
  | { readonly do: 'role-event'; readonly event: RoleEvent }
  /** The answer to a command: null when it is carried out, else why not, in plain words. */
  | { readonly do: 'reply'; readonly ticket: number; readonly error: string | null }
  /** The role has stopped; the process may end. */
  | { readonly do: 'finished' };

export interface Role {
  /** One input at `nowMs`, and everything that follows from it, in order. */
  step(input: RoleInput, nowMs: number): readonly RoleOutput[];
  /** When the role wants a `tick`; null for never. */
  nextDeadlineMs(): number | null;
  /** What the role is doing, for telemetry. */
  describe(): MemberShown;
}
