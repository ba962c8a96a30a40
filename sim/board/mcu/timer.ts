/**
 * A timer of the ATmega328P (data sheet, chapters 15, 16 and 18): counts, compares, interrupts, and gives the duty of
 * its two PWM outputs. Nothing happens between the moments that the program can notice (counter.ts).
 *
 * Simpler than the chip: a compare value counts at once, where PWM modes wait for the end of the period (at most
 * 2 ms with the settings of Arduino); no input capture, no external clock.
 */

import type { Chip } from './chip.ts';
import { type Course, countAt, nextMatch, nextOverflow } from './counter.ts';
import type { Place } from './pins.ts';

export interface TimerWiring {
  readonly bits: 8 | 16;
  readonly dividers: readonly number[];
  readonly TCCRA: number;
  readonly TCCRB: number;
  readonly TCNT: number;
  readonly OCRA: number;
  readonly OCRB: number;
  /** 0 for none. */
  readonly ICR: number;
  readonly TIFR: number;
  readonly TIMSK: number;
  /** Addresses of the interrupts of overflow, compare A and compare B. */
  readonly interrupts: readonly [number, number, number];
  /** Outputs of compare A and B. */
  readonly outputs: readonly [Place, Place];
}

const NEVER = Number.POSITIVE_INFINITY;
/** Places of the flags, in TIFR and TIMSK alike; compare B comes after compare A. */
const OVERFLOW = 0;
const COMPARE_A = 1;

interface TimerInterrupt {
  readonly address: number;
  readonly flagRegister: number;
  readonly flagMask: number;
  readonly enableRegister: number;
  readonly enableMask: number;
}

interface Mode {
  readonly pwm: boolean;
  readonly bothWays: boolean;
  readonly top: 'max' | 'ocra' | 'icr' | number;
}

const NORMAL: Mode = { pwm: false, bothWays: false, top: 'max' };
const CLEAR: Mode = { pwm: false, bothWays: false, top: 'ocra' };
const fast = (top: Mode['top']): Mode => ({ pwm: true, bothWays: false, top });
const phase = (top: Mode['top']): Mode => ({ pwm: true, bothWays: true, top });

/** By the bits WGM; reserved ones count as normal. */
const MODES_8: readonly Mode[] = [
  ...[NORMAL, phase('max'), CLEAR, fast('max')],
  ...[NORMAL, phase('ocra'), NORMAL, fast('ocra')],
];
const MODES_16: readonly Mode[] = [
  ...[NORMAL, phase(0xff), phase(0x1ff), phase(0x3ff), CLEAR, fast(0xff), fast(0x1ff), fast(0x3ff)],
  ...[phase('icr'), phase('ocra'), phase('icr'), phase('ocra')],
  ...[{ ...CLEAR, top: 'icr' } as const, NORMAL, fast('icr'), fast('ocra')],
];

export class Timer {
  private readonly chip: Chip;
  private readonly wiring: TimerWiring;
  /** Called when the duty of an output may have changed. */
  private readonly onOutput: (place: Place) => void;
  private readonly interrupts: readonly TimerInterrupt[];
  private readonly max: number;
  /** High byte on its way to or from a register of 16 bits. */
  private highByte = 0;
  /** The tick of the prescaler at which the course has begun. */
  private fromTick = 0;
  /** When each flag is set next. */
  private readonly nextTicks = [NEVER, NEVER, NEVER];
  private divider = 0;
  private mode = NORMAL;
  private course: Course = { from: 0, top: 0xff, max: 0xff, bothWays: false };
  private readonly act = () => {
    this.catchUp();
    this.schedule();
  };

  constructor(chip: Chip, wiring: TimerWiring, onOutput: (place: Place) => void) {
    this.chip = chip;
    this.wiring = wiring;
    this.onOutput = onOutput;
    this.max = wiring.bits === 16 ? 0xffff : 0xff;
    this.interrupts = wiring.interrupts.map((address, kind) => ({
      address,
      flagRegister: wiring.TIFR,
      flagMask: 1 << kind,
      enableRegister: wiring.TIMSK,
      enableMask: 1 << kind,
    }));
    this.hook();
  }

  /** The pins that the timer drives at present. */
  drives(output: 0 | 1): boolean {
    return this.compareMode(output) !== 0;
  }

  /** 0 to 1 of the time that the output is high. */
  duty(output: 0 | 1): number {
    const { pwm, bothWays } = this.mode;
    const compareMode = this.compareMode(output);
    // A square wave.
    if (compareMode === 1 || !pwm) return 0.5;
    const { top } = this.course;
    const compare = Math.min(this.compare(output), top);
    const share = bothWays ? compare / Math.max(1, top) : (compare + 1) / (top + 1);
    return compareMode === 3 ? 1 - share : share;
  }

  /** Whether the output is high at this moment. */
  isHigh(output: 0 | 1): boolean {
    const duty = this.duty(output);
    if (duty === 0 || duty === 1) return duty === 1;
    const below = this.count <= this.compare(output);
    return below !== (this.compareMode(output) === 3);
  }

  private hook(): void {
    const { chip, wiring } = this;
    const { data, writeHooks, readHooks } = chip;
    const { TCCRA, TCCRB, TCNT, TIFR, TIMSK, OCRA, OCRB, ICR } = wiring;
    for (const register of [TCCRA, TCCRB, TIMSK]) {
      writeHooks[register] = (value) => this.change(() => (data[register] = value));
    }
    for (const register of [OCRA, OCRB, ...(ICR > 0 ? [ICR] : [])]) {
      writeHooks[register] = (value) => this.change(() => this.put(register, value));
    }
    readHooks[TIFR] = () => {
      this.catchUp();
      return data[TIFR]!;
    };
    writeHooks[TIFR] = (value) => {
      this.catchUp();
      for (const interrupt of this.interrupts) chip.clearInterruptByFlag(interrupt, value);
      this.schedule();
      return true;
    };
    readHooks[TCNT] = () => {
      const { count } = this;
      this.highByte = count >> 8;
      return count & 0xff;
    };
    writeHooks[TCNT] = (value) => {
      this.catchUp();
      this.goOnFrom(wiring.bits === 16 ? (this.highByte << 8) | value : value);
      return true;
    };
    if (wiring.bits === 16) this.hookHighBytes();
  }

  /** One register keeps the high byte of all the others until their low byte is used. */
  private hookHighBytes(): void {
    const { writeHooks, readHooks } = this.chip;
    const { TCNT, OCRA, OCRB, ICR } = this.wiring;
    for (const register of [TCNT, OCRA, OCRB, ICR]) {
      writeHooks[register + 1] = (value) => {
        this.highByte = value;
        return true;
      };
    }
    readHooks[TCNT + 1] = () => this.highByte;
  }

  private put(register: number, value: number): void {
    const { data } = this.chip;
    data[register] = value;
    if (this.wiring.bits === 16) data[register + 1] = this.highByte;
  }

  /** Something about the course changes: the count stays, and goes on from here. */
  private change(make: () => void): boolean {
    this.catchUp();
    const { count } = this;
    make();
    const { chip, wiring } = this;
    this.divider = wiring.dividers[chip.data[wiring.TCCRB]! & 7]!;
    this.mode = this.readMode();
    this.goOnFrom(count);
    const enabled = chip.data[wiring.TIMSK]!;
    for (const interrupt of this.interrupts) chip.updateInterruptEnable(interrupt, enabled);
    for (const place of wiring.outputs) this.onOutput(place);
    return true;
  }

  private goOnFrom(count: number): void {
    const { max, mode } = this;
    this.course = { from: count, top: this.readTop(), max, bothWays: mode.bothWays };
    this.fromTick = this.tick;
    for (const kind of this.nextTicks.keys()) this.nextTicks[kind] = this.nextTick(kind);
    this.schedule();
  }

  /** Sets the flags of what has happened since the last time. */
  private catchUp(): void {
    const { nextTicks, interrupts, tick } = this;
    for (let kind = 0; kind < nextTicks.length; kind += 1) {
      if (nextTicks[kind]! > tick) continue;
      this.chip.setInterruptFlag(interrupts[kind]!);
      nextTicks[kind] = this.nextTick(kind);
    }
  }

  /** Interrupts that are wanted come by themselves; other flags are looked at when the program does. */
  private schedule(): void {
    const { chip, divider, nextTicks } = this;
    chip.clearClockEvent(this.act);
    const enabled = chip.data[this.wiring.TIMSK]!;
    let first = NEVER;
    for (const [kind, { enableMask }] of this.interrupts.entries()) {
      if ((enabled & enableMask) !== 0) first = Math.min(first, nextTicks[kind]!);
    }
    if (first < NEVER) chip.addClockEvent(this.act, first * divider - chip.cycles);
  }

  /** When a flag is set next after now. */
  private nextTick(kind: number): number {
    if (this.divider === 0) return NEVER;
    const { course, fromTick } = this;
    const after = this.tick - fromTick;
    if (kind === OVERFLOW) return fromTick + nextOverflow(course, this.mode.pwm, after);
    return fromTick + nextMatch(course, this.compare(kind === COMPARE_A ? 0 : 1), after);
  }

  /** The prescaler runs from the start of the chip. */
  private get tick(): number {
    const { divider } = this;
    return divider === 0 ? this.fromTick : Math.floor(this.chip.cycles / divider);
  }

  private get count(): number {
    return countAt(this.course, this.tick - this.fromTick);
  }

  private readMode(): Mode {
    const { data } = this.chip;
    const { bits, TCCRA, TCCRB } = this.wiring;
    const low = data[TCCRA]! & 3;
    const high = data[TCCRB]!;
    return bits === 16 ? MODES_16[low | ((high & 0x18) >> 1)]! : MODES_8[low | ((high & 8) >> 1)]!;
  }

  private readTop(): number {
    const { top } = this.mode;
    if (top === 'max') return this.max;
    if (top === 'ocra') return this.compare(0);
    return top === 'icr' ? this.word(this.wiring.ICR) : top;
  }

  private compare(output: 0 | 1): number {
    return this.word(output === 0 ? this.wiring.OCRA : this.wiring.OCRB);
  }

  private word(register: number): number {
    const { data } = this.chip;
    return this.wiring.bits === 16 ? data[register]! | (data[register + 1]! << 8) : data[register]!;
  }

  private compareMode(output: 0 | 1): number {
    const bits = this.chip.data[this.wiring.TCCRA]!;
    return output === 0 ? bits >> 6 : (bits >> 4) & 3;
  }
}
