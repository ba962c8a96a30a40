/** The charge of each robot over time: what the world tells now and then, and what robots say themselves. */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { isOfWorld, numberOf, textOf, WORLD } from './fields.ts';

export interface BatteryPoint {
  readonly atMs: number;
  /** 0..100. */
  readonly percent: number;
}

/** By robot, in order of time. */
export function batteriesOf(
  records: readonly TraceRecord[],
): ReadonlyMap<string, readonly BatteryPoint[]> {
  const lines = new Map<string, BatteryPoint[]>();
  const add = (robot: string | null, atMs: number, percent: number | null): void => {
    if (robot === null || percent === null) return;
    const line = lines.get(robot) ?? [];
    lines.set(robot, line);
    line.push({ atMs, percent });
  };
  for (const record of records) {
    const { mono: atMs, from, event } = record;
    if (isOfWorld(record, 'battery'))
      add(textOf(record, 'robot'), atMs, numberOf(record, 'percent'));
    else if (from !== WORLD && event === 'body') add(from, atMs, numberOf(record, 'battery'));
  }
  return lines;
}
