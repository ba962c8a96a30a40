/** A trace that cannot be replayed is refused with the line, what is wrong there, and how to mend it. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { TraceError } from '../../../sim/replay/trace-error.ts';
import { TraceReplay } from '../../../sim/replay/trace-replay.ts';
import { replay, traceOf } from './storms.ts';

let trace: readonly string[] = [];
beforeAll(() => {
  trace = traceOf(1, 4000)
    .filter((line) => JSON.parse(line).from === 'r1')
    .slice(0, 200);
});

/** `line: message` of the refusal; null when there is none. */
function refusal(lines: readonly string[], only: string | null = null): string | null {
  try {
    replay(lines, only);
    return null;
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    return `${error.line}: ${error.message}`;
  }
}

/** The trace with this record, the first of its event, changed. */
function withChange(event: string, change: Record<string, unknown>): [string[], number] {
  const index = trace.findIndex((line) => JSON.parse(line).event === event);
  const record = { ...JSON.parse(trace[index]!), ...change };
  return [trace.with(index, JSON.stringify(record)) as string[], index + 1];
}

it('is the whole trace no trouble', () => {
  expect(refusal(trace)).toBeNull();
});

describe('a line', () => {
  it('that was cut in the middle of the trace', () => {
    const cut = trace.with(9, trace[9]!.slice(0, 40));
    expect(refusal(cut)).toMatch(
      /^10: this is no JSON: \{"v":1,.*; a line that was cut .* keep what stands before it \(head -n 9\)$/,
    );
  });

  it.each([
    ['', /this is no JSON: an empty line; /],
    ['roost: hello \x1b[31m', /this is no JSON: roost: hello \?\[31m; /],
    ['[1,2]', /this is no record of a trace: \[1,2\]; give a file that was written by --trace/],
    ['7', /this is no record of a trace: 7; /],
    ['{"level":"info","msg":"x"}', /no record of a trace: 'v' is missing; /],
    ['{"v":1,"t":1,"mono":1,"from":7}', /no record of a trace: 'from' is no string; /],
    ['{"v":2}', /a trace of version 2, and this roost reads version 1; replay it with the roost/],
  ])('that is foreign: %j', (text, message) => {
    const told = refusal(trace.toSpliced(4, 0, text));
    expect(told).toMatch(message);
    expect(told).toMatch(/^5: /);
  });

  it('is missing', () => {
    expect(refusal(trace.toSpliced(6, 3))).toBe(
      '7: record 10 of r1 follows its record 6: those between are missing; the disk was full, or ' +
        'lines were taken out: keep what stands before it (head -n 6)',
    );
  });
});

describe('a trace', () => {
  it('that was recorded without frames', () => {
    const events = [
      '{"v":1,"t":1,"mono":1,"from":"r1","boot":1,"seq":1,"event":"boot","reason":"x"}',
    ];
    const message =
      'r1 was recorded without --trace-frames, or its beginning is missing; record it anew with ' +
      '--trace-frames, into a new file';
    expect(refusal(events)).toBe(`1: ${message}`);
  });

  it('whose beginning is missing', () => {
    expect(refusal(trace.slice(1))).toMatch(
      /^1: the beginning of r1 is missing: its 'life' record should stand before this one; give/,
    );
  });

  it('that goes on with a run without frames', () => {
    const boot = { ...JSON.parse(trace[3]!), seq: 1, event: 'boot', reason: 'restart' };
    expect(refusal([...trace.slice(0, 20), JSON.stringify(boot)])).toMatch(
      /^21: here r1 starts again without a 'life' record: .* keep what stands before it \(head -n 20\)/,
    );
  });

  it('that has nothing in it, or only the world', () => {
    const nothing =
      'null: there is no record of a member in it; record one with --trace FILE --trace-frames';
    expect(refusal([])).toBe(nothing);
    const world = '{"v":1,"t":1,"mono":1,"from":"world","boot":0,"seq":1,"event":"heal"}';
    expect(refusal([world])).toBe(nothing);
  });

  it('that has nothing of the member that is asked for', () => {
    expect(refusal(trace, 'r9')).toBe('null: there is nothing of r9 in it; it has records of r1');
  });

  it('in which something is done before anything is given', () => {
    const [first, , ...rest] = trace.map((line) => JSON.parse(line));
    const lines = [first, ...rest.map((record) => ({ ...record, seq: record.seq - 1 }))];
    expect(refusal(lines.map((record) => JSON.stringify(record)))).toMatch(
      /^2: r1 does something before it was given anything; /,
    );
  });
});

describe('a life', () => {
  it.each([
    [{ format: 2 }, 'is of format 2 and wire version 1, and this roost reads format 1 and wire'],
    [
      { wire: 9, roost: '7.1.0' },
      /of format 1 and wire version 9, .*; replay it with roost 7\.1\.0$/,
    ],
    [
      { format: undefined, roost: 4 },
      /format undefined .*; replay it with the roost that recorded/,
    ],
    [{ seed: 'x' }, "the 'life' record of r1 is not whole: seed: expected number"],
    [{ role: 'dog' }, "the 'life' record of r1 is not whole: role: "],
    [{ durable: {} }, "the 'life' record of r1 is not whole: durable.boot: "],
    [{ report: { place: 'moon' } }, "the 'life' record of r1 is not whole: report.place: "],
  ])('that says %j', (change, message) => {
    const [lines, number] = withChange('life', change);
    const told = refusal(lines);
    expect(told).toMatch(message);
    expect(told).toMatch(new RegExp(`^${number}: `));
  });

  it.each([
    [{ self: 99 }, 'config.self: self is nobody of the roster'],
    [{ self: 1 }, 'config.self: it is r2'],
    [{ self: 5 }, 'role: it is not the role of self'],
    [{ timing: {} }, 'config.timing.beatMs: '],
    [{ undockMs: -1 }, 'config.undockMs: '],
  ])('of which the configuration says %j', (change, message) => {
    const { config } = JSON.parse(trace[0]!);
    expect(config.roster.robots).toHaveLength(5);
    const [lines] = withChange('life', { config: { ...config, ...change } });
    expect(refusal(lines)).toContain(message);
  });
});

describe('an input', () => {
  const message = { kind: 'beat', epoch: 1, idle: false, pads: [] };
  it.each([
    ['timer', { at: undefined }, 'at: expected number'],
    ['input', { at: '7' }, 'at: expected number'],
    ['input', { input: { type: 'dance' } }, 'input.type: '],
    ['input', { input: { type: 'stop', reason: 7, now: true } }, 'input.reason: '],
    ['saved', { save: undefined }, 'save: expected number'],
    ['rx', { at: null }, 'at: expected number'],
    ['rx', { bytes: '30' }, 'bytes: expected number'],
    ['rx', { frame: 'r77/1/2' }, 'frame: it is not a name like r1/2/3 of a member of the swarm'],
    ['rx', { frame: 12 }, 'frame: it is not a name'],
    ['rx', { message: undefined }, 'message: it is none of this wire version'],
    ['rx', { message: { kind: 'song' } }, 'message: it is none of this wire version'],
    ['rx', { message }, 'message: it is none of this wire version'],
    [
      'rx',
      { message: { kind: 'exit', pad: 5, fence: { epoch: 1, counter: 1 } } },
      'message: it is',
    ],
  ])('%s with %j', (event, change, what) => {
    const [lines, number] = withChange(event, change);
    const told = refusal(lines);
    expect(told).toContain(`${number}: the ${event} record of r1 is not whole: ${what}`);
    expect(told).toMatch(/; it was changed, or written by another roost: keep .*head -n \d+\)$/);
  });
});

/** Sets the value at a path, of which each step is taken round the fields that there are. */
function spoil(value: unknown, path: readonly number[], by: unknown): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return by;
  const keys = Object.keys(value);
  const key = keys[path[0]! % Math.max(1, keys.length)] ?? 'more';
  const spoilt = spoil((value as Record<string, unknown>)[key], path.slice(1), by);
  return Array.isArray(value) ? value.with(Number(key) || 0, spoilt) : { ...value, [key]: spoilt };
}

it('a value that was spoilt anywhere is refused, or shows as a difference, or does no harm', () => {
  const values = fc.constantFrom(0, -1, 1.5, 1e300, 4294967296, null, true, '', 'r1/1/1', [], {});
  const path = fc.array(fc.nat(20), { minLength: 1, maxLength: 6 });
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(trace.length - 1), path, values, (index, at, by) => {
      const line = JSON.stringify(spoil(JSON.parse(trace[index]!), at, by));
      // Anything but a refusal with its line would be thrown here, and a hang would be noticed.
      if (refusal(trace.with(index, line)) !== null) refused += 1;
    }),
    { numRuns: 400, seed: 7, examples: [[0, [10, 1, 3], 0]] },
  );
  expect(refused).toBeGreaterThan(50);
});

describe('a last line', () => {
  function endingWith(text: string): { readonly cutLine: number | null; readonly steps: number } {
    const replaying = new TraceReplay(null);
    const lines = trace.slice(0, 50);
    for (const [index, line] of lines.entries())
      replaying.take({ text: line, number: index + 1, ended: true });
    replaying.take({ text, number: 51, ended: false });
    return replaying.end();
  }

  it('that was cut is left out', () => {
    const before = replay(trace.slice(0, 50));
    for (const length of [1, 20, trace[50]!.length - 1]) {
      const { cutLine, steps } = endingWith(trace[50]!.slice(0, length));
      expect([cutLine, steps]).toEqual([51, before.steps]);
    }
  });

  it('that only lacks its line break counts', () => {
    expect(endingWith(trace[50]!).cutLine).toBeNull();
  });
});
