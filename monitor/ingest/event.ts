/**
 * The event topic: the fields of the contract, each of its type. A member of a later version may tell more: what is
 * simple goes on as it is, since the history keeps all that a member wrote; what is not is left out.
 */
import { MAX_ROBOTS } from '../../src/protocol/roster.ts';
import { isRecord, type TraceRecord } from '../../src/runtime/trace.ts';
import * as read from './fields.ts';
import type { JsonFields } from './json.ts';
import { isId } from './topic.ts';

const MAX_FIELDS = 40;
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9]{0,31}$/;

/** A member of a roster that is not the writer's stands there as its number. */
const NUMBERED = /^#\d{1,3}$/;
const member: read.Reader<string> = (value) =>
  isId(value) || (typeof value === 'string' && NUMBERED.test(value)) ? value : undefined;

const KNOWN: Readonly<Record<string, read.Reader<unknown>>> = {
  pad: read.id,
  epoch: read.count,
  fence: read.fence,
  number: read.list(read.count, 2),
  urgency: read.count,
  to: read.orNull(member),
  robot: member,
  member,
  leader: read.orNull(member),
  queue: read.list(member, MAX_ROBOTS),
  until: read.time,
  reason: read.text,
  phase: read.word,
  battery: read.orNull(read.percent),
  via: read.id,
};

const STAMP = ['v', 't', 'mono', 'from', 'boot', 'seq', 'event'];

/** Undefined when it is none, or one that belongs into a trace alone. */
export function readEvent(given: JsonFields): TraceRecord | undefined {
  const { event } = given;
  const name = read.word(event);
  const t = read.time(given.t);
  const mono = read.time(given.mono);
  const from = read.id(given.from);
  const boot = read.count(given.boot);
  const seq = read.count(given.seq);
  if (name === undefined || isRecord(name) || given.v !== 1) return undefined;
  if (t === undefined || mono === undefined || from === undefined) return undefined;
  if (boot === undefined || seq === undefined) return undefined;
  const others = Object.entries(given).filter(([field]) => !STAMP.includes(field));
  if (others.length > MAX_FIELDS) return undefined;
  const taken: [string, unknown][] = [];
  for (const [field, value] of others) {
    const known = Object.hasOwn(KNOWN, field) ? KNOWN[field] : undefined;
    const result = known ? known(value) : simple(field, value);
    if (result !== undefined) taken.push([field, result]);
    else if (known) return undefined;
  }
  return { v: 1, t, mono, from, boot, seq, event: name, ...Object.fromEntries(taken) };
}

function simple(field: string, value: unknown): unknown {
  if (!FIELD_NAME.test(field) || field in Object.prototype) return undefined;
  if (value === null || typeof value === 'boolean') return value;
  return typeof value === 'string' ? read.text(value) : read.number(value);
}
