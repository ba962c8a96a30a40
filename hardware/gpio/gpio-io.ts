/**
 * The pins of a Raspberry Pi as an IO plugin of johnny-five, numbered as GPIO2 to GPIO27 are (BCM).
 *
 * It does what johnny-five's components expect of a board with Firmata: a pin that is written without a mode
 * becomes an output (Relay never sets one), a high level written to an input switches its pull-up on and a
 * low one off (Switch and Button do so), and a pin that is read reports its level soon, and then each
 * change. An edge makes it look at the pins, and so does time, since an edge may be lost.
 *
 * When this process ends, outputs go back to their resting level, as far as software can do that: not after
 * kill -9, a frozen process or a crash of the kernel. Raspberry Pi OS then leaves an output as it was
 * (dtparam=strict_gpiod makes it an input), so only the pulse dead-man's timer switches off in every case.
 */

import { EventEmitter } from 'node:events';
import type { Alarm, Clock } from '../../src/runtime/ports.ts';
import type { GpioBinding } from './binding.ts';
import { GpioLine, type Pull, type Value } from './line.ts';
import { describeGpioTrouble } from './trouble.ts';

export interface GpioOptions {
  readonly binding: GpioBinding;
  readonly clock: Clock;
  makeAlarm(ring: () => void): Alarm;
  /** Calls back at the end of this process; the result takes that back. In place of `process` for tests. */
  atExit?(act: () => void): () => void;
}

export const FIRST_PIN = 2;
export const LAST_PIN = 27;
/** Without any edge: 20 looks a second cost nothing, and a lost edge is found before it matters. */
const LOOK_EVERY_MS = 50;

/** Numbers as in firmata-io, so that they mean the same to every component; PULLDOWN is our own. */
const MODES = {
  INPUT: 0x00,
  OUTPUT: 0x01,
  ANALOG: 0x02,
  PWM: 0x03,
  PULLUP: 0x0b,
  PULLDOWN: 0x20,
} as const;

const PULLS: Readonly<Record<number, Pull>> = {
  [MODES.INPUT]: 'none',
  [MODES.PULLUP]: 'up',
  [MODES.PULLDOWN]: 'down',
};

interface Pin {
  readonly supportedModes: readonly number[];
  readonly analogChannel: 127;
  /** 0 or 1 while the pin reports. */
  report: 0 | 1;
  mode?: number;
  value: Value | null;
}

/**
 * Emits `digital-read-PIN` with the level, and once `trouble` with plain words when a pin fails: from then on
 * nothing does anything but close().
 */
export class GpioIo extends EventEmitter {
  readonly name = 'GPIO';
  readonly isReady = true;
  readonly MODES = MODES;
  readonly HIGH = 1;
  readonly LOW = 0;
  readonly RESOLUTION = { ADC: null, DAC: null, PWM: null };
  readonly pins: Pin[] = [];
  readonly analogPins: readonly number[] = [];
  private readonly options: GpioOptions;
  private readonly lines = new Map<number, GpioLine>();
  private readonly alarm: Alarm;
  private readonly forgetExit: () => void;
  /** In plain words, until it is told. */
  private trouble: string | null = null;
  private isOver = false;

  constructor(options: GpioOptions) {
    super();
    this.options = options;
    for (let pin = 0; pin <= LAST_PIN; pin++) {
      const digital = [MODES.INPUT, MODES.OUTPUT, MODES.PULLUP, MODES.PULLDOWN];
      this.pins.push({
        supportedModes: pin < FIRST_PIN ? [] : digital,
        analogChannel: 127,
        report: 0,
        value: null,
      });
    }
    this.alarm = options.makeAlarm(() => this.look());
    this.forgetExit = (options.atExit ?? atProcessExit)(() => this.restOutputs());
  }

  /** `GPIO17` and 17 are the same pin. */
  normalize(pin: string | number): number {
    const number = Number(String(pin).replace(/^GPIO/, ''));
    if (!Number.isInteger(number) || number < FIRST_PIN || number > LAST_PIN) {
      throw new Error(`${pin} is no GPIO pin; use GPIO${FIRST_PIN} to GPIO${LAST_PIN}`);
    }
    return number;
  }

  pinMode(pin: number, mode: number): void {
    const line = this.line(pin);
    const pull = PULLS[mode];
    if (pull === undefined && mode !== MODES.OUTPUT) throw cannot(`GPIO${pin}`);
    if (this.isOver) return;
    this.pins[pin]!.mode = mode;
    if (pull === undefined) line.output();
    else this.settle(line, line.input(pull));
  }

  digitalWrite(pin: number, value: number): void {
    const line = this.line(pin);
    if (this.isOver) return;
    const level: Value = value ? 1 : 0;
    if (line.state.is === 'input' || line.state.is === 'future input') {
      this.settle(line, line.input(level === 1 ? 'up' : 'none'));
      return;
    }
    this.pins[pin]!.mode = MODES.OUTPUT;
    if (this.settle(line, line.write(level))) this.pins[pin]!.value = level;
  }

  digitalRead(pin: number, callback: (value: number) => void): void {
    const line = this.line(pin);
    this.on(`digital-read-${pin}`, callback);
    if (this.isOver) return;
    if (line.state.is === 'free') this.pins[pin]!.mode = MODES.INPUT;
    if (!this.settle(line, line.listen())) return;
    // The new listener is told the level even if the others know it.
    Object.assign(this.pins[pin]!, { report: 1, value: null });
    // Not from within: whoever reads may not be ready before this returns.
    this.lookSoon();
  }

  analogRead(channel: number): void {
    throw cannot(`A${channel}`);
  }

  pwmWrite(pin: number): void {
    throw cannot(`GPIO${pin}`);
  }

  analogWrite(pin: number): void {
    throw cannot(`GPIO${pin}`);
  }

  /** Outputs to their resting level, pins given back. */
  close(): Promise<void> {
    this.isOver = true;
    this.trouble = null;
    this.alarm.set(null);
    this.forgetExit();
    this.restOutputs();
    for (const line of this.lines.values()) line.free();
    return Promise.resolve();
  }

  private line(pin: number): GpioLine {
    let line = this.lines.get(pin);
    if (line === undefined) {
      line = new GpioLine(this.normalize(pin), this.options.binding, () => this.lookSoon());
      this.lines.set(pin, line);
    }
    return line;
  }

  private lookSoon(): void {
    if (!this.isOver) this.alarm.set(this.options.clock.nowMs());
  }

  private look(): void {
    if (this.trouble !== null) {
      this.emit('trouble', this.trouble);
      this.trouble = null;
    }
    for (const [number, pin] of this.pins.entries()) {
      if (pin.report === 0 || this.isOver) continue;
      const line = this.line(number);
      const value = line.read();
      if (!this.settle(line, value !== null) || value === pin.value) continue;
      pin.value = value;
      this.emit(`digital-read-${number}`, value);
    }
    if (!this.isOver) this.alarm.set(this.options.clock.nowMs() + LOOK_EVERY_MS);
  }

  /** Whether it went well; otherwise it is over, and soon says so: whoever wrote a pin does not expect it at once. */
  private settle(line: GpioLine, well: boolean): boolean {
    if (well || this.isOver) return well;
    this.isOver = true;
    this.trouble = describeGpioTrouble(`GPIO${line.pin}`, this.options.binding.error_text());
    this.restOutputs();
    this.alarm.set(this.options.clock.nowMs());
    return false;
  }

  private restOutputs(): void {
    for (const line of this.lines.values()) line.rest();
  }
}

function cannot(name: string): Error {
  return new Error(
    `${name} of a Raspberry Pi can only be read and switched, not measured or dimmed; ` +
      'use an INA219 (hwmon) for volts and amps, and motors without pwm',
  );
}

function atProcessExit(act: () => void): () => void {
  process.once('exit', act);
  return () => process.off('exit', act);
}
