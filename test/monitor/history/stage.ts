/** A history for a test: in a file of its own, with a clock that is moved by hand. */

import { History, type HistoryOptions } from '../../../monitor/history/history.ts';
import type { HistoryEvent } from '../../../monitor/view/wire.ts';

export const START_MS = 1_800_000_000_000;

export interface Stage {
  readonly history: History;
  readonly troubles: string[];
  nowMs: number;
}

export function stage(path: string, options: Partial<HistoryOptions> = {}): Stage {
  const troubles: string[] = [];
  const it = { nowMs: START_MS, troubles } as unknown as { -readonly [K in keyof Stage]: Stage[K] };
  it.history = new History({
    path,
    keepMs: 86_400_000,
    maxBytes: 64 * 1024 * 1024,
    wallMs: () => it.nowMs,
    onTrouble: (text) => troubles.push(text),
    ...options,
  });
  return it;
}

/** An event as the hub gives it; `what` goes over the usual fields. */
export function event(
  atMs: number,
  from: string,
  name: string,
  what: Record<string, unknown> = {},
): Omit<HistoryEvent, 'id'> {
  const pad = typeof what.pad === 'string' ? what.pad : null;
  const record = { v: 1, t: atMs, mono: atMs - START_MS, from, boot: 1, seq: 1, event: name };
  return { atMs, from, event: name, pad, what: { ...record, ...what } };
}
