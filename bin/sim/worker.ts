/** A thread of a campaign: runs the seeds that it is given, one message for each. */
import { parentPort, workerData } from 'node:worker_threads';
import { runSeed, type SeedTask } from './run-seed.ts';

const task = workerData as SeedTask;

parentPort!.on('message', (seed: number | null) => {
  if (seed === null) parentPort!.close();
  else parentPort!.postMessage(runSeed(task, seed));
});
