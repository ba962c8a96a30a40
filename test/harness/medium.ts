/**
 * The shared medium of a run: each frame reaches each other member once, never, late or twice, as
 * the weather has it. Who hears whom is directed, so that links can be cut one way.
 */
import type { Chance } from './chance.ts';
import type { Schedule } from './schedule.ts';

export interface Weather {
  /** 0..1, for each receiver by itself. */
  loss: number;
  duplication: number;
  minDelayMs: number;
  maxDelayMs: number;
  /** Share of frames that take up to `lateMs` longer. */
  lateShare: number;
  lateMs: number;
}

export const CALM: Weather = {
  loss: 0,
  duplication: 0,
  minDelayMs: 0.2,
  maxDelayMs: 0.6,
  lateShare: 0,
  lateMs: 0,
};

export class Medium {
  weather: Weather;
  /** `from * 1000 + to` of links that are cut. */
  readonly cut = new Set<number>();
  private readonly schedule: Schedule;
  private readonly chance: Chance;

  constructor(schedule: Schedule, chance: Chance, weather: Weather) {
    this.schedule = schedule;
    this.chance = chance;
    this.weather = weather;
  }

  setLink(from: number, to: number, up: boolean): void {
    const link = from * 1000 + to;
    if (up) this.cut.delete(link);
    else this.cut.add(link);
  }

  /** Calls `deliver` for each copy that arrives at one of `receivers`. */
  broadcast(from: number, receivers: readonly number[], deliver: (to: number) => void): void {
    const { weather, chance, schedule } = this;
    for (const to of receivers) {
      if (this.cut.has(from * 1000 + to)) continue;
      const copies = chance.happens(weather.duplication) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        if (chance.happens(weather.loss)) continue;
        const late = chance.happens(weather.lateShare) ? chance.between(0, weather.lateMs) : 0;
        const delay = chance.between(weather.minDelayMs, weather.maxDelayMs) + late;
        schedule.after(delay, () => deliver(to));
      }
    }
  }
}
