/**
 * `roost explore`: every interleaving of a small swarm up to a bound, with the shortest path to
 * whatever breaks a promise.
 */
import { type Bounds, DEFAULT_BOUNDS } from '../../sim/explore/bounds.ts';
import { type Searched, searchRound } from '../../sim/explore/explore.ts';
import { ROUNDS, type Round } from '../../sim/explore/rounds.ts';
import type { Progress } from '../../sim/explore/search.ts';
import { EXIT } from '../errors.ts';

export interface ExploreCommand extends Partial<Bounds> {
  readonly depth?: number | undefined;
  readonly maxStates: number;
  readonly json?: boolean | undefined;
}

const GIVEN_DEPTH = 8;

export function run(command: ExploreCommand): void {
  const started = performance.now();
  const searched = roundsOf(command).map((round) => {
    const result = searchRound(round, {
      maxStates: command.maxStates,
      ...(process.stderr.isTTY ? { onProgress: showProgress } : {}),
    });
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    if (!command.json) process.stdout.write(roundText(result));
    return result;
  });
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(
    command.json ? `${JSON.stringify(document(searched, seconds))}\n` : summary(searched, seconds),
  );
  process.exitCode = searched.some(isBroken) ? EXIT.promise : EXIT.done;
}

/** The rounds of the house; with any bound given, that bound alone. */
function roundsOf({ depth, maxStates: _, json: __, ...given }: ExploreCommand): readonly Round[] {
  const bounds = Object.entries(given).filter(([, value]) => value !== undefined);
  if (bounds.length === 0 && depth === undefined) return ROUNDS;
  return [
    {
      name: 'given',
      bounds: { ...DEFAULT_BOUNDS, ...Object.fromEntries(bounds) },
      depth: depth ?? GIVEN_DEPTH,
    },
  ];
}

function isBroken({ violations }: Searched): boolean {
  return violations.length > 0;
}

function showProgress({ name }: Round, { states, depth }: Progress): void {
  process.stderr.write(`\r${name}: ${states.toLocaleString('en')} states, depth ${depth}\x1b[K`);
}

function roundText({ round, states, transitions, depth, complete, violations }: Searched): string {
  const counts = `${count(states)} states, ${count(transitions)} transitions, depth ${depth}`;
  const end = complete ? '' : '; not complete: --max-states was reached';
  const lines = violations.flatMap(({ promise, path }) => [
    `  broken: ${promise}`,
    `  the shortest path to it, ${path.length} steps from the calm swarm:`,
    ...path.map((line, step) => `  ${`${step + 1}`.padStart(4)}  ${line}`),
  ]);
  return [`${round.name}: ${counts}${end}`, ...lines, ''].join('\n');
}

function summary(searched: readonly Searched[], seconds: number): string {
  const { states, transitions, statesPerSecond, complete, violations } = document(
    searched,
    seconds,
  );
  const verdict =
    violations.length > 0
      ? 'a promise was broken'
      : complete
        ? 'no promise was broken'
        : 'no promise was broken in the part that was searched';
  return `${verdict}: ${count(states)} states, ${count(transitions)} transitions, ${count(statesPerSecond)} states a second\n`;
}

/** contract.md, `explore --json`. */
function document(searched: readonly Searched[], seconds: number) {
  const total = (of: (result: Searched) => number) =>
    searched.reduce((sum, result) => sum + of(result), 0);
  const states = total((result) => result.states);
  return {
    schemaVersion: 1,
    states,
    transitions: total((result) => result.transitions),
    depth: Math.max(...searched.map((result) => result.depth)),
    statesPerSecond: Math.round(states / seconds),
    complete: searched.every((result) => result.complete),
    violations: searched.flatMap(({ round, violations }) =>
      violations.map((violation) => ({ round: round.name, ...violation })),
    ),
    rounds: searched.map(({ round, violations: _, ...counts }) => ({
      name: round.name,
      ...counts,
      maxDepth: round.depth,
      bounds: round.bounds,
    })),
  };
}

function count(number: number): string {
  return number.toLocaleString('en');
}
