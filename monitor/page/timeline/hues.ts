/**
 * A hue for each robot, the same in every drawing: far from those of its neighbours by number, and never red, which
 * stands for what is wrong.
 */

/** The golden section puts each next hue into the widest gap that is left. */
const GOLDEN = 0.618034;
const FIRST_HUE = 52;
/** The rest of the circle is that of red. */
const HUES = 308;

/** Degrees in OKLCH. */
export function hueOf(id: string): number {
  return FIRST_HUE + ((numberOf(id) * GOLDEN) % 1) * HUES;
}

/** For `style`: lightness and chroma come from the theme. */
export function fillOf(id: string): string {
  return `oklch(var(--hue-lightness) var(--hue-chroma) ${hueOf(id).toFixed(1)})`;
}

/** Its own number where it has one, as in r12. */
function numberOf(id: string): number {
  const digits = /\d+/.exec(id)?.[0];
  if (digits !== undefined) return Number(digits) % 100_000;
  let sum = 0;
  for (let place = 0; place < id.length; place += 1) {
    sum = (sum * 31 + id.charCodeAt(place)) % 100_000;
  }
  return sum;
}
