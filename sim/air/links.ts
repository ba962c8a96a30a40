/** Who hears whom: a directed matrix of gains and of cut links. */

/** State of a link, in `Links.states`. */
export const LINK = { up: 0, cut: 1, faded: 2 } as const;

export class Links {
  /** One of LINK, by sender times stations plus receiver. */
  readonly states: Uint8Array;
  /** Power of the sender's signal at the receiver, milliwatts; 0 over a cut link. Same index. */
  readonly powersMw: Float64Array;
  private readonly stations: number;
  private readonly receivedDbm: number;
  private readonly sensitivityDbm: number;
  private readonly gainsDb: Float64Array;
  private readonly cut: Uint8Array;

  constructor(stations: number, receivedDbm: number, sensitivityDbm: number) {
    const links = stations * stations;
    this.stations = stations;
    this.receivedDbm = receivedDbm;
    this.sensitivityDbm = sensitivityDbm;
    this.states = new Uint8Array(links);
    this.powersMw = new Float64Array(links).fill(milliwatts(receivedDbm));
    this.gainsDb = new Float64Array(links);
    this.cut = new Uint8Array(links);
  }

  setLink(from: number, to: number, up: boolean): void {
    const link = from * this.stations + to;
    this.cut[link] = up ? 0 : 1;
    this.refresh(link);
  }

  setGain(from: number, to: number, gainDb: number): void {
    const link = from * this.stations + to;
    this.gainsDb[link] = gainDb;
    this.refresh(link);
  }

  private refresh(link: number): void {
    const powerDbm = this.receivedDbm + this.gainsDb[link]!;
    const isCut = this.cut[link] === 1;
    const heard = powerDbm < this.sensitivityDbm ? LINK.faded : LINK.up;
    this.powersMw[link] = isCut ? 0 : milliwatts(powerDbm);
    this.states[link] = isCut ? LINK.cut : heard;
  }
}

/** Decibels over a milliwatt as milliwatts; and so any ratio of powers in decibels as a number. */
export function milliwatts(dbm: number): number {
  return 10 ** (dbm / 10);
}
