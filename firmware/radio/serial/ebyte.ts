/**
 * What the modules of Ebyte share: registers that are read and written as bytes, at 9600 baud, in
 * a mode that the pins M0 and M1 choose (E22-900T22S and E32-433T20D user manuals, chapters 6 and 7).
 */

import type { OutputLine } from './config.ts';
import { driveLine, type ModuleBench, noAnswer, useBaud } from './module-bench.ts';

/** The registers are written and read at this speed only, whatever the module's own. */
const SETTING_BAUD = 9600;
/** A change of mode: 2 ms, and up to 90 ms while the module reads its registers. */
const SWITCH_MS = 120;
const ANSWER_MS = 500;

/**
 * Holds the pin high, lets `work` speak with the module, and lets the pin go. High is the line not
 * asserted; a port that is just opened has it low, and the module in operation.
 */
export async function inSettingMode(
  bench: ModuleBench,
  line: OutputLine,
  work: () => Promise<string | null>,
): Promise<string | null> {
  const noLine = await driveLine(bench, line, false);
  if (noLine !== null) return noLine;
  await bench.inbox.pause(SWITCH_MS);
  const trouble = (await useBaud(bench, SETTING_BAUD)) ?? (await work());
  await driveLine(bench, line, true);
  const back = await useBaud(bench, bench.baud);
  await bench.inbox.pause(SWITCH_MS);
  return trouble ?? back;
}

/** Asks, and waits for an answer that begins as given and has the length given. */
export async function askBytes(
  { inbox, port }: ModuleBench,
  question: readonly number[],
  start: readonly number[],
  length: number,
): Promise<Uint8Array | null> {
  inbox.clear();
  port.write(Uint8Array.from(question));
  return inbox.wait((held) => {
    for (let at = 0; at + length <= held.length; at++) {
      if (start.every((byte, i) => held[at + i] === byte)) return held.slice(at, at + length);
    }
    return null;
  }, ANSWER_MS);
}

export function inHex(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

export function noRegisters(module: string, pins: string, { inbox }: ModuleBench): string {
  return noAnswer(module, 'when asked for its registers', inbox, `are ${pins}, and TX to RX?`);
}

/** The code of a power in dBm: its place in one of the rows. */
export function powerCode(rows: readonly (readonly number[])[], powerDbm: number): number {
  return Math.max(...rows.map((row) => row.indexOf(powerDbm)));
}

export function equalBytes(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((byte, i) => byte === b[i]);
}
