/**
 * Who gets what when transmissions overlap, decided for each receiver from the powers that reach it.
 *
 * A receiver locks on the first frame whose beginning it hears, and leaves it for a stronger one only before the
 * preamble is over (ns-3's LrWpanPhy locks for good, LoRaSim's gateways never; a module has one demodulator).
 * The frame is good if at every moment it is stronger, by the capture ratio, than all others together, which
 * are added in milliwatts. A receiver that sends at any moment of the frame is deaf for it.
 */
import { LINK, type Links } from './links.ts';
import type { LossReason, Transmission } from './transmission.ts';

/** What a receiver makes of a frame, in `Flight.marks`; the first three are the states of links. */
export const MARK = {
  heard: LINK.up,
  cut: LINK.cut,
  faded: LINK.faded,
  deaf: 3,
  collision: 4,
  broken: 5,
  overrun: 6,
  /** Comes later than to the others. */
  later: 7,
  /** The sender itself. */
  self: 8,
} as const;

/** The reason that a mark stands for; null for those that are no loss. */
export const MARK_REASONS: readonly (LossReason | null)[] = [
  null,
  'cut',
  'faded',
  'deaf',
  'collision',
  'broken',
  'overrun',
  null,
  null,
];

/** A transmission on the air and what each station has of it. */
export interface Flight {
  transmission: Transmission;
  /** One of MARK for each station; final after `end` or `breakOff`. */
  readonly marks: Uint8Array;
  /** The most interference that each station had at once meanwhile, milliwatts. */
  readonly peaksMw: Float64Array;
}

/** Of a station that listens to nobody. */
const NOBODY = -1;

export class Reception {
  private readonly links: Links;
  private readonly stations: number;
  private readonly captureRatio: number;
  private readonly syncMs: number;
  private readonly active: Flight[] = [];
  private readonly spare: Flight[] = [];
  /** Number of the transmission that each station is locked on, or was when it ended. */
  private readonly locks: Float64Array;

  constructor(stations: number, links: Links, captureRatio: number, syncMs: number) {
    this.links = links;
    this.stations = stations;
    this.captureRatio = captureRatio;
    this.syncMs = syncMs;
    this.locks = new Float64Array(stations).fill(NOBODY);
  }

  /** All signals together at a station, milliwatts. */
  powerMw(station: number): number {
    let sumMw = 0;
    for (const { transmission } of this.active) {
      sumMw += this.links.powersMw[transmission.from * this.stations + station]!;
    }
    return sumMw;
  }

  begin(transmission: Transmission): Flight {
    const flight = this.take(transmission);
    const { marks } = flight;
    const { from } = transmission;
    const first = from * this.stations;
    marks.set(this.links.states.subarray(first, first + this.stations));
    marks[from] = MARK.self;
    this.forget(from);
    for (const other of this.active) markDeaf(flight, other.transmission.from);
    this.active.push(flight);
    if (this.active.length === 1) this.lockAll(flight);
    else this.overlap(flight);
    return flight;
  }

  /** The frame is over: its marks become final. */
  end(flight: Flight): void {
    this.remove(flight);
    const { marks, peaksMw, transmission } = flight;
    const { states, powersMw } = this.links;
    const { locks, stations, captureRatio } = this;
    const first = transmission.from * stations;
    for (let to = 0; to < stations; to += 1) {
      if (marks[to] !== MARK.heard) continue;
      const state = states[first + to]!;
      if (state !== LINK.up) marks[to] = state;
      else if (
        locks[to] !== transmission.number ||
        powersMw[first + to]! < captureRatio * peaksMw[to]!
      ) {
        marks[to] = MARK.collision;
      }
    }
  }

  /** The sender falls silent in the middle: nobody gets the frame, and it disturbs nobody any more. */
  breakOff(flight: Flight): void {
    this.remove(flight);
    const { marks } = flight;
    for (let to = 0; to < this.stations; to += 1) {
      if (marks[to] === MARK.heard) marks[to] = MARK.broken;
    }
  }

  /** The station hears nothing of what is on the air just now: it sends itself, or was switched off. */
  forget(station: number): void {
    this.locks[station] = NOBODY;
    for (const flight of this.active) markDeaf(flight, station);
  }

  /** Gives back a flight whose marks nobody needs any more. */
  release(flight: Flight): void {
    this.spare.push(flight);
  }

  private take(transmission: Transmission): Flight {
    const flight = this.spare.pop();
    if (flight === undefined) {
      const { stations } = this;
      const marks = new Uint8Array(stations);
      return { transmission, marks, peaksMw: new Float64Array(stations) };
    }
    flight.transmission = transmission;
    flight.peaksMw.fill(0);
    return flight;
  }

  private remove(flight: Flight): void {
    this.active.splice(this.active.indexOf(flight), 1);
  }

  private lockAll({ marks, transmission }: Flight): void {
    for (let to = 0; to < this.stations; to += 1) {
      if (marks[to] === MARK.heard) this.locks[to] = transmission.number;
    }
  }

  /** A frame begins while others are on the air: only now can the interference of any of them rise. */
  private overlap(flight: Flight): void {
    for (let to = 0; to < this.stations; to += 1) {
      const sumMw = this.powerMw(to);
      for (const { transmission, peaksMw } of this.active) {
        const othersMw = sumMw - this.links.powersMw[transmission.from * this.stations + to]!;
        if (othersMw > peaksMw[to]!) peaksMw[to] = othersMw;
      }
      if (flight.marks[to] === MARK.heard && this.isTurnedTo(flight, to, sumMw)) {
        this.locks[to] = flight.transmission.number;
      }
    }
  }

  /** Whether a receiver takes up a frame that begins now. */
  private isTurnedTo({ transmission }: Flight, to: number, sumMw: number): boolean {
    const locked = this.lockedOn(to);
    if (locked === null) return true;
    if (transmission.startMs - locked.startMs >= this.syncMs) return false;
    const powerMw = this.links.powersMw[transmission.from * this.stations + to]!;
    return powerMw >= this.captureRatio * (sumMw - powerMw);
  }

  private lockedOn(station: number): Transmission | null {
    const number = this.locks[station];
    if (number === NOBODY) return null;
    for (const { transmission } of this.active) {
      if (transmission.number === number) return transmission;
    }
    return null;
  }
}

function markDeaf(flight: Flight, station: number): void {
  if (flight.marks[station] === MARK.heard) flight.marks[station] = MARK.deaf;
}
