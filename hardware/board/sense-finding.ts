/** What is wrong with a board although its shape is right; and how its plain value is looked at. */

export type BoardPath = readonly string[];

export interface BoardFinding {
  readonly path: BoardPath;
  /** Point at the key itself and not at its value. */
  readonly atKey?: boolean;
  /** Other settings that play a part. */
  readonly also?: readonly BoardPath[];
  readonly what: string;
  readonly mend: string;
}

/** What stands at a path of a plain value, or undefined. */
export function at(value: unknown, path: BoardPath): unknown {
  let part = value;
  for (const key of path) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined;
    part = (part as Record<string, unknown>)[key];
  }
  return part;
}

/** The text at a path, or null. */
export function textAt(value: unknown, path: BoardPath): string | null {
  const text = at(value, path);
  return typeof text === 'string' ? text : null;
}

/** The number at a path; `absent` where there is nothing; null where there is something else. */
export function numberAt(value: unknown, path: BoardPath, absent: number | null): number | null {
  const number = at(value, path);
  if (number === undefined) return absent;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** Whether there is something, and not nothing in so many words. */
export function isThere(value: unknown, path: BoardPath): boolean {
  return (at(value, path) ?? null) !== null;
}
