/**
 * What setting a transparent module up works with, and the steps that all modules share.
 */

import type { OutputLine } from './config.ts';
import type { Bench } from './driver.ts';
import type { Inbox } from './inbox.ts';

export interface ModuleBench extends Bench {
  readonly inbox: Inbox;
  /** The speed of the port in operation; it is open at it. */
  readonly baud: number;
}

/** Drives the line that a module's pin is wired to; in plain words when the port has no such line. */
export async function driveLine(
  { port }: Bench,
  line: OutputLine,
  asserted: boolean,
): Promise<string | null> {
  if (await port.setLine(line, asserted)) return null;
  return (
    `the port has no line ${line.toUpperCase()} to set the module with; ` +
    'use a port that has it, or leave lines out and set the module by hand'
  );
}

/** Changes the speed of the port; in plain words when it can't. */
export async function useBaud({ port }: Bench, baud: number): Promise<string | null> {
  return (await port.setBaud(baud)) ? null : `the port can't do ${baud} baud; choose another baud`;
}

/** Bytes came at the wrong time or the wrong speed, or none at all. */
export function noAnswer(module: string, question: string, inbox: Inbox, hint: string): string {
  if (inbox.size > 0) return `${module} answered ${question} with garbage: is the baud rate right?`;
  return `${module} does not answer ${question}: ${hint}`;
}
