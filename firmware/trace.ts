/**
 * A trace: what a member did, one JSON object a line (docs: events and traces).
 *
 * Each event is handed to the system before write() returns, because a trace is read after
 * accidents: a process that is killed must not take its last `exit` with it. That costs some
 * microseconds an event. It need not survive a power cut, so it is not flushed to the disk.
 */

import { closeSync, openSync, writeSync } from 'node:fs';

export interface Trace {
  /** Never throws: a trace that cannot be written is told once, and tried again. */
  write(event: object): void;
  close(): void;
}

/**
 * Appends to the file, or makes it. Throws when it cannot be opened. Several processes may
 * append to one file: a line is one write.
 */
export function openTrace(
  path: string,
  onTrouble: (message: string | null) => void = () => {},
): Trace {
  let descriptor: number | null = openSync(path, 'a');
  let trouble = false;
  /** A line was cut short, so the next one has to begin on its own. */
  let cut = false;

  return {
    write(event) {
      if (descriptor === null) return;
      try {
        const line = Buffer.from(`${cut ? '\n' : ''}${JSON.stringify(event)}\n`);
        const written = writeSync(descriptor, line);
        if (written > 0) cut = written < line.length;
        if (written < line.length) throw new Error('the disk is full');
        if (trouble) onTrouble(null);
        trouble = false;
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (!trouble) onTrouble(`cannot write the trace ${path}: ${why}; free some space`);
        trouble = true;
      }
    },
    close() {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}
