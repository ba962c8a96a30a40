/** Ranks order the robots: the highest that is alive should lead (Garcia-Molina 1982). */
import type { MemberIndex, Roster } from './roster.ts';

export function outranks(roster: Roster, a: MemberIndex, b: MemberIndex): boolean {
  return (roster.robots[a]?.rank ?? -1) > (roster.robots[b]?.rank ?? -1);
}

/** How many robots rank above one, not counting `except`. */
export function ranksAbove(
  roster: Roster,
  robot: MemberIndex,
  except: MemberIndex | null = null,
): number {
  return roster.robots.filter((_, other) => other !== except && outranks(roster, other, robot))
    .length;
}
