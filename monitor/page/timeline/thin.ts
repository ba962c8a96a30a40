/**
 * Fewer shapes than the screen has points, whatever the amount of data.
 *
 * A day of a busy pad has thousands of stays; drawn one by one they would be a solid block that takes seconds. So bars
 * too narrow to be told apart are drawn together as one `busy` bar that says how many they are, and marks closer than
 * their own width become one mark with a number. Zooming in takes them apart again.
 */

export interface Extent {
  readonly left: number;
  readonly right: number;
}

/** Bars narrower than this are candidates for being drawn together. */
const NARROW_PX = 5;
const GAP_PX = 3;
/** No more than this as one: then its number still says where it was busy, and zooming into it shows less. */
const LONGEST_RUN_PX = 60;

/** Runs of bars of one lane, each to be drawn as one: alone, or together with its narrow neighbours. In order of `left`. */
export function runsOf<T extends Extent>(bars: readonly T[]): T[][] {
  const sorted = [...bars].sort((a, b) => a.left - b.left);
  const runs: T[][] = [];
  let run: T[] = [];
  let right = Number.NEGATIVE_INFINITY;
  for (const bar of sorted) {
    const narrow = bar.right - bar.left < NARROW_PX;
    const [first] = run;
    const joins =
      narrow &&
      first !== undefined &&
      isNarrow(first) &&
      bar.left - right < GAP_PX &&
      bar.right - first.left <= LONGEST_RUN_PX;
    if (joins) run.push(bar);
    else {
      run = [bar];
      runs.push(run);
    }
    right = Math.max(joins ? right : Number.NEGATIVE_INFINITY, bar.right);
  }
  return runs;
}

function isNarrow({ left, right }: Extent): boolean {
  return right - left < NARROW_PX;
}

/** Groups of marks of one lane so close that they would cover each other. In order of x. */
export function clustersOf<T extends { readonly x: number }>(
  marks: readonly T[],
  closerPx: number,
): T[][] {
  const sorted = [...marks].sort((a, b) => a.x - b.x);
  const clusters: T[][] = [];
  for (const mark of sorted) {
    const last = clusters.at(-1);
    // Measured from the first of the cluster: a steady stream of marks becomes many clusters, not one endless one.
    if (last !== undefined && mark.x - last[0]!.x < closerPx) last.push(mark);
    else clusters.push([mark]);
  }
  return clusters;
}

/** Puts extents into as few rows as it takes for none to overlap; the row of each, in the given order. */
export function rowsOf(extents: readonly Extent[]): number[] {
  const order = extents.map((_, index) => index);
  order.sort((a, b) => extents[a]!.left - extents[b]!.left);
  const ends: number[] = [];
  const rows = new Array<number>(extents.length).fill(0);
  for (const index of order) {
    const { left, right } = extents[index]!;
    const free = ends.findIndex((end) => end <= left);
    const row = free === -1 ? ends.length : free;
    ends[row] = right;
    rows[index] = row;
  }
  return rows;
}
