/**
 * The name that was probably meant.
 *
 * Distance as of Damerau (optimal string alignment): a letter too many, too few, another one,
 * or two swapped count one each. Case doesn't count.
 */

/** The nearest of `names`, or null when none is near enough for a guess. */
export function nearest(name: string, names: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of names) {
    const letters = distance(name.toLowerCase(), candidate.toLowerCase());
    const near = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3));
    if (letters <= near && letters < bestDistance) {
      best = candidate;
      bestDistance = letters;
    }
  }
  return best;
}

/** `did you mean 'rank'?`, or all the names when none is near. */
export function suggestion(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === null ? `write one of: ${names.join(', ')}` : `did you mean '${near}'?`;
}

export function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, beforeLast[column - 2]! + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}
