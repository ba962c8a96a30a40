/** Traces of storms in virtual time, for the tests of the replay. */

import { version } from '../../../bin/manifest.ts';
import { nodeCrypto } from '../../../firmware/crypto.ts';
import { type ReplayResult, TraceReplay } from '../../../sim/replay/trace-replay.ts';
import { Recording } from '../../../sim/run/recording.ts';
import { run } from '../../../sim/run/run.ts';
import { scenarioWith } from '../../../sim/scenario/defaults.ts';
import { ALL_FAULTS } from '../../../sim/scenario/faults.ts';
import type { TraceRecord } from '../../../src/runtime/trace.ts';

/**
 * A run of five robots with all faults, as the seed has them, and the records of its members and of the
 * world. Its second half is peace. Returns what went wrong, or null.
 */
export function storm(
  seed: number,
  forMs: number,
  onRecord: (record: TraceRecord) => void,
): string | null {
  const guard = seed % 2 === 0 ? 'robots' : 'controller';
  const scenario = scenarioWith({ seed, guard, faults: ALL_FAULTS, forMs, speed: 600 });
  const { failure } = run(scenario, {
    crypto: nodeCrypto,
    traceFrames: true,
    version,
    observe: (swarm) => [new Recording(swarm, onRecord)],
  });
  return failure?.what ?? null;
}

/** The lines of its members. */
export function traceOf(seed: number, forMs = 24_000): string[] {
  const lines: string[] = [];
  const broken = storm(seed, forMs, (record) => {
    if (record.from !== 'world') lines.push(JSON.stringify(record));
  });
  if (broken !== null) throw new Error(`seed ${seed}: ${broken}`);
  return lines;
}

export function replay(lines: readonly string[], only: string | null = null): ReplayResult {
  const replaying = new TraceReplay(only);
  for (const [index, text] of lines.entries())
    replaying.take({ text, number: index + 1, ended: true });
  return replaying.end();
}
