/**
 * One life of the line to a board, in the shape in which firmata-io takes a serial port.
 *
 * firmata-io never lets go of a port, and whoever still holds its board may write to it long after. So each life
 * has a line of its own, and cutting it ends everything that was built on it: nothing comes, and what is written
 * goes nowhere.
 */

import { EventEmitter } from 'node:events';
import { FIRMATA, Frames } from './frames.ts';

export class Line extends EventEmitter {
  /** Hears each whole message before firmata-io does; what it throws is trouble of the line. */
  onMessage: (message: Uint8Array) => void = () => {};
  /** The answer made no sense to firmata-io. */
  onTrouble: (reason: string) => void = () => {};
  private readonly put: (bytes: Uint8Array) => void;
  private readonly frames: Frames;
  private isCut = false;

  constructor(put: (bytes: Uint8Array) => void) {
    super();
    this.put = put;
    this.frames = new Frames((message) => this.pass(message));
  }

  get garbageBytes(): number {
    return this.frames.garbageBytes;
  }

  /** Bytes have come from the port. */
  take(bytes: Uint8Array): void {
    if (!this.isCut) this.frames.take(bytes);
  }

  /** As firmata-io calls it. */
  write(bytes: Uint8Array, done?: () => void): void {
    if (!this.isCut) this.put(bytes);
    done?.();
  }

  sysex(message: readonly number[]): void {
    this.write(Uint8Array.of(FIRMATA.startSysex, ...message, FIRMATA.endSysex));
  }

  cut(): void {
    this.isCut = true;
    this.removeAllListeners();
  }

  private pass(message: Uint8Array): void {
    if (this.isCut) return;
    try {
      this.onMessage(message);
      if (!this.isCut) this.emit('data', message);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.onTrouble(text);
    }
  }
}
