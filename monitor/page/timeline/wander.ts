/**
 * From one bar or mark to the next with the arrow keys: left and right along a lane, up and down to the nearest in time
 * on another lane. All of them are one stop of the Tab key, so that a thousand marks don't stand between the chart and what
 * comes after it.
 */

export interface Stop {
  readonly key: string;
  readonly lane: string;
  readonly atMs: number;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The key to go to; the same when there is nothing in that direction. `lanes` from top to bottom. */
export function wander(
  stops: readonly Stop[],
  lanes: readonly string[],
  key: string,
  direction: Direction,
): string {
  const here = stops.find((stop) => stop.key === key);
  if (here === undefined) return stops[0]?.key ?? key;
  if (direction === 'left' || direction === 'right') {
    const along = inLane(stops, here.lane);
    const place = along.indexOf(here) + (direction === 'right' ? 1 : -1);
    return along[place]?.key ?? key;
  }
  const step = direction === 'down' ? 1 : -1;
  for (let row = lanes.indexOf(here.lane) + step; row >= 0 && row < lanes.length; row += step) {
    const there = inLane(stops, lanes[row]!);
    if (there.length === 0) continue;
    const away = ({ atMs }: Stop) => Math.abs(atMs - here.atMs);
    return there.reduce((best, stop) => (away(stop) < away(best) ? stop : best)).key;
  }
  return key;
}

function inLane(stops: readonly Stop[], lane: string): Stop[] {
  return stops.filter((stop) => stop.lane === lane).sort((a, b) => a.atMs - b.atMs);
}
