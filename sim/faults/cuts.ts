/** Which links are cut, and how often: two faults may cut the same link, and each mends only its own cut. */
import type { Air } from '../air/air.ts';

export class Cuts {
  private readonly air: Air;
  private readonly stations: number;
  private readonly counts: Uint16Array;

  constructor(air: Air, stations: number) {
    this.air = air;
    this.stations = stations;
    this.counts = new Uint16Array(stations * stations);
  }

  /** Cuts the links that `separates` names; returns what mends exactly these, once. */
  cut(separates: (from: number, to: number) => boolean): () => void {
    const links: [number, number][] = [];
    for (let from = 0; from < this.stations; from += 1)
      for (let to = 0; to < this.stations; to += 1)
        if (from !== to && separates(from, to)) links.push([from, to]);
    for (const [from, to] of links) this.change(from, to, 1);
    let mended = false;
    return () => {
      if (mended) return;
      mended = true;
      for (const [from, to] of links) this.change(from, to, -1);
    };
  }

  private change(from: number, to: number, by: number): void {
    const link = from * this.stations + to;
    this.counts[link] = this.counts[link]! + by;
    this.air.setLink(from, to, this.counts[link] === 0);
  }
}
