// Each test is a transcript: what is wrong with a swarm file, and all that is said of it.

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ConfigError } from '../../../firmware/config/config-error.ts';
import { loadSwarm } from '../../../firmware/config/load.ts';
import { about, aboutSet, complaint, complaintAbout, folder, withLines } from './complaint.ts';

test('a good file has no complaint', () => {
  expect(complaint(withLines({}))).toBe('nothing');
});

test('every problem is told, in the order of the file', () => {
  const text = `swarm: or chard
zoen: east
key: { file: ./swarm.key, env: KEY }
radio: { serial: { driver: transparent, baud: 9600 } }
telemetry: { mqtt: "http://localhost", homeAssistant: 1, vda5050: "3.1" }
timing: { profile: lna, leaseMs: 3s, leasMs: 3, slotMs: -1, drift: 0.1 }
robots:
  - { id: r1, rank: 1, board: virtul }
  - { id: r2, rank: 1.5, board: { virtual: { speed: 0, batery: 40 } } }
  - { id: r1, board: { johnny-five: firmta, port: /dev/ttyACM0 } }
  - r3
  - { id: 7, rank: 1, board: 3 }
pads:
  - { id: r2, board: { virtual: { battery: 3 } }, guard: control }
charging: { requestBelow: 95, criticalBelow: 99, chargeTo: }
queue: 3
state: ''
`;
  expect(complaint(text)).toMatchInlineSnapshot(`
    "
    swarm.yaml has 29 problems
      swarm.yaml:1:8: swarm is text 'or chard'; use 1 to 32 letters, digits, - or _
      swarm.yaml:2:1: unknown key 'zoen'; did you mean 'zone'?
      swarm.yaml:3:6: key is { file: ./swarm.key, env: KEY }; write either { file: ./swarm.key } or { env: ROOST_KEY }
      swarm.yaml:4:18: radio.serial.path is missing (path of the serial port; %id in it stands for the member's own id); add for instance path: /dev/ttyUSB0
      swarm.yaml:5:20: telemetry.mqtt: 'http:' is no way to reach a broker; write its URL like mqtt://HOST:1883, with mqtts:, ws: or wss: for the other ways
      swarm.yaml:5:55: telemetry.homeAssistant is the number 1, not true or false; write for instance homeAssistant: true
      swarm.yaml:5:67: telemetry.vda5050 is text '3.1'; did you mean '2.1'?
      swarm.yaml:6:20: timing.profile is text 'lna'; did you mean 'lan'?
      swarm.yaml:6:34: timing.leaseMs is text '3s', not a number; write for instance leaseMs: 2000
      swarm.yaml:6:38: unknown key 'leasMs' in timing; did you mean 'leaseMs'?
      swarm.yaml:6:57: timing.slotMs is the number -1; it must be above 0
      swarm.yaml:6:68: timing.drift is the number 0.1; it must be at most 0.05
      swarm.yaml:8:31: robots.0.board is text 'virtul'; did you mean 'virtual'?
      swarm.yaml:9:21: robots.1.rank is the number 1.5, not a whole number; write for instance rank: 2
      swarm.yaml:9:53: robots.1.board.virtual.speed is the number 0; it must be above 0
      swarm.yaml:9:56: unknown key 'batery' in robots.1.board.virtual; did you mean 'battery'?
      swarm.yaml:10:11: robots.0 has the id 'r1' too; give each robot and each pad an id of its own
      swarm.yaml:10:37: robots.2.board.johnny-five is text 'firmta'; did you mean 'firmata'?
      swarm.yaml:11:5: robots.3 is text 'r3', not a mapping; write for instance - { id: r1, rank: 1, board: virtual }
      swarm.yaml:12:11: robots.4.id is the number 7, not text; write for instance id: r1
      swarm.yaml:12:20: robots.0 has rank 1 too; give each robot a rank of its own
      swarm.yaml:12:30: robots.4.board is the number 3, not a name or a mapping; write for instance board: virtual
      swarm.yaml:14:11: robots.1 has the id 'r2' too; give each robot and each pad an id of its own
      swarm.yaml:14:35: unknown key 'battery' in pads.0.board.virtual; write one of: speed
      swarm.yaml:14:58: pads.0.guard is text 'control'; did you mean 'controller'?
      swarm.yaml:15:46: criticalBelow (99) is not below requestBelow (95); every request would be urgent: lower criticalBelow
      swarm.yaml:15:50: charging.chargeTo is empty, not a number; write for instance chargeTo: 90
      swarm.yaml:16:8: queue is the number 3, not a mapping; write for instance queue: { maxOvertakes: 4 }
      swarm.yaml:17:8: state is empty; write for instance state: ./state
    "
  `);
});

describe('text that is not YAML', () => {
  test('a key twice', () => {
    expect(complaint('swarm: a\nzone: b\nswarm: c\n')).toMatchInlineSnapshot(`
      "
      swarm.yaml:3:1: this key stands here for the second time; keep one of the two
      "
    `);
  });
  test('a tab', () => {
    expect(complaint('robots:\n\t- id: r1\n')).toMatchInlineSnapshot(`
      "
      swarm.yaml:2:1: this is not YAML: Tabs are not allowed as indentation; indent with spaces
      "
    `);
  });
  test('a quote that does not end', () => {
    expect(complaint('swarm: "orchard\nzone: east\n')).toMatchInlineSnapshot(`
      "
      swarm.yaml:3:1: this is not YAML: Missing closing "quote; look for a missing colon, quote, bracket or comma near this line
      "
    `);
  });
  test('a bracket that does not end', () => {
    expect(complaint('key: { file: a\nzone: east\n')).toMatchInlineSnapshot(`
      "
      swarm.yaml:2:1: this is not YAML: Flow map in block collection must be sufficiently indented and end with a }; give the lines of one mapping or list the same indentation
      "
    `);
  });
  test('crooked indentation', () => {
    expect(
      complaint('robots:\n  - id: r1\n    rank: 1\n   board: virtual\n'),
    ).toMatchInlineSnapshot(`
      "
      swarm.yaml:4:1: this is not YAML: Sequence item without - indicator; look for a missing colon, quote, bracket or comma near this line
      "
    `);
  });
  test('two documents', () => {
    expect(complaint('swarm: a\n---\nswarm: b\n')).toMatchInlineSnapshot(`
      "
      swarm.yaml:2:1: a second document begins here; keep one, without --- between parts
      "
    `);
  });
  test('a tag', () => {
    expect(complaint('swarm: !important a\n')).toMatchInlineSnapshot(`
      "
      swarm.yaml:1:8: this is not YAML: Unresolved tag: !important; leave out the tag that begins with !
      "
    `);
  });
  test('an anchor that is not there, and one within itself', () => {
    expect(complaint('swarm: *a\n')).toMatchInlineSnapshot(`
      "
      swarm.yaml:1:1: this cannot be resolved: Unresolved alias (the anchor must be set before the alias): a; write it out without & and *
      "
    `);
    expect(complaint('swarm: &a [*a]\n')).toMatchInlineSnapshot(`
      "
      swarm.yaml:1:1: this cannot be resolved: it is nested too deeply, or within itself; write it out without & and *
      "
    `);
  });
  test('nothing, and something else', () => {
    expect(complaint('')).toMatchInlineSnapshot(`
      "
      swarm.yaml:1:1: the file is empty; begin with a line such as swarm: orchard, or let roost init write one
      "
    `);
    expect(complaint('# later\n')).toMatchInlineSnapshot(`
      "
      swarm.yaml:1:1: the file is empty; begin with a line such as swarm: orchard, or let roost init write one
      "
    `);
    expect(complaint('- swarm\n')).toMatchInlineSnapshot(`
      "
      swarm.yaml:1:1: the file is not a mapping of settings; begin with a line such as swarm: orchard, or let roost init write one
      "
    `);
  });
  test('bytes that are no text', () => {
    const file = join(folder, 'binary.yaml');
    writeFileSync(file, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff, 0xfe, 0x0a]));
    expect(complaintAbout(file)).toContain('binary.yaml:1:1: ');
  });
});

describe('a file that cannot be read', () => {
  test('none', () => {
    expect(complaintAbout(join(folder, 'none.yaml'))).toMatchInlineSnapshot(`
      "
      none.yaml: there is no such file; mend the path given with -c, or let roost init write one
      "
    `);
  });
  test('a folder', () => {
    expect(complaintAbout(`${folder}/.`)).toMatchInlineSnapshot(`
      "
      .: this is a folder; name the file in it, for instance swarm.yaml
      "
    `);
  });
  test('one without rights', () => {
    const file = join(folder, 'shut.yaml');
    writeFileSync(file, '');
    chmodSync(file, 0);
    chmodSync(folder, 0o755);
    // Root may read anything, so it looks with the eyes of another user.
    const root = process.getuid?.() === 0;
    if (root) process.seteuid?.(65534);
    try {
      expect(complaintAbout(file)).toContain('this user may not read the file; type: chmod u+r');
    } finally {
      if (root) process.seteuid?.(0);
    }
  });
});

describe('names', () => {
  test('unknown keys, with the nearest or all', () => {
    expect(about('pads: [{ id: p1, bord: virtual }]')).toMatchInlineSnapshot(`
      "
      swarm.yaml:8:18: unknown key 'bord' in pads.0; did you mean 'board'?
      "
    `);
    expect(about('pads: [{ id: p1, board: virtual, colour: red }]')).toMatchInlineSnapshot(`
      "
      swarm.yaml:8:34: unknown key 'colour' in pads.0; write one of: id, board, guard, relay
      "
    `);
    expect(complaint(withLines({ x: 'chargign: { chargeTo: 80 }' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:1: unknown key 'chargign'; did you mean 'charging'?
      "
    `);
    expect(complaint(withLines({ x: 'timing: { LeaseMS: 3000 }' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:11: unknown key 'LeaseMS' in timing; did you mean 'leaseMs'?
      "
    `);
  });
  test('keys that mean something to JavaScript', () => {
    expect(complaint(withLines({ x: '__proto__: { zone: x }' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:1: unknown key '__proto__'; write one of: swarm, zone, key, radio, telemetry, broker, timing, robots, pads, charging, queue, state
      "
    `);
    expect(complaint(withLines({ x: 'constructor: 1' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:1: unknown key 'constructor'; write one of: swarm, zone, key, radio, telemetry, broker, timing, robots, pads, charging, queue, state
      "
    `);
    expect(aboutSet('__proto__.polluted=1')).toMatchInlineSnapshot(`
      "
      --set __proto__.polluted=1: unknown key '__proto__'; write one of: swarm, zone, key, radio, telemetry, broker, timing, robots, pads, charging, queue, state
      "
    `);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
  test('names of profiles and guards', () => {
    expect(complaint(withLines({ x: 'timing: lora-sf8' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:9: timing is text 'lora-sf8'; did you mean 'lora-sf7'?
      "
    `);
    expect(complaint(withLines({ x: 'timing: bluetooth' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:9: timing is text 'bluetooth'; write one of: lan, hc12, sik, lora-sf7, lora-sf9, xbee, mars
      "
    `);
    expect(complaint(withLines({ x: 'timing: toString' }))).toContain('write one of: lan,');
    expect(complaint(withLines({ x: 'timing: [lan]' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:9: timing is a list, not a name or a mapping; write for instance timing: lan
      "
    `);
  });
  test('ids that cannot stand in a topic', () => {
    const ids = ['r/1', 'r+', '#', '', 'r 1', 'ü', 'x'.repeat(33), '../x'];
    for (const id of ids) {
      const line = `pads: [{ id: ${JSON.stringify(id)}, board: virtual }]`;
      expect(about(line), id).toContain('use 1 to 32 letters, digits, - or _');
    }
  });
});

describe('members', () => {
  test('none of a kind', () => {
    expect(complaint(withLines({ robots: 'robots: []', pads: 'pads: []' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml has 2 problems
        swarm.yaml:5:9: robots is empty; write for instance robots: [{ id: r1, rank: 1, board: virtual }]
        swarm.yaml:6:7: pads is empty; write for instance pads: [{ id: p1, board: virtual, guard: controller }]
      "
    `);
    expect(complaint(withLines({ robots: 'robots:', pads: '' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml has 2 problems
        swarm.yaml:1:1: pads is missing (the charging pads, in the same order for every member); add for instance pads: [{ id: p1, board: virtual, guard: controller }]
        swarm.yaml:5:1: robots is empty, not a list; write for instance robots: [{ id: r1, rank: 1, board: virtual }]
      "
    `);
  });
  test('a robot without a rank', () => {
    expect(about('robots: [{ id: r1, board: virtual }]')).toBe('nothing');
  });
  test('ids and ranks twice', () => {
    const text = withLines({
      robots: `robots:
  - { id: r1, rank: 2, board: virtual }
  - { id: r2, rank: 2, board: virtual }`,
      pads: `pads:
  - { id: p1, board: virtual }
  - { id: p1, board: virtual }
  - { id: r1, board: virtual }`,
    });
    expect(complaint(text)).toMatchInlineSnapshot(`
      "
      swarm.yaml has 3 problems
        swarm.yaml:7:21: robots.0 has rank 2 too; give each robot a rank of its own
        swarm.yaml:10:11: pads.0 has the id 'p1' too; give each robot and each pad an id of its own
        swarm.yaml:11:11: robots.0 has the id 'r1' too; give each robot and each pad an id of its own
      "
    `);
  });
  test('too many', () => {
    const robots = Array.from(
      { length: 65 },
      (_, n) => `  - { id: r${n}, rank: ${n}, board: virtual }`,
    );
    const pads = Array.from({ length: 13 }, (_, n) => `  - { id: p${n}, board: virtual }`);
    const list = (name: string, lines: string[]) => `${name}:\n${lines.join('\n')}`;
    expect(about(list('robots', robots))).toMatchInlineSnapshot(`
      "
      swarm.yaml:6:3: there are 65 robots; a swarm has 64 at most
      "
    `);
    const full = { robots: list('robots', robots.slice(1)), pads: list('pads', pads.slice(1)) };
    expect(complaint(withLines(full))).toBe('nothing');
    expect(complaint(withLines({ ...full, pads: list('pads', pads) }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:71:3: there are 13 pads; a zone has 12 pads at most; make two zones of it
      "
    `);
  });
});

describe('numbers that contradict each other', () => {
  test('charging', () => {
    const text = 'charging: { requestBelow: 90, chargeTo: 90, criticalBelow: 90 }';
    expect(complaint(withLines({ x: text }))).toMatchInlineSnapshot(`
      "
      swarm.yaml has 2 problems
        swarm.yaml:10:41: chargeTo (90) is not above requestBelow (90); a robot that has charged would ask again at once: raise chargeTo
        swarm.yaml:10:60: criticalBelow (90) is not below requestBelow (90); every request would be urgent: lower criticalBelow
      "
    `);
    expect(complaint(withLines({ x: 'charging: { requestBelow: 5 }' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:27: criticalBelow (10) is not below requestBelow (5); every request would be urgent: lower criticalBelow
      "
    `);
    expect(complaint(withLines({ x: 'charging: { chargeTo: 101 }' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:23: charging.chargeTo is the number 101; it must be at most 100
      "
    `);
  });
  test('a lease that is too short', () => {
    expect(complaint(withLines({ x: 'timing: { leaseMs: 90 }' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml has 3 problems
        swarm.yaml:10:20: a lease of 90 ms is shorter than four slots of 25 ms; it would end before it could be renewed: make leaseMs at least 100
        swarm.yaml:10:20: a lease of 90 ms is too short for a robot that takes 500 ms to leave the pad; make leaseMs more than 1000
        swarm.yaml:10:20: a lease of 90 ms is not longer than a beat of 300 ms; make leaseMs several times beatMs
      "
    `);
  });
  test('a lease that is too short for a slow body', () => {
    const slow = 'robots: [{ id: r1, rank: 1, board: { virtual: { speed: 0.25 } } }]';
    expect(about(slow)).toMatchInlineSnapshot(`
      "
      swarm.yaml:5:56: a lease of 2000 ms is too short for a robot that takes 2000 ms to leave the pad; make leaseMs more than 4000
      "
    `);
    expect(about(slow, ['timing.leaseMs=4001'])).toBe('nothing');
  });
  test('slots, retries and beats', () => {
    const text = 'timing: { slotMs: 400 }';
    expect(complaint(withLines({ x: text }))).toMatchInlineSnapshot(`
      "
      swarm.yaml has 2 problems
        swarm.yaml:10:19: a retry after 60 ms comes before a slot of 400 ms is over; every frame would be sent twice: make retryMs at least two slots
        swarm.yaml:10:19: a beat of 300 ms is not longer than a slot of 400 ms; nobody could answer in between: make beatMs at least ten slots
      "
    `);
  });
  test.each(['drift: -0.001', 'drift: 0.051', 'idleFactor: 0', 'beatMs: 0', 'stableMs: .nan'])(
    '%s',
    (pair) => {
      const key = pair.split(':')[0];
      expect(complaint(withLines({ x: `timing: { ${pair} }` }))).toContain(`timing.${key} is`);
    },
  );
  test('a bad number is not compared as well', () => {
    expect(complaint(withLines({ x: 'timing: { slotMs: -4000 }' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:19: timing.slotMs is the number -4000; it must be above 0
      "
    `);
  });
});

describe('telemetry beyond topics', () => {
  const told = (keys: string) =>
    complaint(withLines({ x: `telemetry: { mqtt: mqtt://h, ${keys} }` }));
  test('a version of VDA 5050 is text, so that 3.0 does not become 3', () => {
    expect(told('vda5050: 3.0')).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:39: telemetry.vda5050 is the number 3; write one of: "2.1", "3.0"
      "
    `);
    expect(told('vda5050: "2.0"')).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:39: telemetry.vda5050 is text '2.0'; did you mean '2.1'?
      "
    `);
  });
  test('Home Assistant is there, or it is not', () => {
    expect(told('homeAssistant: localhost')).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:45: telemetry.homeAssistant is text 'localhost', not true or false; write for instance homeAssistant: true
      "
    `);
    expect(told('homeassistant: true')).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:30: unknown key 'homeassistant' in telemetry; did you mean 'homeAssistant'?
      "
    `);
  });
});

describe('URLs of brokers', () => {
  test.each(['localhost:1883', 'http://h', 'mqtt://', 'mqtt://h/path', 'x'])('%s', (url) => {
    expect(about(`radio: { mqtt: "${url}" }`)).toMatch(/swarm\.yaml:4:16: radio\.mqtt: .*; .*/);
  });
  test('a password is not shown', () => {
    expect(about('radio: { mqtt: "http://me:secret@h" }')).not.toContain('secret');
  });
});

describe('--set', () => {
  test('a problem that an option made names the option', () => {
    expect(aboutSet('timing.leaseMs=300', 'robots.1.rank=1', 'zone=a b')).toMatchInlineSnapshot(`
      "
      swarm.yaml has 4 problems
        --set zone=a b: zone is text 'a b'; use 1 to 32 letters, digits, - or _
        --set robots.1.rank=1: robots.0 has rank 1 too; give each robot a rank of its own
        --set timing.leaseMs=300: a lease of 300 ms is too short for a robot that takes 500 ms to leave the pad; make leaseMs more than 1000
        --set timing.leaseMs=300: a lease of 300 ms is not longer than a beat of 300 ms; make leaseMs several times beatMs
      "
    `);
    expect(aboutSet('charging.requestBelow=95')).toMatchInlineSnapshot(`
      "
      --set charging.requestBelow=95: chargeTo (90) is not above requestBelow (95); a robot that has charged would ask again at once: raise chargeTo
      "
    `);
  });
  test('of several options for one setting the last is named', () => {
    expect(aboutSet('zone=a b', 'zone=c', 'zone=d e')).toContain('--set zone=d e: ');
  });
  test('an option that cannot be read', () => {
    expect(aboutSet('zone', '=x', 'a..b=1', 'zone={')).toMatchInlineSnapshot(`
      "
      the command line has 4 problems
        --set zone: there is no = in it; write path=value, for instance --set timing.leaseMs=3000
        --set =x: the path before = has an empty part; write path=value, for instance --set timing.leaseMs=3000
        --set a..b=1: the path before = has an empty part; write path=value, for instance --set timing.leaseMs=3000
        --set zone={: the value is not YAML: Flow map must end with a }; put it in quotes
      "
    `);
  });
  test('a path that leads nowhere', () => {
    expect(
      aboutSet(
        'robots.r3.rank=1',
        'robots.2.rank=1',
        'robots.x=1',
        'zone.east=1',
        'timng.beatMs=1',
      ),
    ).toMatchInlineSnapshot(`
      "
      the command line has 4 problems
        --set robots.r3.rank=1: there is no 'r3' in robots; did you mean 'r1'?
        --set robots.2.rank=1: there is no '2' in robots; count from 0 to 1
        --set robots.x=1: there is no 'x' in robots; write one of: r1, r2
        --set zone.east=1: zone is text 'east', and has no part 'east'; set zone as a whole
      "
    `);
    expect(aboutSet('timng.beatMs=1')).toMatchInlineSnapshot(`
      "
      --set timng.beatMs=1: unknown key 'timng'; did you mean 'timing'?
      "
    `);
  });
  test('an option that contradicts the file', () => {
    expect(aboutSet('key.env=KEY')).toMatchInlineSnapshot(`
      "
      --set key.env=KEY: key is { file: ./swarm.key, env: KEY }; write either { file: ./swarm.key } or { env: ROOST_KEY }
      "
    `);
  });
  test('a board that does not exist', () => {
    expect(aboutSet('robots.0.board.virtul.speed=2')).toMatchInlineSnapshot(`
      "
      --set robots.0.board.virtul.speed=2: unknown key 'virtul' in robots.0.board; did you mean 'virtual'?
      "
    `);
  });
});

test('problems can be read by a program', () => {
  const file = join(folder, 'swarm.yaml');
  writeFileSync(file, withLines({ zone: 'zone: 3' }));
  try {
    loadSwarm(file, { set: ['swarm=4'], env: {} });
    expect.unreachable();
  } catch (error) {
    expect((error as ConfigError).problems).toEqual([
      {
        where: `${file}:2:7`,
        line: 2,
        column: 7,
        path: 'zone',
        what: 'zone is the number 3, not text',
        mend: 'write for instance zone: east',
      },
      {
        where: '--set swarm=4',
        line: null,
        column: null,
        path: 'swarm',
        what: 'swarm is the number 4, not text',
        mend: 'write for instance swarm: orchard',
      },
    ]);
  }
});
