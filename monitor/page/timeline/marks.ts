/**
 * What happens at a moment, as marks on the lanes: elections, leaders, mints, faults, commands.
 *
 * A mark stands on the lane of its pad when it has one, else on that of the zone of whoever told it. Marks so close
 * that they would hide each other are one mark with a number, drawn as the gravest of them.
 */
import type { HistoryMark } from '../../view/wire.ts';
import type { Sheet } from './bars.ts';
import { clockTime } from './clock-words.ts';
import { type Ground, type Lane, laneId } from './lanes.ts';
import { xOf } from './span.ts';
import { clustersOf } from './thin.ts';

export type MarkSort = HistoryMark['what'];

/** The gravest first: this one gives its sign to a group. */
export const MARK_SORTS: readonly {
  readonly sort: MarkSort;
  readonly one: string;
  readonly many: string;
}[] = [
  { sort: 'fault', one: 'fault', many: 'faults' },
  { sort: 'mint', one: 'new token', many: 'new tokens' },
  { sort: 'command', one: 'command', many: 'commands' },
  { sort: 'election', one: 'election', many: 'elections' },
  { sort: 'leader', one: 'leader', many: 'leaders' },
];

export interface PlacedMark {
  readonly key: string;
  readonly lane: string;
  readonly sort: MarkSort;
  readonly x: number;
  readonly y: number;
  readonly count: number;
  readonly words: string;
  /** Of the first. */
  readonly atMs: number;
}

/** A sign is 12 px wide; a number beside it needs some more. */
const CLOSER_PX = 16;

export function placedMarks(
  sheet: Sheet,
  marks: readonly HistoryMark[],
  lanes: readonly Lane[],
  ground: Ground,
): PlacedMark[] {
  const byLane = Map.groupBy(
    marks.filter(({ atMs }) => atMs >= sheet.span.fromMs && atMs <= sheet.span.toMs),
    (mark) => laneFor(mark, lanes, ground),
  );
  return lanes.flatMap((lane) => {
    const own = (byLane.get(lane.id) ?? []).map((mark) => ({
      x: xOf(sheet.span, sheet.widthPx, mark.atMs),
      mark,
    }));
    // Below the bar of the epoch; on a pad over the bar of the stay, at its foot.
    const y = lane.topPx + (lane.sort === 'epochs' ? 27 : lane.heightPx - 7);
    return clustersOf(own, CLOSER_PX).map((cluster): PlacedMark => {
      const [first] = cluster;
      const sort = gravest(cluster.map(({ mark }) => mark.what));
      return {
        key: `mark ${lane.id} ${first!.mark.atMs} ${first!.mark.what} ${first!.mark.from}`,
        lane: lane.id,
        sort,
        x: first!.x,
        y,
        count: cluster.length,
        words: wordsOf(
          sheet,
          cluster.map(({ mark }) => mark),
        ),
        atMs: first!.mark.atMs,
      };
    });
  });
}

/** The lane's id, or null where its lane is not shown. */
function laneFor(mark: HistoryMark, lanes: readonly Lane[], ground: Ground): string | null {
  const pad = mark.pad ?? mark.from;
  const onPad = lanes.find(({ id }) => id === laneId('pad', pad));
  if (onPad !== undefined) return onPad.id;
  // Its pad has a lane, only not on this page: it would be wrong on another.
  if (ground.pads.some(({ id }) => id === pad)) return null;
  const zone = ground.zoneOf(mark.from) ?? ground.zones[0];
  return zone === undefined ? null : laneId('epochs', zone);
}

function gravest(sorts: readonly MarkSort[]): MarkSort {
  return MARK_SORTS.find(({ sort }) => sorts.includes(sort))?.sort ?? 'leader';
}

function wordsOf({ offsetMs }: Sheet, cluster: readonly HistoryMark[]): string {
  const [first] = cluster;
  const last = cluster.at(-1);
  const from = clockTime(first!.atMs, 'second', offsetMs);
  if (cluster.length === 1) return `${from}, ${first!.text}`;
  const counts = MARK_SORTS.flatMap(({ sort, one, many }) => {
    const count = cluster.filter(({ what }) => what === sort).length;
    if (count === 0) return [];
    return [count === 1 ? `1 ${one}` : `${count} ${many}`];
  });
  const to = clockTime(last!.atMs, 'second', offsetMs);
  return `${from === to ? from : `${from} to ${to}`}, ${counts.join(', ')}`;
}
