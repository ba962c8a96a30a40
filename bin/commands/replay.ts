/** `roost replay TRACE`: whether this code does what a trace says that it did. */

import { statSync } from 'node:fs';
import type { Difference } from '../../sim/replay/life-replay.ts';
import { linesOf } from '../../sim/replay/lines.ts';
import { changesOf } from '../../sim/replay/same.ts';
import { TraceError } from '../../sim/replay/trace-error.ts';
import { type ReplayResult, TraceReplay } from '../../sim/replay/trace-replay.ts';
import { EXIT, ExitError } from '../errors.ts';
import { version } from '../manifest.ts';

interface Options {
  readonly trace: string;
  readonly member?: string;
  readonly json?: boolean;
}

/** Ends with code 6 when the code does something else. Throws ExitError for a trace that is no good. */
export async function run({ trace, member, json }: Options): Promise<void> {
  if (statSync(trace).isDirectory())
    throw new ExitError(
      `${trace} is a folder; give one of the traces in it, for instance ${trace}/r1.ndjson`,
      EXIT.config,
    );
  const result = await replay(trace, member ?? null);
  if (result.cutLine !== null)
    process.stderr.write(
      `roost: ${trace}:${result.cutLine}: the last line was cut while it was written; it is left out\n`,
    );
  const others = result.recordedWith.filter((other) => other !== version);
  if (others.length > 0)
    process.stderr.write(
      `roost: ${trace} was recorded with roost ${others.join(', ')}, and this is roost ${version}\n`,
    );
  const { lives, steps, outputs, differences } = result;
  process.stdout.write(
    json
      ? `${JSON.stringify({ schemaVersion: 1, lives, steps, outputs, differences })}\n`
      : report(trace, result),
  );
  if (differences.length > 0) process.exitCode = EXIT.promise;
}

async function replay(trace: string, member: string | null): Promise<ReplayResult> {
  try {
    const replaying = new TraceReplay(member);
    for await (const line of linesOf(trace)) replaying.take(line);
    return replaying.end();
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    const place = error.line === null ? trace : `${trace}:${error.line}`;
    throw new ExitError(`${place}: ${error.message}`, EXIT.config, { cause: error });
  }
}

function report(trace: string, result: ReplayResult): string {
  const { lives, members, steps, outputs, differences } = result;
  const replayed =
    `${count(lives, 'life', 'lives')} of ${members.join(', ')}, ` +
    `${count(steps, 'step', 'steps')}, ${count(outputs, 'output', 'outputs')}`;
  if (differences.length === 0) return `${trace}: ${replayed}: all as it was recorded\n`;
  const found = differences.map((difference) => describe(trace, difference)).join('');
  return `${found}${trace}: ${replayed} as recorded before ${differences.length === 1 ? 'that' : 'those'}\n`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** So many fields that differ are named. */
const CHANGES_SHOWN = 8;

function describe(trace: string, { line, member, expected, got }: Difference): string {
  const lines = [
    `${trace}:${line}: here ${member} does something else than was recorded`,
    `  recorded  ${JSON.stringify(expected)}`,
    `  now       ${got === null ? 'nothing more' : JSON.stringify(got)}`,
  ];
  if (expected.event === got?.event)
    for (const change of changesOf(expected, got).slice(0, CHANGES_SHOWN))
      lines.push(`  changed   ${change}`);
  return `${lines.join('\n')}\n`;
}
