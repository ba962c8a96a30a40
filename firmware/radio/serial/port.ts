/**
 * What the drivers need of a serial port; serialport-port.ts has the real one, tests have their own.
 */

import type { InputLine, OutputLine } from './config.ts';

/** A port that is open. Nothing of it throws: a port that breaks tells its listener. */
export interface Port {
  /** Hands bytes to the system now. Lost when the port is broken, or so stuck that bytes pile up. */
  write(bytes: Uint8Array): void;
  /**
   * Drives a line; asserted is a LOW level at the pins of a TTL adapter, and both lines are asserted
   * when the port has just been opened. False: the port has no such line (a pty has none).
   */
  setLine(line: OutputLine, asserted: boolean): Promise<boolean>;
  /** Whether a line is asserted, which is a LOW level at the pin; null: the port has no such line. */
  readLine(line: InputLine): Promise<boolean | null>;
  /** Changes the speed from now on; false: the port can't. */
  setBaud(baud: number): Promise<boolean>;
  /** Lets the last bytes out, for half a second at most, and gives the port back. */
  close(): Promise<void>;
}

export interface PortListener {
  /** `bytes` may be used by the port again after the call. */
  onData(bytes: Uint8Array): void;
  /** The port is gone, for the reason given in plain words; not called after close(). */
  onGone(reason: string): void;
}

/** A port, or in plain words why there is none. */
export type OpenPort = (
  at: { readonly path: string; readonly baud: number },
  listener: PortListener,
) => Promise<Port | string>;
