/** The host's end of a fake serial line: a port as the link takes it (hardware/link/serial-stream.ts). */

import { EventEmitter } from 'node:events';
import type { SerialStream } from '../../hardware/link/serial-stream.ts';

export class FakePort extends EventEmitter implements SerialStream {
  isOpen = true;
  private readonly onWrite: (bytes: Uint8Array) => void;
  private readonly beforeClosed: (closed: () => void) => void;

  /** `beforeClosed` calls back when the system has let go of the port. */
  constructor(
    onWrite: (bytes: Uint8Array) => void,
    beforeClosed: (closed: () => void) => void = queueMicrotask,
  ) {
    super();
    this.onWrite = onWrite;
    this.beforeClosed = beforeClosed;
  }

  write(bytes: Uint8Array): void {
    // As with the package serialport: a port that is gone says nothing.
    if (this.isOpen) this.onWrite(Uint8Array.from(bytes));
  }

  drain(done: () => void): void {
    queueMicrotask(done);
  }

  close(done?: () => void): void {
    this.beforeClosed(() => {
      this.isOpen = false;
      done?.();
    });
  }
}
