/** Moments in the words of whoever looks: on the clock of this browser's time zone. */

const CLOCK: Intl.DateTimeFormatOptions = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
};
const clockFormat = new Intl.DateTimeFormat('en-GB', CLOCK);
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...CLOCK });

/** `14:02:07` */
export function clock(atMs: number): string {
  return clockFormat.format(atMs);
}

/** `14:02:07`, and with the day when it is another than that of `nowMs`: `21 Nov, 14:02:07`. */
export function moment(atMs: number, nowMs: number): string {
  const sameDay = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  return sameDay ? clock(atMs) : dayFormat.format(atMs);
}
