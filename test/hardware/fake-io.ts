/**
 * An IO plugin of johnny-five whose pins lead into the test: what the world puts on them is set by hand, and
 * what the program puts on them is read back.
 *
 * It has the digital pins 0 to 27 and the analog channels 0 to 7, whose pins are 14 to 21 as on an Arduino. Given
 * to a body in place of the GPIO (`openGpio: async () => io`), it needs no serial line and no firmware.
 */

import { EventEmitter } from 'node:events';
import type { Level } from '../../hardware/board/board.ts';
import type { Io, IoPin } from '../../hardware/link/io.ts';

const MODES = { INPUT: 0, OUTPUT: 1, ANALOG: 2, PWM: 3, SERVO: 4, PULLUP: 0x0b } as const;
const ALL_MODES = [MODES.INPUT, MODES.OUTPUT, MODES.ANALOG, MODES.PWM, MODES.PULLUP];
const PINS = 28;
const FIRST_ANALOG = 14;
const ANALOG_CHANNELS = 8;

interface FakePin extends IoPin {
  supportedModes: readonly number[];
  readonly analogChannel: number;
  mode: number | undefined;
  value: number;
  report: number;
}

export class FakeIo extends EventEmitter implements Io {
  /** As Firmata calls itself, so that johnny-five knows A0 as a name. */
  readonly name: string;
  readonly isReady = true;
  readonly MODES = MODES;
  readonly HIGH = 1;
  readonly LOW = 0;
  readonly RESOLUTION = { ADC: 1023, DAC: null, PWM: 255 };
  readonly pins: FakePin[] = Array.from({ length: PINS }, (_, pin) => ({
    supportedModes: ALL_MODES,
    analogChannel: isAnalog(pin) ? pin - FIRST_ANALOG : 127,
    mode: undefined,
    value: 0,
    report: 0,
  }));
  readonly analogPins = Array.from({ length: ANALOG_CHANNELS }, (_, i) => FIRST_ANALOG + i);
  isClosed = false;
  /** Every level that was written to an output, in its order. */
  readonly writes: { readonly pin: number; readonly value: number }[] = [];
  /** Called at each change of an output. */
  onPin: (pin: number, level: Level) => void = () => {};
  private readonly driven = new Map<number, Level>();
  private readonly pullUps = new Set<number>();

  constructor(name = 'Firmata') {
    super();
    this.name = name;
    this.setMaxListeners(100);
  }

  // What the world does.

  /** Puts a level onto a pin; null: nothing does, and a pull-up decides. */
  drive(pin: number, level: Level | null): void {
    if (level === null) this.driven.delete(pin);
    else this.driven.set(pin, level);
    this.tell(pin);
  }

  /** Volts at an analog pin, of 5 V full scale: told to whoever reads it, as the next sample. */
  setVolts(channel: number, volts: number): void {
    const sample = Math.max(0, Math.min(1023, Math.round((volts / 5) * 1023)));
    this.pins[FIRST_ANALOG + channel]!.value = sample;
    this.emit(`analog-read-${channel}`, sample);
  }

  /** The sampling goes on: tells each analog pin's value once more. */
  sample(): void {
    this.analogPins.forEach((pin, channel) => {
      this.emit(`analog-read-${channel}`, this.pins[pin]!.value);
    });
  }

  /** What the program puts out; null: the pin is no output. */
  level(pin: number): Level | null {
    const { mode, value } = this.pins[pin]!;
    if (mode === MODES.PWM) return value > 0 ? 'high' : 'low';
    if (mode !== MODES.OUTPUT) return null;
    return value === 1 ? 'high' : 'low';
  }

  /** 0 to 1, of an output. */
  duty(pin: number): number {
    const { mode, value } = this.pins[pin]!;
    return mode === MODES.PWM ? value / 255 : this.level(pin) === 'high' ? 1 : 0;
  }

  // What the program does.

  pinMode(pin: number, mode: number): void {
    if (mode === MODES.ANALOG) {
      this.pins[FIRST_ANALOG + pin]!.mode = mode;
      return;
    }
    const record = this.pinRecord(pin);
    record.mode = mode;
    if (mode === MODES.OUTPUT || mode === MODES.PWM) record.value = 0;
    if (mode === MODES.PULLUP) this.pullUps.add(pin);
    else this.pullUps.delete(pin);
    this.tell(pin);
  }

  digitalWrite(pin: number, value: number): void {
    const record = this.pinRecord(pin);
    if (record.mode === MODES.INPUT || record.mode === MODES.PULLUP) {
      if (value) this.pullUps.add(pin);
      else this.pullUps.delete(pin);
      this.tell(pin);
      return;
    }
    // As the GPIO plugin does it, for components that never ask for an output.
    record.mode ??= MODES.OUTPUT;
    this.put(pin, value ? 1 : 0);
  }

  pwmWrite(pin: number, value: number): void {
    this.pinRecord(pin).mode = MODES.PWM;
    this.put(pin, value);
  }

  analogWrite(pin: number, value: number): void {
    this.pwmWrite(pin, value);
  }

  digitalRead(pin: number, callback: (value: number) => void): void {
    this.on(`digital-read-${pin}`, callback);
    queueMicrotask(() => this.tell(pin));
  }

  analogRead(channel: number, callback: (value: number) => void): void {
    this.on(`analog-read-${channel}`, callback);
  }

  setSamplingInterval(): void {}

  async close(): Promise<void> {
    this.isClosed = true;
    this.pins.forEach((record, pin) => {
      if (record.mode === MODES.OUTPUT || record.mode === MODES.PWM) this.put(pin, 0);
    });
    this.removeAllListeners();
  }

  private put(pin: number, value: number): void {
    const before = this.level(pin);
    this.pinRecord(pin).value = value;
    this.writes.push({ pin, value });
    const now = this.level(pin)!;
    if (now !== before) this.onPin(pin, now);
  }

  private tell(pin: number): void {
    const { mode } = this.pins[pin]!;
    if (mode !== MODES.INPUT && mode !== MODES.PULLUP) return;
    const level = this.driven.get(pin) ?? (this.pullUps.has(pin) ? 'high' : 'low');
    const value = level === 'high' ? 1 : 0;
    this.emit(`digital-read-${pin}`, value);
  }

  private pinRecord(pin: number): FakePin {
    const record = this.pins[pin];
    if (record === undefined) throw new Error(`the fake board has no pin ${pin}`);
    return record;
  }
}

function isAnalog(pin: number): boolean {
  return pin >= FIRST_ANALOG && pin < FIRST_ANALOG + ANALOG_CHANNELS;
}
