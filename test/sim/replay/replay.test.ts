/** A replay does what was recorded, line by line, and finds the line where the code does otherwise. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Member } from '../../../src/protocol/member.ts';
import { ReplayGuard } from '../../../src/wire/guard.ts';
import { replay, storm, traceOf } from './storms.ts';

interface Fields {
  [field: string]: unknown;
}

/** The trace with the first record that fits changed, and the number of its line. */
function changed(
  lines: readonly string[],
  fits: (record: Fields) => boolean,
  change: (record: Fields) => void,
): { readonly lines: string[]; readonly number: number } {
  const index = lines.findIndex((line) => fits(JSON.parse(line)));
  const record = JSON.parse(lines[index]!);
  change(record);
  return { lines: lines.with(index, JSON.stringify(record)), number: index + 1 };
}

/** Takes a line out, and closes the gap in the member's numbers. */
function without(lines: readonly string[], index: number): string[] {
  const { from, seq } = JSON.parse(lines[index]!);
  return lines.toSpliced(index, 1).map((line) => {
    const record = JSON.parse(line);
    return record.from === from && record.seq > seq
      ? JSON.stringify({ ...record, seq: record.seq - 1 })
      : line;
  });
}

afterEach(() => vi.restoreAllMocks());

describe('the trace of a storm', () => {
  it.each([6, 19, 22, 29, 32])('is done again to the last output, seed %i', (seed) => {
    const lines = traceOf(seed);
    const { lives, steps, outputs, differences, members } = replay(lines);
    expect(differences).toEqual([]);
    // The more there was, the more this means.
    expect(members.length).toBeGreaterThanOrEqual(3);
    expect(lives).toBeGreaterThan(members.length);
    expect(steps).toBeGreaterThan(1000);
    expect(outputs).toBeGreaterThan(300);
    // Nothing is left out: what is neither life nor step nor output is a frame that was refused, a
    // save that was done, or an end.
    const rest = lines.filter((line) => {
      const { event, at } = JSON.parse(line);
      return at === undefined && ['life', 'drop', 'saved'].includes(event);
    });
    expect(steps + outputs + rest.length).toBe(lines.length);
  });

  it('goes through JSON unharmed, and says the same when it is written late', () => {
    const records: unknown[] = [];
    const lines: string[] = [];
    storm(32, 24_000, (record) => {
      records.push(record);
      lines.push(JSON.stringify(record));
    });
    // No undefined, infinite or negative zero among them, and no object that was changed later.
    expect(lines.map((line) => JSON.parse(line))).toStrictEqual(records);
  });

  it('has each kind of record', () => {
    const kinds = new Set<string>();
    for (const seed of [6, 29]) for (const line of traceOf(seed)) kinds.add(JSON.parse(line).event);
    const usual = ['life', 'input', 'timer', 'rx', 'drop', 'saved', 'own', 'closed'];
    const outputs = ['tx', 'persist', 'prove', 'command', 'lease', 'reboot'];
    expect([...kinds]).toEqual(expect.arrayContaining([...usual, ...outputs]));
  });

  it('can be replayed for one member alone', () => {
    const lines = traceOf(29);
    const all = replay(lines);
    const each = all.members.map((member) => replay(lines, member));
    expect(each.map(({ members }) => members)).toEqual(all.members.map((member) => [member]));
    expect(each.reduce((sum, { steps }) => sum + steps, 0)).toBe(all.steps);
  });

  it('may have records of the world in it', () => {
    const lines: string[] = [];
    storm(40, 24_000, (record) => lines.push(JSON.stringify(record)));
    const events = lines.map((line) => JSON.parse(line)).filter(({ from }) => from === 'world');
    expect(new Set(events.map(({ event }) => event))).toEqual(
      new Set(['start', 'down', 'battery', 'fault', 'heal', 'lost', 'freeze', 'thaw']),
    );
    expect(replay(lines)).toEqual(replay(traceOf(40)));
  });
});

it('a trace of before bodies told of charge and alarms is replayed, too', () => {
  const lines = traceOf(29).map((line) => {
    const record = JSON.parse(line);
    for (const report of [record.report, record.input?.report]) {
      if (!report) continue;
      delete report.charging;
      delete report.alarm;
    }
    return JSON.stringify(record);
  });
  expect(lines.join()).not.toContain('"charging":null');
  expect(replay(lines)).toEqual(replay(traceOf(29)));
});

describe('a difference', () => {
  it('is told at the line of an output that was changed', () => {
    const { lines, number } = changed(
      traceOf(29),
      ({ event, kind }) => event === 'tx' && kind === 'request',
      (record) => {
        (record.message as Fields).urgency = 3;
      },
    );
    const { differences } = replay(lines);
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({
      line: number,
      member: JSON.parse(lines[number - 1]!).from,
      expected: { event: 'tx', kind: 'request', message: { urgency: 3 } },
      got: { event: 'tx', kind: 'request' },
    });
  });

  it.each(['tx', 'timer', 'enter', 'persist', 'lease', 'own', 'command'])(
    'is told where a %s has another number',
    (event) => {
      const fields: Fields = {
        tx: { bytes: 99 },
        timer: { due: 1 },
        enter: { epoch: 99 },
        persist: { save: 99 },
        lease: { endsAtMs: 1 },
        own: { input: {} },
        command: { command: { do: 'dance' } },
      };
      const { lines, number } = changed(
        traceOf(29),
        (record) => record.event === event,
        (record) => Object.assign(record, fields[event]),
      );
      expect(replay(lines).differences).toMatchObject([{ line: number, expected: { event } }]);
    },
  );

  it('is told at the place of an output that is not in the trace', () => {
    const lines = traceOf(29);
    const index = lines.findIndex((line) => JSON.parse(line).event === 'tx');
    const record = JSON.parse(lines[index]!);
    const [difference] = replay(without(lines, index)).differences;
    expect(difference).toMatchObject({
      member: record.from,
      got: { event: 'tx', frame: record.frame },
    });
    expect(difference!.line).toBeGreaterThan(index);
  });

  it('is told at an output that the code has not', () => {
    const lines = traceOf(29);
    const index = lines.findIndex((line) => JSON.parse(line).event === 'saved');
    const more = JSON.parse(lines[index]!);
    // A save that was never asked for.
    const { lines: odd, number } = changed(
      lines,
      (record) => record.seq === more.seq,
      (record) => {
        Object.assign(record, { event: 'saved', save: 1000 });
      },
    );
    expect(replay(odd).differences[0]).toMatchObject({ line: number, got: null });
  });

  it('comes of another number in what the member was made of', () => {
    const { lines } = changed(
      traceOf(29),
      ({ event, from }) => event === 'life' && from === 'r2',
      (record) => {
        ((record.config as Fields).timing as Fields).retryMs = 61;
      },
    );
    const { differences } = replay(lines);
    expect(differences.map(({ member }) => member)).toEqual(['r2']);
  });

  it('comes of code that lets repeated frames through', () => {
    const lines = traceOf(32);
    const number = 1 + lines.findIndex((line) => JSON.parse(line).reason === 'replayed');
    expect(number).toBeGreaterThan(0);
    const check = ReplayGuard.prototype.check;
    vi.spyOn(ReplayGuard.prototype, 'check').mockImplementation(function (
      this: ReplayGuard,
      ...frame
    ) {
      const verdict = check.apply(this, frame);
      return verdict === 'replayed' ? 'fresh' : verdict;
    });
    expect(replay(lines).differences[0]).toMatchObject({
      line: number,
      expected: { event: 'drop', reason: 'replayed' },
      got: { event: 'rx' },
    });
  });

  it('comes of code that fails', () => {
    const lines = traceOf(29);
    const step = Member.prototype.step;
    vi.spyOn(Member.prototype, 'step').mockImplementation(function (this: Member, input, nowMs) {
      if (input.type === 'message' && input.message.kind === 'token')
        throw new Error('no such pad');
      return step.call(this, input, nowMs);
    });
    const [difference] = replay(lines).differences;
    expect(difference!.got).toEqual({ event: 'crash', reason: 'no such pad' });
    // The frame itself was heard as before: what it led to stands after it.
    expect(difference!.line).toBeGreaterThan(
      lines.findIndex((line) => JSON.parse(line).kind === 'token'),
    );
  });

  it('ends the replay of its life, and of no other', () => {
    const lines = traceOf(40);
    const lives = lines.filter((line) => /"event":"life"/.test(line) && /"from":"r1"/.test(line));
    expect(lives.length).toBeGreaterThan(1);
    const { lines: odd } = changed(
      lines,
      ({ event, from }) => event === 'tx' && from === 'r1',
      (record) => Object.assign(record, { bytes: 1 }),
    );
    const good = replay(lines);
    const { differences, lives: replayed, steps } = replay(odd);
    expect([differences.length, replayed]).toEqual([1, good.lives]);
    expect(steps).toBeLessThan(good.steps);
  });
});

describe('a member that was killed', () => {
  it('did not come to write all that it did last', () => {
    const lines = traceOf(29).filter((line) => JSON.parse(line).from === 'r2');
    // At any record, also in the middle of what followed from one input.
    for (let kept = 2; kept < 120; kept += 1)
      expect(replay(lines.slice(0, kept)).differences).toEqual([]);
  });

  it('and started again goes on in the same trace', () => {
    const lines = traceOf(29).filter((line) => JSON.parse(line).from === 'r2');
    const twice = [...lines.slice(0, 57), ...lines];
    expect(replay(twice)).toMatchObject({ differences: [], lives: replay(lines).lives + 1 });
  });

  it('by its owner has done all that it did, and more is a difference', () => {
    const all = traceOf(29);
    const { from } = JSON.parse(all.find((line) => JSON.parse(line).event === 'closed')!);
    const lines = all.filter((line) => JSON.parse(line).from === from);
    const events = lines.map((line) => JSON.parse(line).event as string);
    const end = events.indexOf('closed');
    const life = lines.slice(0, end + 1);
    expect(replay(life).differences).toEqual([]);
    const shorter = without(life, events.lastIndexOf('tx', end));
    expect(replay(shorter).differences).toHaveLength(1);
  });
});
