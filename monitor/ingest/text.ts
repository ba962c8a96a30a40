/**
 * Text of others, made safe to look at: nothing in it moves a cursor, turns the direction of writing, or hides.
 * Markup needs no care here; whoever shows it as a page does that.
 */

const MAX_CHARACTERS = 300;
/** Control characters, those for direction, line ends of Unicode, and what has no width. */
const UNSEEN =
  /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/** One line; what cannot be seen stands there as its code. */
export function plainText(text: string): string {
  // Before the rest, so that a long text costs no more than a short one.
  const short = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS - 1)}…` : text;
  return short
    .toWellFormed()
    .replace(UNSEEN, (unseen) => `\\u{${unseen.codePointAt(0)!.toString(16)}}`);
}
