/** Talk in lines of text, for pipes and single commands, or in documents of JSON. */

import type { BenchReadings } from '../../hardware/bench/readings.ts';
import type { Row } from './rows.ts';
import type { SessionTalk } from './session.ts';

export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

/** Data to `out`, questions and failures to `err`. */
export function textTalk(
  { out, err }: Streams,
  rowsOf: (readings: BenchReadings) => readonly Row[],
) {
  const talk: SessionTalk = {
    say: (text) => out(`${text}\n`),
    show: (readings) => out(rowsText(rowsOf(readings))),
    question: (text) => {
      if (text !== null) err(`${text}\n`);
    },
    failed: (text) => err(`roost: ${text}\n`),
  };
  return talk;
}

export function rowsText(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ label }) => label.length));
  return rows.map(({ label, text }) => `${label.padEnd(width)}  ${text}\n`).join('');
}

/** One document a line; nobody answers questions. */
export function jsonTalk({ out, err }: Streams, id: string, wallMs: () => number): SessionTalk {
  return {
    say: (text) => out(jsonLine({ event: 'said', id, text })),
    show: (readings) => out(readingsLine(id, readings, wallMs())),
    question: (text) => {
      if (text !== null) err(`${text}\n`);
    },
    failed: (text) => err(`roost: ${text}\n`),
  };
}

export function readingsLine(id: string, readings: BenchReadings, wallMs: number): string {
  return jsonLine({ event: 'readings', id, t: wallMs, ...readings });
}

function jsonLine(fields: object): string {
  return `${JSON.stringify({ schemaVersion: 1, ...fields })}\n`;
}
