// Each test is a transcript: what is wrong with a scenario file, and all that is said of it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readScenario } from '../../../bin/scenario/read.ts';
import { ConfigError } from '../../../firmware/config/config-error.ts';
import { scratchFolder } from '../../support/scratch.ts';

const folder = scratchFolder();

/** The text of the error about a file with these words. */
function complaint(text: string): string {
  const file = join(folder, 'storm.yaml');
  writeFileSync(file, text);
  return complaintAbout(file);
}

function complaintAbout(file: string): string {
  try {
    readScenario(file);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return `\n${(error as Error).message.replaceAll(`${folder}/`, '')}\n`;
  }
  return 'nothing';
}

/** About a script with these happenings. */
function ofScript(...happenings: string[]): string {
  return complaint(`script:\n${happenings.map((happening) => `  - ${happening}\n`).join('')}`);
}

test('a good file has no complaint', () => {
  expect(complaint('seed: 7\nscript:\n  - { at: 10s, crash: r2, for: 3s }\n')).toBe('nothing');
});

test('every problem is told, in the order of the file', () => {
  const text = `sed: 3
seed: seven
robots: 65
pads: 0
guard: robot
radio: hc13
timing: { leaseMs: 3s, profile: lna }
for: 10
speed: 0
drift: 3
charging: { requestBelow: 95 }
queue: { maxOvertaken: 3 }
faults: [crash, crsh]
gains:
  - { from: r1, to: r2 }
hidden: [[r1], r3]
script:
  - { at: -3s, crash: r2 }
  - { at: 12, crash: r2, for: 0s }
  - { at: 10s, crahs: r2 }
  - { at: 12 sec, crash: r2 }
  - { at: 3, crash: r2, freeze: r3 }
  - { at: 11s, freeze: robot2, for: 3s, torn: true }
  - crash r2
  - { at: 3s }
  - { lose: r2/3, to: p1 }
  - { at: 3s, lose: r2/1/3, to: all }
  - { at: 10s, partition: r2 }
  - { at: 20s, weather: { loss: 1.2, fog: 3 } }
  - { at: 20s, weather: { late: 0.1 } }
  - { at: 15s, heal: al }
  - { at: 25s, replay: r1, to: r2, count: 0 }
  - { at: 25s, drift: r1, rate: fast }
  - { at: 26s, slow: r1, for: 3s }
  - { at: 26s, miss-dock: p1 }
  - { at: 26s, step: r1, by: 3 s }
  - { at: 27s, break-pad: r1 }
  - { at: 27s, lose-gauge: p1, for: 1s }
expect: S1
`;
  expect(complaint(text)).toMatchInlineSnapshot(`
    "
    storm.yaml has 43 problems
      storm.yaml:1:1: unknown key 'sed'; did you mean 'seed'?
      storm.yaml:2:7: seed is text 'seven', not a number; write for instance seed: 1
      storm.yaml:3:9: robots is the number 65; it must be at most 64
      storm.yaml:4:7: pads is the number 0; it must be at least 1
      storm.yaml:5:8: guard is text 'robot'; did you mean 'robots'?
      storm.yaml:6:8: radio is text 'hc13'; did you mean 'hc12'?
      storm.yaml:7:20: timing.leaseMs is text '3s', not a number; write for instance leaseMs: 2000
      storm.yaml:7:33: timing.profile is text 'lna'; did you mean 'lan'?
      storm.yaml:8:6: for is the number 10, without a unit; write for instance for: 10m
      storm.yaml:9:8: speed is the number 0; it must be above 0
      storm.yaml:10:8: drift is the number 3; it must be at most 0.5
      storm.yaml:11:27: chargeTo (90) is not above requestBelow (95); a robot that has charged would ask again at once: raise chargeTo
      storm.yaml:12:10: unknown key 'maxOvertaken' in queue; did you mean 'maxOvertakes'?
      storm.yaml:13:17: faults.1 is text 'crsh'; did you mean 'crash'?
      storm.yaml:15:5: gains.0.gainDb is missing (louder than usual by so many decibels); add for instance gainDb: -20
      storm.yaml:16:10: hidden.0 has 1 of at least 2 entries; write for instance - [r1, r3]
      storm.yaml:16:16: hidden.1 is text 'r3', not a list; write for instance - [r1, r3]
      storm.yaml:18:11: script.0.at is text '-3s'; no time is before the start: leave out the -
      storm.yaml:19:11: script.1.at is the number 12, without a unit; write for instance at: 12.5s
      storm.yaml:19:31: script.1.for is text '0s'; it must be above 0
      storm.yaml:20:16: unknown key 'crahs' in script.2; did you mean 'crash'?
      storm.yaml:21:11: script.3.at is text '12 sec'; write 500ms, 12.5s, 10m or 2h
      storm.yaml:22:5: script.4 has crash and freeze; make an entry of its own for each
      storm.yaml:23:24: script.5.freeze is text 'robot2'; the robots are called r1, r2 ..., the pads p1, p2 ...
      storm.yaml:23:41: unknown key 'torn' in script.5; write one of: at, freeze, for
      storm.yaml:24:5: script.6 is text 'crash r2', not a mapping; write for instance - { at: 10s, crash: r2, for: 3s }
      storm.yaml:25:5: script.7 does not say what happens; add one of: crash, lose-disk, freeze, deafen, mute, break-pad, lose-gauge, slow, partition, weather, replay, drift, step, exhaust, miss-dock, die-on-pad, release-pad, heal, lose, double, delay, flip, cut, merge
      storm.yaml:26:13: script.8.lose is text 'r2/3'; name a frame as a trace does: sender/boot/sequence, for instance r2/3/17
      storm.yaml:27:7: script.9.at says when, but a frame has its mishap when it is sent; leave out at
      storm.yaml:27:33: script.9.to is text 'all'; the robots are called r1, r2 ..., the pads p1, p2 ...
      storm.yaml:28:27: script.10.partition is text 'r2', not a list; write for instance partition: [r1, r2]
      storm.yaml:29:33: script.11.weather.loss is the number 1.2; it must be at most 1
      storm.yaml:29:38: unknown key 'fog' in script.11.weather; write one of: loss, duplication, late, lateBy, flips, cuts, merges, burst
      storm.yaml:30:25: script.12.weather is { late: 0.1 }; say how late frames are, for instance lateBy: 300ms
      storm.yaml:31:22: script.13.heal is text 'al'; did you mean 'all'?
      storm.yaml:32:43: script.14.count is the number 0; it must be at least 1
      storm.yaml:33:33: script.15.rate is text 'fast', not a number; write for instance rate: 0.001
      storm.yaml:34:5: script.16.by is missing (how late); add for instance by: 200ms
      storm.yaml:35:27: script.17.miss-dock is text 'p1'; name a robot: r1, r2 ...
      storm.yaml:36:30: script.18.by is text '3 s'; write 500ms, 12.5s, 10m or 2h, with a - for back
      storm.yaml:37:27: script.19.break-pad is text 'r1'; name a pad: p1, p2 ...
      storm.yaml:38:28: script.20.lose-gauge is text 'p1'; name a robot: r1, r2 ...
      storm.yaml:39:9: expect is text 'S1', not a mapping; write for instance expect: { promise: S1 }
    "
  `);
});

test('what contradicts something else is told, too, and with it', () => {
  const text = `robots: 3
zones: 2
guard: robots
for: 1m
timing: { leaseMs: 30 }
speed: 0.01
gains:
  - { from: r1, to: r1, gainDb: -20 }
  - { from: r1, to: r2, gainDb: -20 }
  - { from: r1, to: r2, gainDb: -30 }
  - { from: r1, to: r3, gainDb: -20 }
hidden: [[r1, r3, r3], [r1, r9]]
colour: red
script:
  - { at: 5s, crash: p1 }
`;
  expect(complaint(text)).toMatchInlineSnapshot(`
    "
    storm.yaml has 11 problems
      storm.yaml:2:8: a script names the members of one zone, and there are 2 zones; write zones: 1, or leave out the script
      storm.yaml:5:20: a lease of 30 ms is shorter than four slots of 25 ms; it would end before it could be renewed: make leaseMs at least 100
      storm.yaml:5:20: a lease of 30 ms is too short for a robot that takes 50000 ms to leave the pad; make leaseMs more than 100000
      storm.yaml:5:20: a lease of 30 ms is not longer than a beat of 300 ms; make leaseMs several times beatMs
      storm.yaml:8:5: r1 needs no air to hear itself; name two members
      storm.yaml:10:5: gains.1 is about r1 and r2 too; keep one of the two
      storm.yaml:11:5: r3 does not hear r1 at all, by hidden; keep one of the two
      storm.yaml:12:19: r3 stands here for the second time; name each member once
      storm.yaml:12:29: hidden.1.1 names r9, and there is no such robot; name one of r1 to r3, or write robots: 9
      storm.yaml:13:1: unknown key 'colour'; write one of: seed, robots, pads, guard, radio, timing, zones, for, speed, drift, charging, queue, faults, gains, hidden, expect, script
      storm.yaml:15:22: script.0.crash names p1, which the robots guard: it has no controller; name a robot, or write guard: controller
    "
  `);
});

test('text that is not YAML', () => {
  expect(complaint('seed: 1\nseed: 2\n')).toMatchInlineSnapshot(`
    "
    storm.yaml:2:1: this key stands here for the second time; keep one of the two
    "
  `);
  expect(complaint('script:\n  - { at: 3s, crash: r1\nseed: 3\n')).toMatchInlineSnapshot(`
    "
    storm.yaml:3:1: this is not YAML: Flow map in block collection must be sufficiently indented and end with a }; give the lines of one mapping or list the same indentation
    "
  `);
});

test('a file that cannot be used at all', () => {
  expect(complaintAbout(join(folder, 'none.yaml'))).toMatchInlineSnapshot(`
    "
    none.yaml: there is no such file; mend the path of the scenario
    "
  `);
  expect(complaintAbout(`${folder}/.`)).toMatchInlineSnapshot(`
    "
    .: this is a folder; name the file in it, for instance calm.yaml
    "
  `);
  expect(complaint('# later\n')).toMatchInlineSnapshot(`
    "
    storm.yaml:1:1: the file is empty; begin with a line such as robots: 5
    "
  `);
  expect(complaint('- crash\n')).toMatchInlineSnapshot(`
    "
    storm.yaml:1:1: the file is not a mapping of settings; begin with a line such as robots: 5
    "
  `);
});

test('empty settings', () => {
  expect(complaint('gains:\nscript:\nfaults:\n')).toMatchInlineSnapshot(`
    "
    storm.yaml has 3 problems
      storm.yaml:1:1: gains is empty, not a list; write for instance gains: [{ from: r1, to: r3, gainDb: -20 }]
      storm.yaml:2:1: script is empty, not a list; write for instance script: [{ at: 10s, crash: r2, for: 3s }]
      storm.yaml:3:1: faults is empty, not a name or a list; write for instance faults: all
    "
  `);
});

test('what is wrong by itself is not compared with the rest', () => {
  expect(complaint('charging: { chargeTo: -5 }\n')).toMatchInlineSnapshot(`
    "
    storm.yaml:1:23: charging.chargeTo is the number -5; it must be at least 0
    "
  `);
});

test('names that mean something to JavaScript', () => {
  expect(complaint('__proto__: { robots: 3 }')).toContain("unknown key '__proto__'");
  expect(ofScript('{ at: 3s, constructor: r1 }')).toContain("unknown key 'constructor'");
  expect(ofScript('{ at: 3s, __proto__: r1 }')).toContain("unknown key '__proto__'");
});

describe('members', () => {
  test('that are not there', () => {
    expect(
      ofScript(
        '{ at: 1s, crash: r6 }',
        '{ at: 2s, freeze: p2 }',
        '{ at: 3s, partition: [r1, r7] }',
        '{ at: 4s, replay: r8/1/3, to: r9 }',
        '{ at: 5s, die-on-pad: r99 }',
        '{ lose: p13/1/3, to: r10 }',
      ),
    ).toMatchInlineSnapshot(`
      "
      storm.yaml has 8 problems
        storm.yaml:2:22: script.0.crash names r6, and there is no such robot; name one of r1 to r5, or write robots: 6
        storm.yaml:3:23: script.1.freeze names p2, and there is no such pad; name p1, or write pads: 2
        storm.yaml:4:31: script.2.partition.1 names r7, and there is no such robot; name one of r1 to r5, or write robots: 7
        storm.yaml:5:23: script.3.replay names r8, and there is no such robot; name one of r1 to r5, or write robots: 8
        storm.yaml:5:35: script.3.to names r9, and there is no such robot; name one of r1 to r5, or write robots: 9
        storm.yaml:6:27: script.4.die-on-pad names r99, and there is no such robot; name one of r1 to r5
        storm.yaml:7:13: script.5.lose names p13, and there is no such pad; name p1
        storm.yaml:7:26: script.5.to names r10, and there is no such robot; name one of r1 to r5, or write robots: 10
      "
    `);
  });
  test('pads that the robots guard are none', () => {
    const script = 'script: [{ at: 1s, mute: p1 }, { at: 1s, mute: p2 }]';
    expect(complaint(`guard: robots\n${script}\n`)).toMatchInlineSnapshot(`
      "
      storm.yaml has 2 problems
        storm.yaml:2:26: script.0.mute names p1, which the robots guard: it has no controller; name a robot, or write guard: controller
        storm.yaml:2:48: script.1.mute names p2, and there is no such pad; name p1, or write pads: 2
      "
    `);
  });
  test('nothing is said of them while their number is wrong', () => {
    expect(complaint('robots: 5x\nscript: [{ at: 1s, crash: r64 }]\n')).toMatchInlineSnapshot(`
      "
      storm.yaml:1:9: robots is text '5x', not a number; write for instance robots: 5
      "
    `);
  });
});

describe('the order of things', () => {
  test('the past after the future', () => {
    expect(
      ofScript('{ at: 12s, crash: r1 }', '{ lose: r1/1/1, to: r2 }', '{ at: 11s, freeze: r2 }'),
    ).toMatchInlineSnapshot(`
      "
      storm.yaml:4:11: this is before what stands above it, at 12s; put what happens in the order of time
      "
    `);
    expect(ofScript('{ at: 12s, crash: r1 }', '{ at: 12s, freeze: r2 }')).toBe('nothing');
    const twice = ofScript(
      '{ at: 12s, mute: r1 }',
      '{ at: 3s, mute: r1 }',
      '{ at: 11s, heal: all }',
    );
    expect(twice).toContain('has 2 problems');
    expect(twice.match(/stands above it, at 12s/g)).toHaveLength(2);
  });
  test('after the end', () => {
    expect(ofScript('{ at: 10m, crash: r1 }', '{ at: 2h, heal: all }')).toMatchInlineSnapshot(`
      "
      storm.yaml has 2 problems
        storm.yaml:2:11: the run ends at 10m, before script.0 happens; let it happen earlier, or make for longer
        storm.yaml:3:11: the run ends at 10m, before script.1 happens; let it happen earlier, or make for longer
      "
    `);
    expect(ofScript('{ at: 599s, crash: r1, for: 1h }')).toBe('nothing');
  });
  test('what is down cannot go down, freeze or be slow', () => {
    expect(
      ofScript(
        '{ at: 1s, crash: r1, for: 3s }',
        '{ at: 2s, crash: r1, for: 30s }',
        '{ at: 3s, lose-disk: r1, for: 1s }',
        '{ at: 3s, freeze: r1 }',
        '{ at: 3s, slow: r1, by: 1s }',
        '{ at: 3s, deafen: r1 }',
        '{ at: 3.9s, crash: r1, for: 1s }',
        '{ at: 4s, crash: r1 }',
      ),
    ).toMatchInlineSnapshot(`
      "
      storm.yaml has 5 problems
        storm.yaml:3:22: r1 is down at this time already, from 1s to 4s; let that end before, or leave one of the two out
        storm.yaml:4:26: r1 is down at this time already, from 1s to 4s; let that end before, or leave one of the two out
        storm.yaml:5:23: r1 is down at this time already, from 1s to 4s; let that end before, or leave one of the two out
        storm.yaml:6:21: r1 is down at this time already, from 1s to 4s; let that end before, or leave one of the two out
        storm.yaml:8:24: r1 is down at this time already, from 1s to 4s; let that end before, or leave one of the two out
      "
    `);
  });
  test('what is down for good stays down, also after a heal', () => {
    expect(
      ofScript('{ at: 1s, lose-disk: r1 }', '{ at: 2s, heal: all }', '{ at: 3s, crash: r1 }'),
    ).toMatchInlineSnapshot(`
      "
      storm.yaml:4:22: r1 is down at this time already, from 1s on; let that end before, or leave one of the two out
      "
    `);
  });
  test('what lasts is not begun again before its end', () => {
    for (const verb of ['freeze: r1', 'deafen: r1', 'mute: r1', 'slow: r1, by: 1s']) {
      const begin = `{ at: 1s, ${verb}, for: 3s }`;
      const word = { f: 'frozen', d: 'deaf', m: 'mute', s: 'slow' }[verb[0]!];
      expect(ofScript(begin, `{ at: 2s, ${verb} }`)).toContain(
        `r1 is ${word} at this time already, from 1s to 4s; let that end before`,
      );
      expect(ofScript(begin, `{ at: 4s, ${verb} }`)).toBe('nothing');
      expect(ofScript(begin, '{ at: 2s, heal: all }', `{ at: 2s, ${verb} }`)).toBe('nothing');
    }
  });
  test('who is down for a while may be kept from coming back', () => {
    const [first, second] = ['{ at: 1s, crash: r1, for: 3s }', '{ at: 2s, crash: r1 }'];
    expect(ofScript(first, second, '{ at: 3s, heal: all }')).toBe('nothing');
    expect(ofScript(first, second, '{ at: 5s, freeze: r1 }')).toContain(
      'r1 is down at this time already, from 2s on',
    );
    expect(ofScript(second, '{ at: 3s, crash: r1 }')).toContain('from 2s on');
  });
  test('a heal brings back who is down for a while', () => {
    const script = ['{ at: 1s, crash: r1, for: 1m }', '{ at: 2s, heal: all }'];
    expect(ofScript(...script, '{ at: 3s, crash: r1, for: 3s }')).toBe('nothing');
  });
  test('who is frozen may be killed, and is not frozen when it comes back', () => {
    expect(
      ofScript(
        '{ at: 1s, freeze: r1 }',
        '{ at: 2s, crash: r1, for: 1s }',
        '{ at: 3s, freeze: r1 }',
      ),
    ).toBe('nothing');
  });
  test('different cuts of one member add up', () => {
    const cuts = ['deafen: r1', 'mute: r1', 'partition: [r1]', 'partition: [r1, r2]'];
    expect(ofScript(...cuts.map((cut) => `{ at: 1s, ${cut} }`))).toBe('nothing');
  });
});

test('what is played again reaches its own sender, too', () => {
  expect(ofScript('{ at: 3s, replay: r1/3/4, to: r1 }', '{ flip: r1/3/4, to: r1 }')).toBe(
    'nothing',
  );
});

test('cuts that separate nobody', () => {
  expect(
    ofScript(
      '{ at: 1s, partition: [r1, r2, r3, r4, r5, p1] }',
      '{ at: 2s, partition: [r1, r2, r1] }',
    ),
  ).toMatchInlineSnapshot(`
    "
    storm.yaml has 2 problems
      storm.yaml:2:26: nobody is left on the other side; a cut needs somebody on both sides
      storm.yaml:3:35: r1 stands here for the second time; name each member once
    "
  `);
  const some = '{ at: 1s, partition: [r1, r2, r3, r4, r5] }';
  expect(ofScript(some)).toBe('nothing');
  expect(complaint(`guard: robots\nscript: [${some}]\n`)).toContain('nobody is left');
});
