/** Swarms for benchmarks: robots whose bodies need no time, beside a real pad controller. */

import { join } from 'node:path';
import { run } from '../test/processes/run.ts';
import { type Launch, roost, Swarm, type SwarmOptions } from '../test/processes/swarm.ts';
import { startMosquitto } from '../test/support/mosquitto.ts';

const CONTENDER = join(import.meta.dirname, 'contender.ts');

function contender(mode: 'eager' | 'told'): Launch {
  return (id, args) =>
    args[0] === 'robot'
      ? run(id, [process.execPath, CONTENDER, mode, ...args])
      : roost(id, [...args, '--log', 'warn']);
}

export async function withContenders<Result>(
  mode: 'eager' | 'told',
  options: SwarmOptions,
  measure: (swarm: Swarm) => Promise<Result>,
): Promise<Result> {
  const swarm = new Swarm({ ...options, launch: contender(mode) }, await startMosquitto());
  try {
    return await measure(swarm);
  } finally {
    await swarm.dispose();
  }
}

export function progress(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}
