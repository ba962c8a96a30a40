/**
 * Skips what an idle program does over and over.
 *
 * Firmware mostly polls: it goes round its main loop and finds nothing to do. When it comes to the same place
 * with the very same memory (registers and stack are memory of an AVR) and has touched nothing in between that
 * has a life of its own, it will go round the same way until something becomes due. So whole rounds are left
 * out, up to the last one before that; what remains is executed. Every cycle count stays what it would have been.
 */

/** What of the processor is compared. */
export interface Looping {
  readonly pc: number;
  readonly cycles: number;
  readonly data: Uint8Array;
  /** Grows with each interrupt, each thing that was due, each use of a register that is more than memory. */
  readonly touches: number;
}

/** Registers and SRAM of an ATmega328P. */
export const DATA_BYTES = 0x100 + 2048;
/** So long without a skip, and another place is looked for. */
const COLD_CYCLES = 20_000;
/** A place that is tried is given up after so many jumps back; each time it is given twice as many. */
const FIRST_PATIENCE = 4;
const MAX_PATIENCE = 2048;

class Snapshot {
  private readonly data = new Uint8Array(DATA_BYTES);
  private cycles = 0;
  private touches = -1;

  take({ data, cycles, touches }: Looping): void {
    this.data.set(data);
    this.cycles = cycles;
    this.touches = touches;
  }

  /** Cycles of the round that ends now, or 0 when it was none. */
  round({ data, cycles, touches }: Looping): number {
    if (touches !== this.touches || Buffer.compare(data, this.data) !== 0) return 0;
    return cycles - this.cycles;
  }

  /** Rounds were left out: the next one is counted from here. */
  moveTo(cycles: number): void {
    this.cycles = cycles;
  }
}

/** Of one program, from one reset to the next. */
export class Idle {
  /** The place to ask at: where a round was found last; -1 for none yet. */
  place = -1;
  /** From this cycle on, to ask wherever the program has jumped back: rounds have become rare at the place. */
  coldFromCycle = 0;
  private readonly snapshot = new Snapshot();
  /** Another place that is being tried. */
  private triedPlace = -1;
  private readonly tried = new Snapshot();
  private triedFor = 0;
  private patience = FIRST_PATIENCE;

  /** Cycles that may be left out here. */
  skippable(at: Looping, beforeCycle: number): number {
    if (at.pc !== this.place) {
      this.look(at);
      return 0;
    }
    const round = this.snapshot.round(at);
    if (round === 0) {
      this.snapshot.take(at);
      return 0;
    }
    const rounds = Math.max(0, Math.floor((beforeCycle - at.cycles - 1) / round));
    const cycles = rounds * round;
    this.snapshot.moveTo(at.cycles + cycles);
    this.coldFromCycle = at.cycles + cycles + COLD_CYCLES;
    return cycles;
  }

  /** Brent's way to find a cycle: stay at a place for a while, then for twice as long at another one. */
  private look(at: Looping): void {
    if (at.pc === this.triedPlace && this.tried.round(at) > 0) {
      this.place = at.pc;
      this.snapshot.take(at);
      this.coldFromCycle = at.cycles + COLD_CYCLES;
      this.patience = FIRST_PATIENCE;
      return;
    }
    this.triedFor += 1;
    if (this.triedFor < this.patience && this.triedPlace >= 0) return;
    this.tried.take(at);
    this.triedPlace = at.pc;
    this.triedFor = 0;
    this.patience = this.patience >= MAX_PATIENCE ? FIRST_PATIENCE : this.patience * 2;
  }
}
