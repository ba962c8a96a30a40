// Boards on the command line: init writes them, check shows them, schema describes them.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { shippedBoardFile } from '../../firmware/config/default-boards.ts';
import { scratchFolder } from '../support/scratch.ts';
import { type Outcome, ROOST, roost } from './run-roost.ts';

const folder = scratchFolder();
let count = 0;
let cwd: string;

beforeEach(() => {
  count += 1;
  cwd = join(folder, `case${count}`);
  mkdirSync(cwd);
});

const here = (...args: string[]) => roost(args, { cwd });
const shown = ({ code, stdout, stderr }: Outcome) =>
  `\n${stdout}${stderr}exit ${code}\n`.replaceAll(ROOST, 'roost').replaceAll(`${cwd}/`, '');

describe('init', () => {
  test('writes a board file for each member, for its own calibration', async () => {
    const outcome = await here('init', 'orchard', '--board', 'uno', '--robots', '2');
    expect(outcome.stderr).toMatchInlineSnapshot(`
      "roost: wrote orchard/swarm.yaml, orchard/swarm.schema.json, orchard/swarm.key, orchard/boards/r1.yaml, orchard/boards/r2.yaml, orchard/boards/board-robot.schema.json, orchard/boards/p1.yaml, orchard/boards/board-pad.schema.json
      "
    `);
    const boards = join(cwd, 'orchard/boards');
    expect(readdirSync(boards).sort()).toEqual([
      'board-pad.schema.json',
      'board-robot.schema.json',
      'p1.yaml',
      'r1.yaml',
      'r2.yaml',
    ]);
    const robot = readFileSync(join(boards, 'r2.yaml'), 'utf8');
    expect(robot).toBe(readFileSync(shippedBoardFile('robot-uno.yaml'), 'utf8'));
    expect(shown(await here('check', '-c', 'orchard/swarm.yaml'))).toMatchInlineSnapshot(`
      "
      orchard/swarm.yaml is fit for use: swarm orchard, zone main
        robots     r1 (rank 1), r2 (rank 2)
        pad p1     its controller admits
        board r1   an Arduino Uno at /dev/ttyACM0, orchard/boards/r1.yaml
        board r2   an Arduino Uno at /dev/ttyACM0, orchard/boards/r2.yaml
        board p1   an Arduino Uno at /dev/ttyACM0, orchard/boards/p1.yaml
        leader     elected by 2 of 2 robots, so none may fail
        timing     lan: beat 300 ms, slot 25 ms
        lease      2000 ms without renewal; clocks may drift by 0.001
        charging   from below 35 % to 90 %, urgent below 10 %
        radio      mqtt://localhost:1883
        telemetry  mqtt://localhost:1883
        key        orchard/swarm.key
        state      orchard/state
      warning: r1, r2 and p1 have the same port /dev/ttyACM0: right when each runs on a computer of its own; on one computer give each its own port, with %id in the path or by its name below /dev/serial/by-id
      warning: nothing stops the motors of r1 and r2 when the process dies or freezes; put Roost's own firmware on the Arduino, and write deadMan: firmware into the board file
      exit 0
      "
    `);
  });

  test('for a Raspberry Pi', async () => {
    await here('init', '.', '--swarm', 'grove', '--board', 'pi', '--robots', '1');
    expect(shown(await here('check'))).toMatchInlineSnapshot(`
      "
      swarm.yaml is fit for use: swarm grove, zone main
        robots     r1 (rank 1)
        pad p1     its controller admits
        board r1   a Raspberry Pi, boards/r1.yaml
        board p1   a Raspberry Pi, boards/p1.yaml
        leader     elected by 1 of 1 robots, so none may fail
        timing     lan: beat 300 ms, slot 25 ms
        lease      2000 ms without renewal; clocks may drift by 0.001
        charging   from below 35 % to 90 %, urgent below 10 %
        radio      mqtt://localhost:1883
        telemetry  mqtt://localhost:1883
        key        swarm.key
        state      state
      exit 0
      "
    `);
  });

  test('bare contacts have no board', async () => {
    await here('init', '.', '--swarm', 'grove', '--board', 'uno-ina219', '--guard', 'robots');
    expect(readdirSync(join(cwd, 'boards')).sort()).toEqual([
      'board-robot.schema.json',
      'r1.yaml',
      'r2.yaml',
      'r3.yaml',
    ]);
    const { code, stdout } = await here('check');
    expect(code).toBe(0);
    expect(stdout).toContain('  board p1   virtual\n');
  });

  test('writes nothing where a board file stands in the way', async () => {
    mkdirSync(join(cwd, 'boards'));
    writeFileSync(join(cwd, 'boards/r1.yaml'), 'mine');
    const outcome = await here('init', '.', '--swarm', 'grove', '--board', 'uno');
    expect(shown(outcome)).toMatchInlineSnapshot(`
      "
      roost: boards/r1.yaml: it is there already; name another folder, or move what is there away
      exit 2
      "
    `);
    expect(existsSync(join(cwd, 'swarm.yaml'))).toBe(false);
    expect(readFileSync(join(cwd, 'boards/r1.yaml'), 'utf8')).toBe('mine');
  });
});

describe('check', () => {
  beforeEach(() => here('init', '.', '--swarm', 'grove', '--robots', '1'));
  const usual = 'robots.r1.board={ johnny-five: firmata, port: /dev/roost-%id }';

  test('names the usual wiring', async () => {
    const { stdout } = await here('check', '--set', usual);
    expect(stdout).toContain(
      '  board r1   an Arduino Uno at /dev/roost-r1, the usual wiring (robot-uno.yaml)\n' +
        '  board p1   virtual\n',
    );
  });

  test('--json has the whole board, and the warnings', async () => {
    const { code, stdout } = await here('check', '--json', '--set', usual);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      robots: [
        {
          id: 'r1',
          board: {
            kind: 'firmata',
            port: '/dev/roost-r1',
            board: { model: 'uno', dock: { pin: 'D2', closed: 'low' } },
          },
        },
      ],
      warnings: [expect.stringContaining('nothing stops the motors of r1')],
    });
  });

  test('tells what is wrong in a board file', async () => {
    const text = readFileSync(shippedBoardFile('robot-uno.yaml'), 'utf8');
    writeFileSync(join(cwd, 'r1.yaml'), text.replace('pwm: D5', 'pwm: D8'));
    const set = 'robots.r1.board={ johnny-five: firmata, port: /dev/x, file: r1.yaml }';
    expect(shown(await here('check', '--set', set))).toMatchInlineSnapshot(`
      "
      roost: r1.yaml:23:16: drive.left.pwm is D8, which has no pulse width (pwm); take one of D3, D5, D9, D10, D11
      exit 3
      "
    `);
  });
});

test('schema describes board files', async () => {
  for (const role of ['robot', 'pad']) {
    const { code, stdout } = await here('schema', `board-${role}`);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ $id: `urn:roost:schema:board-${role}:1` });
  }
});
