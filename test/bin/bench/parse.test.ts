/** What may be typed at a bench. */

import { expect, test } from 'vitest';
import { helpLines, parseBench } from '../../../bin/bench/parse.ts';

test('what a robot understands', () => {
  const robot = (line: string) => parseBench(line, 'robot');
  expect(robot(' motor both forward 60 2.5 ')).toEqual({
    do: 'motor',
    wheels: 'both',
    drive: 'forward',
    speedPercent: 60,
    forMs: 2500,
  });
  expect(robot('motor left back 1 10s')).toMatchObject({ drive: 'backward', forMs: 10_000 });
  expect(robot('calibrate 7.62')).toEqual({ do: 'calibrate', volts: 7.62 });
  expect(robot('calibrate 7.62V')).toEqual({ do: 'calibrate', volts: 7.62 });
  expect(robot('led fault')).toEqual({ do: 'led', pattern: 'fault' });
  for (const verb of ['read', 'zero', 'dock', 'deadman', 'stop', 'help', 'quit'])
    expect(robot(verb)).toEqual({ do: verb });
  expect(robot('exit')).toEqual({ do: 'quit' });
});

test('what a pad understands', () => {
  const pad = (line: string) => parseBench(line, 'pad');
  expect(pad('relay close')).toEqual({ do: 'relay', closed: true, forMs: 10_000 });
  expect(pad('relay close 0.5')).toEqual({ do: 'relay', closed: true, forMs: 500 });
  expect(pad('relay open')).toEqual({ do: 'relay', closed: false });
});

test.each([
  ['robot', 'mtor', "there is no command 'mtor'; help lists them"],
  ['robot', 'read all', 'write read and nothing else'],
  ['robot', 'relay close', 'a robot has no relay; help lists what it has'],
  ['pad', 'motor both forward 60 2', 'a pad has no motors; help lists what it has'],
  ['pad', 'calibrate 7', 'a pad has no battery; help lists what it has'],
  ['pad', 'led red', 'write led dark or slow or double or fast or solid or fault'],
  ['pad', 'led fast now', 'write led dark or slow or double or fast or solid or fault'],
  ['robot', 'calibrate', 'write calibrate 7.62: volts, by a voltmeter at the battery'],
  ['robot', 'calibrate -7', 'write calibrate 7.62: volts, by a voltmeter at the battery'],
] as const)('a %s that is told: %s', (role, line, wrong) => {
  expect(parseBench(line, role)).toEqual({ do: 'none', wrong });
});

test.each([
  'motor',
  'motor both',
  'motor up forward 60 2',
  'motor both sideways 60 2',
  'motor both forward 0 2',
  'motor both forward 101 2',
  'motor both forward 60',
  'motor both forward 60 11',
  'motor both forward 60 0',
  'motor both forward 60 2 3',
  'motor both forward 1e2 2',
])('no turn of the motors: %s', (line) => {
  expect(parseBench(line, 'robot')).toMatchObject({
    wrong: expect.stringContaining('1 to 100 percent, at most 10 s'),
  });
});

test.each([
  'relay',
  'relay close 11',
  'relay close 0',
  'relay close 5 5',
  'relay open 5',
  'relay off',
])('no word for a relay: %s', (line) => {
  expect(parseBench(line, 'pad')).toEqual({
    do: 'none',
    wrong: 'write relay open, or relay close 5: seconds, at most 10',
  });
});

test.each(['robot', 'pad'] as const)(
  'the help of a %s fits a terminal, and what it shows can be typed',
  (role) => {
    for (const line of helpLines(role)) {
      expect(line.length).toBeLessThanOrEqual(80);
      expect(parseBench(line.slice(0, 24), role)).not.toMatchObject({ do: 'none' });
    }
  },
);
