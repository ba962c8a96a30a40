import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLog, prettyLine } from '../../firmware/log.ts';

function logged(options: Parameters<typeof createLog>[0]) {
  const lines: string[] = [];
  const log = createLog({ ...options, write: (line) => lines.push(line) });
  return { log, lines };
}

test('JSON, one object a line, with the level by name', () => {
  const { log, lines } = logged({ member: 'r1', pretty: false });
  log.warn({ pad: 'p1' }, 'the disk is full');
  expect(lines).toHaveLength(1);
  const line = JSON.parse(lines[0]!) as { time: string };
  expect(line).toMatchObject({ level: 'warn', member: 'r1', msg: 'the disk is full', pad: 'p1' });
  expect(Math.abs(Date.parse(line.time) - Date.now())).toBeLessThan(5000);
});

test('short lines for people', () => {
  const { log, lines } = logged({ member: 'r1', pretty: true });
  log.warn({ pad: 'p1', why: 'no space', at: [7, 12] }, 'the disk is full');
  expect(lines[0]).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} r1 warn {2}the disk is full pad=p1 why="no space" at=\[7,12\]\n$/,
  );
  expect(prettyLine('{"level":"info","time":0,"msg":"hello"}')).toMatch(/ info {2}hello\n$/);
});

test('errors come with their stack', () => {
  const { log, lines } = logged({ pretty: true });
  log.error(new Error('broken'), 'cannot go on');
  expect(lines[0]).toMatch(/error cannot go on\nError: broken\n {4}at /);
});

test('the level keeps the rest away', () => {
  const { log, lines } = logged({ level: 'warn' });
  log.info('hidden');
  log.warn('shown');
  expect(lines).toHaveLength(1);
});

test('by default it is JSON on stderr, complete even when the process ends at once', () => {
  const module = join(import.meta.dirname, '../../firmware/log.ts');
  const code = `const { createLog } = await import(${JSON.stringify(module)});
    createLog({ member: 'r1' }).info('last words');
    process.kill(process.pid, 'SIGKILL');`;
  const { stderr, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
  expect(JSON.parse(stderr)).toMatchObject({ level: 'info', member: 'r1', msg: 'last words' });
});
