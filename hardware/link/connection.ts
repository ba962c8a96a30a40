/**
 * How a body reaches its board, and what it is given for that: the clock, an alarm, and somebody who
 * listens. The serial port and the GPIO of the machine are arguments too, so that tests put their own.
 */

import type { Alarm, Clock } from '../../src/runtime/ports.ts';
import type { Io } from './io.ts';
import type { SerialStream } from './serial-stream.ts';

export type Connection =
  /** An Arduino that speaks Firmata, at a serial port such as /dev/ttyACM0. */
  | { readonly kind: 'firmata'; readonly port: string }
  /** The pins of the Raspberry Pi that this process runs on. */
  | { readonly kind: 'gpio' };

export interface LinkPorts {
  readonly clock: Clock;
  makeAlarm(ring: () => void): Alarm;
  /** Something that a person should know, in plain words; once for each change. */
  onNotice(text: string): void;
  /** In place of the serial ports of this machine: an open stream; rejects in plain words. */
  openPort?(path: string): Promise<SerialStream>;
  /** In place of the GPIO of this machine; rejects in plain words. */
  openGpio?(): Promise<Io>;
}

export interface BodyPorts<Report> extends LinkPorts {
  /** Hears each change of the report, never from within a call of the body. */
  onReport(report: Report): void;
}
