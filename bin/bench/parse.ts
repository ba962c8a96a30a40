/** What a person may type at a board on the bench: one command a line. */

import type { Wheels } from '../../hardware/drivers/drive.ts';
import { LED_BEATS, type LedPattern } from '../../hardware/drivers/led-patterns.ts';

export type Role = 'robot' | 'pad';

export interface MotorCommand {
  readonly do: 'motor';
  readonly wheels: Wheels;
  readonly drive: 'forward' | 'backward';
  readonly speedPercent: number;
  readonly forMs: number;
}

export type BenchCommand =
  | MotorCommand
  | { readonly do: 'relay'; readonly closed: true; readonly forMs: number }
  | { readonly do: 'relay'; readonly closed: false }
  | { readonly do: 'led'; readonly pattern: LedPattern }
  | { readonly do: 'calibrate'; readonly volts: number }
  | { readonly do: 'read' | 'zero' | 'dock' | 'deadman' | 'help' }
  | { readonly do: 'stop' }
  | { readonly do: 'quit' };

/** A line that is no command: what is wrong with it, and what to type. */
export interface NoCommand {
  readonly do: 'none';
  readonly wrong: string;
}

/** Nothing stays on for longer by hand. */
export const LONGEST_SECONDS = 10;

const PATTERNS = Object.keys(LED_BEATS) as LedPattern[];

const COMMON = [
  ['read', 'all readings once'],
  ['led fast', `the light: ${PATTERNS.join(', ')}`],
] as const;

const OF_ROLE = {
  robot: [
    ['motor both forward 60 2', 'left, right or both; forward or back; percent; seconds'],
    ['dock', 'onto the pad and off it, step by step'],
    ['calibrate 7.62', 'volts on a voltmeter at the battery: the divider'],
    ['zero', 'the zero of the current sensor of the motors'],
    ['deadman', 'motors on, then silence: when does the board act?'],
  ],
  pad: [
    ['relay close 5', `power by hand, for ${LONGEST_SECONDS} seconds at most; relay open`],
    ['dock', 'contact, power, current and off again, step by step'],
    ['zero', 'the zero of the current sensor'],
    ['deadman', 'relay closed, then silence: when does the board act?'],
  ],
} as const;

const ENDS = [
  ['stop', 'everything off at once, whatever goes on; Esc'],
  ['quit', 'everything off, and the end; Ctrl-C'],
] as const;

const FORM_CELLS = 24;

export function helpLines(role: Role): string[] {
  const rows = [...COMMON, ...OF_ROLE[role], ...ENDS];
  return rows.map(([form, what]) => `${form.padEnd(FORM_CELLS)} ${what}`);
}

/** Reads one line. */
export function parseBench(line: string, role: Role): BenchCommand | NoCommand {
  const [verb = '', ...words] = line.trim().split(/\s+/);
  switch (verb) {
    case 'relay':
      return role === 'pad' ? relay(words) : wrong('a robot has no relay; help lists what it has');
    case 'motor':
    case 'calibrate':
      if (role === 'pad') return wrong(`a pad has no ${OF_ROBOT[verb]}; help lists what it has`);
      return verb === 'motor' ? motor(words) : calibrate(words);
    case 'led':
      return led(words);
    case 'read':
    case 'zero':
    case 'dock':
    case 'deadman':
    case 'stop':
    case 'help':
    case 'quit':
      return words.length === 0 ? { do: verb } : wrong(`write ${verb} and nothing else`);
    case 'exit':
      return { do: 'quit' };
    default:
      return wrong(`there is no command '${verb}'; help lists them`);
  }
}

const OF_ROBOT = { motor: 'motors', calibrate: 'battery' } as const;

function relay([what, seconds, ...rest]: readonly string[]): BenchCommand | NoCommand {
  if (what === 'open' && seconds === undefined) return { do: 'relay', closed: false };
  const forMs = secondsOf(seconds ?? String(LONGEST_SECONDS));
  if (what === 'close' && forMs !== null && rest.length === 0)
    return { do: 'relay', closed: true, forMs };
  return wrong(`write relay open, or relay close 5: seconds, at most ${LONGEST_SECONDS}`);
}

function motor([wheels, way, percent, seconds, ...rest]: readonly string[]) {
  const speedPercent = numberOf(percent);
  const forMs = secondsOf(seconds);
  const drive = way === 'back' || way === 'backward' ? 'backward' : way;
  const isRight =
    (wheels === 'left' || wheels === 'right' || wheels === 'both') &&
    (drive === 'forward' || drive === 'backward') &&
    speedPercent !== null &&
    speedPercent >= 1 &&
    speedPercent <= 100 &&
    rest.length === 0;
  if (!isRight || forMs === null) {
    return wrong(
      `write motor left|right|both forward|back PERCENT SECONDS: 1 to 100 percent, at most ` +
        `${LONGEST_SECONDS} s`,
    );
  }
  return { do: 'motor', wheels, drive, speedPercent, forMs } as const;
}

function calibrate([volts, ...rest]: readonly string[]): BenchCommand | NoCommand {
  const value = numberOf(volts?.replace(/V$/i, ''));
  if (value === null || rest.length > 0)
    return wrong('write calibrate 7.62: volts, by a voltmeter at the battery');
  return { do: 'calibrate', volts: value };
}

function led([name, ...rest]: readonly string[]): BenchCommand | NoCommand {
  const pattern = PATTERNS.find((known) => known === name);
  if (pattern === undefined || rest.length > 0) return wrong(`write led ${PATTERNS.join(' or ')}`);
  return { do: 'led', pattern };
}

function secondsOf(text: string | undefined): number | null {
  const seconds = numberOf(text?.replace(/s$/, ''));
  return seconds === null || seconds <= 0 || seconds > LONGEST_SECONDS ? null : seconds * 1000;
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function wrong(text: string): NoCommand {
  return { do: 'none', wrong: text };
}
