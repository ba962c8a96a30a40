/** Reports from pieces that are lost, doubled and out of order: whole or not at all, and never mixed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reassembler } from '../../../firmware/gateway/reassembler.ts';
import type { Report } from '../../../src/wire/aside.ts';
import { MAX_REPORT_BYTES } from '../../../src/wire/report.ts';

/** The pieces of a report whose bytes all are `mark`. */
function pieces(number: number, parts: number, mark = number): Report[] {
  return Array.from({ length: parts }, (_, part) => ({
    kind: 'report',
    number,
    part,
    parts,
    bytes: new Uint8Array(10 + part).fill(mark),
  }));
}

const whole = (parts: number, mark: number) =>
  new Uint8Array(10 * parts + (parts * (parts - 1)) / 2).fill(mark);

describe('a report', () => {
  it('of one piece is there at once', () => {
    expect(new Reassembler().push(3, 1, pieces(7, 1)[0]!)).toEqual(whole(1, 7));
  });

  it('of many pieces is there with the last of them, in any order', () => {
    const reassembler = new Reassembler();
    const [a, b, c] = pieces(7, 3);
    expect([c!, a!].map((piece) => reassembler.push(3, 1, piece))).toEqual(['more', 'more']);
    expect(reassembler.push(3, 1, b!)).toEqual(whole(3, 7));
  });

  it('is there once, whatever is doubled', () => {
    const reassembler = new Reassembler();
    const [a, b] = pieces(7, 2);
    expect([a!, a!].map((piece) => reassembler.push(3, 1, piece))).toEqual(['more', 'more']);
    expect(reassembler.push(3, 1, b!)).toEqual(whole(2, 7));
    expect([a!, b!].map((piece) => reassembler.push(3, 1, piece))).toEqual(['more', 'more']);
  });

  it('is not mixed with another of the same number: of another member, or of another life', () => {
    const reassembler = new Reassembler();
    const [a, b] = pieces(0, 2, 1);
    const [otherA, otherB] = pieces(0, 2, 2);
    expect(reassembler.push(3, 1, a!)).toBe('more');
    expect(reassembler.push(4, 1, otherB!)).toBe('more');
    expect(reassembler.push(3, 2, otherB!)).toBe('more');
    // A late piece of the former life.
    expect(reassembler.push(3, 1, b!)).toBe('odd');
    expect(reassembler.push(3, 2, otherA!)).toEqual(whole(2, 2));
    expect(reassembler.push(4, 1, otherA!)).toEqual(whole(2, 2));
    expect(reassembler.incomplete).toBe(1);
  });

  it('with a lost piece gives way to later ones', () => {
    const reassembler = new Reassembler();
    for (let number = 0; number < 5; number += 1)
      expect(reassembler.push(3, 1, pieces(number, 2)[0]!)).toBe('more');
    expect(reassembler.incomplete).toBe(1);
    // The first was given up, so its last piece completes nothing.
    expect(reassembler.push(3, 1, pieces(0, 2)[1]!)).toBe('more');
    expect(reassembler.push(3, 1, pieces(1, 2)[1]!)).toEqual(whole(2, 1));
  });

  it('whose pieces do not fit each other is odd', () => {
    const reassembler = new Reassembler();
    reassembler.push(3, 1, pieces(0, 2)[0]!);
    expect(reassembler.push(3, 1, pieces(0, 3)[1]!)).toBe('odd');
    expect(reassembler.push(3, 1, pieces(0, 2)[1]!)).toEqual(whole(2, 0));
    expect(reassembler.push(3, 1, { ...pieces(1, 1)[0]!, part: 4 })).toBe('odd');
  });

  it('that grows too long is odd, and forgotten', () => {
    const reassembler = new Reassembler();
    const bytes = new Uint8Array(240);
    const long = pieces(0, 6).map((piece) => ({ ...piece, bytes }));
    expect(240 * 5).toBeGreaterThan(MAX_REPORT_BYTES);
    const results = long.map((piece) => reassembler.push(3, 1, piece));
    expect(results).toEqual(['more', 'more', 'more', 'more', 'odd', 'more']);
  });

  it('keeps its bytes when the frame that brought them is used again', () => {
    const reassembler = new Reassembler();
    const [a, b] = pieces(7, 2);
    reassembler.push(3, 1, a!);
    a!.bytes.fill(0);
    expect(reassembler.push(3, 1, b!)).toEqual(whole(2, 7));
  });
});

it('on a bad channel: what comes out was sent, whole, and once', () => {
  const report = fc.record({ sender: fc.nat(2), parts: fc.integer({ min: 1, max: 5 }) });
  const fate = fc.record({
    lost: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
    copies: fc.integer({ min: 1, max: 2 }),
    delay: fc.nat(3),
  });
  let arrived = 0;
  fc.assert(
    fc.property(
      fc.array(report, { minLength: 5, maxLength: 40 }),
      fc.array(fate, { minLength: 50, maxLength: 50 }),
      fc.array(fc.nat(2), { maxLength: 3 }),
      (reports, fates, restarts) => {
        const boots = [1, 1, 1];
        const numbers = [0, 0, 0];
        const untouched = new Set<number>();
        let said = 0;
        const air: { at: number; from: number; boot: number; piece: Report; mark: number }[] = [];
        for (const [index, { sender, parts }] of reports.entries()) {
          if (index % 10 === 9 && restarts[index % 3] === sender) {
            boots[sender]! += 1;
            numbers[sender] = 0;
          }
          untouched.add(index);
          for (const piece of pieces(numbers[sender]!, parts, index)) {
            const { lost, copies, delay } = fates[said % fates.length]!;
            said += 1;
            const at = said + delay;
            if (lost) untouched.delete(index);
            for (let copy = lost ? copies : 0; copy < copies; copy += 1)
              air.push({ at: at + copy, from: sender, boot: boots[sender]!, piece, mark: index });
          }
          numbers[sender]! += 1;
        }
        const reassembler = new Reassembler();
        const out = new Set<number>();
        for (const { from, boot, piece } of air.sort((a, b) => a.at - b.at)) {
          const got = reassembler.push(from, boot, piece);
          if (typeof got === 'string') continue;
          const mark = got[0]!;
          expect(got).toEqual(whole(reports[mark]!.parts, mark));
          expect([reports[mark]!.sender, out.has(mark)]).toEqual([from, false]);
          out.add(mark);
        }
        arrived += out.size;
        // Late pieces of a former life are lost with it.
        if (boots.every((boot) => boot === 1)) expect(out).toEqual(untouched);
      },
    ),
    { numRuns: 300 },
  );
  expect(arrived).toBeGreaterThan(300);
});
