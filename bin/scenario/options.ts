/**
 * The options that make a scenario on the command line, or change that of a file. `plan.ts` makes the
 * scenario of them; it stands apart because it loads much that other commands don't need.
 */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { suggestion } from '../../firmware/config/nearest.ts';
import { FAULT_NAMES, type FaultName, faultsOf } from '../../sim/scenario/faults.ts';
import { LIMITS, type RadioName, type Scenario } from '../../sim/scenario/scenario.ts';
import { TIMING_PROFILES } from '../../src/radio/timing.ts';
import { duration, positiveNumber, wholeNumber } from '../arguments.ts';

/** Seeds from the first to the last, both included. */
export interface SeedRange {
  readonly from: number;
  readonly to: number;
}

/** As commander gives them; what wasn't typed is missing. */
export interface ScenarioFlags {
  readonly seed?: number;
  readonly seeds?: SeedRange;
  readonly robots?: number;
  readonly pads?: number;
  readonly guard?: Scenario['guard'];
  readonly radio?: RadioName;
  readonly zones?: number;
  /** Milliseconds. */
  readonly for?: number;
  readonly speed?: number;
  readonly faults?: readonly FaultName[];
}

/** Adds the options to a command. Its action finds them in `ScenarioFlags`. */
export function addScenarioOptions(command: Command): Command {
  return command
    .option('--seed <number>', 'decides all that is left to chance', wholeNumber(0, LIMITS.seed))
    .addOption(
      new Option('--seeds <range>', 'one run for each of these seeds, as 1..100')
        .argParser(seedRange)
        .conflicts('seed'),
    )
    .option('--robots <number>', 'how many robots in a zone', wholeNumber(1, LIMITS.robots))
    .option('--pads <number>', 'how many pads in a zone', wholeNumber(1, LIMITS.pads))
    .addOption(
      new Option('--guard <guard>', 'who admits robots to the pads').choices([
        'controller',
        'robots',
      ]),
    )
    .addOption(new Option('--radio <name>', 'the virtual air').choices(TIMING_PROFILES))
    .option('--zones <number>', 'so many swarms side by side', wholeNumber(1, LIMITS.zones))
    .option('--for <time>', 'how long the run is, in virtual time', duration)
    .option('--speed <factor>', 'how many times faster bodies live', speed)
    .option('--faults <list>', 'faults mixed at random: all, none, or names as crash,loss', faults);
}

function seedRange(text: string): SeedRange {
  const mend = `Write two whole numbers from 0 to ${LIMITS.seed}, the lower one first, as 1..100.`;
  const match = /^(\d{1,10})\.\.(\d{1,10})$/.exec(text);
  const [from, to] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || from > to || to > LIMITS.seed) throw new InvalidArgumentError(mend);
  return { from, to };
}

function speed(text: string): number {
  const factor = positiveNumber(text);
  if (factor <= LIMITS.speed) return factor;
  throw new InvalidArgumentError(`Write a number of at most ${LIMITS.speed}.`);
}

function faults(text: string): FaultName[] {
  if (text === 'none') return [];
  const known = ['all', ...FAULT_NAMES];
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !known.includes(name));
  if (wrong === undefined) return faultsOf(names as FaultName[]);
  const what = wrong === '' ? 'A name is empty' : `There is no fault '${wrong}'`;
  throw new InvalidArgumentError(`${what}; ${suggestion(wrong, ['none', ...known])}`);
}
