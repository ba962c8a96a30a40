/** `roost sim`: the same code over virtual radios, with every fault, and whether it kept its promises. */
import { availableParallelism } from 'node:os';
import type { MixedPart } from '../../sim/campaign/mix.ts';
import { type Shard, seedsOf } from '../../sim/campaign/shard.ts';
import type { Summary } from '../../sim/campaign/summary.ts';
import { ALL_FAULTS } from '../../sim/scenario/faults.ts';
import { EXIT, ExitError } from '../errors.ts';
import type { ScenarioFlags } from '../scenario/options.ts';
import { planOf, repeatCommand } from '../scenario/plan.ts';
import { runCampaign } from '../sim/campaign.ts';
import { commitOf } from '../sim/commit.ts';
import { mergeFiles } from '../sim/merge.ts';
import type { Outputs } from '../sim/one-run.ts';
import { progressOn } from '../sim/progress.ts';
import { type SeedTask, scenarioOf } from '../sim/run-seed.ts';
import { failureText, summaryText } from '../sim/tell.ts';

export interface SimCommand extends ScenarioFlags, Outputs {
  /** Path of a scenario file. */
  readonly scenario?: string;
  readonly shard?: Shard;
  readonly threads?: number;
  /** Milliseconds of the wall clock. */
  readonly within?: number;
  readonly merge?: readonly string[];
  readonly json?: boolean;
}

/** Ends with code 6 when a promise was broken. */
export async function run(command: SimCommand): Promise<void> {
  if (command.merge) {
    tell(mergeFiles(command.merge), true, command.json ?? false);
    return;
  }
  const path = command.scenario ?? null;
  const { scenario, seeds: range } = planOf(path, command);
  const task: SeedTask = {
    scenario,
    given: command.seeds === undefined || path !== null ? null : givenParts(command),
    commit: commitOf(import.meta.dirname),
    command: commandOf(path, command),
  };
  const seeds = seedsOf(range.from, range.to, command.shard ?? { index: 1, count: 1 });
  if (seeds.length === 0)
    throw new ExitError(
      `there are fewer seeds than shards: ${range.from}..${range.to}`,
      EXIT.usage,
    );
  const progress = progressOn(process.stderr);
  let failures = 0;
  const summary = await runCampaign({
    task,
    seeds,
    threads: command.threads ?? availableParallelism(),
    withinMs: command.within ?? null,
    onSeed: (one, done) => {
      failures += one.failures.length;
      progress.end();
      if (!command.json)
        for (const failure of one.failures) process.stdout.write(failureText(failure, task.commit));
      progress.show(done, seeds.length, failures);
    },
  });
  progress.end();
  const wanted = command.trace ?? command.report ?? command.shrink;
  if (wanted !== undefined) await show(command, task, summary, seeds);
  const allFaults = ALL_FAULTS.every((fault) => scenario.faults.includes(fault));
  tell(summary, allFaults, command.json ?? false);
}

/** Of several runs the first that failed is worth a closer look. */
async function show(
  command: SimCommand,
  task: SeedTask,
  summary: Summary,
  seeds: readonly number[],
): Promise<void> {
  const seed = summary.failures[0]?.seed ?? (seeds.length === 1 ? seeds[0] : undefined);
  if (seed === undefined) {
    process.stderr.write('roost: no run failed, so there is none to show; name one with --seed\n');
    return;
  }
  const about = {
    commit: task.commit,
    command: task.command.replaceAll('{seed}', String(seed)),
  };
  const { showRun } = await import('../sim/one-run.ts');
  for (const line of showRun(scenarioOf(task, seed), command, about))
    process.stderr.write(`roost: ${line}\n`);
}

function tell(summary: Summary, allFaults: boolean, json: boolean): void {
  process.stdout.write(json ? `${JSON.stringify(summary)}\n` : summaryText(summary, allFaults));
  process.exitCode = summary.failures.length > 0 ? EXIT.promise : EXIT.done;
}

/** A run of a campaign is repeated as a campaign of one: its seed chooses what was not given. */
function commandOf(path: string | null, command: SimCommand): string {
  const template = repeatCommand(path, command, 0);
  const seed =
    command.seeds === undefined || path !== null ? '--seed {seed}' : '--seeds {seed}..{seed}';
  return template.replace('--seed 0', seed);
}

function givenParts(command: SimCommand): MixedPart[] {
  const parts: MixedPart[] = [];
  if (command.robots !== undefined) parts.push('robots');
  if (command.guard !== undefined) parts.push('guard');
  if (command.speed !== undefined) parts.push('speed');
  return parts;
}
