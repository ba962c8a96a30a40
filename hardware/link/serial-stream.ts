/**
 * An open serial port as a stream: what the link needs of the package serialport's SerialPort, so that
 * an emulated Arduino can stand in its place.
 */

export interface SerialStream {
  /** False once it is closed or unplugged; left out where nothing tells. */
  readonly isOpen?: boolean;
  write(bytes: Uint8Array, done?: (error?: Error | null) => void): unknown;
  /** Calls back when everything that was written has left. */
  drain?(done: (error?: Error | null) => void): unknown;
  on(event: 'data', listener: (bytes: Uint8Array) => void): unknown;
  /** `close` comes with an error when the port was unplugged. */
  on(event: 'close' | 'error', listener: (error?: Error | null) => void): unknown;
  close(done?: (error?: Error | null) => void): unknown;
}
