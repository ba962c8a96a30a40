/** The burst state of every directed link: good or bad, turning frame by frame (weather.ts, `Burst`). */
import type { Burst } from './weather.ts';

export class BurstLinks {
  /** 1 where the link is bad, by sender times stations plus receiver. All start good. */
  private readonly bad: Uint8Array;

  constructor(stations: number) {
    this.bad = new Uint8Array(stations * stations);
  }

  /**
   * Lets the link turn or stay before its next frame, and returns the probability that it loses it.
   * `fraction` is the chance of this turn, in [0, 1).
   */
  lossOfNext(link: number, burst: Burst, fraction: number): number {
    const wasBad = this.bad[link] === 1;
    const turns = fraction < (wasBad ? burst.end : burst.begin);
    const isBad = wasBad !== turns;
    this.bad[link] = isBad ? 1 : 0;
    return isBad ? burst.loss : 0;
  }
}
