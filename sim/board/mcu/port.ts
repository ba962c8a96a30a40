/**
 * The serial port of an emulated Arduino, in the shape of an open port of the package serialport: what firmata-io
 * takes as its transport.
 *
 * Bytes pass while the Arduino's time does (pace.ts, or a test that calls `advance`).
 */

import { Duplex } from 'node:stream';

/** An Arduino, or one with a world around it: what its serial port is made of. */
export interface SerialLine {
  onBytes: (bytes: Uint8Array) => void;
  feed(bytes: Uint8Array): void;
}

export type Done = (error?: Error | null) => void;

export class EmulatedPort extends Duplex {
  readonly path: string;
  private readonly line: SerialLine;
  private open = true;

  constructor(line: SerialLine, path: string) {
    super({ autoDestroy: false, emitClose: false });
    this.path = path;
    this.line = line;
    line.onBytes = (bytes) => {
      if (this.open) this.push(bytes);
    };
    process.nextTick(() => {
      if (this.open) this.emit('open');
    });
  }

  /** False once it is closed or unplugged. */
  get isOpen(): boolean {
    return this.open;
  }

  /** The host lets go of it. */
  close(done: Done = () => {}): void {
    this.hangUp(null, done);
  }

  /** The cable is pulled: `close` comes with an error, as from a real port. The Arduino goes on. */
  unplug(): void {
    this.hangUp(Object.assign(new Error(`${this.path} is gone`), { disconnected: true }), () => {});
  }

  override _read(): void {}

  /** What is written to a closed port is lost, and nobody is told: a real one does the same. */
  override _write(bytes: Uint8Array, _encoding: string, done: Done): void {
    if (this.open) this.line.feed(bytes);
    done();
  }

  private hangUp(why: Error | null, done: Done): void {
    if (!this.open) {
      done(new Error(`${this.path} is not open`));
      return;
    }
    this.open = false;
    process.nextTick(() => {
      done(null);
      this.emit('close', why);
    });
  }
}

/** A port that is open; it takes the `onBytes` of what is behind it. */
export function emulatedPort(line: SerialLine, path = 'emulated'): EmulatedPort {
  return new EmulatedPort(line, path);
}
