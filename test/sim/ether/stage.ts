/** An ether in virtual time: what computers write, what they read, and when. */
import { Ether, type EtherEvent } from '../../../sim/ether/ether.ts';
import type { Family, ModulePorts, Packet, RadioModule } from '../../../sim/ether/module.ts';
import { makeModule } from '../../../sim/ether/modules/make.ts';
import { bytesOf, textOf } from '../../../sim/ether/modules/text.ts';
import { Schedule } from '../../../sim/world/schedule.ts';
import type { SharedProfile } from '../../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';

export interface StageOptions {
  readonly stations?: number;
  readonly family?: Family;
  readonly profile?: SharedProfile;
  readonly baud?: number;
  readonly seed?: number;
  readonly makeModule?: (ports: ModulePorts, station: number) => RadioModule;
}

export interface Read {
  readonly station: number;
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

export class EtherStage {
  readonly timeline = new Schedule();
  readonly ether: Ether;
  readonly reads: Read[] = [];
  readonly events: EtherEvent[] = [];

  /** All stations are plugged in, and what they said at power-up is forgotten. */
  constructor(options: StageOptions = {}) {
    const {
      stations = 3,
      family = 'transparent',
      profile = RADIO_PROFILES.hc12,
      seed = 1,
    } = options;
    const { timeline } = this;
    const baud = options.baud ?? profile.uart.bitsPerSecond;
    const make = (ports: ModulePorts, station: number) =>
      makeModule({ family, commands: 'none', baud, profile }, ports, station);
    this.ether = new Ether({
      profile,
      family,
      stations,
      timeline,
      seed,
      makeModule: options.makeModule ?? make,
      toHost: (station, bytes) => this.reads.push({ station, atMs: timeline.nowMs, bytes }),
      onEvent: (event) => this.events.push(event),
    });
    for (let station = 0; station < stations; station += 1) this.ether.plug(station);
    this.run(100);
    this.reads.length = 0;
  }

  write(station: number, bytes: Uint8Array | string): void {
    this.ether.onBytesFromHost(station, typeof bytes === 'string' ? bytesOf(bytes) : bytes);
  }

  run(forMs: number): void {
    this.timeline.run(this.timeline.nowMs + forMs);
  }

  /** All that a computer has read. */
  read(station: number): Uint8Array {
    return joined(this.reads.filter((read) => read.station === station).map(({ bytes }) => bytes));
  }

  readText(station: number): string {
    return textOf(this.read(station));
  }
}

/** One module alone, with a UART that takes no time. */
export class ModuleBench<M extends RadioModule> {
  readonly timeline = new Schedule();
  readonly module: M;
  readonly sent: Packet[] = [];
  retunes = 0;
  private readonly said: Uint8Array[] = [];
  private askedMs = 0;

  constructor(make: (ports: ModulePorts) => M) {
    this.module = make({
      timeline: this.timeline,
      toHost: (bytes) => this.said.push(bytes),
      transmit: (packet) => this.sent.push(packet),
      retuned: () => {
        this.retunes += 1;
      },
      hostSilentAtMs: () => this.askedMs,
    });
  }

  /** What the module says to these bytes, within so long. */
  ask(bytes: Uint8Array | string, withinMs = 50): Uint8Array {
    this.said.length = 0;
    this.askedMs = this.timeline.nowMs;
    this.module.onHostBytes(typeof bytes === 'string' ? bytesOf(bytes) : bytes);
    this.timeline.run(this.timeline.nowMs + withinMs);
    return joined(this.said);
  }

  askText(text: string, withinMs?: number): string {
    return textOf(this.ask(text, withinMs));
  }

  /** What it says because of `act`. */
  hear(act: (module: M) => void): Uint8Array {
    this.said.length = 0;
    act(this.module);
    return joined(this.said);
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').replace(/../g, '$& ').trim().toUpperCase();
}

export function unhex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}
