/**
 * The administrator's part in a change of key: hands every member the new key, one at a time and again until
 * it answers; then says that all have it, until all say that they speak under it.
 *
 * No clock and no radio in here: whoever drives it asks for the next frame at every step, and tells what was
 * heard. Steps are far enough apart for a frame and its answer.
 */

import type { MemberIndex } from '../../src/protocol/roster.ts';
import { ADMINISTRATOR, type KeyAside, type Keyed } from '../../src/wire/aside.ts';
import type { FrameCodec } from '../../src/wire/frame.ts';

export interface RollOverOptions {
  /** Has the new key in its ring, and everybody's key-encryption key. */
  readonly codec: FrameCodec;
  readonly keyId: number;
  /** Who is to have the key, each with what was wrapped for it. */
  readonly offers: ReadonlyMap<MemberIndex, Uint8Array>;
  /** Those of them who are not waited for. */
  readonly notAwaited: ReadonlySet<MemberIndex>;
  /** A number for this run, so that answers to another one do not count: 32 random bits. */
  readonly ticket: number;
}

export type RollOverPhase =
  /** Not all have the key. Nothing has changed for anybody yet. */
  | 'handing-out'
  /** Members are told to switch. */
  | 'rolling'
  /** All who have the key speak under it. */
  | 'done';

/** How often a member is asked again: after 4 steps, then twice as many each time, up to 20. */
const FIRST_REPEAT_STEPS = 4;
const LONGEST_REPEAT_STEPS = 20;
/** The word to switch is said so often in a row, and then every so many steps. */
const FIRST_ROLLS = 3;
const ROLL_EVERY_STEPS = 20;

interface Standing {
  readonly member: MemberIndex;
  answer: Keyed | null;
  /** The step at which it is asked next, and the wait after that. */
  dueStep: number;
  waitSteps: number;
}

export class RollOver {
  private readonly options: RollOverOptions;
  private readonly standings: Standing[];
  private phaseNow: RollOverPhase = 'handing-out';
  private step = 0;
  private rolledAtStep = 0;
  private sequence = 0;

  constructor(options: RollOverOptions) {
    this.options = options;
    this.standings = [...options.offers.keys()].map((member) => ({
      member,
      answer: null,
      dueStep: 0,
      waitSteps: FIRST_REPEAT_STEPS,
    }));
  }

  get phase(): RollOverPhase {
    return this.phaseNow;
  }

  /** Who has the key on its disk. */
  get having(): MemberIndex[] {
    return this.those((standing) => has(standing));
  }

  /** Who speaks under the key. */
  get switched(): MemberIndex[] {
    return this.those((standing) => this.speaks(standing));
  }

  /** Who has not answered. */
  get silent(): MemberIndex[] {
    return this.those(({ answer }) => answer === null);
  }

  /** Who does not take the key, with the key that it has: the administrator's file is not the newest. */
  get refusing(): ReadonlyMap<MemberIndex, Keyed> {
    const refusals = new Map<MemberIndex, Keyed>();
    for (const { member, answer } of this.standings)
      if (answer?.refused) refusals.set(member, answer);
    return refusals;
  }

  /** Whether all who are waited for have the key. */
  get isHandedOut(): boolean {
    const { notAwaited } = this.options;
    return this.standings.every((standing) => has(standing) || notAwaited.has(standing.member));
  }

  /** From now on members are told to switch; this must be known to the disk before. */
  roll(): void {
    if (this.phaseNow !== 'handing-out') return;
    this.phaseNow = 'rolling';
    this.rolledAtStep = this.step;
    // Whether a member has switched is found out by asking it again.
    for (const standing of this.standings) {
      standing.dueStep = this.step + FIRST_ROLLS;
      standing.waitSteps = FIRST_REPEAT_STEPS;
    }
    this.judge();
  }

  /** What to send at this step; null when there is nothing to say at it. */
  next(): Uint8Array | null {
    if (this.phaseNow === 'done') return null;
    const step = this.step;
    this.step += 1;
    if (this.phaseNow === 'rolling') {
      const since = step - this.rolledAtStep;
      if (since < FIRST_ROLLS || since % ROLL_EVERY_STEPS === 0)
        return this.seal({ kind: 'roll', keyId: this.options.keyId });
    }
    const due = this.standings
      .filter((standing) => standing.dueStep <= step && !this.isThrough(standing))
      .sort((a, b) => a.dueStep - b.dueStep)[0];
    if (!due) return null;
    due.dueStep = step + due.waitSteps;
    due.waitSteps = Math.min(due.waitSteps * 2, LONGEST_REPEAT_STEPS);
    const { ticket, offers } = this.options;
    return this.seal({ kind: 'key', to: due.member, ticket, wrapped: offers.get(due.member)! });
  }

  /** A frame from the medium, as it came: true when it was a new answer. */
  hear(bytes: Uint8Array): boolean {
    const frame = this.options.codec.open(bytes);
    if (typeof frame === 'string' || frame.message.kind !== 'keyed') return false;
    const answer = frame.message;
    const standing = this.standings.find(({ member }) => member === frame.source);
    if (!standing || answer.ticket !== this.options.ticket) return false;
    const before = standing.answer;
    // A member never goes back, so this was said before: late, or by a recording.
    if (before && answer.sending < before.sending) return false;
    standing.answer = answer;
    this.judge();
    return before?.sending !== answer.sending || before.refused !== answer.refused;
  }

  private judge(): void {
    if (this.phaseNow !== 'rolling') return;
    const having = this.standings.filter((standing) => has(standing));
    if (having.length > 0 && having.every((standing) => this.speaks(standing)))
      this.phaseNow = 'done';
  }

  /** Whether there is nothing to say to this member in this phase. */
  private isThrough(standing: Standing): boolean {
    if (standing.answer?.refused) return true;
    return this.phaseNow === 'handing-out' ? has(standing) : this.speaks(standing);
  }

  private speaks({ answer }: Standing): boolean {
    return answer !== null && !answer.refused && answer.sending >= this.options.keyId;
  }

  private those(which: (standing: Standing) => boolean): MemberIndex[] {
    return this.standings.filter(which).map(({ member }) => member);
  }

  private seal(said: KeyAside): Uint8Array | null {
    this.sequence += 1;
    return this.options.codec.seal(
      { source: ADMINISTRATOR, boot: 0, sequence: this.sequence },
      said,
    );
  }
}

function has({ answer }: Standing): boolean {
  return answer !== null && !answer.refused;
}
