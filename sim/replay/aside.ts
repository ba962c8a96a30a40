/**
 * What was said beside the protocol, in a trace: the member itself said it, which took a sequence number, or it
 * heard it, which its replay guard has taken note of. What it said stands nowhere, and nothing depends on it.
 */
import type { Roster } from '../../src/protocol/roster.ts';
import { parseFrameName } from '../../src/runtime/frame-name.ts';
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { ADMINISTRATOR, type Aside, type AsideKind, isAside } from '../../src/wire/aside.ts';
import type { FrameHeader } from '../../src/wire/frame.ts';

/** Whether the record is of an aside that the member said itself. */
export function isOwnAside({ event, from, frame }: TraceRecord): boolean {
  return event === 'aside' && typeof frame === 'string' && frame.startsWith(`${from}/`);
}

/** The record of an aside. `what` is wrong with it, where it is not whole. */
export function readAside(
  roster: Roster,
  { kind, frame }: TraceRecord,
): { readonly aside: Aside; readonly header: FrameHeader } | { readonly wrong: string } {
  if (typeof kind !== 'string' || !isAside({ kind }))
    return { wrong: 'kind: it is nothing that members say beside the protocol' };
  const header = typeof frame === 'string' ? headerOf(roster, frame) : null;
  if (!header) return { wrong: 'frame: it is not a name like r1/2/3 of a member of the swarm' };
  // The loop looks at nothing but its kind.
  return { aside: { kind: kind as AsideKind } as Aside, header };
}

const ADMINISTRATOR_NAME = `#${ADMINISTRATOR}/`;

function headerOf(roster: Roster, name: string): FrameHeader | null {
  if (!name.startsWith(ADMINISTRATOR_NAME)) return parseFrameName(roster, name);
  // He is in no roster; what counts of the name is the rest.
  const somebody = `${roster.pads[0]?.id}/${name.slice(ADMINISTRATOR_NAME.length)}`;
  const header = parseFrameName(roster, somebody);
  return header && { ...header, source: ADMINISTRATOR };
}

/** A message of which JSON has turned the byte strings into `{"0": 7, "1": 9}`, with byte strings again. */
export function withBytes(message: unknown): unknown {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return message;
  const { kind } = message as { kind?: unknown };
  if (typeof kind !== 'string' || !isAside({ kind })) return message;
  return Object.fromEntries(
    Object.entries(message).map(([field, value]) => [field, bytesOf(value) ?? value]),
  );
}

/** Null for what is no byte string. */
function bytesOf(value: unknown): Uint8Array | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const bytes: unknown[] = Object.values(value);
  const isByte = (byte: unknown) => Number.isInteger(byte) && (byte as number) >> 8 === 0;
  const isList = Object.keys(value).every((key, index) => key === String(index));
  return isList && bytes.every(isByte) ? Uint8Array.from(bytes as number[]) : null;
}
