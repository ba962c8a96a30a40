/**
 * A drawn picture as a list of simple shapes: what can be looked at by a test (do texts lie on one another?)
 * and written as SVG.
 */

import type { Box, Point } from './geometry.ts';

export type Shape =
  | { readonly is: 'path'; readonly d: string; readonly style: string; readonly data?: Data }
  | {
      readonly is: 'circle';
      readonly at: Point;
      readonly radius: number;
      readonly style: string;
      readonly data?: Data;
    }
  | {
      readonly is: 'box';
      readonly box: Box;
      readonly radius: number;
      readonly style: string;
      readonly data?: Data;
    }
  | {
      readonly is: 'text';
      readonly at: Point;
      readonly text: string;
      readonly size: number;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly style: string;
      readonly bold: boolean;
    };

/** What a picture says of itself to whoever reads the file: `data-pin`, `data-setting`. */
export type Data = Readonly<Record<string, string>>;
