// Real boards in swarm.yaml: what comes out, and all that is said of mistakes.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { boardWarnings } from '../../../../firmware/board-fit.ts';
import { defaultBoardFile } from '../../../../firmware/config/default-boards.ts';
import { loadSwarm } from '../../../../firmware/config/load.ts';
import { about, complaint, folder, withLines } from '../complaint.ts';
import { shippedText } from './complaints.ts';

const boards = join(folder, 'boards');

const put = (name: string, text: string) => writeFileSync(join(boards, name), text);

beforeEach(() => {
  mkdirSync(boards, { recursive: true });
  put('r1.yaml', shippedText('robot-uno').replace('ratio: 3.0', 'ratio: 3.1'));
  put('p1.yaml', shippedText('pad-uno'));
  put('pi.yaml', shippedText('robot-pi'));
});

const robots = (...entries: string[]) =>
  `robots: [${entries.map((entry, index) => `{ id: r${index + 1}, board: ${entry} }`).join(', ')}]`;
const pad = (entry: string) => `pads: [{ id: p1, board: ${entry} }]`;

function load(changes: Readonly<Record<string, string>>, set: string[] = []) {
  const file = join(folder, 'swarm.yaml');
  writeFileSync(file, withLines(changes));
  return loadSwarm(file, { set, env: {} });
}

const UNO = '{ johnny-five: firmata, port: /dev/ttyACM0 }';

describe('what comes out', () => {
  test('the usual board without a file', () => {
    const config = load({ robots: robots(UNO, '{ johnny-five: gpio }'), pads: pad(UNO) });
    expect(config.boards.get('r1')).toMatchObject({
      kind: 'firmata',
      port: '/dev/ttyACM0',
      file: defaultBoardFile('firmata', 'robot'),
      board: { model: 'uno', drive: { leaveMs: 800 } },
    });
    expect(config.boards.get('r2')).toMatchObject({
      kind: 'gpio',
      file: defaultBoardFile('gpio', 'robot'),
      board: { model: 'pi', dock: { pin: 'GPIO22' } },
    });
    expect(config.boards.get('p1')).toMatchObject({
      kind: 'firmata',
      file: defaultBoardFile('firmata', 'pad'),
      board: { model: 'uno', relay: { pin: 'D8' } },
    });
  });

  test('paths count from the folder of the file, and %id is the id of the member', () => {
    const config = load({
      robots: robots('{ johnny-five: firmata, port: ports/%id, file: ./boards/%id.yaml }'),
    });
    expect(config.boards.get('r1')).toMatchObject({
      port: join(folder, 'ports/r1'),
      file: join(boards, 'r1.yaml'),
      board: { battery: { volts: { ratio: 3.1 } } },
    });
  });

  test('nothing of it can be changed', () => {
    const board = load({ pads: pad(UNO) }).boards.get('p1')!;
    expect(board.kind === 'firmata' && Object.isFrozen(board.board.led)).toBe(true);
  });

  test('--set changes a part of it, or puts another board in place of one', () => {
    const config = load({ robots: robots(UNO, 'virtual') }, [
      'robots.r1.board.port=/tmp/x/%id',
      'robots.r1.board.file=./boards/r1.yaml',
      'robots.r2.board={ johnny-five: gpio, file: ./boards/pi.yaml }',
      'pads.p1.board={ johnny-five: firmata, port: /tmp/x/%id }',
    ]);
    expect([...config.boards.values()]).toMatchObject([
      { kind: 'firmata', port: '/tmp/x/r1', file: join(boards, 'r1.yaml') },
      { kind: 'gpio', file: join(boards, 'pi.yaml') },
      { kind: 'firmata', port: '/tmp/x/p1' },
    ]);
  });

  test('the time to leave the pad must go into the lease', () => {
    put('r1.yaml', shippedText('robot-uno').replace('leaveMs: 800', 'leaveMs: 999'));
    const entry = '{ johnny-five: firmata, port: /dev/x, file: ./boards/r1.yaml }';
    expect(load({ robots: robots(entry) }).timing.leaseMs).toBe(2000);
    put('r1.yaml', shippedText('robot-uno').replace('leaveMs: 800', 'leaveMs: 1000'));
    expect(about(robots(UNO, entry))).toMatchInlineSnapshot(`
      "
      swarm.yaml:5:136: a lease of 2000 ms is too short for a robot that takes 1000 ms to leave the pad (drive.leaveMs of boards/r1.yaml); make leaseMs more than 2000
      "
    `);
    expect(
      complaint(withLines({ robots: robots(entry), x: 'timing: { leaseMs: 1700 }' })),
    ).toMatchInlineSnapshot(`
      "
      swarm.yaml:8:20: a lease of 1700 ms is too short for a robot that takes 1000 ms to leave the pad (drive.leaveMs of boards/r1.yaml); make leaseMs more than 2000
      "
    `);
    expect(about(robots(UNO), ['timing.leaseMs=1600'])).toMatchInlineSnapshot(`
      "
      --set timing.leaseMs=1600: a lease of 1600 ms is too short for a robot that takes 800 ms to leave the pad (drive.leaveMs of the usual board); make leaseMs more than 1600
      "
    `);
  });
});

describe('mistakes', () => {
  test('in the entry', () => {
    const entries = [
      '{}',
      '{ virtual: {}, johnny-five: gpio }',
      '{ virtual: {}, port: /dev/x }',
      '{ virtual: {}, file: x.yaml }',
      '{ port: /dev/x }',
      '{ johnny-five: firmata }',
      '{ johnny-five: gpio, port: /dev/x }',
      '{ johnny-five: arduino }',
      '{ johnny-fve: firmata, port: /dev/x }',
      '{ johnny-five: firmata, port: 3, file: [a] }',
      '{ johnny-five: firmata, port: "" }',
      'firmata',
    ];
    const told = entries.map((entry) => `${entry}${about(pad(entry))}`);
    expect(`\n${told.join('')}`).toMatchInlineSnapshot(`
      "
      {}
      swarm.yaml:8:25: pads.0.board is {}; write virtual, or { johnny-five: firmata, port: /dev/ttyACM0 }
      { virtual: {}, johnny-five: gpio }
      swarm.yaml:8:53: pads.0.board.johnny-five: the board is virtual already; keep virtual or johnny-five
      { virtual: {}, port: /dev/x }
      swarm.yaml:8:46: pads.0.board.port: a virtual board has no port; leave it out
      { virtual: {}, file: x.yaml }
      swarm.yaml:8:46: pads.0.board.file: a virtual board has no file; leave it out
      { port: /dev/x }
      swarm.yaml:8:25: pads.0.board is { port: /dev/x }; write virtual, or { johnny-five: firmata, port: /dev/ttyACM0 }
      { johnny-five: firmata }
      swarm.yaml:8:25: pads.0.board.port: an Arduino is at a serial port; add for instance port: /dev/ttyACM0
      { johnny-five: gpio, port: /dev/x }
      swarm.yaml:8:52: pads.0.board.port: the pins of a Raspberry Pi have no port; leave it out
      { johnny-five: arduino }
      swarm.yaml:8:40: pads.0.board.johnny-five is text 'arduino'; write one of: firmata, gpio
      { johnny-fve: firmata, port: /dev/x }
      swarm.yaml:8:27: unknown key 'johnny-fve' in pads.0.board; did you mean 'johnny-five'?
      { johnny-five: firmata, port: 3, file: [a] }
      swarm.yaml has 2 problems
        swarm.yaml:8:55: pads.0.board.port is the number 3, not text; write for instance port: /dev/ttyACM0
        swarm.yaml:8:64: pads.0.board.file is a list, not text; write for instance file: ./boards/r1.yaml
      { johnny-five: firmata, port: "" }
      swarm.yaml:8:55: pads.0.board.port is empty; write for instance port: /dev/ttyACM0
      firmata
      swarm.yaml:8:25: pads.0.board is text 'firmata'; write one of: virtual
      "
    `);
  });

  test('with --set on a virtual board', () => {
    expect(about(pad('virtual'), ['pads.p1.board.port=/dev/x'])).toMatchInlineSnapshot(`
      "
      --set pads.p1.board.port=/dev/x: pads.0.board.port: a virtual board has no port; leave it out
      "
    `);
    expect(about(pad('virtual'), ['pads.p1.board.johnny-five=gpio'])).toMatchInlineSnapshot(`
      "
      --set pads.p1.board.johnny-five=gpio: pads.0.board.johnny-five: the board is virtual already; keep virtual or johnny-five
      "
    `);
    expect(about(pad(UNO), ['pads.p1.board.file=nowhere.yaml'])).toMatchInlineSnapshot(`
      "
      --set pads.p1.board.file=nowhere.yaml: nowhere.yaml: there is no such file; mend the path, or leave file out for the usual board
      "
    `);
  });

  test('files that cannot be read', () => {
    const file = (name: string) => `{ johnny-five: firmata, port: /dev/x, file: ${name} }`;
    expect(about(robots(file('./boards/%id.yml'), file('./boards')))).toMatchInlineSnapshot(`
      "
      swarm.yaml has 2 problems
        swarm.yaml:5:71: boards/r1.yml: there is no such file; mend the path, or leave file out for the usual board
        swarm.yaml:5:154: boards: this is a folder; name the file in it, for instance robot-uno.yaml
      "
    `);
  });

  test('a board of another kind', () => {
    const file = (name: string) => `{ johnny-five: firmata, port: /dev/x, file: ./boards/${name} }`;
    expect(about(robots(file('p1.yaml'), file('pi.yaml')))).toMatchInlineSnapshot(`
      "
      swarm.yaml has 2 problems
        swarm.yaml:5:71: boards/p1.yaml is the board of a pad, and this is a robot; name a file that begins with board: robot
        swarm.yaml:5:154: boards/pi.yaml is the board of a Raspberry Pi (model: pi); write johnny-five: gpio, or name another file
      "
    `);
    expect(about(pad(file('r1.yaml')))).toMatchInlineSnapshot(`
      "
      swarm.yaml:8:69: boards/r1.yaml is the board of a robot, and this is a pad; name a file that begins with board: pad
      "
    `);
    expect(about(pad('{ johnny-five: gpio, file: ./boards/p1.yaml }'))).toMatchInlineSnapshot(`
      "
      swarm.yaml:8:52: boards/p1.yaml is the board of an Arduino Uno (model: uno); write johnny-five: firmata, or name another file
      "
    `);
  });

  test('those of all files at once, and of a shared file once', () => {
    put('r1.yaml', shippedText('robot-uno').replace('pin: D2', 'pin: D0').replace('2.2', '0'));
    put('p1.yaml', shippedText('pad-uno').replace('deadMan: {', 'deadman: {'));
    const entry = '{ johnny-five: firmata, port: /dev/x, file: ./boards/r1.yaml }';
    const pads = pad('{ johnny-five: firmata, prt: /dev/x, file: ./boards/p1.yaml }');
    expect(
      complaint(withLines({ robots: robots(entry, entry), pads, zone: 'zone: 3' })),
    ).toMatchInlineSnapshot(`
      "
      swarm.yaml with boards/r1.yaml and boards/p1.yaml has 5 problems
        swarm.yaml:2:7: zone is the number 3, not text; write for instance zone: east
        swarm.yaml:6:49: unknown key 'prt' in pads.0.board; did you mean 'port'?
        boards/r1.yaml:16:15: battery.capacityAh is the number 0; it must be above 0
        boards/r1.yaml:19:14: dock.pin is D0, the serial line to the computer; take one of D2, D3, D8, D9, D10, D11, D12, A1, A2, A3, A4, A5
        boards/p1.yaml:29:1: unknown key 'deadman'; did you mean 'deadMan'?
      "
    `);
  });

  test('only in a board file', () => {
    put('r1.yaml', shippedText('robot-uno').replace('model: uno', 'model: due'));
    expect(
      about(robots('{ johnny-five: firmata, port: /dev/x, file: ./boards/r1.yaml }')),
    ).toMatchInlineSnapshot(`
      "
      boards/r1.yaml:8:8: model is text 'due'; write one of: uno, nano, pi
      "
    `);
  });

  test('a radio and a board at one port', () => {
    const radio = 'radio: { serial: { driver: transparent, path: ./ports/%id } }';
    const entry = '{ johnny-five: firmata, port: ./ports/r1 }';
    expect(
      complaint(withLines({ radio, robots: robots(entry, entry) })).replaceAll(folder, ''),
    ).toMatchInlineSnapshot(`
      "
      swarm.yaml:5:57: ports/r1 is the port of the radio module too; give the board the port that it is plugged into: type roost doctor to see all
      "
    `);
  });

  test('a board for bare contacts', () => {
    expect(about(`pads: [{ id: p1, guard: robots, board: ${UNO} }]`)).toMatchInlineSnapshot(`
      "
      swarm.yaml:8:40: pad p1 is guarded by the robots, and nobody drives its board; write board: virtual, or guard: controller
      "
    `);
  });
});

describe('warnings', () => {
  test('none for virtual boards, and none for good ones', () => {
    expect(boardWarnings(load({}))).toEqual([]);
    expect(boardWarnings(load({ pads: pad(UNO) }))).toEqual([]);
  });

  test('the same port is right on several computers only', () => {
    put('r1.yaml', shippedText('robot-uno-ina219'));
    const entry = '{ johnny-five: firmata, port: /dev/ttyACM0, file: boards/r1.yaml }';
    expect(
      boardWarnings(load({ robots: robots(entry, entry), pads: pad(UNO) })),
    ).toMatchInlineSnapshot(`
      [
        "r1, r2 and p1 have the same port /dev/ttyACM0: right when each runs on a computer of its own; on one computer give each its own port, with %id in the path or by its name below /dev/serial/by-id",
      ]
    `);
    const own = '{ johnny-five: firmata, port: /dev/roost-%id, file: boards/r1.yaml }';
    expect(boardWarnings(load({ robots: robots(own, own), pads: pad(UNO) }))).toEqual([]);
  });

  test('motors that nothing stops, and relays that nobody watches', () => {
    put('p1.yaml', 'board: pad\nmodel: uno\nrelay: { pin: D8 }\ndeadMan: firmware\n');
    const pads = pad('{ johnny-five: firmata, port: /dev/x, file: boards/p1.yaml }');
    expect(boardWarnings(load({ robots: robots(UNO), pads }))).toMatchInlineSnapshot(`
      [
        "nothing stops the motors of r1 when the process dies or freezes; put Roost's own firmware on the Arduino, and write deadMan: firmware into the board file",
        "nothing tells whether the relay of p1 opens: a welded one would not be noticed; wire its second contact as relay.feedback, or measure the current",
      ]
    `);
    put(
      'p1.yaml',
      'board: pad\nmodel: uno\nrelay: { pin: D8 }\ndeadMan: firmware\ncurrent: { ina219: {} }\n',
    );
    expect(boardWarnings(load({ pads }))).toEqual([]);
  });
});
