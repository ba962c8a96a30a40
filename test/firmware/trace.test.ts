import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openTrace } from '../../firmware/trace.ts';
import { scratchFolder } from '../support/scratch.ts';
import { until } from '../support/until.ts';

const scratch = scratchFolder();
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);
const eventsOf = (path: string) => linesOf(path).map((line) => JSON.parse(line) as object);

test('an event is in the file when write returns, and appends to what is there', () => {
  const path = join(scratch, 'a.ndjson');
  const first = openTrace(path);
  first.write({ v: 1, event: 'boot', mono: 1.25 });
  expect(readFileSync(path, 'utf8')).toBe('{"v":1,"event":"boot","mono":1.25}\n');
  first.close();
  first.write({ v: 1, event: 'late' });
  first.close();
  const second = openTrace(path);
  second.write({ v: 1, event: 'enter', text: 'line\nbreak' });
  expect(eventsOf(path)).toEqual([
    { v: 1, event: 'boot', mono: 1.25 },
    { v: 1, event: 'enter', text: 'line\nbreak' },
  ]);
  second.close();
});

test('kill -9 loses no event that was written', async () => {
  const path = join(scratch, 'killed.ndjson');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'trace-forever.ts'), path]);
  let told = '';
  child.stdout.on('data', (chunk) => {
    told += chunk;
  });
  await until('some events', () => told.length > 1000);
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('close', resolve));
  const last = Number(told.trimEnd().split('\n').at(-1));
  const events = eventsOf(path) as { seq: number }[];
  expect(events.length).toBeGreaterThan(last);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i));
});

test('several processes may share a file', async () => {
  const path = join(scratch, 'shared.ndjson');
  const script = join(import.meta.dirname, 'trace-forever.ts');
  const children = [0, 1].map(() => spawn(process.execPath, [script, path], { stdio: 'pipe' }));
  for (const child of children) child.stdout.resume();
  await until('both write', () => {
    try {
      return linesOf(path).length > 500;
    } catch {
      return false;
    }
  });
  await sleep(50);
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(children.map((child) => new Promise((done) => child.once('close', done))));
  expect(eventsOf(path).length).toBeGreaterThan(500);
});

test('a trace that cannot be opened is an error', () => {
  expect(() => openTrace(join(scratch, 'missing', 'a.ndjson'))).toThrow(/ENOENT/);
});

test('a disk that is full is told once, never thrown, and leaves whole lines after it', () => {
  const disk = join(scratch, 'tiny');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', disk]).status === 0;
  try {
    // /dev/full refuses each write; a small disk also cuts one short.
    const path = mounted ? join(disk, 'a.ndjson') : '/dev/full';
    const told: (string | null)[] = [];
    const trace = openTrace(path, (message) => told.push(message));
    for (let seq = 0; seq < 100; seq++) trace.write({ seq, padding: 'x'.repeat(500) });
    expect(told).toEqual([expect.stringContaining(`cannot write the trace ${path}: `)]);
    if (mounted) {
      spawnSync('mount', ['-o', 'remount,size=1m', disk]);
      trace.write({ seq: 100 });
      expect(told.at(-1)).toBeNull();
      const lines = linesOf(path);
      expect(lines.at(-1)).toBe('{"seq":100}');
      expect(lines.slice(0, 5).map((line) => JSON.parse(line).seq)).toEqual([0, 1, 2, 3, 4]);
    }
    trace.close();
  } finally {
    if (mounted) spawnSync('umount', ['-l', disk]);
  }
});
