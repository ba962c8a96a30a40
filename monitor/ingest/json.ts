/**
 * JSON of somebody who may mean ill: its size is known before it is decoded, its depth and the number of its values
 * before it is parsed. So the work for a message is bounded, whatever is in it.
 */

export interface JsonBounds {
  readonly bytes: number;
  readonly depth: number;
  /** Of all values, keys not counted. */
  readonly values: number;
}

export type JsonFields = Readonly<Record<string, unknown>>;
export type JsonDrop =
  | 'oversized'
  | 'not-utf8'
  | 'too-deep'
  | 'too-many-values'
  | 'not-json'
  | 'malformed';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** The fields of a JSON object, or why it is none. */
export function readJson(payload: Uint8Array, bounds: JsonBounds): JsonFields | JsonDrop {
  if (payload.length > bounds.bytes) return 'oversized';
  const excess = excessOf(payload, bounds);
  if (excess !== null) return excess;
  let text: string;
  try {
    text = decoder.decode(payload);
  } catch {
    return 'not-utf8';
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'not-json';
  }
  return isFields(value) ? value : 'malformed';
}

export function isFields(value: unknown): value is JsonFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In UTF-8 no byte of a longer character looks like one of these. */
function excessOf(payload: Uint8Array, bounds: JsonBounds): 'too-deep' | 'too-many-values' | null {
  let depth = 0;
  let values = 1;
  let inText = false;
  for (let at = 0; at < payload.length; at += 1) {
    const byte = payload[at]!;
    if (inText) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === COMMA) values += 1;
    else if (OPENING.has(byte)) {
      depth += 1;
      values += 1;
      if (depth > bounds.depth) return 'too-deep';
    } else if (CLOSING.has(byte)) depth -= 1;
  }
  return values > bounds.values ? 'too-many-values' : null;
}
