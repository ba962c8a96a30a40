/**
 * The processor: avr8js executes the instructions, and here stands what it leaves to others: sleep, a queue of
 * what is due, and skipping of idle loops (idle.ts).
 *
 * Time is counted in cycles of 16 MHz. Everything outside the instructions (timers, serial port, I2C, watchdog)
 * waits in the queue for its cycle; between two of these nothing happens that the program does not do itself.
 */

import { avrInstruction, CPU } from 'avr8js';
import { DATA_BYTES, type Idle } from './idle.ts';

export const CLOCK_HZ = 16_000_000;

const SLEEP = 0x9588;
const SEI = 0x9478;
const RETI = 0x9518;
const SMCR = 0x53;
const SLEEP_ENABLE = 1;
const SREG = 0x5f;
const INTERRUPTS = 0x80;

interface Due {
  readonly atCycle: number;
  readonly act: () => void;
}

export interface ChipOptions {
  readonly program: Uint16Array;
  /** What is known of the program's idle loops; null: every cycle is executed. */
  readonly idle: Idle | null;
}

export class Chip extends CPU {
  /** Counts whatever the memory does not show: see idle.ts. */
  touches = 0;
  /** Set to leave `run` at once: what was running is gone. */
  stopped = false;
  /** Executes nothing any more, and takes no interrupt; all around it goes on. */
  stuck = false;
  /** Cycles that were not executed, since they would have been the same as before, or slept through. */
  skippedCycles = 0;
  private readonly idle: Idle | null;
  /** What comes first stands last. avr8js has a queue too, which loses events that set themselves anew. */
  private readonly queue: Due[] = [];
  private dueCycle = Number.POSITIVE_INFINITY;
  private asleep = false;

  constructor({ program, idle }: ChipOptions) {
    // avr8js adds the registers.
    super(program, DATA_BYTES - 0x100);
    this.idle = idle;
  }

  override addClockEvent(act: () => void, inCycles: number): () => void {
    const atCycle = this.cycles + Math.max(1, inCycles);
    let place = this.queue.length;
    // Of the same cycle, what was asked for first comes first.
    while (place > 0 && this.queue[place - 1]!.atCycle <= atCycle) place -= 1;
    this.queue.splice(place, 0, { atCycle, act });
    this.dueCycle = this.queue.at(-1)!.atCycle;
    return act;
  }

  override clearClockEvent(act: () => void): boolean {
    const place = this.queue.findIndex((due) => due.act === act);
    if (place < 0) return false;
    this.queue.splice(place, 1);
    this.dueCycle = this.queue.at(-1)?.atCycle ?? Number.POSITIVE_INFINITY;
    return true;
  }

  /** Lets the hooks that are there by now count as touches, but for writes that change nothing at `plain`. */
  watchHooks(plain: ReadonlySet<number>): void {
    for (const [address, hook] of Object.entries(this.writeHooks)) {
      const isPlain = plain.has(Number(address));
      this.writeHooks[Number(address)] = (value, oldValue, at, mask) => {
        if (!isPlain || value !== oldValue) this.touches += 1;
        return hook(value, oldValue, at, mask);
      };
    }
    for (const [address, hook] of Object.entries(this.readHooks)) {
      this.readHooks[Number(address)] = (at) => {
        this.touches += 1;
        return hook(at);
      };
    }
  }

  /** Executes until a cycle, or a little more: instructions are not divided. */
  run(untilCycle: number): void {
    const { idle, progMem } = this;
    while (this.cycles < untilCycle && !this.stopped) {
      const { pc } = this;
      let opcode = SLEEP;
      if (this.asleep || this.stuck) this.doze(untilCycle);
      else {
        opcode = progMem[pc]!;
        avrInstruction(this);
        if (opcode === SLEEP && (this.data[SMCR]! & SLEEP_ENABLE) !== 0) this.asleep = true;
      }
      if (this.cycles >= this.dueCycle) this.doWhatIsDue();
      // After these, one more instruction comes before an interrupt: "sei; sleep" can't miss its waker.
      if (this.nextInterrupt >= 0 && opcode !== SEI && opcode !== RETI) this.interrupt();
      else if (idle !== null && !this.asleep && !this.stuck && this.mayBeIdle(idle, pc)) {
        this.skip(idle.skippable(this, Math.min(this.dueCycle, untilCycle)));
      }
    }
  }

  private mayBeIdle(idle: Idle, before: number): boolean {
    return this.pc === idle.place || (this.pc <= before && this.cycles > idle.coldFromCycle);
  }

  private doze(untilCycle: number): void {
    if (this.idle === null) this.cycles += 1;
    else this.skip(Math.max(1, Math.min(this.dueCycle, untilCycle) - this.cycles));
  }

  private skip(cycles: number): void {
    this.cycles += cycles;
    this.skippedCycles += cycles;
  }

  private doWhatIsDue(): void {
    this.touches += 1;
    while (this.dueCycle <= this.cycles && !this.stopped) {
      const { act } = this.queue.pop()!;
      this.dueCycle = this.queue.at(-1)?.atCycle ?? Number.POSITIVE_INFINITY;
      act();
    }
  }

  private interrupt(): void {
    if ((this.data[SREG]! & INTERRUPTS) === 0 || this.stuck) return;
    this.touches += 1;
    this.asleep = false;
    // With an empty queue of its own, this only enters the interrupt.
    this.tick();
  }
}
