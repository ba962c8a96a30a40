/** Reads the fields of a trace record, which are of any type: what is not as expected counts as missing. */
import type { TraceRecord } from '../../src/runtime/trace.ts';

/** Who the records of the simulated world are from. */
export const WORLD = 'world';

export function textOf(record: TraceRecord, field: string): string | null {
  const value = record[field];
  return typeof value === 'string' ? value : null;
}

export function numberOf(record: TraceRecord, field: string): number | null {
  const value = record[field];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function textsOf(record: TraceRecord, field: string): string[] {
  const value = record[field];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** As people write it, `(3,7)`; null when the record has none. */
export function fenceOf(record: TraceRecord): string | null {
  const { fence } = record;
  return Array.isArray(fence) && fence.length === 2 ? `(${fence[0]},${fence[1]})` : null;
}

/** Whether the world tells of this. */
export function isOfWorld(record: TraceRecord, event: string): boolean {
  return record.from === WORLD && record.event === event;
}
