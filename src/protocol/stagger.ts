/**
 * Answers that many members give to one frame. On a channel that all share they would drown each other, so
 * each has its place, one after the other (as the slots of Bully's answers); where a medium carries them side
 * by side, nobody waits.
 */
import type { Context } from './context.ts';
import { type MemberIndex, memberCount } from './roster.ts';

/** Whether members of this swarm wait for each other. */
export function isStaggered(context: Context): boolean {
  return context.timing.staggerMs > 0;
}

/** How long it takes until all members that answer one frame have done so. */
export function answersMs(context: Context): number {
  return memberCount(context.roster) * context.timing.staggerMs;
}

/** Who has given the same answer as this member was about to give. */
export interface Overheard {
  /** What it is an answer to. */
  to: string;
  readonly by: Set<MemberIndex>;
}

export function newOverheard(): Overheard {
  return { to: '', by: new Set() };
}

/**
 * Counts an answer of somebody else to the question that this member has to answer; returns how many were
 * heard. Nothing is kept where nobody waits.
 */
export function overhear(
  context: Context,
  overheard: Overheard,
  to: string,
  from: MemberIndex,
): number {
  if (!isStaggered(context) || overheard.to !== to) return 0;
  overheard.by.add(from);
  return overheard.by.size;
}

/** A question is put, perhaps again: then whoever asks has not heard all answers. */
export function startRound(context: Context, overheard: Overheard, to: string): void {
  if (!isStaggered(context)) return;
  overheard.to = to;
  overheard.by.clear();
}
