/** A line as a QR code on a terminal, for a scanner at the robot or a phone that passes it on. */

import { renderUnicodeCompact } from 'uqr';

/** Scanners want an empty frame of some modules around the code. */
const BORDER = 2;
/** White modules are drawn, on black, whatever colours the terminal has. */
const COLOURS = '\x1b[40;97m';
const PLAIN = '\x1b[0m';

export interface Picture {
  readonly text: string;
  readonly columns: number;
  readonly rows: number;
}

export function qrPicture(line: string): Picture {
  const rows = renderUnicodeCompact(line, { ecc: 'L', border: BORDER }).split('\n');
  return {
    text: `${rows.map((row) => `${COLOURS}${row}${PLAIN}`).join('\n')}\n`,
    columns: rows[0]!.length,
    rows: rows.length,
  };
}
