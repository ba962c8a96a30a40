// What is written is read back as the same scenario, whatever stands in it, and reads well.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../bin/scenario/read.ts';
import { CALM } from '../../../sim/air/weather.ts';
import { scenarioWith } from '../../../sim/scenario/defaults.ts';
import { FAULT_NAMES } from '../../../sim/scenario/faults.ts';
import type { Happening } from '../../../sim/scenario/happening.ts';
import type { Scenario } from '../../../sim/scenario/scenario.ts';
import { failureComment, scenarioText } from '../../../sim/scenario/write.ts';
import { scenarios } from './arbitrary.ts';

function read(text: string): Scenario {
  return parseScenario(text, 'written.yaml');
}

test('every scenario is read back as it was written', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(scenarios, (scenario) => {
      for (const { do: verb } of scenario.script) seen.add(verb);
      expect(read(scenarioText(scenario))).toEqual(scenario);
    }),
    { numRuns: 500 },
  );
  // A property of scripts that were all empty would say little.
  expect(seen.size).toBe(24);
});

const SCRIPT: readonly Happening[] = [
  { do: 'crash', atMs: 0, member: 'r2', forMs: 3000, torn: true },
  { do: 'lose-disk', atMs: 10_000, member: 'r2', forMs: null },
  { do: 'lose', frame: 'r1/1/17', to: 'p1', copy: 1 },
  { do: 'flip', frame: 'r1/1/18', to: 'p1', copy: 2 },
  { do: 'partition', atMs: 12_500, side: ['r1', 'p1'], forMs: 90_000 },
  { do: 'weather', atMs: 20_000, weather: CALM, forMs: null },
  {
    do: 'weather',
    atMs: 20_000,
    weather: {
      ...CALM,
      loss: 0.2,
      late: 0.1,
      lateMs: 300,
      burst: { begin: 0.02, end: 0.3, loss: 1 },
    },
    forMs: 5000,
  },
  { do: 'replay', atMs: 21_000, from: 'r1', to: 'all', frame: null, count: 20 },
  { do: 'replay', atMs: 21_000, from: 'r1', to: 'p1', frame: 'r1/1/17', count: 1 },
  { do: 'drift', atMs: 22_000, member: 'r1', rate: -0.001 },
  { do: 'step', atMs: 22_000, member: 'r1', byMs: -3000 },
  { do: 'slow', atMs: 23_000, member: 'r3', byMs: 200, forMs: null },
  { do: 'die-on-pad', atMs: 24_000, robot: 'r3' },
  { do: 'heal', atMs: 60_000 },
];

test('it reads well', () => {
  const scenario = scenarioWith({
    seed: 7,
    robots: 3,
    radio: 'hc12',
    faults: FAULT_NAMES,
    gains: [{ from: 'r1', to: 'r2', gainDb: -20 }],
    hidden: [['r1', 'r3']],
    script: SCRIPT,
    expect: { promise: 'S1' },
  });
  const comment = failureComment({
    promise: 'S1',
    atMs: 12_345,
    what: 'r1 and r2 both believe that they may be on p1',
    seed: 7,
    commit: 'abc1234',
    command: 'roost sim found.yaml',
  });
  const text = scenarioText(scenario, comment);
  expect(`\n${text}`).toMatchInlineSnapshot(`
    "
    # S1 is broken at 12.345s: r1 and r2 both believe that they may be on p1
    # seed 7, commit abc1234
    # repeat: roost sim found.yaml

    seed: 7
    robots: 3
    pads: 1
    guard: controller
    radio: hc12
    timing: hc12
    zones: 1
    for: 10m
    speed: 60
    drift: 0.001
    charging: { requestBelow: 35, chargeTo: 90, criticalBelow: 10 }
    queue: { maxOvertakes: 4 }
    faults: [all, majority-down, drift-beyond]
    gains:
      - { from: r1, to: r2, gainDb: -20 }
    hidden:
      - [r1, r3]
    script:
      - { at: 0s, crash: r2, for: 3s, torn: true }
      - { at: 10s, lose-disk: r2 }
      - { lose: r1/1/17, to: p1 }
      - { flip: r1/1/18, to: p1, copy: 2 }
      - { at: 12.5s, partition: [r1, p1], for: 90s }
      - { at: 20s, weather: {} }
      - { at: 20s, weather: { loss: 0.2, late: 0.1, lateBy: 300ms, burst: { begin: 0.02, end: 0.3, loss: 1 } }, for: 5s }
      - { at: 21s, replay: r1, to: all, count: 20 }
      - { at: 21s, replay: r1/1/17, to: p1 }
      - { at: 22s, drift: r1, rate: -0.001 }
      - { at: 22s, step: r1, by: -3s }
      - { at: 23s, slow: r3, by: 200ms }
      - { at: 24s, die-on-pad: r3 }
      - { at: 1m, heal: all }
    expect: { promise: S1 }
    "
  `);
  expect(read(text)).toEqual(scenario);
});

test('numbers that differ from a profile are written out', () => {
  const timing = {
    beatMs: 300,
    idleFactor: 4,
    slotMs: 25,
    retryMs: 60,
    staggerMs: 0,
    leaseMs: 2500,
    stableMs: 3000,
    drift: 1e-3,
  };
  const text = scenarioText(scenarioWith({ timing }));
  expect(text).toContain('timing: { beatMs: 300, idleFactor: 4, slotMs: 25,');
  expect(read(text).timing).toEqual(timing);
});

describe('comments', () => {
  test('have as many lines as their text', () => {
    const text = scenarioText(scenarioWith(), ['a\nb\r\n\u2028c', 'd\u0007']);
    expect(text.split('\n').slice(0, 6)).toEqual(['# a', '# b', '#', '# c', '# d?', '']);
  });

  test.each(['a\nseed: 99', 'a\r\nseed: 99', 'a\rseed: 99', 'a\u2028seed: 99', '\u0000\ud800 # #'])(
    'stay comments: %j',
    (what) => {
      const scenario = scenarioWith();
      expect(read(scenarioText(scenario, [what]))).toEqual(scenario);
    },
  );

  test('any text', () => {
    const scenario = scenarioWith();
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (comment) => {
        expect(read(scenarioText(scenario, comment))).toEqual(scenario);
      }),
    );
  });
});
