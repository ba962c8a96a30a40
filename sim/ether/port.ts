/**
 * Connects a pty to a station of the ether, and keeps an eye on the speed that the program has set: bytes of a
 * program at the wrong speed must not be understood.
 */

import { PortPath } from '../pty/port-path.ts';
import { Pty } from '../pty/pty.ts';
import type { Ether } from './ether.ts';

/** A program may change its speed: while it writes, the speed is looked at so often. */
const REFRESH_MS = 200;
/** While it only reads, so often; and what it writes waits for a look when the last one is older. */
const STALE_MS = 2000;
/** A program sets its speed a moment after opening the port; one that only listens shows nothing else. */
const SET_UP_MS = 50;
/** What may wait for a look. */
const MAX_WAITING_BYTES = 65_536;

export interface PortOptions {
  readonly ether: Ether;
  readonly station: number;
  readonly path: string;
  readonly nowMs: () => number;
  /** Which speed is set on a pty; null when that cannot be told. */
  readonly speedOf: (device: string) => Promise<number | null>;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onTrouble: (reason: string) => void;
}

export class EtherPort {
  private readonly options: PortOptions;
  private readonly place: PortPath;
  private readonly pty: Pty;
  /** Bytes of the program that wait for a look at its speed. */
  private waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private isLooking = false;
  private lookedMs = Number.NEGATIVE_INFINITY;
  /** A look was taken after the first bytes: a program may set its speed a moment after opening. */
  private isSure = false;
  private isOpen = false;
  /** Counts the openings and closings: a look at an earlier program says nothing. */
  private turns = 0;

  private constructor(options: PortOptions, place: PortPath) {
    this.options = options;
    this.place = place;
    this.pty = new Pty(place, {
      onOpen: () => this.onOpen(),
      onClose: () => this.onClose(),
      onBytes: (bytes) => this.onBytes(bytes),
      onTrouble: (reason) => {
        options.ether.unplug(options.station);
        options.onTrouble(reason);
      },
    });
  }

  /** Takes the path, and rejects with PortError when it cannot; `plug` makes the port. */
  static async take(options: PortOptions): Promise<EtherPort> {
    return new EtherPort(options, await PortPath.take(options.path, 'radio.serial.path'));
  }

  async plug(): Promise<void> {
    await this.pty.plug();
    this.options.ether.plug(this.options.station);
  }

  async unplug(): Promise<void> {
    this.options.ether.unplug(this.options.station);
    await this.pty.unplug();
  }

  /** Bytes of the module. */
  write(bytes: Uint8Array): void {
    const ageMs = this.options.nowMs() - this.lookedMs;
    if (ageMs > STALE_MS && Number.isFinite(ageMs)) this.look();
    this.pty.write(bytes);
  }

  /** Leaves nothing behind. May be called at the very end of the process. */
  destroy(): void {
    this.pty.destroy();
    this.place.release();
  }

  private onOpen(): void {
    this.turn(true);
    const { turns } = this;
    setTimeout(() => {
      if (this.turns === turns) this.look();
    }, SET_UP_MS).unref();
  }

  /** What it wrote just before it closed is on its way all the same. */
  private onClose(): void {
    this.pass();
    this.turn(false);
    this.options.ether.setHostBaud(this.options.station, null);
  }

  private turn(isOpen: boolean): void {
    this.turns += 1;
    this.isOpen = isOpen;
    this.isSure = false;
    this.lookedMs = Number.NEGATIVE_INFINITY;
    this.options.onOpen(isOpen);
  }

  private onBytes(bytes: Uint8Array): void {
    const { ether, station, nowMs } = this.options;
    const ageMs = nowMs() - this.lookedMs;
    const isKnown = this.isSure && ageMs <= STALE_MS;
    // At a wrong speed nothing is lost by waiting, and the program may just have set the right one.
    if (this.waiting.length === 0 && isKnown && ether.hasRightBaud(station)) {
      ether.onBytesFromHost(station, bytes);
      if (ageMs > REFRESH_MS) this.look();
      return;
    }
    if (this.waitingBytes + bytes.length > MAX_WAITING_BYTES) return;
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    this.look();
  }

  private look(): void {
    const { ether, station, nowMs, speedOf } = this.options;
    const { device } = this.pty;
    // A look is an opening, too: it would wake the pty that waits for a program.
    if (this.isLooking || device === null || !this.isOpen) return;
    this.isLooking = true;
    const { turns } = this;
    const isAboutBytes = this.waiting.length > 0;
    void speedOf(device).then((baud) => {
      this.isLooking = false;
      const isSame = this.turns === turns;
      if (isSame) {
        this.lookedMs = nowMs();
        this.isSure ||= isAboutBytes;
        ether.setHostBaud(station, baud);
      }
      if (this.waiting.length === 0) return;
      if (isSame && this.isSure) this.pass();
      else this.look();
    });
  }

  private pass(): void {
    const { ether, station } = this.options;
    const { waiting } = this;
    this.waiting = [];
    this.waitingBytes = 0;
    for (const bytes of waiting) ether.onBytesFromHost(station, bytes);
  }
}
