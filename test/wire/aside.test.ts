/** What is said beside the protocol: the same frames, the same guard, and no way into the protocol. */
import { Encoder } from 'cbor-x';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Aside, isAside, MAX_PARTS, type Report } from '../../src/wire/aside.ts';
import { utf8 } from '../../src/wire/bytes.ts';
import {
  type ContentKind,
  decodeBody,
  encodeBody,
  kindNumber,
  kindOf,
} from '../../src/wire/codec.ts';
import { Link } from '../../src/wire/link.ts';
import { BOUNDS, uint } from './arbitraries.ts';
import { codec } from './swarm.ts';

const member = fc.nat({ max: BOUNDS.members - 1 });
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const report: fc.Arbitrary<Report> = fc
  .tuple(uint(), fc.nat(MAX_PARTS - 1), fc.nat(MAX_PARTS - 1), bytes(200))
  .map(([number, a, b, piece]) => ({
    kind: 'report',
    number,
    part: Math.min(a, b),
    parts: Math.max(a, b) + 1,
    bytes: piece,
  }));
const aside: fc.Arbitrary<Aside> = fc.oneof(
  report,
  fc.record({ kind: fc.constant('command' as const), to: member, ticket: uint(), verb: bytes(20) }),
  fc.record({ kind: fc.constant('reply' as const), to: member, ticket: uint(), error: bytes(64) }),
);

const A_REPORT: Report = {
  kind: 'report',
  number: 300,
  part: 1,
  parts: 2,
  bytes: new Uint8Array(40).fill(7),
};

/** With lists of numbers for byte strings, whatever class these are of. */
function shown(message: object): object {
  const fields = Object.entries(message);
  return Object.fromEntries(
    fields.map(([field, value]) => [field, value instanceof Uint8Array ? [...value] : value]),
  );
}

describe('a body', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(aside, (each) => {
        expect(kindOf(kindNumber(each.kind))).toBe(each.kind);
        const decoded = decodeBody(each.kind, encodeBody(each), 0xff, BOUNDS);
        expect(shown(decoded!)).toEqual(shown(each));
      }),
      { numRuns: 500 },
    );
  });

  const encoder = new Encoder({ useRecords: false, tagUint8Array: false });
  const piece = Uint8Array.of(1);
  it.each<[string, ContentKind, unknown[]]>([
    ['a piece beyond the last', 'report', [0, 2, 2, piece]],
    ['a report of no pieces', 'report', [0, 0, 0, piece]],
    ['a report of too many', 'report', [0, 0, MAX_PARTS + 1, piece]],
    ['a piece that is text', 'report', [0, 0, 1, 'abc']],
    ['a report with more behind it', 'report', [0, 0, 1, piece, 1]],
    ['a report with less', 'report', [0, 0, 1]],
    ['a number beyond 32 bits', 'report', [2 ** 32, 0, 1, piece]],
    ['a command to nobody', 'command', [BOUNDS.members, 1, piece]],
    ['a command in text', 'command', [1, 1, 'charge']],
    ['a reply to nobody', 'reply', [BOUNDS.members, 1, piece]],
    ['a reply with half a ticket', 'reply', [1, 0.5, piece]],
  ])('%s is malformed', (_, kind, fields) => {
    expect(decodeBody(kind, encoder.encode(fields), 0xff, BOUNDS)).toBeNull();
  });
});

it('asides are told from messages of the protocol', () => {
  for (const kind of ['report', 'command', 'reply']) expect(isAside({ kind })).toBe(true);
  for (const kind of ['hello', 'beat', 'constructor', '']) expect(isAside({ kind })).toBe(false);
});

describe('over a link', () => {
  const ours = codec();

  function links(): readonly [hearer: Link, sender: Link] {
    const sender = new Link(ours, 3);
    sender.startBoot(2);
    return [new Link(ours, 5), sender];
  }

  it('an aside of somebody who has not proved to be alive is that of a stranger', () => {
    const [hearer, sender] = links();
    expect(hearer.receive(sender.seal(A_REPORT)!)).toMatchObject({ type: 'stranger', from: 3 });
  });

  it('is heard once, with its sender and its boot', () => {
    const [hearer, sender] = links();
    hearer.prove(3, 2, 0);
    const frame = sender.seal(A_REPORT)!;
    expect(hearer.receive(frame)).toMatchObject({
      type: 'aside',
      aside: A_REPORT,
      frame: { source: 3, boot: 2, sequence: 1 },
    });
    expect(hearer.receive(frame)).toMatchObject({ type: 'drop', reason: 'replayed' });
  });

  it('of a former life is refused', () => {
    const [hearer, sender] = links();
    const former = sender.seal(A_REPORT)!;
    hearer.prove(3, 3, 0);
    expect(hearer.receive(former)).toMatchObject({ type: 'drop', reason: 'old-boot' });
  });

  it('that comes back to its sender is an echo', () => {
    const [, sender] = links();
    expect(sender.receive(sender.seal(A_REPORT)!)).toMatchObject({ type: 'drop', reason: 'echo' });
  });

  it('is forged when a bit of it was turned', () => {
    const [hearer, sender] = links();
    hearer.prove(3, 2, 0);
    const frame = sender.seal(A_REPORT)!;
    frame[20]! ^= 1;
    expect(hearer.receive(frame)).toMatchObject({ type: 'drop', reason: 'forged' });
  });
});

it('frames are as short as the timing of reports takes them to be', () => {
  const link = new Link(codec(), 3);
  link.startBoot(1);
  const length = (each: Aside) => link.seal(each)!.length;
  expect({
    'full piece': length(A_REPORT),
    'full piece, high number': length({ ...A_REPORT, number: 2 ** 32 - 1 }),
    command: length({ kind: 'command', to: 3, ticket: 12, verb: utf8('charge') }),
    'reply, carried out': length({ kind: 'reply', to: 64, ticket: 12, error: utf8('') }),
    'reply, 64 bytes of why not': length({
      kind: 'reply',
      to: 64,
      ticket: 12,
      error: utf8('x'.repeat(64)),
    }),
  }).toMatchInlineSnapshot(`
    {
      "command": 29,
      "full piece": 67,
      "full piece, high number": 69,
      "reply, 64 bytes of why not": 89,
      "reply, carried out": 24,
    }
  `);
});
