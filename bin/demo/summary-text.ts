/** What the demo says at its end. */

import type { Summary } from './tally.ts';

export function summaryText(summary: Summary): string {
  const counts = Object.values(summary.entriesByRobot);
  const share = counts.length > 1 ? ` (${Math.min(...counts)} to ${Math.max(...counts)} each)` : '';
  const wait =
    summary.waitP50Ms === null
      ? ''
      : `\nwaiting: ${(summary.waitP50Ms / 1000).toFixed(1)} s in the median, ` +
        `${(summary.waitMaxMs! / 1000).toFixed(1)} s at most`;
  const verdict =
    summary.overlaps === 0
      ? 'never two robots on the pad at once'
      : `BROKEN: two robots on the pad at once, ${summary.overlaps} times`;
  return (
    `${summary.seconds} s: ${summary.entries} ${summary.entries === 1 ? 'charge' : 'charges'}` +
    `${share}${wait}\n` +
    `${verdict}; ${summary.leaders} elections won, ${summary.tokens} tokens minted\n`
  );
}
