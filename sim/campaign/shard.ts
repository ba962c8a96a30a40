/** Which seeds of a range a shard runs: every n-th, so that all shards take about as long. */

export interface Shard {
  /** 1 .. count. */
  readonly index: number;
  readonly count: number;
}

/** The seeds of one shard, in order. Together the shards run every seed once. */
export function seedsOf(from: number, to: number, { index, count }: Shard): number[] {
  const seeds: number[] = [];
  for (let seed = from + index - 1; seed <= to; seed += count) seeds.push(seed);
  return seeds;
}
