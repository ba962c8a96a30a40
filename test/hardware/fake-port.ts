/** The host's end of a fake serial line: a port as the link takes it (hardware/link/serial-stream.ts). */

import { EventEmitter } from 'node:events';
import type { SerialStream } from '../../hardware/link/serial-stream.ts';

export class FakePort extends EventEmitter implements SerialStream {
  isOpen = true;
  private readonly onWrite: (bytes: Uint8Array) => void;

  constructor(onWrite: (bytes: Uint8Array) => void) {
    super();
    this.onWrite = onWrite;
  }

  write(bytes: Uint8Array): void {
    // As with the package serialport: a port that is gone says nothing.
    if (this.isOpen) this.onWrite(Uint8Array.from(bytes));
  }

  drain(done: () => void): void {
    queueMicrotask(done);
  }

  close(done?: () => void): void {
    this.isOpen = false;
    queueMicrotask(() => done?.());
  }
}
