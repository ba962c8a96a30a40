/**
 * Delta debugging: of a long list that makes something fail, a part that still does and of which no
 * single item can be spared. It tries big pieces first, so a short cause is found in few trials.
 */

/**
 * A part of `items`, in their order, that still `fails` and from which no single item can be left
 * out. The algorithm is ddmin of Zeller & Hildebrandt, Simplifying and Isolating Failure-Inducing Input
 * (IEEE Transactions on Software Engineering 28(2), 2002).
 *
 * @param fails whether a part fails; must be true of all `items`, and say the same when asked again
 * @throws RangeError when all `items` together do not fail
 */
export function ddmin<T>(items: readonly T[], fails: (subset: T[]) => boolean): T[] {
  let rest = [...items];
  if (!fails(rest)) throw new RangeError('what is to be shrunk does not fail');
  if (fails([])) return [];
  let pieces = 2;
  while (rest.length >= 2) {
    const smaller = smallerPart(rest, pieces, fails);
    if (smaller) {
      rest = smaller.part;
      pieces = Math.max(2, smaller.pieces);
    } else if (pieces < rest.length) pieces = Math.min(rest.length, 2 * pieces);
    else break;
  }
  return rest;
}

/** One of the pieces that fails alone, or else what fails without one of them. */
function smallerPart<T>(
  items: readonly T[],
  pieces: number,
  fails: (subset: T[]) => boolean,
): { part: T[]; pieces: number } | null {
  const bounds = Array.from({ length: pieces + 1 }, (_, piece) =>
    Math.floor((piece * items.length) / pieces),
  );
  for (let piece = 0; piece < pieces; piece += 1) {
    const part = items.slice(bounds[piece], bounds[piece + 1]);
    if (part.length < items.length && fails(part)) return { part, pieces: 2 };
  }
  // With two pieces, what is left without one is the other one.
  if (pieces === 2) return null;
  for (let piece = 0; piece < pieces; piece += 1) {
    const part = [...items.slice(0, bounds[piece]), ...items.slice(bounds[piece + 1])];
    if (fails(part)) return { part, pieces: pieces - 1 };
  }
  return null;
}
