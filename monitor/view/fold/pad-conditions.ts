/** What can be wrong on a pad, beside what its controller says itself. */
import type { Condition } from './alarm-board.ts';
import type { PadFacts } from './facts.ts';
import { ABOUT_NOTHING, type Situation } from './situation.ts';

/** So grave that nobody should miss it for having looked away. */
const CROWD_SHOWN_MS = 60_000;

export function padConditions(pad: PadFacts, { nowMs, tokenBoundMs }: Situation): Condition[] {
  const about = { ...ABOUT_NOTHING, zone: pad.zone, pad: pad.id };
  const found: Condition[] = [];
  const { crowded, token, stalledSinceMs } = pad;
  if (crowded && nowMs - crowded.atMs < CROWD_SHOWN_MS)
    found.push({
      ...about,
      id: `two-on-a-pad:${pad.id}`,
      kind: 'two-on-a-pad',
      severity: 'critical',
      text: `${crowded.robots.join(' and ')} were both seen to have pad ${pad.id} at one time`,
      mend: `Go and look at the pad. Keep the traces of both robots: with them roost replay and the timeline show whether it was so, or whether messages came late or were lost.`,
      graceMs: 0,
      holdMs: 0,
    });
  if (stalledSinceMs !== null) {
    const restsSinceMs = Math.max(stalledSinceMs, token?.sinceMs ?? 0);
    const where = token?.holder == null ? 'nobody knows where it is' : `${token.holder} has it`;
    const why = pad.fault === null ? '' : `; the pad is not safe to use: ${pad.fault}`;
    if (nowMs - restsSinceMs > tokenBoundMs)
      found.push({
        ...about,
        id: `token-old:${pad.id}`,
        kind: 'token-old',
        severity: 'warning',
        member: token?.holder ?? null,
        text: `The token of pad ${pad.id} rests, though robots wait and the pad is free: ${where}${why}`,
        mend:
          pad.fault === null
            ? 'Look whether the leader and the holder hear each other, and whether a majority of the robots runs.'
            : 'Mend the pad.',
        graceMs: 0,
        holdMs: 2000,
        sinceMs: restsSinceMs,
      });
  }
  return found;
}
