/** Traces of storms in virtual time, for the tests of the replay. */

import { type ReplayResult, TraceReplay } from '../../../sim/replay/trace-replay.ts';
import type { TraceRecord } from '../../../src/runtime/trace.ts';
import { stormOf } from '../../harness/campaign.ts';
import { makeStorm, runStorm } from '../../harness/faults.ts';

/** A run with crashes, freezes, partitions, lost disks and clocks that drift, as the seed has them. */
export async function storm(
  seed: number,
  stormMs: number,
  onRecord: (record: TraceRecord) => void,
): Promise<void> {
  const options = { ...stormOf(seed), stormMs };
  const world = makeStorm(options);
  world.onRecord = onRecord;
  await runStorm(world, options);
}

/** Its trace, line by line. */
export async function traceOf(seed: number, stormMs = 10_000): Promise<string[]> {
  const lines: string[] = [];
  await storm(seed, stormMs, (record) => lines.push(JSON.stringify(record)));
  return lines;
}

export function replay(lines: readonly string[], only: string | null = null): ReplayResult {
  const replaying = new TraceReplay(only);
  for (const [index, text] of lines.entries())
    replaying.take({ text, number: index + 1, ended: true });
  return replaying.end();
}
