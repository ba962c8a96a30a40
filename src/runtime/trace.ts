/** Events as the trace and the event topics carry them (contract.md, "Events and traces"). */
import type { MemberEvent } from '../protocol/output.ts';
import { type MemberIndex, memberId, type Roster } from '../protocol/roster.ts';
import type { RoleEvent } from '../roles/role.ts';
import type { RecordEvent } from './recorder.ts';

export type TraceEvent = MemberEvent | RoleEvent | RecordEvent;

const RECORDS: Readonly<Record<RecordEvent['event'], true>> = {
  tx: true,
  rx: true,
  drop: true,
  life: true,
  timer: true,
  input: true,
  own: true,
  aside: true,
  saved: true,
  closed: true,
  persist: true,
  prove: true,
  reboot: true,
  command: true,
  lease: true,
  reply: true,
  finished: true,
  twin: true,
};

/** Whether an event belongs into a trace with frames alone: there are too many to be published. */
export function isRecord(event: string): boolean {
  return Object.hasOwn(RECORDS, event);
}

/** When and where an event happened. */
export interface Stamp {
  /** Wall clock, milliseconds since 1970. */
  readonly t: number;
  /** The host's monotonic clock, milliseconds. */
  readonly mono: number;
  readonly boot: number;
  readonly seq: number;
}

/** One event a line; ids instead of indices, times on the host's monotonic clock. */
export interface TraceRecord {
  readonly v: 1;
  readonly t: number;
  readonly mono: number;
  readonly from: string;
  readonly boot: number;
  readonly seq: number;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Fields that hold one roster index or a list of them. */
const INDEX_FIELDS = new Set(['to', 'robot', 'member', 'leader', 'queue']);

/**
 * `monoOfMs` turns a time of the member's clock into the host's monotonic one.
 */
export function traceRecord(
  roster: Roster,
  self: MemberIndex,
  event: TraceEvent,
  stamp: Stamp,
  monoOfMs: (atMs: number) => number,
): TraceRecord {
  const name = (index: unknown) => memberId(roster, index as MemberIndex);
  const { t, mono, boot, seq } = stamp;
  const record: Record<string, unknown> = {
    v: 1,
    t,
    mono,
    from: memberId(roster, self),
    boot,
    seq,
    event: event.event,
  };
  for (const [field, value] of Object.entries(event)) {
    if (field === 'event') continue;
    if (field === 'pad') record.pad = roster.pads[value as number]?.id;
    else if (field === 'fence') {
      record.epoch = value.epoch;
      record.fence = [value.epoch, value.counter];
    } else if (field === 'untilMs') record.until = monoOfMs(value as number);
    else if (field === 'from') record.sender = name(value);
    else if (INDEX_FIELDS.has(field))
      record[field] = Array.isArray(value) ? value.map(name) : name(value);
    else record[field] = value;
  }
  return record as TraceRecord;
}
