/**
 * Times and durations in words, in the local time of whoever looks at the page.
 *
 * The offset of the local time is an argument, so that the same words come out wherever the tests run.
 */

export type Precision = 'day' | 'minute' | 'second' | 'millisecond';

const MINUTE_MS = 60_000;

/** How far the clock on the wall is ahead of universal time, at `atMs`. */
export function localOffsetMs(atMs: number): number {
  return -new Date(atMs).getTimezoneOffset() * MINUTE_MS;
}

/** `14:03`, `14:03:09`, `14:03:09.250`, or `21 Nov`. */
export function clockTime(atMs: number, precision: Precision, offsetMs: number): string {
  const local = new Date(atMs + offsetMs);
  if (Number.isNaN(local.getTime())) return 'not known';
  if (precision === 'day') return `${local.getUTCDate()} ${MONTHS[local.getUTCMonth()]}`;
  const text = local.toISOString();
  const end = { minute: 16, second: 19, millisecond: 23 }[precision];
  return text.slice(11, end);
}

/** With the day: `21 Nov 14:03:09`. */
export function dayAndTime(atMs: number, precision: Precision, offsetMs: number): string {
  return `${clockTime(atMs, 'day', offsetMs)} ${clockTime(atMs, precision, offsetMs)}`;
}

/**
 * `250 ms`, `8.2 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. Not `3:20` as elsewhere on the page (view/words.ts): beside
 * times of the day that would be read as one.
 */
export function duration(lengthMs: number): string {
  if (lengthMs > 0 && lengthMs < 1000) return `${Math.round(lengthMs)} ms`;
  if (lengthMs < 10_000) return `${trimmed(lengthMs / 1000)} s`;
  const seconds = Math.round(lengthMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return pair(seconds, 60, 'min', 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return pair(minutes, 60, 'h', 'min');
  return pair(Math.round(minutes / 60), 24, 'd', 'h');
}

function pair(amount: number, of: number, large: string, small: string): string {
  const rest = amount % of;
  const whole = `${Math.floor(amount / of)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}

function trimmed(seconds: number): string {
  const text = seconds.toFixed(1);
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}

const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const;
