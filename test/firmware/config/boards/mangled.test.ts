// Board files that were damaged at random: whatever comes of it, it is a board or an error that can be shown.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseBoard } from '../../../../firmware/config/board-file.ts';
import { ConfigError } from '../../../../firmware/config/config-error.ts';
import type { PadBoard, RobotBoard } from '../../../../hardware/board/board.ts';
import { MODELS } from '../../../../hardware/board/pins.ts';
import { SHIPPED, shippedText } from './complaints.ts';

const file = fc.constantFrom(...SHIPPED);
const RUNS = { numRuns: 400 };

/** What was made of a text: a board with all its parts, or problems with all their words. */
function judge(text: string): 'board' | 'problems' {
  let board: RobotBoard | PadBoard;
  try {
    board = parseBoard(text, 'b.yaml', 'robot').board;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    for (const { where, line, column, what, mend } of error.problems) {
      expect(where).toBe(`b.yaml:${line}:${column}`);
      for (const words of [what, mend]) {
        expect(words).not.toBe('');
        expect(words).not.toMatch(/undefined|\[object|NaN/);
      }
    }
    return 'problems';
  }
  expect(JSON.stringify(board)).not.toMatch(/undefined|NaN/);
  const used = pinsOf(board);
  const { pins } = MODELS[board.model];
  expect(used.every((pin) => pins.has(pin))).toBe(true);
  expect(new Set(used).size).toBe(used.length);
  if ('relay' in board) expect(board.deadMan.kind).not.toBe('none');
  return 'board';
}

function pinsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    ['pin', 'pwm', 'direction', 'brake'].includes(key) && part !== null
      ? [part as string]
      : pinsOf(part),
  );
}

test('characters that are lost, doubled or strange', () => {
  const odd = fc.constantFrom('\t', '\0', '"', "'", '{', '}', '[', ']', ':', ',', '&a ', '*a', '!');
  const edit = fc.record({
    at: fc.nat(2000),
    drop: fc.nat(12),
    put: fc.oneof(odd, fc.string({ maxLength: 6 })),
  });
  const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(file, edits, (name, changes) => {
      let text = shippedText(name);
      for (const { at, drop, put } of changes) {
        const from = at % text.length;
        text = text.slice(0, from) + put + text.slice(from + drop);
      }
      judge(text);
    }),
    RUNS,
  );
});

test('lines that are lost, doubled or swapped', () => {
  fc.assert(
    fc.property(
      file,
      fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 4 }),
      (name, moves) => {
        const lines = shippedText(name).split('\n');
        for (const [from, to] of moves) {
          const [line = ''] = lines.splice(from % lines.length, 1);
          if (to % 3 > 0) lines.splice(to % (lines.length + 1), 0, line);
          if (to % 3 === 2) lines.push(line);
        }
        judge(lines.join('\n'));
      },
    ),
    RUNS,
  );
});

test('values of any kind in place of good ones', () => {
  const pin = fc.constantFrom(
    'D0',
    'D2',
    'D13',
    'A4',
    'A7',
    'GPIO2',
    'GPIO14',
    'GPIO22',
    '__proto__',
  );
  const word = fc.constantFrom('low', 'high', 'none', 'firmware', 'pad', 'robot', 'pi', 'nano', '');
  const number = fc.oneof(fc.double(), fc.integer({ min: -5, max: 5000 }));
  const plain = fc.oneof(pin, word, number, fc.boolean(), fc.constant(null));
  const mapping = fc.dictionary(
    fc.constantFrom(
      'pin',
      'ina219',
      'hwmon',
      'analog',
      'divider',
      'pulse',
      'firmware',
      'constructor',
    ),
    plain,
    { maxKeys: 2 },
  );
  const near = fc.record({ timesAsMuch: fc.double({ min: 0.8, max: 1.25, noNaN: true }) });
  const value = fc.oneof(
    { arbitrary: near, weight: 4 },
    plain,
    mapping,
    fc.array(plain, { maxLength: 2 }),
  );
  const changes = fc.array(fc.tuple(fc.nat(100), value), { minLength: 1, maxLength: 3 });
  const seen = { board: 0, problems: 0 };
  fc.assert(
    fc.property(file, changes, (name, given) => {
      const board = parse(shippedText(name));
      for (const [index, changed] of given) {
        const places = placesIn(board);
        const [holder, key] = places[index % places.length]!;
        holder[key] = changeOf(changed, holder[key]);
      }
      seen[judge(stringify(board))] += 1;
    }),
    RUNS,
  );
  // Else the test would only ever look at one of the two.
  expect(Math.min(seen.board, seen.problems)).toBeGreaterThan(10);
});

function changeOf(changed: unknown, before: unknown): unknown {
  const isNear = typeof changed === 'object' && changed !== null && 'timesAsMuch' in changed;
  if (!isNear) return changed;
  return typeof before === 'number' ? before * (changed.timesAsMuch as number) : before;
}

function placesIn(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [[holder, key], ...placesIn(holder[key])]) as [
    Record<string, unknown>,
    string,
  ][];
}
