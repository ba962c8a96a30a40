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

/** Places where a round has been found are looked at first; a program has a few of them. */
const MAX_PLACES = 16;
/** Registers and SRAM of an ATmega328P. */
export const DATA_BYTES = 0x100 + 2048;
/** So long without a skip, and other places are tried. */
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

/** Of one program. */
export class Idle {
  /** 1 where a round has been found. */
  readonly known: Uint8Array;
  private readonly places = new Map<number, Snapshot>();
  private lastSkip = 0;
  /** The place that is being tried. */
  private triedPc = -1;
  private readonly tried = new Snapshot();
  private triedFor = 0;
  private patience = FIRST_PATIENCE;

  constructor(programWords: number) {
    this.known = new Uint8Array(programWords);
  }

  /** The processor starts anew, and counts its cycles from 0. */
  forget(): void {
    this.places.clear();
    this.known.fill(0);
    this.lastSkip = 0;
    this.triedPc = -1;
  }

  /** To be asked at known places and where the program has jumped back: cycles that may be left out here. */
  skippable(at: Looping, beforeCycle: number): number {
    const place = this.places.get(at.pc);
    if (place === undefined) {
      if (at.cycles - this.lastSkip > COLD_CYCLES) this.look(at);
      return 0;
    }
    const round = place.round(at);
    if (round > 0) {
      const rounds = Math.max(0, Math.floor((beforeCycle - at.cycles - 1) / round));
      this.lastSkip = at.cycles + rounds * round;
      place.moveTo(this.lastSkip);
      return rounds * round;
    }
    place.take(at);
    return 0;
  }

  /** Brent's way to find a cycle: stay at a place for a while, then for twice as long at another one. */
  private look(at: Looping): void {
    if (at.pc === this.triedPc && this.tried.round(at) > 0) {
      // The main loop is found again soon; what a program did at its start may never come back.
      if (this.places.size >= MAX_PLACES) this.forget();
      this.places.set(at.pc, new Snapshot());
      this.known[at.pc] = 1;
      this.patience = FIRST_PATIENCE;
      return;
    }
    this.triedFor += 1;
    if (this.triedFor < this.patience && this.triedPc >= 0) return;
    this.tried.take(at);
    this.triedPc = at.pc;
    this.triedFor = 0;
    this.patience = this.patience >= MAX_PATIENCE ? FIRST_PATIENCE : this.patience * 2;
  }
}
