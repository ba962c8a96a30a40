/**
 * The words that the pictures are made of. Everything is in millimetres, and the pictures use them as
 * their unit: printed at full size, a header of a picture lies on the header of the board.
 */

/** The raster of all pin headers (0.1 inch), and that of screw terminals. */
export const PITCH = 2.54;
export const SCREW_PITCH = 5.08;

export type Side = 'left' | 'right';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A place of a part where a wire ends; `y` counts from the top of the part. */
export interface Terminal {
  readonly name: string;
  readonly side: Side;
  readonly y: number;
  readonly kind: 'pin' | 'screw';
}

/** A module, a switch, a motor: a body with terminals at its left and right edges. */
export interface Part {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly terminals: readonly Terminal[];
  /** A few words inside the body, one line each. */
  readonly notes: readonly string[];
}

export interface PlacedPart {
  readonly id: string;
  readonly part: Part;
  readonly at: Point;
}

/** A pin of a board's header; x and y from the upper left corner of the board as it lies in the picture. */
export interface HeaderPin extends Point {
  /** Unique within the board: `D7`, `GND3`, `GPIO17`. */
  readonly name: string;
  /** As printed on the board; several pins may have the same. */
  readonly label: string;
  /** Number in the header, where pins have one. */
  readonly number: number | null;
  /** Where its label stands, seen from the pin, and how the wire leaves: beside the board, or below it. */
  readonly column: 'inner' | 'outer' | 'far';
}

export interface HeaderBoard {
  readonly title: string;
  readonly titleY: number;
  readonly width: number;
  readonly height: number;
  readonly outline: readonly Point[];
  readonly holes: readonly Point[];
  readonly sockets: readonly (Box & { readonly label: string })[];
  readonly pins: readonly HeaderPin[];
}

/** Rounded to a hundredth of a millimetre, so that the text of a picture does not depend on the machine. */
export function tidy(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}
