/** How commands talk with whoever typed them: at a panel, over a pipe, or as JSON. */

import type { BenchReadings } from '../../hardware/bench/readings.ts';
import { EXIT, type ExitCode } from '../errors.ts';

export interface Talk {
  say(text: string): void;
  /** All readings, as an answer to `read`. */
  show(readings: BenchReadings): void;
  /** What is typed next; empty when nothing comes any more. */
  ask(question: string): Promise<string>;
}

export type Outcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly text: string; readonly code: ExitCode };

export const DONE: Outcome = { ok: true };

export function failed(text: string, code: ExitCode): Outcome {
  return { ok: false, text, code };
}

/** Null when it may be done. `isSure`: it was said beforehand (--yes). */
export async function confirm(
  { talk, isSure }: { readonly talk: Talk; readonly isSure: boolean },
  question: string,
): Promise<Outcome | null> {
  if (isSure) return null;
  const answer = (await talk.ask(`${question} Type yes: `)).trim().toLowerCase();
  return answer === 'yes' ? null : failed('not confirmed, nothing done', EXIT.usage);
}
