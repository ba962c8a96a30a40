/** A stage for the air: a timeline that is a sorted list, a fate from a seed, and a log of all that happens. */
import { Air } from '../../../sim/air/air.ts';
import type { Fate, Mishap } from '../../../sim/air/fate.ts';
import type {
  AirListener,
  LossReason,
  Transmission,
  UnsentReason,
} from '../../../sim/air/transmission.ts';
import type { Weather } from '../../../sim/air/weather.ts';
import type { RadioProfile, SharedProfile } from '../../../src/radio/profile.ts';
import type { Timeline } from '../../../src/radio/timeline.ts';

export class ListTimeline implements Timeline {
  nowMs = 0;
  private readonly due: { atMs: number; act: () => void }[] = [];

  at(atMs: number, act: () => void): void {
    const later = this.due.findIndex((entry) => entry.atMs > atMs);
    this.due.splice(later < 0 ? this.due.length : later, 0, { atMs, act });
  }

  run(untilMs = Number.POSITIVE_INFINITY): void {
    while (this.due.length > 0 && this.due[0]!.atMs <= untilMs) {
      const { atMs, act } = this.due.shift()!;
      this.nowMs = atMs;
      act();
    }
    if (Number.isFinite(untilMs)) this.nowMs = untilMs;
  }
}

/** Draws by hash of seed, purpose, frame and receiver, so that no draw depends on another. */
export class SeededFate implements Fate {
  readonly asked: { mishap: Mishap; number: number; to: number; probability: number }[] = [];
  private readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  strikes(mishap: Mishap, { number }: Transmission, to: number, probability: number): boolean {
    this.asked.push({ mishap, number, to, probability });
    return this.draw(mishap, number, to) < probability;
  }

  fraction(purpose: string, { number }: Transmission, to: number): number {
    return this.draw(`how ${purpose}`, number, to);
  }

  private draw(purpose: string, number: number, to: number): number {
    let hash = Math.imul(this.seed + 1, 0x9e3779b1);
    const words = [number, to, ...Array.from(purpose, (letter) => letter.charCodeAt(0))];
    for (const word of words) {
      hash = Math.imul(hash ^ word, 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
      hash ^= hash >>> 16;
    }
    return (hash >>> 0) / 2 ** 32;
  }
}

export type Note =
  | { heard: number; atMs: number; bytes: Uint8Array; transmission: Transmission }
  | { lost: number; atMs: number; reason: LossReason; transmission: Transmission }
  | { unsent: number; atMs: number; reason: UnsentReason; bytes: Uint8Array };

export interface StageOptions {
  readonly profile: RadioProfile;
  readonly stations: number;
  readonly weather?: Partial<Weather>;
  readonly fate?: Fate;
}

export class Stage implements AirListener {
  readonly timeline = new ListTimeline();
  readonly air: Air;
  readonly notes: Note[] = [];

  constructor({ profile, stations, weather = {}, fate = new SeededFate(1) }: StageOptions) {
    const { timeline } = this;
    this.air = new Air({ profile, stations, timeline, fate, listener: this, weather });
  }

  onHear(heard: number, bytes: Uint8Array, transmission: Transmission): void {
    this.notes.push({ heard, atMs: this.timeline.nowMs, bytes, transmission });
  }

  onLost(lost: number, transmission: Transmission, reason: LossReason): void {
    this.notes.push({ lost, atMs: this.timeline.nowMs, reason, transmission });
  }

  onUnsent(unsent: number, bytes: Uint8Array, reason: UnsentReason): void {
    this.notes.push({ unsent, atMs: this.timeline.nowMs, reason, bytes });
  }

  /** A frame of so many bytes, all of them the sender's number, handed to the modem at a time. */
  sendAt(atMs: number, from: number, size = 40): void {
    this.timeline.at(atMs, () => this.air.send(from, frame(from, size)));
  }

  /** What became of all frames at one station: `0` heard from station 0, or the reason of its loss. */
  at(station: number): string[] {
    return this.notes.flatMap((note) => {
      if ('heard' in note && note.heard === station) return [`${note.transmission.from}`];
      if ('lost' in note && note.lost === station) {
        return [`${note.transmission.from} ${note.reason}`];
      }
      return [];
    });
  }

  heard() {
    return this.notes.flatMap((note) => ('heard' in note ? [note] : []));
  }

  lost() {
    return this.notes.flatMap((note) => ('lost' in note ? [note] : []));
  }

  unsent() {
    return this.notes.flatMap((note) => ('unsent' in note ? [note] : []));
  }
}

export function frame(from: number, size: number): Uint8Array {
  return new Uint8Array(size).fill(from);
}

/**
 * A plain radio on which the arithmetic is easy: one byte takes 1 ms on the air, nothing around it, and
 * the UART next to no time.
 */
export const PLAIN: SharedProfile = {
  medium: 'shared',
  airtime: { kind: 'bits', bitsPerSecond: 8000, overheadBytes: 0 },
  uart: { bitsPerSecond: 1e15, framingBytes: 0, framingOnAir: false, bufferBytes: 1e9 },
  settleMs: 0,
  mtuBytes: 200,
  queueFrames: 4,
  dutyCycle: null,
  listenBeforeTalk: null,
  captureDb: 6,
  syncMs: 5,
  receivedDbm: -60,
  sensitivityDbm: -100,
};

export const CUT_OFF = Number.NEGATIVE_INFINITY;
