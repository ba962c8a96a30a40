/** Serial ports in memory, with modules behind them that are plugged in and out. */

import type { OutputLine } from '../../../../firmware/radio/serial/config.ts';
import type { OpenPort, Port, PortListener } from '../../../../firmware/radio/serial/port.ts';

/** A module, from the side of its wires. */
export interface FakeModule {
  /** Speed of its UART: at another one both sides hear garbage. */
  baud: number;
  /** Gives bytes to the computer; set by the port. */
  toHost: (bytes: Uint8Array) => void;
  hear(bytes: Uint8Array): void;
  /** LOW (asserted) or HIGH levels of the lines that the computer drives. */
  level?(line: OutputLine, isLow: boolean): void;
  /** Whether AUX is low. */
  auxIsLow?(): boolean;
}

const garbled = (bytes: Uint8Array) => bytes.map((byte) => (byte ^ 0xa5) | 1);

export class FakePlug {
  module: FakeModule | null;
  /** As a pty: without lines. */
  hasLines = true;
  /** What opening answers, in place of opening. */
  refusal: string | null = null;
  opened = 0;
  /** Everything written, in order. */
  readonly written: Uint8Array[] = [];
  private current: { readonly listener: PortListener; baud: number } | null = null;

  constructor(module: FakeModule | null) {
    this.module = module;
  }

  get isOpen(): boolean {
    return this.current !== null;
  }

  unplug(reason = 'the port /dev/ttyFAKE is gone: was it unplugged?'): void {
    this.refusal = 'there is no port /dev/ttyFAKE; is it plugged in?';
    const { current } = this;
    this.current = null;
    current?.listener.onGone(reason);
  }

  plug(): void {
    this.refusal = null;
  }

  /** Gives bytes to whoever has the port open, as if the module had sent them. */
  give(bytes: Uint8Array): void {
    this.current?.listener.onData(bytes);
  }

  readonly open: OpenPort = async ({ baud }, listener) => {
    await Promise.resolve();
    if (this.refusal !== null) return this.refusal;
    if (this.current !== null) return 'another process has the port open';
    this.opened += 1;
    const mine = { listener, baud };
    this.current = mine;
    const { module } = this;
    const isMine = () => this.current === mine;
    if (module !== null) {
      module.toHost = (bytes) => {
        if (!isMine()) return;
        // The port uses its buffer again, so whoever wants to keep the bytes must copy them.
        const buffer = module.baud === mine.baud ? bytes.slice() : garbled(bytes);
        listener.onData(buffer);
        buffer.fill(0xee);
      };
      for (const line of ['rts', 'dtr'] as const) module.level?.(line, true);
    }
    const port: Port = {
      write: (bytes) => {
        if (!isMine()) return;
        this.written.push(bytes.slice());
        if (module !== null) module.hear(module.baud === mine.baud ? bytes : garbled(bytes));
      },
      setLine: async (line, asserted) => {
        if (!this.hasLines || !isMine()) return false;
        module?.level?.(line, asserted);
        return true;
      },
      readLine: async () => (this.hasLines ? (module?.auxIsLow?.() ?? false) : null),
      setBaud: async (value) => {
        mine.baud = value;
        return true;
      },
      close: async () => {
        if (isMine()) this.current = null;
      },
    };
    return port;
  };
}
