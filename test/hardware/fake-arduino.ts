/**
 * An Arduino with Firmata, as far as the bytes on its serial line show it: StandardFirmata, or Roost's own
 * with its dead-man (the frames of hardware/link/dead-man-frames.ts). It runs on time that is moved by hand, so that
 * a minute of faults takes some milliseconds; the emulated Arduino (sim/board) runs the real firmware.
 */

import type { Level } from '../../hardware/board/board.ts';
import type { SerialStream } from '../../hardware/link/serial-stream.ts';
import type { Alarm } from '../../src/runtime/ports.ts';
import { FakeDeadMan } from './fake-dead-man.ts';
import {
  analogMapping,
  capabilities,
  type FakeArduinoOptions,
  FIRST_ANALOG,
  firmwareReport,
  MODE,
  PINS,
  ROOST,
} from './fake-firmware.ts';
import { FakePort } from './fake-port.ts';
import type { HandTime } from './hand-time.ts';

export { type FakeArduinoOptions, OLD_STANDARD, ROOST, STANDARD } from './fake-firmware.ts';

interface Pin {
  mode: number;
  value: number;
  pullUp: boolean;
  driven: Level | null;
}

export class FakeArduino {
  private readonly time: HandTime;
  private options: FakeArduinoOptions;
  private pins: Pin[] = [];
  private volts: number[] = Array(6).fill(0);
  private analogReported = new Set<number>();
  private portsReported = new Set<number>();
  private deadMan: FakeDeadMan | null = null;
  private readonly sampling: Alarm;
  private samplingMs = 19;
  private port: FakePort | null = null;
  private received: number[] = [];
  private isPlugged = true;
  private isHung = false;
  /** Every message that came, as hexadecimal digits. */
  readonly heard: string[] = [];
  openings = 0;
  /** What the system takes to open the port, and to let go of it. */
  opensWithinMs = 0;
  closesWithinMs = 0;
  onPin: (pin: number, level: Level | null, atMs: number) => void = () => {};

  constructor(time: HandTime, options: FakeArduinoOptions = ROOST) {
    this.time = time;
    this.options = options;
    this.sampling = time.makeAlarm(() => this.sample());
    this.boot(1);
  }

  // What the host does.

  readonly openPort = async (path: string): Promise<SerialStream> => {
    if (!this.isPlugged) throw new Error(`there is no port ${path}`);
    if (this.opensWithinMs > 0) {
      const { opensWithinMs, time } = this;
      await new Promise<void>((resolve) => {
        time.makeAlarm(resolve).set(time.nowMs() + opensWithinMs);
      });
    }
    if (this.port?.isOpen) throw new Error(`another process has the port ${path} open`);
    this.openings += 1;
    this.port = new FakePort(
      (bytes) => this.take(bytes),
      (closed) => {
        if (this.closesWithinMs === 0) queueMicrotask(closed);
        else this.time.makeAlarm(closed).set(this.time.nowMs() + this.closesWithinMs);
      },
    );
    return this.port;
  };

  // What the world does.

  drive(pin: number, level: Level | null): void {
    this.pins[pin]!.driven = level;
    this.tellPort(pin >> 3);
  }

  /** A change whose message got lost. */
  driveUnheard(pin: number, level: Level): void {
    this.pins[pin]!.driven = level;
  }

  /** An output that an earlier process has left so. */
  leave(pin: number, level: Level): void {
    Object.assign(this.pins[pin]!, { mode: MODE.output, value: level === 'high' ? 1 : 0 });
  }

  get isOpen(): boolean {
    return this.port?.isOpen ?? false;
  }

  /** No time passes for it any more. */
  off(): void {
    this.sampling.set(null);
    this.deadMan?.end();
  }

  setVolts(channel: number, volts: number): void {
    this.volts[channel] = volts;
  }

  /** What the board puts out; null: the pin is no output. */
  level(pin: number): Level | null {
    const { mode, value } = this.pins[pin]!;
    if (mode !== MODE.output && mode !== MODE.pwm) return null;
    return value > 0 ? 'high' : 'low';
  }

  duty(pin: number): number {
    const { mode, value } = this.pins[pin]!;
    return mode === MODE.pwm ? value / 255 : mode === MODE.output ? value : 0;
  }

  hasPullUp(pin: number): boolean {
    return this.pins[pin]!.pullUp;
  }

  /** The reset button; the board says hello when it has started. */
  reset(): void {
    this.boot(2);
    this.sayHello();
  }

  /** A reset whose first words got lost. */
  resetUnheard(): void {
    this.boot(2);
  }

  unplug(): void {
    this.isPlugged = false;
    const { port } = this;
    this.port = null;
    if (port === null) return;
    port.isOpen = false;
    port.emit('close', Object.assign(new Error('the port has hung up'), { disconnected: true }));
  }

  /** The system says that something is wrong with the port. */
  breakPort(text: string): void {
    const { port } = this;
    this.port = null;
    if (port === null) return;
    port.isOpen = false;
    port.emit('error', new Error(text));
  }

  /** With power from the cable, plugging in is a power-on. */
  plug(options: FakeArduinoOptions = this.options): void {
    this.options = options;
    this.isPlugged = true;
    this.boot(1);
  }

  /** The program stands still, but for the dead-man, which is in the interrupts. */
  hang(isHung = true): void {
    this.isHung = isHung;
  }

  /** Bytes on the line that the board never sent. */
  noise(bytes: Uint8Array): void {
    this.port?.emit('data', bytes);
  }

  private boot(resetCause: number): void {
    this.pins = Array.from({ length: this.options.pins ?? PINS }, (_, pin) => ({
      mode: MODE.input,
      value: 0,
      pullUp: false,
      driven: this.pins[pin]?.driven ?? null,
    }));
    this.analogReported.clear();
    this.portsReported.clear();
    this.received = [];
    this.sampling.set(null);
    this.deadMan?.end();
    this.deadMan =
      this.options.name !== 'RoostFirmata'
        ? null
        : new FakeDeadMan(this.time, resetCause, {
            put: (pin, value) => {
              const { mode } = this.pins[pin]!;
              this.put(pin, mode === MODE.pwm ? mode : MODE.output, value);
            },
            say: (message) => this.say([0xf0, ...message, 0xf7]),
          });
    for (const pin of this.pins.keys()) this.onPin(pin, null, this.time.nowMs());
  }

  sayHello(): void {
    this.sayVersion();
    this.sayFirmware();
  }

  private take(bytes: Uint8Array): void {
    if (this.isHung) return;
    for (const byte of bytes) this.takeByte(byte);
  }

  private takeByte(byte: number): void {
    const { received } = this;
    if (byte >= 0x80 && byte !== 0xf7) received.length = 0;
    received.push(byte);
    const [first = 0] = received;
    const length =
      first === 0xf0
        ? null
        : first === 0xf9 || first === 0xff
          ? 1
          : first >> 4 === 0xc || first >> 4 === 0xd
            ? 2
            : 3;
    if (length === null ? byte !== 0xf7 : received.length < length) return;
    const message = received.splice(0);
    this.heard.push(Buffer.from(message).toString('hex'));
    this.obey(message);
  }

  private obey(message: number[]): void {
    const [first = 0, second = 0, third = 0] = message;
    if (first === 0xf0) this.obeySysex(message.slice(1, -1));
    else if (first === 0xf9) this.sayVersion();
    else if (first === 0xff) this.systemReset();
    else if (first === 0xf4) this.setMode(second, third);
    else if (first === 0xf5) {
      if (this.options.protocol[1] >= 5 && this.pins[second]!.mode === MODE.output)
        this.write(second, third);
    } else if (first >> 4 === 0x9) this.writePort(first & 15, second | (third << 7));
    else if (first >> 4 === 0xe) this.writeAnalog(first & 15, second | (third << 7));
    else if (first >> 4 === 0xc) this.reportAnalog(first & 15, second === 1);
    else if (first >> 4 === 0xd) this.reportPort(first & 15, second === 1);
  }

  private obeySysex([command, ...data]: number[]): void {
    switch (command) {
      case 0x79:
        this.sayFirmware();
        break;
      case 0x6b:
        this.say(capabilities(this.pins.length, this.options));
        break;
      case 0x69:
        this.say(analogMapping(this.pins.length));
        break;
      case 0x6d: {
        const pin = data[0]!;
        const { mode, value } = this.pins[pin]!;
        this.say([0xf0, 0x6e, pin, mode, value & 0x7f, 0xf7]);
        break;
      }
      case 0x7a:
        this.samplingMs = data[0]! | (data[1]! << 7);
        break;
      case 0x0b:
        this.deadMan?.obey(data);
        break;
    }
  }

  private systemReset(): void {
    for (const [pin, record] of this.pins.entries()) {
      if (this.deadMan?.guards(pin)) continue;
      Object.assign(record, { mode: MODE.input, value: 0, pullUp: false });
    }
    this.deadMan?.grantNothing();
    this.analogReported.clear();
    this.portsReported.clear();
    this.sampling.set(null);
  }

  private setMode(pin: number, mode: number): void {
    const record = this.pins[pin]!;
    if (this.deadMan?.guards(pin)) {
      // It stays an output, with or without pulse width.
      if (mode === MODE.pwm || mode === MODE.output) record.mode = mode;
      return;
    }
    if (mode === MODE.pullUp && this.options.protocol[1] < 5) return;
    const before = this.level(pin);
    Object.assign(record, { mode, value: 0, pullUp: mode === MODE.pullUp });
    const now = this.level(pin);
    if (now !== before) this.onPin(pin, now, this.time.nowMs());
    this.tellPort(pin >> 3);
  }

  private writePort(port: number, mask: number): void {
    for (let bit = 0; bit < 8; bit++) {
      const pin = port * 8 + bit;
      const record = this.pins[pin];
      if (record === undefined) continue;
      const value = (mask >> bit) & 1;
      if (record.mode === MODE.output) this.write(pin, value);
      // Before 2.5 a low level takes the pull-up off again.
      else if (record.mode === MODE.input && (value === 1 || this.options.protocol[1] < 5)) {
        record.pullUp = value === 1;
      }
    }
    this.tellPort(port);
  }

  private writeAnalog(pin: number, value: number): void {
    if (this.pins[pin]!.mode === MODE.pwm) this.write(pin, value);
  }

  private write(pin: number, value: number): void {
    if (this.deadMan?.refuses(pin, value)) return;
    this.put(pin, this.pins[pin]!.mode, value);
  }

  private put(pin: number, mode: number, value: number): void {
    const before = this.level(pin);
    Object.assign(this.pins[pin]!, { mode, value });
    const now = this.level(pin);
    if (now !== before) this.onPin(pin, now, this.time.nowMs());
  }

  private reportAnalog(channel: number, on: boolean): void {
    if (on) this.analogReported.add(channel);
    else this.analogReported.delete(channel);
    this.pins[FIRST_ANALOG + channel]!.mode = MODE.analog;
    this.sampling.set(this.time.nowMs() + this.samplingMs);
  }

  private sample(): void {
    for (const channel of this.analogReported) {
      const sample = Math.max(0, Math.min(1023, Math.round((this.volts[channel]! / 5) * 1023)));
      this.say([0xe0 | channel, sample & 0x7f, sample >> 7]);
    }
    this.sampling.set(this.time.nowMs() + this.samplingMs);
  }

  private reportPort(port: number, on: boolean): void {
    if (on) this.portsReported.add(port);
    else this.portsReported.delete(port);
    this.tellPort(port);
  }

  private tellPort(port: number): void {
    if (!this.portsReported.has(port)) return;
    let mask = 0;
    for (let bit = 0; bit < 8; bit++) {
      const record = this.pins[port * 8 + bit];
      if (record === undefined || (record.mode !== MODE.input && record.mode !== MODE.pullUp))
        continue;
      const level = record.driven ?? (record.pullUp ? 'high' : 'low');
      if (level === 'high') mask |= 1 << bit;
    }
    this.say([0x90 | port, mask & 0x7f, mask >> 7]);
  }

  private sayVersion(): void {
    this.say([0xf9, ...this.options.protocol]);
  }

  private sayFirmware(): void {
    this.say(firmwareReport(this.options));
  }

  private say(message: readonly number[]): void {
    const { port } = this;
    if (this.isHung || port === null) return;
    queueMicrotask(() => {
      if (port.isOpen) port.emit('data', Uint8Array.from(message));
    });
  }
}
