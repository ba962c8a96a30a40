/** A campaign over worker threads: each takes the next seed when it has done its last. */
import { Worker } from 'node:worker_threads';
import { merged, noRuns, type Summary } from '../../sim/campaign/summary.ts';
import { runSeed, type SeedTask } from './run-seed.ts';

export interface CampaignOptions {
  readonly task: SeedTask;
  readonly seeds: readonly number[];
  /** Threads; 1 runs in this one. */
  readonly threads: number;
  /** No new seed is begun after this much time. */
  readonly withinMs: number | null;
  readonly onSeed: (summary: Summary, done: number) => void;
}

/** All runs together. Rejects when a thread dies; a run that throws is a failure of its seed instead. */
export async function runCampaign(options: CampaignOptions): Promise<Summary> {
  const { task, seeds, threads, withinMs, onSeed } = options;
  const endsAtMs = withinMs === null ? Number.POSITIVE_INFINITY : performance.now() + withinMs;
  let total = noRuns(task.commit);
  let begun = 0;
  let done = 0;
  const next = (): number | null =>
    begun < seeds.length && performance.now() < endsAtMs ? seeds[begun++]! : null;
  const note = (summary: Summary): void => {
    total = merged(total, summary);
    done += 1;
    onSeed(summary, done);
  };
  if (threads === 1 || seeds.length === 1) {
    for (let seed = next(); seed !== null; seed = next()) note(runSeed(task, seed));
    return total;
  }
  const count = Math.min(threads, seeds.length);
  await Promise.all(Array.from({ length: count }, () => runThread(task, next, note)));
  return total;
}

function runThread(
  task: SeedTask,
  next: () => number | null,
  note: (summary: Summary) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: task });
    worker.on('message', (summary: Summary) => {
      note(summary);
      worker.postMessage(next());
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
    worker.postMessage(next());
  });
}
