/** A trace as a stream of lines, so that it may be longer than the memory. */
import { createReadStream } from 'node:fs';
import { TraceError } from './trace-error.ts';

export interface TextLine {
  readonly number: number;
  readonly text: string;
  /** False for a last line that no line break ends: it may have been cut. */
  readonly ended: boolean;
}

/** Far more than the longest record: what is longer is no trace. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

/** Throws TraceError for a file that has no lines, and the system's error when it cannot be read. */
export async function* linesOf(path: string): AsyncGenerator<TextLine> {
  let number = 0;
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop()!;
    for (const text of parts) {
      number += 1;
      yield { number, text, ended: true };
    }
    if (rest.length > MAX_CHARACTERS)
      throw new TraceError(
        number + 1,
        'this line has no end',
        'give a file that was written by --trace',
      );
  }
  if (rest !== '') yield { number: number + 1, text: rest, ended: false };
}
