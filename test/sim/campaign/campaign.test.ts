/**
 * S1 to S5 at every event of random storms, and L1 to L3 after each: as many seeds as fit into a time, over
 * two threads. `ROOST_CAMPAIGN=30s` sets the time; `scripts/nightly` runs the seeds that did not fit.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseDuration } from '../../../bin/duration.ts';
import { runCampaign } from '../../../bin/sim/campaign.ts';
import { commitOf } from '../../../bin/sim/commit.ts';
import { failureText, summaryText } from '../../../bin/sim/tell.ts';
import { missedStates } from '../../../sim/campaign/summary.ts';
import { SOMETIMES, type SometimesName } from '../../../sim/checks/sometimes.ts';
import { scenarioWith } from '../../../sim/scenario/defaults.ts';
import { ALL_FAULTS } from '../../../sim/scenario/faults.ts';

const ROOT = join(import.meta.dirname, '../../..');
const GIVEN = process.env.ROOST_CAMPAIGN ?? '4m';
const WITHIN_MS = parseDuration(GIVEN);
if (WITHIN_MS === null) throw new Error(`ROOST_CAMPAIGN=${GIVEN} is no duration; write 30s or 5m`);

/** The last runs began within the time, and end after it. */
const LAST_RUNS_MS = 120_000;
/** So many seeds must have visited each rare state. */
const CAMPAIGN_SEEDS = 300;
const SEEDS = Array.from({ length: 10_000 }, (_, index) => index + 1);

test(`no promise is broken by the seeds of ${GIVEN}`, {
  timeout: WITHIN_MS + LAST_RUNS_MS,
}, async () => {
  const commit = commitOf(ROOT);
  const summary = await runCampaign({
    task: {
      scenario: scenarioWith({ faults: ALL_FAULTS }),
      given: [],
      commit,
      command: 'bin/roost sim --seeds {seed}..{seed} --faults all',
    },
    seeds: SEEDS,
    threads: 2,
    withinMs: WITHIN_MS,
    onSeed: () => {},
  });
  const visited = (Object.keys(SOMETIMES) as SometimesName[]).map(
    (name) => `  ${name} ${summary.sometimes[name]}`,
  );
  console.log([summaryText(summary, true), 'rare states, how often:', ...visited].join('\n'));
  expect(summary.failures.map((failure) => failureText(failure, commit))).toEqual([]);
  expect(summary.entries).toBeGreaterThan(summary.seeds);
  if (summary.seeds >= CAMPAIGN_SEEDS) expect(missedStates(summary)).toEqual([]);
});
