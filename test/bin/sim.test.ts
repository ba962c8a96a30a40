/** `roost sim` as a user sees it: what it prints and writes, and how it ends. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Summary } from '../../sim/campaign/summary.ts';
import { SOMETIMES } from '../../sim/checks/sometimes.ts';
import { scratchFolder } from '../support/scratch.ts';
import { type Outcome, roost } from './run-roost.ts';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(at(name), 'utf8');
const sim = (...args: string[]): Promise<Outcome> => roost(['sim', ...args], { cwd: folder });

const BREAK = pathToFileURL(join(import.meta.dirname, '../mutants/from-environment.ts')).href;

/** The same with a leader that mints more than once in an epoch. */
const broken = (...args: string[]): Promise<Outcome> =>
  roost(['sim', ...args], {
    cwd: folder,
    env: { NODE_OPTIONS: `--import ${BREAK}`, MUTANT: 'double-mint' },
  });

/** Several runs of a command, on a machine that is busy. */
const LONG = { timeout: 90_000 };

const STORM = ['--faults', 'all', '--for', '30s'] as const;

describe('a run', () => {
  test('ends with 0 and says what came of it', async () => {
    const { code, stdout, stderr } = await sim('--seed', '7', '--for', '2m', '--speed', '600');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toEqual([
      '1 run of 2m on average: every promise was kept',
      expect.stringMatching(
        /^\d+ entries, \d+\.\d\d frames for each; [\d,]+ frames heard; \d+\.\d s of CPU time$/,
      ),
      expect.stringMatching(/^trace hash [0-9a-f]{16}$/),
      '',
    ]);
  });

  test('with --json is one document, and the same one again but for the CPU time', async () => {
    const args = ['--seed', '3', ...STORM, '--json'];
    const [first, again] = await Promise.all([sim(...args), sim(...args)]);
    expect([first.code, first.stderr]).toEqual([0, '']);
    const { cpuSeconds, ...summary } = JSON.parse(first.stdout);
    expect(cpuSeconds).toBeGreaterThan(0);
    const { cpuSeconds: _, ...repeated } = JSON.parse(again.stdout);
    expect(repeated).toEqual(summary);
    expect(summary).toEqual({
      schemaVersion: 1,
      commit: expect.toBeOneOf([null, expect.any(String)]),
      seeds: 1,
      failures: [],
      entries: expect.any(Number),
      frames: expect.objectContaining({ hello: expect.any(Number), beat: expect.any(Number) }),
      entryFrames: expect.any(Number),
      framesPerEntry: expect.toBeOneOf([null, expect.any(Number)]),
      deliveries: expect.any(Number),
      simulatedSeconds: 30,
      sometimes: Object.fromEntries(
        Object.keys(SOMETIMES).map((name) => [name, expect.any(Number)]),
      ),
      worstResumptionMs: expect.any(Number),
      worstOvertaking: expect.any(Number),
      traceHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  test('leaves a trace that the code follows, and a page', async () => {
    const files = ['--trace', 'run.ndjson', '--report', 'run.html'];
    const { code, stderr } = await sim('--seed', '3', '--faults', 'all', '--for', '20s', ...files);
    expect([code, stderr]).toEqual([
      0,
      'roost: the trace is in run.ndjson\nroost: the report is in run.html; open it in a browser\n',
    ]);
    const members = new Set(
      read('run.ndjson')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).from),
    );
    expect(members).toEqual(new Set(['r1', 'r2', 'r3', 'r4', 'r5', 'p1', 'world']));
    expect(read('run.html')).toMatch(/^<!doctype html>/i);
    const replayed = await roost(['replay', 'run.ndjson', '--json'], { cwd: folder });
    expect(replayed.code).toBe(0);
    const { differences, lives } = JSON.parse(replayed.stdout);
    expect([differences, lives >= 6]).toEqual([[], true]);
  });
});

describe('a broken promise', () => {
  test('ends with 6, and with the command that breaks it again', LONG, async () => {
    const { code, stdout } = await broken('--seeds', '1..6', ...STORM);
    expect(code).toBe(6);
    expect(stdout).toMatch(/^6 runs of .* on average: \d failed \(\d of safety/m);
    const told =
      /^seed (\d+): S2 at (\S+): a promise of safety was broken\n {2}.*\n {2}repeat: roost (.*?)(?: \(commit .*\))?$/m.exec(
        stdout,
      );
    const [, seed, when, command] = told!;
    expect(command).toBe(`sim --seeds ${seed}..${seed} --for 30s --faults all`);
    const [, ...args] = command!.split(' ');
    const again = await broken(...args);
    expect(again.code).toBe(6);
    expect(again.stdout).toContain(`seed ${seed}: S2 at ${when}: `);
    // It is the code that was at fault.
    expect((await sim(...args)).code).toBe(0);
  });

  test('is shrunk to a scenario that breaks it too, and shown', LONG, async () => {
    const files = ['--shrink', 'small.yaml', '--trace', 'failed.ndjson'];
    const { code, stderr } = await broken('--seeds', '1..6', ...STORM, ...files);
    expect(code).toBe(6);
    expect(stderr).toMatch(
      /^roost: decisions of chance: \d+, shrunk to \d+ in \d+ runs: small\.yaml; repeat: roost sim small\.yaml$/m,
    );
    const last = JSON.parse(read('failed.ndjson').trimEnd().split('\n').at(-1)!);
    expect(last).toMatchObject({ from: 'world', event: 'broken', promise: 'S2' });
    const again = await broken('small.yaml', '--json');
    expect(again.code).toBe(6);
    const { failures, seeds } = JSON.parse(again.stdout) as Summary;
    expect(seeds).toBe(1);
    expect(failures).toEqual([
      {
        seed: expect.any(Number),
        promise: 'S2',
        at: expect.any(Number),
        what: expect.any(String),
        command: expect.stringMatching(/^roost sim small\.yaml --seed \d+$/),
      },
    ]);
    expect((await sim('small.yaml')).code).toBe(0);
  });

  test('that there is none is said to who wants to see it', async () => {
    const { code, stderr } = await sim('--seeds', '1..2', '--for', '5s', '--trace', 'none.ndjson');
    expect([code, stderr]).toEqual([
      0,
      'roost: no run failed, so there is none to show; name one with --seed\n',
    ]);
    expect(existsSync(at('none.ndjson'))).toBe(false);
    const shrunk = await sim('--seed', '1', '--for', '5s', '--shrink', 'none.yaml');
    expect([shrunk.code, shrunk.stderr]).toEqual([
      0,
      'roost: nothing was broken, so there is nothing to shrink: none.yaml is not written\n',
    ]);
  });
});

describe('a campaign', () => {
  test('in three shards is the whole one', LONG, async () => {
    const all = ['--seeds', '1..7', ...STORM, '--json'];
    const whole = await sim(...all);
    const names: string[] = [];
    for (const shard of ['1/3', '2/3', '3/3']) {
      const name = `shard-${shard[0]}.json`;
      writeFileSync(at(name), (await sim(...all, '--shard', shard)).stdout);
      names.push(name);
    }
    expect(names.map((name) => JSON.parse(read(name)).seeds)).toEqual([3, 2, 2]);
    const together = await sim('--json', '--merge', ...names);
    expect(together.code).toBe(0);
    const { cpuSeconds: _, ...summed } = JSON.parse(together.stdout);
    const { cpuSeconds: __, ...expected } = JSON.parse(whole.stdout);
    expect(summed).toEqual(expected);
    expect(summed).toMatchObject({ seeds: 7, traceHash: null });
  });

  test('on one thread or two is the same', async () => {
    const args = ['--seeds', '1..3', ...STORM, '--json', '--threads'];
    const [one, two] = await Promise.all([sim(...args, '1'), sim(...args, '2')]);
    const { cpuSeconds: _, ...first } = JSON.parse(one.stdout);
    const { cpuSeconds: __, ...second } = JSON.parse(two.stdout);
    expect(second).toEqual(first);
  });

  test('begins no run when its time is over', async () => {
    const args = ['--seeds', '1..500', ...STORM, '--threads', '1', '--within', '1ms', '--json'];
    const { code, stdout } = await sim(...args);
    expect([code, JSON.parse(stdout).seeds < 5]).toEqual([0, true]);
  });
});

describe('bad input', () => {
  test.each([
    [['--seed', 'seven'], /option '--seed <number>' .*'seven'.* Write a whole number from 0 to/],
    [['--seeds', '9..1'], /'9\.\.1'.* Write two whole numbers .* the lower one first, as 1\.\.100/],
    [['--seeds', '1..4', '--seed', '1'], /'--seeds <range>' cannot be used with .*'--seed/],
    [['--seeds', '1..9', '--shard', '4/3'], /'4\/3'.* for instance 1\/4 or 4\/4/],
    [['--seeds', '1..2', '--shard', '3/3'], /there are fewer seeds than shards: 1\.\.2/],
    [['--faults', 'all,crush'], /There is no fault 'crush'; did you mean .*crash/i],
    [['--for', '10'], /'10'.* Write a duration with its unit/],
    [['--threads', '0'], /'0'.* Write a whole number from 1 to 1024/],
  ])('%j ends with 2', async (args, message) => {
    const { code, stdout, stderr } = await sim(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^roost: /);
    expect(stderr).toMatch(message);
  });

  test.each([
    ['', /^roost: part\.json: is no JSON \(.*\); give files that roost sim --json has printed\n$/],
    ['{"schemaVersion":1,"see', /^roost: part\.json: is no JSON /],
    ['null', /^roost: part\.json: is no summary of runs; /],
    ['{"schemaVersion":2}', /^roost: part\.json: is of another version of roost; /],
    ['{"schemaVersion":1,"seeds":"x"}', /^roost: part\.json: has no number of seeds; /],
  ])('a part of a campaign that holds %j ends with 3', async (text, message) => {
    writeFileSync(at('part.json'), text);
    const { code, stdout, stderr } = await sim('--merge', 'part.json');
    expect([code, stdout, stderr]).toEqual([3, '', expect.stringMatching(message)]);
  });

  test('parts of different code are not added up', async () => {
    const { stdout } = await sim('--seed', '1', '--for', '5s', '--json');
    writeFileSync(at('one.json'), JSON.stringify({ ...JSON.parse(stdout), commit: 'aaaa' }));
    writeFileSync(at('two.json'), JSON.stringify({ ...JSON.parse(stdout), commit: 'bbbb' }));
    const { code, stderr } = await sim('--merge', 'one.json', 'two.json');
    expect([code, stderr]).toEqual([
      3,
      'roost: two.json: is of commit bbbb, and the files before it are of aaaa; merge runs of the same code only\n',
    ]);
  });

  test.each([
    [['none.yaml'], /^roost: none\.yaml: .*/],
    [['--merge', 'none.json'], /^roost: none\.json: no such file or directory \(ENOENT\); /],
    [['--seed', '1', '--for', '5s', '--trace', 'none/t'], /^roost: none\/t: no such file/],
  ])('%j, which is not there, ends with 3', async (args, message) => {
    const { code, stderr } = await sim(...args);
    expect([code, stderr]).toEqual([3, expect.stringMatching(message)]);
  });
});
