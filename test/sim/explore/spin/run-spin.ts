/**
 * Lets SPIN count the states of token.pml: it writes a verifier in C, which is compiled and run in a
 * scratch folder. Whole states are stored and compared, so the count is exact.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RobotBounds, TokenLayerBounds } from '../../../../sim/explore/token-layer.ts';

const run = promisify(execFile);

/** Far deeper than any search goes here; SPIN keeps its stack of this many steps in memory. */
const MOST_DEPTH = 10_000;

export interface SpinCount {
  /** Different states, the first one included. */
  readonly states: number;
  /** Steps between them. */
  readonly transitions: number;
}

/**
 * The states of the Promela model within the same bounds.
 * @throws Error when SPIN finds an error in the model or does not get to its end, with its report
 */
export async function countWithSpin(bounds: TokenLayerBounds): Promise<SpinCount> {
  const folder = await mkdtemp(join(tmpdir(), 'roost-spin-'));
  try {
    await copyFile(join(import.meta.dirname, 'token.pml'), join(folder, 'token.pml'));
    await run('spin', [...defines(bounds), '-a', 'token.pml'], { cwd: folder });
    // SAFETY: no search for cycles. NOREDUCE: no partial-order reduction, which leaves out states.
    const options = ['-O0', '-w', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c'];
    await run('gcc', options, { cwd: folder });
    const { stdout } = await run(join(folder, 'pan'), [`-m${MOST_DEPTH}`], { cwd: folder });
    return parseReport(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bits: what URGENT and ROUTINE are in token.pml. */
const URGENCY_BITS = { routine: 1, urgent: 2, either: 3 } as const;

const MOST_ROBOTS = 4;

function defines({ robots, maxOvertakes }: TokenLayerBounds): string[] {
  const absent: RobotBounds = { asks: 0, urgency: 'routine' };
  const each = Array.from({ length: MOST_ROBOTS }, (_, robot) => robots[robot] ?? absent);
  return [
    `-DN=${robots.length}`,
    `-DK=${Math.max(...robots.map(({ asks }) => asks))}`,
    `-DOVERTAKES=${maxOvertakes}`,
    ...each.map(({ asks }, robot) => `-DK${robot + 1}=${asks}`),
    ...each.map(({ urgency }, robot) => `-DU${robot + 1}=${URGENCY_BITS[urgency]}`),
  ];
}

/** What the verifier prints at its end. */
export function parseReport(report: string): SpinCount {
  const stored = /^\s*(\d+) states, stored$/m.exec(report);
  const transitions = /^\s*(\d+) transitions \(= stored\+matched\)$/m.exec(report);
  const whole = report.includes('errors: 0') && !/not completed|too small|aborting/i.test(report);
  if (!stored || !transitions || !whole)
    throw new Error(`SPIN found an error, or no end:\n${report}`);
  // SPIN counts the first state as if a step had led to it.
  return { states: Number(stored[1]), transitions: Number(transitions[1]) - 1 };
}
