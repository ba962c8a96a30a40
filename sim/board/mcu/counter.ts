/**
 * The count of a timer as a function of time: where it is after so many ticks, and when it next comes somewhere.
 * avr8js counts each tick instead, 250,000 a second for each timer, which leaves no idle time to skip.
 */

export interface Course {
  /** At tick 0. */
  readonly from: number;
  readonly top: number;
  /** 0xff or 0xffff. */
  readonly max: number;
  /** Up and down again (phase correct), instead of up and back to 0. */
  readonly bothWays: boolean;
}

/** Ticks from a start above the top: it goes up to its maximum first. */
function leadOf({ from, top, max, bothWays }: Course): number {
  return !bothWays && from > top ? max + 1 - from : 0;
}

export function countAt(course: Course, tick: number): number {
  const { from, top, bothWays } = course;
  if (bothWays) {
    if (top === 0) return 0;
    const place = (from + tick) % (2 * top);
    return place <= top ? place : 2 * top - place;
  }
  const lead = leadOf(course);
  if (tick < lead) return from + tick;
  return ((lead > 0 ? 0 : from) + tick - lead) % (top + 1);
}

/** The first tick after `tick` at which the count comes to `value`; Infinity for never. */
export function nextMatch(course: Course, value: number, tick: number): number {
  const { from, top, bothWays } = course;
  if (bothWays) {
    if (value > top || top === 0) return Number.POSITIVE_INFINITY;
    const period = 2 * top;
    const up = next(value - from, period, tick);
    const down = next(period - value - from, period, tick);
    return Math.min(up, down);
  }
  const lead = leadOf(course);
  const inLead = value - from;
  if (lead > 0 && inLead > tick && inLead < lead) return inLead;
  if (value > top) return Number.POSITIVE_INFINITY;
  const start = lead > 0 ? 0 : from;
  return next(value - start + lead, top + 1, Math.max(tick, lead - 1));
}

/** The first tick after `tick` at which the count overflows: at the bottom, or past its maximum. */
export function nextOverflow(course: Course, atTop: boolean, tick: number): number {
  const { from, top, max, bothWays } = course;
  if (bothWays) return top === 0 ? Number.POSITIVE_INFINITY : next(-from, 2 * top, tick);
  const lead = leadOf(course);
  if (lead > tick) return lead;
  if (top !== max && !atTop) return Number.POSITIVE_INFINITY;
  const start = lead > 0 ? 0 : from;
  return next(-start + lead, top + 1, Math.max(tick, lead));
}

/** The first number above `after` that is `place` and some periods. */
function next(place: number, period: number, after: number): number {
  return place + (Math.floor((after - place) / period) + 1) * period;
}
