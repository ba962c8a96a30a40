/**
 * States and events without what whoever reads them can fill in: fields that have their usual value, ids that follow
 * from the roster, the epoch that stands in the fence, and times of a clock that nobody else has.
 */
import { isRobot, type MemberIndex, type PadIndex, type Roster } from '../protocol/roster.ts';
import { type Plain, type PlainFields, plainFields, plainOf } from './report.ts';

const LIFE = { boot: 0, standing: 'member', leader: null, epoch: 0 } as const;

/** In the order in which the state topic has them. */
const ROBOT_USUAL: PlainFields = {
  phase: 'working',
  battery: null,
  place: 'away',
  charging: null,
  fault: null,
  alarm: null,
  held: false,
  ...LIFE,
};
const PAD_USUAL: PlainFields = {
  phase: 'free',
  power: false,
  contact: null,
  fault: null,
  alarm: null,
  ...LIFE,
};

function usualOf(roster: Roster, member: MemberIndex): PlainFields {
  return isRobot(roster, member) ? ROBOT_USUAL : PAD_USUAL;
}

function usualPad(roster: Roster, pad: PadIndex): PlainFields {
  return { pad: roster.pads[pad]!.id, fence: [0, 0], holder: null, queue: [], occupied: false };
}

/** What `Role.describe` gives, packed. A usual field that it lacks comes back with its usual value. */
export function packState(
  roster: Roster,
  member: MemberIndex,
  described: Readonly<Record<string, unknown>>,
): PlainFields {
  const { pads, ...own } = plainFields(described);
  const packed = without(usualOf(roster, member), own);
  if (!Array.isArray(pads) || pads.length !== roster.pads.length) return packed;
  return { ...packed, pads: pads.map((pad, index) => packPad(roster, index, pad)) };
}

function packPad(roster: Roster, index: PadIndex, pad: Plain): Plain {
  return isFields(pad) ? without(usualPad(roster, index), pad) : pad;
}

/** Fields of a state topic that are not the member's to say. */
const OF_THE_GATEWAY: ReadonlySet<string> = new Set(['v', 'id', 'frames', 'via']);

/** The state in full, or null when it is none. */
export function unpackState(
  roster: Roster,
  member: MemberIndex,
  packed: PlainFields,
): PlainFields | null {
  const { pads, ...own } = packed;
  const usual = usualOf(roster, member);
  if (!Array.isArray(pads) || pads.length !== roster.pads.length) return null;
  if (!pads.every(isFields) || !fits(usual, own) || hasAny(own, OF_THE_GATEWAY)) return null;
  const whole: PlainFields[] = [];
  for (const [index, pad] of pads.entries()) {
    const usualOne = usualPad(roster, index);
    if (!fits(usualOne, pad)) return null;
    whole.push({ ...usualOne, ...pad });
  }
  return { ...usual, ...own, pads: whole };
}

/** An event as it came over the radio. */
export interface ShownEvent {
  readonly event: string;
  readonly boot: number;
  readonly seq: number;
  /** From the event until it was handed to the radio. */
  readonly ageMs: number;
  /** From the event to its `until`; null for events that have none. */
  readonly leftMs: number | null;
  /** All other fields, as the event topic has them. */
  readonly fields: PlainFields;
}

/** Where and when, which the gateway says itself. */
const STAMP: ReadonlySet<string> = new Set(['v', 't', 'mono', 'from', 'until', 'via']);

/** An event record (contract of the event topic), packed. */
export function packEvent(
  record: Readonly<Record<string, unknown>> & { readonly mono: number },
  ageMs: number,
): PlainFields {
  const { mono, until, fence } = record;
  const kept = Object.entries(record).filter(
    ([field]) => !STAMP.has(field) && !(field === 'epoch' && fence !== undefined),
  );
  const left = typeof until === 'number' ? { left: Math.max(0, until - mono) } : {};
  return plainFields({ ...Object.fromEntries(kept), ...left, age: Math.max(0, ageMs) });
}

/** Names of events: no others go on to a topic. */
const EVENT_NAME = /^[a-z][a-z-]{0,31}$/;

/** Null when it is none. */
export function unpackEvent(packed: PlainFields): ShownEvent | null {
  const { event, boot, seq, age, left = null, fence, ...others } = packed;
  if (typeof event !== 'string' || !EVENT_NAME.test(event)) return null;
  if (typeof boot !== 'number' || typeof seq !== 'number' || typeof age !== 'number') return null;
  if (left !== null && typeof left !== 'number') return null;
  if (hasAny(others, STAMP)) return null;
  const { pad, ...rest } = others;
  const place = pad === undefined ? {} : { pad };
  if (fence === undefined)
    return { event, boot, seq, ageMs: age, leftMs: left, fields: { ...place, ...rest } };
  if (!isFence(fence)) return null;
  const fields = { ...place, epoch: fence[0], fence, ...rest };
  return { event, boot, seq, ageMs: age, leftMs: left, fields };
}

function hasAny(fields: PlainFields, names: ReadonlySet<string>): boolean {
  return Object.keys(fields).some((field) => names.has(field));
}

function isFence(value: Plain): value is readonly [number, number] {
  return (
    Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'number')
  );
}

function isFields(value: Plain | undefined): value is PlainFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields that have another value than usual. */
function without(usual: PlainFields, fields: PlainFields): PlainFields {
  return Object.fromEntries(
    Object.entries(fields).filter(([field, value]) => !isSame(usual[field], value)),
  );
}

/** Whether each field that is usual has a value of the usual type; null and booleans may be anything simple. */
function fits(usual: PlainFields, fields: PlainFields): boolean {
  return Object.entries(fields).every(([field, value]) => {
    const known = Object.hasOwn(usual, field) ? usual[field] : undefined;
    if (known === undefined) return true;
    if (Array.isArray(known)) return field === 'fence' ? isFence(value) : Array.isArray(value);
    if (known === null || value === null) return !isFields(value) && !Array.isArray(value);
    return typeof value === typeof known;
  });
}

function isSame(a: Plain | undefined, b: Plain): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return a.every((item: Plain, index) => isSame(item, b[index] ?? null));
}

/** Counts of frames by kind or reason, packed. */
export function packCounts(counts: object): PlainFields {
  return plainFields(counts);
}

const COUNT_GROUPS = ['sent', 'heard', 'dropped'] as const;

/** `{sent, heard, dropped}`, each with numbers by name; null when it is something else. */
export function unpackCounts(packed: PlainFields): PlainFields | null {
  const groups = COUNT_GROUPS.map((group) => packed[group]);
  const sound = groups.every(
    (group) =>
      isFields(group) && Object.values(group).every((count: Plain) => typeof count === 'number'),
  );
  if (!sound || Object.keys(packed).length !== COUNT_GROUPS.length) return null;
  return Object.fromEntries(COUNT_GROUPS.map((group) => [group, plainOf(packed[group])]));
}
