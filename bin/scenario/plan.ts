/**
 * From a scenario file and the options of the command line to the runs that they ask for. Both are judged
 * together, so a robot that the script names and `--robots` takes away is found.
 */

import { ConfigError } from '../../firmware/config/config-error.ts';
import { timeText } from '../../sim/scenario/duration.ts';
import { faultNames } from '../../sim/scenario/faults.ts';
import type { Scenario } from '../../sim/scenario/scenario.ts';
import { EXIT, ExitError } from '../errors.ts';
import { quoted } from '../shell.ts';
import type { ScenarioFlags, SeedRange } from './options.ts';
import { type OptionSetting, parseScenario, readScenario } from './read.ts';

export interface Plan {
  /** With the first of the seeds. */
  readonly scenario: Scenario;
  readonly seeds: SeedRange;
}

/**
 * The scenario of a file, or the default one when `path` is null, with the options over it. Throws
 * ConfigError for the file (exit code 3), and ExitError (2) when only options are wrong.
 */
export function planOf(path: string | null, flags: ScenarioFlags): Plan {
  const settings = settingsOf(flags);
  const scenario = readWith(path, settings);
  return { scenario, seeds: flags.seeds ?? { from: scenario.seed, to: scenario.seed } };
}

/** What to type to repeat the run of one seed. */
export function repeatCommand(path: string | null, flags: ScenarioFlags, seed: number): string {
  const { seeds: _, ...others } = flags;
  const options = settingsOf({ ...others, seed }).map(({ option }) => option);
  return ['roost sim', ...(path === null ? [] : [quoted(path)]), ...options].join(' ');
}

function readWith(path: string | null, settings: readonly OptionSetting[]): Scenario {
  try {
    // What the command line alone says is a scenario in which no file has a part.
    return path === null ? parseScenario('{}', '', settings) : readScenario(path, settings);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { problems, message } = error;
    const options = new Set(settings.map(({ option }) => option));
    if (!problems.every(({ where }) => options.has(where))) throw error;
    const text = problems.length === 1 ? message : new ConfigError(SUBJECT, problems).message;
    throw new ExitError(text, EXIT.usage);
  }
}

const SUBJECT = 'the command line';

/** Options whose value is what the file would have. */
const PLAIN = ['robots', 'pads', 'guard', 'radio', 'zones', 'speed'] as const;

/** Only of options that make a scenario; a command may have others. */
function settingsOf(flags: ScenarioFlags): OptionSetting[] {
  const { seed = flags.seeds?.from, for: forMs, faults } = flags;
  const given: readonly (readonly [key: OptionSetting['path'][0], value: unknown])[] = [
    ['seed', seed],
    ...PLAIN.map((key) => [key, flags[key]] as const),
    ['for', forMs === undefined ? undefined : timeText(forMs)],
    ['faults', faults === undefined ? undefined : faultNames(faults)],
  ];
  return given
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ path: [key], value, option: `--${key} ${typed(value)}` }));
}

/** A value as it is typed after its option. */
function typed(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  return String(value);
}
