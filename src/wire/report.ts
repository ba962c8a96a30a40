/**
 * What a member shows of itself, in so few bytes that a slow radio can carry it.
 *
 * A report is CBOR, `[what, gateway, one or more maps]`: known fields and words are numbers (report-words.ts), and
 * there is nothing in it but null, booleans, whole numbers, text, lists and maps. Reading is strict: whatever a
 * report could have been written as in another way is refused, so a reader meets no type that it does not expect.
 */
import { Decoder, Encoder } from 'cbor-x';
import { type MemberIndex, memberCount, type Roster } from '../protocol/roster.ts';
import { equalBytes } from './bytes.ts';
import { Malformed } from './fields.ts';
import { FIELDS, fieldNumber, ReportWords } from './report-words.ts';

/** Values that a report can carry. Numbers are whole, 0 to 2^32-1. */
export type Plain = null | boolean | number | string | readonly Plain[] | PlainFields;
export interface PlainFields {
  readonly [field: string]: Plain;
}

/** state: one map, counts: one map, events: one for each event (report-fields.ts has what is in them). */
export type ReportKind = 'state' | 'counts' | 'events';

export interface ReportContent {
  readonly what: ReportKind;
  /** Which gateway is to speak for the member: no other does, so nothing is published twice. */
  readonly gateway: MemberIndex;
  readonly fields: readonly PlainFields[];
}

/** No report is longer, in bytes. */
export const MAX_REPORT_BYTES = 1024;
/** Events in one report. */
export const MAX_EVENTS = 8;

const KINDS: readonly ReportKind[] = ['state', 'counts', 'events'];
const MAX_UINT = 0xffffffff;
const MAX_DEPTH = 5;
/** Of a text, and of a field's name; what is longer is cut. */
const MAX_TEXT_CHARACTERS = 120;

// Two objects and these options: as for the bodies of frames (codec.ts). A tag on each map would take three bytes.
const ENCODING = { useRecords: false, tagUint8Array: false, useTag259ForMaps: false };
const encoder = new Encoder(ENCODING);
const decoder = new Decoder({ useRecords: false, mapsAsObjects: false });

/**
 * A value as a report would carry it: numbers are rounded, texts are cut, and what is negative, too large, too
 * deep or of another type becomes null. Fields that are undefined are left out.
 */
export function plainOf(value: unknown, depth = 0): Plain {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return uintOf(value);
  if (typeof value === 'string') return textOf(value);
  if (typeof value !== 'object' || value === null || depth === MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => plainOf(item, depth + 1));
  return plainFields(value, depth);
}

export function plainFields(value: object, depth = 0): PlainFields {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.map(([field, item]) => [textOf(field), plainOf(item, depth + 1)]),
  );
}

function uintOf(value: number): number | null {
  const rounded = Math.round(value);
  // `|| 0`: there is no negative zero.
  return rounded >= 0 && rounded <= MAX_UINT ? rounded || 0 : null;
}

/** Whole characters, and none that UTF-8 has no bytes for. */
function textOf(text: string): string {
  if (text.length <= MAX_TEXT_CHARACTERS) return text.toWellFormed();
  return text.slice(0, MAX_TEXT_CHARACTERS).toWellFormed();
}

/** A field name as its number or itself, a word as the negative of its number. */
type Packed = null | boolean | number | string | Packed[] | Map<number | string, Packed>;

export class ReportCodec {
  private readonly words: ReportWords;
  private readonly members: number;

  constructor(roster: Roster) {
    this.words = new ReportWords(roster);
    this.members = memberCount(roster);
  }

  /** Its bytes, or null when it is too long. */
  encode({ what, gateway, fields }: ReportContent): Uint8Array | null {
    const packed = fields.map((each) => this.pack(each));
    const bytes = encoder.encode([KINDS.indexOf(what), gateway, ...packed]);
    return bytes.length > MAX_REPORT_BYTES ? null : Uint8Array.from(bytes);
  }

  /** Null when it is no report. Never throws. */
  decode(bytes: Uint8Array): ReportContent | null {
    if (bytes.length > MAX_REPORT_BYTES) return null;
    try {
      const content = this.read(decoder.decode(bytes));
      const again = this.encode(content);
      // One content has one form: no tags, no floats, no text where there is a number for it.
      return again && equalBytes(again, bytes) ? content : null;
    } catch {
      // Malformed, or CBOR that cbor-x rejects (it throws several kinds of error).
      return null;
    }
  }

  private read(decoded: unknown): ReportContent {
    if (!Array.isArray(decoded)) throw new Malformed();
    const [number, gateway, ...packed] = decoded as unknown[];
    const what = typeof number === 'number' ? KINDS[number] : undefined;
    if (what === undefined) throw new Malformed();
    if (typeof gateway !== 'number' || !Number.isInteger(gateway)) throw new Malformed();
    if (gateway < 0 || gateway >= this.members) throw new Malformed();
    const most = what === 'events' ? MAX_EVENTS : 1;
    if (packed.length < 1 || packed.length > most) throw new Malformed();
    return { what, gateway, fields: packed.map((each) => this.unpackFields(each, 0)) };
  }

  private pack(value: Plain): Packed {
    if (typeof value === 'string') {
      const number = this.words.numberOf(value);
      return number === undefined ? value : -1 - number;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((item: Plain) => this.pack(item));
    const packed = new Map<number | string, Packed>();
    for (const [field, item] of Object.entries(value as PlainFields))
      packed.set(fieldNumber(field) ?? field, this.pack(item));
    return packed;
  }

  private unpack(value: unknown, depth: number): Plain {
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return this.unpackNumber(value);
    if (depth === MAX_DEPTH) throw new Malformed();
    if (Array.isArray(value)) return value.map((item) => this.unpack(item, depth + 1));
    return this.unpackFields(value, depth);
  }

  private unpackNumber(value: number): number | string {
    if (!Number.isInteger(value) || value > MAX_UINT) throw new Malformed();
    if (value >= 0) return value;
    const word = this.words.wordOf(-1 - value);
    if (word === undefined) throw new Malformed();
    return word;
  }

  private unpackFields(value: unknown, depth: number): PlainFields {
    if (!(value instanceof Map)) throw new Malformed();
    const entries = [...(value as Map<unknown, unknown>)].map(([key, item]) => {
      const field = typeof key === 'number' ? FIELDS[key] : key;
      if (typeof field !== 'string') throw new Malformed();
      return [field, this.unpack(item, depth + 1)] as const;
    });
    return Object.fromEntries(entries);
  }
}
