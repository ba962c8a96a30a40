/** What came out of runs, in plain words. */

import { missedStates, type SeedFailure, type Summary } from '../../sim/campaign/summary.ts';
import { verdictOf } from '../../sim/checks/checks.ts';
import { SOMETIMES } from '../../sim/checks/sometimes.ts';
import { timeText } from '../../sim/scenario/duration.ts';

/** So many runs and more are a campaign, which must have seen the rare states. */
const CAMPAIGN_RUNS = 100;

const VERDICT_WORDS = {
  crash: 'the code itself failed',
  safety: 'a promise of safety was broken',
  liveness: 'a promise of progress was broken',
} as const;

export function failureText(failure: SeedFailure, commit: string | null): string {
  const { seed, promise, at, what, command } = failure;
  const on = commit === null ? '' : ` (commit ${commit})`;
  return [
    `seed ${seed}: ${promise} at ${timeText(Math.round(at))}: ${VERDICT_WORDS[verdictOf(promise)]}`,
    ...what.split('\n').map((line) => `  ${line}`),
    `  repeat: ${command}${on}`,
    '',
  ].join('\n');
}

/** Of all runs together. `allFaults`: the rare states could have been visited. */
export function summaryText(summary: Summary, allFaults: boolean): string {
  const { seeds, failures, entries, framesPerEntry, deliveries } = summary;
  const { cpuSeconds, simulatedSeconds, traceHash, worstResumptionMs } = summary;
  const lines = [
    `${plural(seeds, 'run')} of ${timeText(Math.round((1000 * simulatedSeconds) / seeds))}` +
      ` on average: ${verdicts(failures)}`,
    `${plural(entries, 'entry', 'entries')}, ${framesPerEntry?.toFixed(2) ?? 'no'} frames for each; ` +
      `${deliveries.toLocaleString('en')} frames heard; ${cpuSeconds.toFixed(1)} s of CPU time`,
  ];
  if (worstResumptionMs > 0)
    lines.push(
      `after faults stopped, the next robot was admitted within ${seconds(worstResumptionMs)}`,
    );
  if (traceHash !== null) lines.push(`trace hash ${traceHash}`);
  if (allFaults && seeds >= CAMPAIGN_RUNS) lines.push(...rareStates(summary));
  return `${lines.join('\n')}\n`;
}

function verdicts(failures: readonly SeedFailure[]): string {
  if (failures.length === 0) return 'every promise was kept';
  const counts = (['crash', 'safety', 'liveness'] as const)
    .map((verdict) => ({
      verdict,
      count: failures.filter(({ promise }) => verdictOf(promise) === verdict).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} of ${verdict}`);
  return `${failures.length} failed (${counts.join(', ')})`;
}

function rareStates(summary: Summary): string[] {
  const missed = missedStates(summary);
  const all = Object.keys(SOMETIMES).length;
  if (missed.length === 0) return [`all ${all} rare states were visited`];
  return [
    `${missed.length} of ${all} rare states were never visited, so this proves less than it seems:`,
    ...missed.map((name) => `  ${name}: ${SOMETIMES[name]}`),
  ];
}

/** Of virtual time, to the millisecond. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
