// What is typed after `roost sim`: options over a file or over the defaults, and what is said of wrong ones.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { EXIT, exitCodeOf } from '../../../bin/errors.ts';
import { addScenarioOptions } from '../../../bin/scenario/options.ts';
import { type Plan, planOf, repeatCommand } from '../../../bin/scenario/plan.ts';
import { scenarioWith } from '../../../sim/scenario/defaults.ts';
import { ALL_FAULTS } from '../../../sim/scenario/faults.ts';
import { timingOf } from '../../../src/radio/timing.ts';
import { scratchFolder } from '../../support/scratch.ts';

const folder = scratchFolder();
const file = join(folder, 'storm.yaml');
writeFileSync(
  file,
  `seed: 3
robots: 4
timing: lan
faults: all
script:
  - { at: 12s, crash: r4, for: 3s }
  - { at: 5m, freeze: p1 }
`,
);

/** The plan, and the command that repeats its first run, of options as they are typed. */
function typed(line: string, path: string | null = null): Plan & { readonly repeat: string } {
  const command = addScenarioOptions(new Command('sim'))
    .option('--trace <file>')
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  command.parse(line === '' ? [] : line.split(' '), { from: 'user' });
  const plan = planOf(path, command.opts());
  return { ...plan, repeat: repeatCommand(path, command.opts(), plan.scenario.seed) };
}

/** Exit code and text of what is said of wrong options. */
function refused(line: string, path: string | null = null): string {
  try {
    typed(line, path);
  } catch (error) {
    const text = (error as Error).message.replace('error: ', '').replaceAll(`${folder}/`, '');
    return `${exitCodeOf(error)}: ${text}`;
  }
  return 'nothing';
}

test('nothing typed is the default scenario', () => {
  expect(typed('')).toEqual({
    scenario: scenarioWith(),
    seeds: { from: 1, to: 1 },
    repeat: 'roost sim --seed 1',
  });
});

test('options make a scenario', () => {
  const line =
    '--seed 7 --robots 9 --pads 2 --guard robots --radio hc12 --zones 3 --speed 1.5 --for 90s --faults all';
  expect(typed(line)).toEqual({
    scenario: scenarioWith({
      seed: 7,
      robots: 9,
      pads: 2,
      guard: 'robots',
      radio: 'hc12',
      timing: 'hc12',
      zones: 3,
      speed: 1.5,
      forMs: 90_000,
      faults: ALL_FAULTS,
    }),
    seeds: { from: 7, to: 7 },
    repeat: `roost sim ${line}`,
  });
});

describe('over a file', () => {
  test('without options it is the file', () => {
    const { scenario, seeds } = typed('', file);
    expect(scenario).toMatchObject({ seed: 3, robots: 4, faults: ALL_FAULTS });
    expect(scenario.script).toHaveLength(2);
    expect(seeds).toEqual({ from: 3, to: 3 });
  });
  test('options take the place of what it says, and of nothing else', () => {
    const before = typed('', file).scenario;
    const line = '--robots 6 --radio sik --faults none';
    expect(typed(line, file).scenario).toEqual({
      ...before,
      robots: 6,
      radio: 'sik',
      timing: 'lan',
      faults: [],
    });
    expect(typed('--seeds 10..20', file)).toEqual({
      scenario: { ...before, seed: 10 },
      seeds: { from: 10, to: 20 },
      repeat: `roost sim ${file} --seed 10`,
    });
  });
  test('numbers of a timing differ from the profile of the radio that is typed', () => {
    const path = join(folder, 'numbers.yaml');
    writeFileSync(path, 'timing: { drift: 0.01 }\n');
    const { timing, drift } = typed('--radio sik', path).scenario;
    expect(timing).toEqual({
      ...timingOf('sik', { robots: 5, passive: false, relayed: false }),
      drift: 0.01,
    });
    expect(drift).toBe(0.01);
  });
  test('its path stands in the command that repeats it, fit for a shell', () => {
    expect(repeatCommand("it's.yaml", { robots: 3 }, 9)).toBe(
      "roost sim 'it'\\''s.yaml' --seed 9 --robots 3",
    );
  });
  test('options of other kinds are left alone', () => {
    expect(typed('--trace t.ndjson', file)).toEqual(typed('', file));
  });
});

describe('faults', () => {
  test.each<[string, readonly string[]]>([
    ['none', []],
    ['all', ALL_FAULTS],
    ['loss,crash,loss', ['crash', 'loss']],
    ['majority-down,all', [...ALL_FAULTS, 'majority-down']],
    ['drift-beyond', ['drift-beyond']],
  ])('%s', (text, faults) => {
    expect(typed(`--faults ${text}`).scenario.faults).toEqual(faults);
  });
  test('in any order they are the same run', () => {
    expect(typed('--faults burst,crash')).toEqual(typed('--faults crash,burst'));
  });
});

describe('usage', () => {
  const invalid = (option: string, value: string, mend: string) =>
    `2: option '${option}' argument '${value}' is invalid. ${mend}`;
  const range = invalid(
    '--seeds <range>',
    '',
    'Write two whole numbers from 0 to 4294967295, the lower one first, as 1..100.',
  );

  test.each(['5', '5..', '..5', '5..4', '-1..4', 'a..b', '1...4', '0..4294967296'])(
    '--seeds %s',
    (text) => {
      expect(refused(`--seeds=${text}`)).toBe(range.replace("''", `'${text}'`));
    },
  );
  test.each<[line: string, message: string]>([
    ['--seed x', invalid('--seed <number>', 'x', 'Write a whole number from 0 to 4294967295.')],
    ['--robots 65', invalid('--robots <number>', '65', 'Write a whole number from 1 to 64.')],
    ['--pads 13', invalid('--pads <number>', '13', 'Write a whole number from 1 to 12.')],
    ['--zones 0', invalid('--zones <number>', '0', 'Write a whole number from 1 to 1000.')],
    ['--speed 0', invalid('--speed <factor>', '0', 'Write a number above 0.')],
    [
      '--speed 1000000',
      invalid('--speed <factor>', '1000000', 'Write a number of at most 100000.'),
    ],
    [
      '--for 10',
      invalid(
        '--for <time>',
        '10',
        'Write a duration with its unit, for instance 500ms, 30s or 10m.',
      ),
    ],
    [
      '--faults crash,crsh',
      invalid('--faults <list>', 'crash,crsh', "There is no fault 'crsh'; did you mean 'crash'?"),
    ],
    [
      '--radio wifi',
      invalid(
        '--radio <name>',
        'wifi',
        'Allowed choices are lan, hc12, sik, lora-sf7, lora-sf9, xbee, mars.',
      ),
    ],
    [
      '--seed 1 --seeds 1..3',
      "2: option '--seeds <range>' cannot be used with option '--seed <number>'",
    ],
  ])('%s', (line, message) => {
    expect(refused(line)).toBe(message);
  });

  test('an empty name of a fault', () => {
    expect(refused('--faults crash,')).toContain('A name is empty; write one of: none, all, crash');
  });
  test('they are usage errors of the parser', () => {
    expect(() => typed('--seed x')).toThrow(CommanderError);
  });
});

describe('options that contradict each other or the file', () => {
  test('an option is blamed, with what it contradicts', () => {
    expect(refused('--robots 3 --guard robots --for 1m', file)).toMatchInlineSnapshot(`
      "2: the command line has 3 problems
        --for 1m: the run ends at 1m, before script.1 happens; let it happen earlier, or make for longer
        --robots 3: script.0.crash names r4, and there is no such robot; name one of r1 to r3, or write robots: 4
        --guard robots: script.1.freeze names p1, which the robots guard: it has no controller; name a robot, or write guard: controller"
    `);
    expect(refused('--zones 2', file)).toMatchInlineSnapshot(
      `"2: --zones 2: a script names the members of one zone, and there are 2 zones; write zones: 1, or leave out the script"`,
    );
    expect(refused('--speed 0.01')).toMatchInlineSnapshot(
      `"2: --speed 0.01: a lease of 2000 ms is too short for a robot that takes 50000 ms to leave the pad; make leaseMs more than 100000"`,
    );
  });
  test('the file is blamed for what it says itself, whatever is typed', () => {
    const path = join(folder, 'bad.yaml');
    writeFileSync(path, 'robots: 99\nscript: [{ at: 20m, crash: r2 }]\n');
    expect(refused('--for 15m', path)).toMatchInlineSnapshot(`
      "3: bad.yaml has 2 problems
        bad.yaml:1:9: robots is the number 99; it must be at most 64
        --for 15m: the run ends at 15m, before script.0 happens; let it happen earlier, or make for longer"
    `);
    expect(refused('', join(folder, 'none.yaml'))).toBe(
      `${EXIT.config}: none.yaml: there is no such file; mend the path of the scenario`,
    );
  });
  test('an option mends what the file says', () => {
    const path = join(folder, 'many.yaml');
    writeFileSync(path, 'robots: 99\n');
    expect(typed('--robots 9', path).scenario.robots).toBe(9);
  });
});
