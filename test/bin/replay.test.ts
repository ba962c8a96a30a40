/** `roost replay` as a user sees it: what it prints, where, and how it ends. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../bin/manifest.ts';
import { traceOf } from '../sim/replay/storms.ts';
import { scratchFolder } from '../support/scratch.ts';
import { roost } from './run-roost.ts';

const folder = scratchFolder();
let lines: readonly string[] = [];

beforeAll(() => {
  lines = traceOf(1, 10_000);
});

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

const whole = (some: readonly string[]) => `${some.join('\n')}\n`;

function replay(...args: string[]) {
  return roost(['replay', ...args], { cwd: folder });
}

describe('a trace that the code follows', () => {
  test('ends with 0 and a line that says how much was compared', async () => {
    const { code, stdout, stderr } = await replay(file('good.ndjson', whole(lines)));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^good\.ndjson: \d+ lives of [pr\d, ]+, \d+ steps, \d+ outputs: all as it was recorded\n$/,
    );
  });

  test('with --json gives one document', async () => {
    const { code, stdout } = await replay(file('json.ndjson', whole(lines)), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      lives: expect.any(Number),
      steps: expect.any(Number),
      outputs: expect.any(Number),
      differences: [],
    });
  });

  test('with --member takes that one alone', async () => {
    const { code, stdout } = await replay(file('one.ndjson', whole(lines)), '--member', 'r3');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^one\.ndjson: \d+ li\w+ of r3, /)]);
  });

  test('whose last line is cut is replayed up to there, and that is said', async () => {
    const text = whole(lines);
    const { code, stdout, stderr } = await replay(file('cut.ndjson', text.slice(0, -20)));
    expect([code, stdout]).toEqual([0, expect.stringContaining('all as it was recorded')]);
    expect(stderr).toBe(
      `roost: cut.ndjson:${lines.length}: the last line was cut while it was written; it is left out\n`,
    );
  });

  test('of another version is replayed all the same, and that is said', async () => {
    const older = whole(lines).replaceAll(`"roost":"${version}"`, '"roost":"0.0.9"');
    const { code, stderr } = await replay(file('older.ndjson', older));
    expect([code, stderr]).toEqual([
      0,
      `roost: older.ndjson was recorded with roost 0.0.9, and this is roost ${version}\n`,
    ]);
  });
});

describe('a trace that the code does not follow', () => {
  function changed(): { readonly text: string; readonly number: number } {
    const index = lines.findIndex((line) => line.includes('"kind":"request"'));
    const record = JSON.parse(lines[index]!);
    record.message.urgency = 3;
    return { text: whole(lines.with(index, JSON.stringify(record))), number: index + 1 };
  }

  test('ends with 6, and shows line, what was recorded, and what the code does', async () => {
    const { text, number } = changed();
    const { code, stdout, stderr } = await replay(file('odd.ndjson', text));
    expect([code, stderr]).toEqual([6, '']);
    const [head, recorded, now, change, end] = stdout.split('\n');
    expect(head).toMatch(
      new RegExp(`^odd\\.ndjson:${number}: here r\\d does something else than was recorded$`),
    );
    expect(recorded).toMatch(/^ {2}recorded {2}\{.*"urgency":3/);
    expect(now).toMatch(/^ {2}now {7}\{.*"urgency":[0-2]/);
    expect(change).toMatch(/^ {2}changed {3}message\.urgency: 3 -> [0-2]$/);
    expect(end).toMatch(/^odd\.ndjson: .* outputs as recorded before that$/);
  });

  test('with --json has the difference in the document', async () => {
    const { text, number } = changed();
    const { code, stdout } = await replay(file('odd.ndjson', text), '--json');
    expect(code).toBe(6);
    expect(JSON.parse(stdout).differences).toEqual([
      {
        line: number,
        member: expect.stringMatching(/^r\d$/),
        expected: expect.objectContaining({ event: 'tx', kind: 'request' }),
        got: expect.objectContaining({ event: 'tx', kind: 'request' }),
      },
    ]);
  });
});

describe('a trace that is no good ends with 3', () => {
  test.each([
    [
      'cut in the middle',
      () => whole(lines.with(7, lines[7]!.slice(0, 30))),
      /^roost: t:8: this is no JSON: \{.*; .*head -n 7/,
    ],
    [
      'without frames',
      () => '{"v":1,"t":1,"mono":1,"from":"r1","boot":1,"seq":1,"event":"boot"}\n',
      /^roost: t:1: r1 was recorded without --trace-frames, .*; record it anew/,
    ],
    [
      'of another format',
      () => whole(lines).replaceAll('"format":1', '"format":2'),
      /^roost: t:1: the life of \w+ is of format 2 .*; replay it with roost \d/,
    ],
    ['empty', () => '', /^roost: t: there is no record of a member in it; record one with --trace/],
    [
      'no text at all',
      () => `${'\0'.repeat(17 * 1024 * 1024)}`,
      /^roost: t:1: this line has no end; /,
    ],
  ])('%s', async (_, text, message) => {
    const { code, stdout, stderr } = await replay(file('t', text()));
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(message);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  test('without the member that is asked for', async () => {
    const { code, stderr } = await replay(file('t', whole(lines)), '--member', 'r77');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^roost: t: there is nothing of r77 in it; it has records of \w+, /);
  });

  test('not there, or a folder', async () => {
    expect(await replay('none')).toEqual({
      code: 3,
      stdout: '',
      stderr: 'roost: none: no such file or directory (ENOENT); look at the path and its rights\n',
    });
    expect(await replay('.')).toEqual({
      code: 3,
      stdout: '',
      stderr: 'roost: . is a folder; give one of the traces in it, for instance ./r1.ndjson\n',
    });
  });
});

test.each([['demo'], ['robot', 'r1'], ['pad', 'p1']])(
  '--trace-frames without --trace: %s',
  async (...args) => {
    const { code, stderr } = await roost([...args, '--trace-frames'], { cwd: folder });
    expect([code, stderr]).toEqual([
      2,
      'roost: --trace-frames says what the trace holds, and there is no trace: add --trace with its path\n',
    ]);
  },
);
