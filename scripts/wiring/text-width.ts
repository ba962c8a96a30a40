/**
 * How much room a text takes, without a font at hand: by classes of letters, after the wide DejaVu Sans, so
 * that with other fonts it is less and never more.
 */

const NARROW = /[iljftr.,:;'|!() /\-I]/;
const WIDE = /[mwMW@ΩµG+−]/;
const CAPITAL = /[A-Z0-9]/;

export function textWidth(text: string, size: number, bold = false): number {
  let ems = 0;
  for (const letter of text) {
    if (NARROW.test(letter)) ems += 0.4;
    else if (WIDE.test(letter)) ems += 0.92;
    else if (CAPITAL.test(letter)) ems += 0.68;
    else ems += 0.62;
  }
  return ems * size * (bold ? 1.1 : 1);
}
