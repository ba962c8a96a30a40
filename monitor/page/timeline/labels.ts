/**
 * Which text a bar has room for.
 *
 * Text in SVG is not cut by its box, so a label that is too long would lie over its neighbours. Widths are estimated
 * from the number of letters: measuring each would cost a layout for each.
 */

const LETTER_PX = 6.6;
const PADDING_PX = 10;

/** The first of these, from the fullest to the shortest, that fits into the width; null: none does. */
export function fitting(candidates: readonly string[], widthPx: number): string | null {
  const letters = Math.floor((widthPx - PADDING_PX) / LETTER_PX);
  return candidates.find((text) => text.length <= letters) ?? null;
}

/** The text, or as much of it as fits with an ellipsis; null when not even four letters do. */
export function cut(text: string, widthPx: number): string | null {
  const letters = Math.floor((widthPx - PADDING_PX) / LETTER_PX);
  if (text.length <= letters) return text;
  return letters < 4 ? null : `${text.slice(0, letters - 1)}…`;
}
