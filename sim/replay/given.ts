/**
 * What a record says that a member was given from outside. All other records of a life are what its
 * code did with it.
 */

import type { Message } from '../../src/protocol/message.ts';
import { memberCount, type Roster } from '../../src/protocol/roster.ts';
import type { RoleInput } from '../../src/roles/role.ts';
import { parseFrameName } from '../../src/runtime/frame-name.ts';
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { decodeBody, encodeBody } from '../../src/wire/codec.ts';
import type { Frame } from '../../src/wire/frame.ts';
import { isOwnAside, readAside, withBytes } from './aside.ts';
import type { Line } from './line.ts';
import { checkInput } from './shapes.ts';
import { TraceError } from './trace-error.ts';

export type Given =
  | { readonly type: 'frame'; readonly frame: Frame; readonly bytes: number }
  | { readonly type: 'input'; readonly input: RoleInput }
  | { readonly type: 'saved'; readonly save: number };

/** Whether the record is of something that came from outside. */
export function isGiven(record: TraceRecord): boolean {
  const { event, frame } = record;
  switch (event) {
    case 'rx':
    case 'timer':
    case 'input':
    case 'saved':
      return true;
    case 'drop':
      return frame !== undefined;
    case 'aside':
      return !isOwnAside(record);
    default:
      return false;
  }
}

/** Counted and told of, but given to nobody: noise, and frames of others. */
export function isNoise({ event, frame, kind }: TraceRecord): boolean {
  return event === 'drop' && frame === undefined && kind === undefined;
}

/** Throws TraceError when the record does not say it in full. */
export function givenOf(roster: Roster, line: Line): Given {
  const { record } = line;
  switch (record.event) {
    case 'timer':
      needNumber(line, 'at');
      return { type: 'input', input: { type: 'tick' } };
    case 'input': {
      needNumber(line, 'at');
      const checked = checkInput(record.input);
      if ('wrong' in checked) throw broken(line, `input.${checked.wrong}`);
      return { type: 'input', input: checked.value };
    }
    case 'saved':
      return { type: 'saved', save: needNumber(line, 'save') };
    case 'aside': {
      const { aside, header } = asideOf(roster, line);
      return { type: 'frame', frame: { ...header, message: aside, tag: NO_TAG }, bytes: 0 };
    }
    default:
      return { type: 'frame', frame: frameOf(roster, line), bytes: needNumber(line, 'bytes') };
  }
}

/** The line with what an older roost did not know of, and so did not write down, in its record. */
export function inFull(line: Line, given: Given): Line {
  if (given.type !== 'input' || !('report' in given.input)) return line;
  const written = line.record.input as { readonly report: object };
  const report = { ...given.input.report, ...written.report };
  return { ...line, record: { ...line.record, input: { ...written, report } } };
}

/** Throws TraceError when the record of an aside is not whole. */
export function asideOf(roster: Roster, line: Line) {
  const read = readAside(roster, line.record);
  if ('wrong' in read) throw broken(line, read.wrong);
  return read;
}

/** No frame that a member has sealed bears it, so none is taken for an echo of one. */
const NO_TAG: readonly [number, number] = [-1, -1];

function frameOf(roster: Roster, line: Line): Frame {
  const { event, frame } = line.record;
  const message = withBytes(line.record.message);
  const header = typeof frame === 'string' ? parseFrameName(roster, frame) : null;
  if (!header) throw broken(line, 'frame: it is not a name like r1/2/3 of a member of the swarm');
  if (event === 'rx') needNumber(line, 'at');
  if (!isMessage(roster, message)) throw broken(line, 'message: it is none of this wire version');
  return { ...header, message, tag: NO_TAG };
}

/** Whether it could have come over the wire: the codec itself decides. */
function isMessage(roster: Roster, value: unknown): value is Message {
  try {
    const message = value as Message;
    const pad = 'pad' in message ? message.pad : -1;
    if ('pad' in message && roster.pads[pad] === undefined) return false;
    const bounds = {
      robots: roster.robots.length,
      members: memberCount(roster),
      pads: roster.pads.length,
    };
    return decodeBody(message.kind, encodeBody(message), pad, bounds) !== null;
  } catch {
    // Whatever it is, it has no fields that a message of its kind has.
    return false;
  }
}

function needNumber(line: Line, field: string): number {
  const value = line.record[field];
  if (typeof value !== 'number') throw broken(line, `${field}: expected number`);
  return value;
}

function broken({ number, record }: Line, what: string): TraceError {
  return new TraceError(
    number,
    `the ${record.event} record of ${record.from} is not whole: ${what}`,
    `it was changed, or written by another roost: keep what stands before it (head -n ${number - 1})`,
  );
}
