/** One run of a campaign, and its summary. */
import { nodeCrypto } from '../../firmware/crypto.ts';
import { type MixedPart, mixed } from '../../sim/campaign/mix.ts';
import { type Summary, summaryOf } from '../../sim/campaign/summary.ts';
import { run } from '../../sim/run/run.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';

/** What all runs of a campaign share. Plain data: it goes to other threads. */
export interface SeedTask {
  readonly scenario: Scenario;
  /** What the seed must not choose; null when it chooses nothing but chance. */
  readonly given: readonly MixedPart[] | null;
  readonly commit: string | null;
  /** Repeats a run, with `{seed}` where the seed belongs. */
  readonly command: string;
}

export function scenarioOf({ scenario, given }: SeedTask, seed: number): Scenario {
  return given === null ? { ...scenario, seed } : mixed(scenario, seed, new Set(given));
}

export function runSeed(task: SeedTask, seed: number): Summary {
  const before = process.threadCpuUsage();
  const result = run(scenarioOf(task, seed), { crypto: nodeCrypto });
  const { user, system } = process.threadCpuUsage(before);
  return summaryOf(result, {
    seed,
    commit: task.commit,
    command: task.command.replaceAll('{seed}', String(seed)),
    cpuSeconds: (user + system) / 1e6,
  });
}
