/** What is used of firmata-io 2.3.0, which has no types of its own. */

declare module 'firmata-io' {
  import { EventEmitter } from 'node:events';

  /** What Firmata takes for a serial port. */
  export interface Transport extends EventEmitter {
    write(bytes: Uint8Array, done?: () => void): unknown;
  }

  interface FirmataPin {
    supportedModes: number[];
    mode: number | undefined;
    value: number;
    report: number;
    analogChannel: number;
  }

  interface FirmataOptions {
    /** When it asks for the version by itself, once. */
    reportVersionTimeout?: number;
    samplingInterval?: number;
  }

  export class Firmata extends EventEmitter {
    constructor(transport: Transport, options?: FirmataOptions);
    readonly name: string;
    readonly isReady: boolean;
    readonly MODES: {
      readonly INPUT: number;
      readonly OUTPUT: number;
      readonly ANALOG: number;
      readonly PWM: number;
      readonly PULLUP: number;
    };
    readonly HIGH: 1;
    readonly LOW: 0;
    readonly transport: Transport;
    readonly reportVersionTimeoutId: ReturnType<typeof setTimeout>;
    readonly version: { major?: number; minor?: number };
    readonly firmware: { name?: string; version?: { major: number; minor: number } };
    pins: FirmataPin[];
    /** The levels of each port of eight pins, as it would write them next. */
    readonly ports: number[];
    analogPins: number[];
    buffer: number[];
    pinMode(pin: number, mode: number): void;
    digitalWrite(pin: number, value: number, enqueue?: boolean): void;
    /** Keeps the level in `ports` and gives the port. */
    updateDigitalPort(pin: number, value: number): number;
    writeDigitalPort(port: number): void;
    digitalRead(pin: number, callback: (value: number) => void): void;
    analogRead(channel: number, callback: (value: number) => void): void;
    pwmWrite(pin: number, value: number): void;
    queryPinState(pin: number, callback: (value: number) => void): void;
    reportDigitalPin(pin: number, value: 0 | 1): void;
    setSamplingInterval(intervalMs: number): void;
    sysexCommand(message: readonly number[]): this;
    reset(): void;
    /** One table for all boards of the process. */
    static SYSEX_RESPONSE: Record<number, ((board: Firmata) => void) | undefined>;
  }

  const bindTransport: { readonly Firmata: typeof Firmata };
  export default bindTransport;
}
