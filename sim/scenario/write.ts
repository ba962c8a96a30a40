/**
 * Writes a scenario as YAML, so that a person likes to read it and reading it gives the same run.
 *
 * Everything is written out, defaults too: a committed scenario must not change its meaning when a
 * default does.
 */

import { CALM, type Weather } from '../air/weather.ts';
import type { Failure } from '../world/failure.ts';
import { timeText } from './duration.ts';
import { faultNames } from './faults.ts';
import type { Happening } from './happening.ts';
import type { Gain, Scenario } from './scenario.ts';

/** What a minimised scenario says of the failure that it repeats. */
export interface SeedFailure extends Failure {
  readonly seed: number;
  /** Null when it isn't known. */
  readonly commit: string | null;
  /** The command that repeats the run. */
  readonly command: string;
}

/** The text of a scenario file. `comment`: lines without # that stand at its head. */
export function scenarioText(scenario: Scenario, comment: readonly string[] = []): string {
  const head = comment.flatMap((text) => text.split(/\r\n|[\n\r\u2028\u2029]/));
  const lines = head.map((line) => `# ${printable(line)}`.trimEnd());
  if (lines.length > 0) lines.push('');
  return `${[...lines, ...settings(scenario)].join('\n')}\n`;
}

/** The comment for a scenario that repeats a failure. */
export function failureComment(failure: SeedFailure): string[] {
  const { promise, atMs, what, seed, commit, command } = failure;
  return [
    `${promise} is broken at ${timeText(atMs)}: ${what}`,
    `seed ${seed}, commit ${commit ?? 'unknown'}`,
    `repeat: ${command}`,
  ];
}

function settings(scenario: Scenario): string[] {
  const { timing, charging, faults, gains, hidden, script, expect } = scenario;
  const names = faultNames(faults);
  return [
    `seed: ${scenario.seed}`,
    `robots: ${scenario.robots}`,
    `pads: ${scenario.pads}`,
    `guard: ${scenario.guard}`,
    `radio: ${scenario.radio}`,
    `timing: ${typeof timing === 'string' ? timing : mapping(Object.entries(timing))}`,
    `zones: ${scenario.zones}`,
    `for: ${timeText(scenario.forMs)}`,
    `speed: ${scenario.speed}`,
    `drift: ${scenario.drift}`,
    `charging: ${mapping(Object.entries(charging))}`,
    `queue: { maxOvertakes: ${scenario.maxOvertakes} }`,
    `faults: ${names.length === 0 ? 'none' : list(names)}`,
    ...items('gains', gains.map(gainText)),
    ...items('hidden', hidden.map(list)),
    ...items('script', script.map(happeningText)),
    ...(expect === null ? [] : [`expect: { promise: ${expect.promise} }`]),
  ];
}

function items(key: string, texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : [`${key}:`, ...texts.map((text) => `  - ${text}`)];
}

type Pairs = readonly (readonly [key: string, value: string | number | boolean])[];

function mapping(pairs: Pairs): string {
  return `{ ${pairs.map(([key, value]) => `${key}: ${value}`).join(', ')} }`;
}

function list(names: readonly string[]): string {
  return `[${names.join(', ')}]`;
}

function gainText({ from, to, gainDb }: Gain): string {
  return mapping(Object.entries({ from, to, gainDb }));
}

/** One happening on one line, as a script has it. */
export function happeningText(happening: Happening): string {
  return mapping(pairsOf(happening));
}

function pairsOf(happening: Happening): Pairs {
  switch (happening.do) {
    case 'lose':
    case 'double':
    case 'delay':
    case 'flip':
    case 'cut':
    case 'merge': {
      const { frame, to, copy } = happening;
      const which: Pairs = copy === 1 ? [] : [['copy', copy]];
      return [[happening.do, frame], ['to', to], ...which];
    }
    case 'crash': {
      const torn: Pairs = happening.torn ? [['torn', true]] : [];
      return [...begun(happening, happening.member), ...lasting(happening), ...torn];
    }
    case 'lose-disk':
    case 'freeze':
    case 'deafen':
    case 'mute':
    case 'break-pad':
    case 'lose-gauge':
      return [...begun(happening, happening.member), ...lasting(happening)];
    case 'slow': {
      const by = ['by', timeText(happening.byMs)] as const;
      return [...begun(happening, happening.member), by, ...lasting(happening)];
    }
    case 'partition':
      return [...begun(happening, list(happening.side)), ...lasting(happening)];
    case 'weather':
      return [...begun(happening, weatherText(happening.weather)), ...lasting(happening)];
    case 'replay': {
      const { from, to, frame, count } = happening;
      const times: Pairs = count === 1 ? [] : [['count', count]];
      return [...begun(happening, frame ?? from), ['to', to], ...times];
    }
    case 'drift':
      return [...begun(happening, happening.member), ['rate', happening.rate]];
    case 'step':
      return [...begun(happening, happening.member), ['by', timeText(happening.byMs)]];
    case 'exhaust':
      return begun(happening, happening.member);
    case 'miss-dock':
    case 'die-on-pad':
      return begun(happening, happening.robot);
    case 'release-pad':
      return begun(happening, happening.pad);
    case 'heal':
      return begun(happening, 'all');
  }
}

/** `at: 3s, crash: r2`. */
function begun(happening: { readonly do: string; readonly atMs: number }, whom: string): Pairs {
  return [
    ['at', timeText(happening.atMs)],
    [happening.do, whom],
  ];
}

function lasting({ forMs }: { readonly forMs: number | null }): Pairs {
  return forMs === null ? [] : [['for', timeText(forMs)]];
}

/** Only what is bad about it. */
function weatherText(weather: Readonly<Weather>): string {
  const { lateMs, burst, ...shares } = weather;
  const pairs: [string, string | number][] = Object.entries(shares).filter(
    ([, share]) => share !== 0,
  );
  if (lateMs !== CALM.lateMs) pairs.push(['lateBy', timeText(lateMs)]);
  if (burst !== null) pairs.push(['burst', mapping(Object.entries(burst))]);
  return pairs.length === 0 ? '{}' : mapping(pairs);
}

/** Without what a YAML comment cannot hold. */
function printable(line: string): string {
  return line.replaceAll(/[^\t\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?');
}
