/**
 * What the weather does to each copy of a frame that has reached its receiver: lost, damaged, late, twice.
 */

import type { Timeline } from '../../src/radio/timeline.ts';
import { BurstLinks } from './burst.ts';
import { cutShort, flipBit, glue } from './damage.ts';
import type { Fate, Mishap } from './fate.ts';
import type { AirListener, Transmission } from './transmission.ts';
import { isCalm, type Weather } from './weather.ts';

export interface CopiesOptions {
  readonly stations: number;
  readonly timeline: Timeline;
  readonly fate: Fate;
  readonly listener: AirListener;
  readonly weather: Weather;
}

export class Copies {
  weather: Weather;
  private readonly stations: number;
  private readonly timeline: Timeline;
  private readonly fate: Fate;
  private readonly listener: AirListener;
  private burst: BurstLinks | null = null;
  /** By station: what its modem holds back until the next frame. */
  private readonly held: (Uint8Array | null)[];
  private heldCount = 0;

  constructor({ stations, timeline, fate, listener, weather }: CopiesOptions) {
    this.stations = stations;
    this.timeline = timeline;
    this.fate = fate;
    this.listener = listener;
    this.weather = weather;
    this.held = Array.from({ length: stations }, () => null);
  }

  /** Whether copies may go straight to the listener, past `deliver`. */
  areSafe(): boolean {
    return this.heldCount === 0 && isCalm(this.weather);
  }

  /** Hands one copy to its receiver, or to the bad luck that the weather has for it. */
  deliver(to: number, transmission: Transmission): void {
    const { weather } = this;
    if (this.strikes('lose', transmission, to, this.lossOf(transmission, to))) {
      this.listener.onLost(to, transmission, 'struck');
      return;
    }
    if (this.strikes('double', transmission, to, weather.duplication)) {
      this.hearLater(to, transmission.bytes, transmission, 'double');
    }
    const bytes = this.damaged(to, transmission);
    if (this.strikes('delay', transmission, to, weather.late)) {
      this.hearLater(to, bytes, transmission, 'delay');
      return;
    }
    const mayHold = this.held[to] === null;
    if (mayHold && this.strikes('merge', transmission, to, weather.merges)) {
      this.hold(to, bytes);
      this.listener.onLost(to, transmission, 'merged');
      return;
    }
    this.hear(to, bytes, transmission);
  }

  /** The station's power fails: what its modem held back is gone. */
  forget(station: number): void {
    if (this.held[station] !== null) this.heldCount -= 1;
    this.held[station] = null;
  }

  private lossOf(transmission: Transmission, to: number): number {
    const { loss, burst } = this.weather;
    if (burst === null) return loss;
    this.burst ??= new BurstLinks(this.stations);
    const link = transmission.from * this.stations + to;
    const fraction = this.fate.fraction('burst', transmission, to);
    return 1 - (1 - loss) * (1 - this.burst.lossOfNext(link, burst, fraction));
  }

  private damaged(to: number, transmission: Transmission): Uint8Array {
    const { cuts, flips } = this.weather;
    let { bytes } = transmission;
    if (this.strikes('cut', transmission, to, cuts)) {
      bytes = cutShort(bytes, this.fate.fraction('cut', transmission, to));
    }
    if (this.strikes('flip', transmission, to, flips)) {
      bytes = flipBit(bytes, this.fate.fraction('flip', transmission, to));
    }
    return bytes;
  }

  private hear(to: number, bytes: Uint8Array, transmission: Transmission): void {
    const held = this.held[to]!;
    if (held === null) {
      this.listener.onHear(to, bytes, transmission);
      return;
    }
    this.forget(to);
    this.listener.onHear(to, glue(held, bytes), transmission);
  }

  private hearLater(
    to: number,
    bytes: Uint8Array,
    transmission: Transmission,
    purpose: 'double' | 'delay',
  ): void {
    const lateMs = this.fate.fraction(purpose, transmission, to) * this.weather.lateMs;
    const { timeline } = this;
    timeline.at(timeline.nowMs + lateMs, () => this.hear(to, bytes, transmission));
  }

  private hold(to: number, bytes: Uint8Array): void {
    this.held[to] = bytes;
    this.heldCount += 1;
  }

  private strikes(
    mishap: Mishap,
    transmission: Transmission,
    to: number,
    probability: number,
  ): boolean {
    return probability > 0 && this.fate.strikes(mishap, transmission, to, probability);
  }
}
