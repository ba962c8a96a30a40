/**
 * Where the time axis has its lines, and what stands at them.
 *
 * The step is the shortest of the usual ones (1, 2, 5, 10, 15, 30 seconds and so on) that leaves each label its room.
 * Lines stand at round local times: an axis of days has midnights.
 */
import { clockTime, type Precision } from './clock-words.ts';
import { lengthOf, type Span, xOf } from './span.ts';

export interface Tick {
  readonly atMs: number;
  readonly x: number;
  readonly label: string;
  /** A new day begins: drawn stronger, with its date. */
  readonly day: boolean;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const STEPS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7].map((days) => days * DAY),
];

/** A label with milliseconds is this wide, with some air. */
const ROOM_PX = 96;

export function ticksOf(span: Span, widthPx: number, offsetMs: number): Tick[] {
  const most = Math.max(1, Math.floor(widthPx / ROOM_PX));
  const stepMs = STEPS_MS.find((step) => lengthOf(span) / step <= most) ?? 7 * DAY;
  const precision = precisionOf(stepMs);
  const ticks: Tick[] = [];
  const firstLocal = Math.ceil((span.fromMs + offsetMs) / stepMs) * stepMs;
  for (let local = firstLocal; local - offsetMs <= span.toMs; local += stepMs) {
    const atMs = local - offsetMs;
    const day = local % DAY === 0;
    const label = clockTime(atMs, day ? 'day' : precision, offsetMs);
    ticks.push({ atMs, x: xOf(span, widthPx, atMs), label, day });
  }
  return ticks;
}

function precisionOf(stepMs: number): Precision {
  if (stepMs < SECOND) return 'millisecond';
  if (stepMs < MINUTE) return 'second';
  return stepMs < DAY ? 'minute' : 'day';
}
