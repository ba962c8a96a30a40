/**
 * A radio channel for real firmware: stations whose computers write bytes, emulated modules that make packets of
 * them, and between the modules the simulator's own air, in the time of the given timeline.
 *
 * It knows nothing of ptys; port.ts connects it to them.
 */
import type { SharedProfile } from '../../src/radio/profile.ts';
import type { Timeline } from '../../src/radio/timeline.ts';
import { Air } from '../air/air.ts';
import type { LossReason, Transmission, UnsentReason } from '../air/transmission.ts';
import { CALM, type Weather } from '../air/weather.ts';
import { Chance } from '../world/chance.ts';
import { HashFate } from './fate.ts';
import type { Family, ModulePorts, Packet, RadioModule } from './module.ts';
import { moduleAir } from './module-air.ts';
import { Jammer, MAX_JAM_MS, noiseBurst } from './noise.ts';
import { Station } from './station.ts';
import { type Statistics, Tally } from './tally.ts';

/** Noise makes a receiver without a checksum give out some bytes about this often. */
const NOISE_EVERY_MS = 100;

/** What an observer is told. Stations are numbered from 0. */
export type EtherEvent =
  | {
      readonly event: 'frame';
      readonly from: number;
      readonly bytes: number;
      readonly airMs: number;
      /** Somebody lost it because another was on the air. */
      readonly collision: boolean;
    }
  | {
      readonly event: 'lost';
      readonly from: number;
      readonly to: number;
      readonly reason: LossReason;
    }
  | { readonly event: 'unsent'; readonly from: number; readonly reason: UnsentReason }
  | { readonly event: 'jam'; readonly on: boolean };

export interface EtherOptions {
  readonly profile: SharedProfile;
  readonly family: Family;
  readonly stations: number;
  readonly timeline: Timeline;
  /** Of all chance: losses, damage, back-offs, noise. */
  readonly seed: number;
  readonly makeModule: (ports: ModulePorts, station: number) => RadioModule;
  readonly weather?: Partial<Weather>;
  readonly toHost: (station: number, bytes: Uint8Array) => void;
  readonly onEvent?: (event: EtherEvent) => void;
}

export class Ether {
  private readonly options: EtherOptions;
  private readonly air: Air;
  private readonly jammer: Jammer;
  private readonly stations: readonly Station[];
  private readonly tally = new Tally();
  private readonly noise: Chance;
  private readonly startMs: number;
  /** Packets by their bytes, which the air carries as the very same object. */
  private readonly packets = new WeakMap<Uint8Array, Packet>();
  /** Links that were cut by hand, as `from to`. */
  private readonly cuts = new Set<string>();
  /** Number of the transmission that lost a copy to a collision last. */
  private collided = -1;
  private jamUntilMs = Number.NEGATIVE_INFINITY;
  private jams = 0;

  constructor(options: EtherOptions) {
    const { family, profile, stations, timeline, seed, weather } = options;
    this.options = options;
    this.startMs = timeline.nowMs;
    this.noise = new Chance(seed, 'noise');
    const air = new Air({
      profile: moduleAir(profile, family),
      stations: stations + 1,
      timeline,
      fate: new HashFate(seed),
      listener: {
        onHear: (to, bytes, transmission) => this.onHear(to, bytes, transmission),
        onLost: (to, transmission, reason) => this.onLost(to, transmission, reason),
        onUnsent: (from, bytes, reason) => this.onUnsent(from, bytes, reason),
      },
      weather: { ...CALM, ...weather },
    });
    this.air = air;
    this.jammer = new Jammer({ air, profile, station: stations });
    this.stations = Array.from({ length: stations }, (_, station) => this.makeStation(station));
    this.link();
  }

  /** Bytes as a computer has written them. */
  onBytesFromHost(station: number, bytes: Uint8Array): void {
    this.at(station).onBytesFromHost(bytes);
  }

  /** The speed that a computer has set on its port, bits a second; null: unknown, and taken for the right one. */
  setHostBaud(station: number, baud: number | null): void {
    this.at(station).hostBaud = baud;
  }

  /** Whether computer and module have the same speed, as far as it is known. */
  hasRightBaud(station: number): boolean {
    const { hostBaud, module } = this.at(station);
    return hostBaud === null || hostBaud === module.baud;
  }

  /** The module gets power, as when it is plugged in. */
  plug(station: number): void {
    this.at(station).plug();
    this.link();
  }

  /** The module is pulled out: what it was sending breaks off, and it hears nothing. */
  unplug(station: number): void {
    this.at(station).unplug();
    this.air.stationDown(station);
    this.link();
  }

  /** Noise over everything for so long, at most MAX_JAM_MS; nobody hears anything. */
  jam(forMs: number): void {
    const { timeline, onEvent } = this.options;
    const lengthMs = Math.min(forMs, MAX_JAM_MS);
    this.jams += 1;
    const { jams } = this;
    this.jamUntilMs = timeline.nowMs + lengthMs;
    this.jammer.start(lengthMs);
    onEvent?.({ event: 'jam', on: true });
    this.rustle(jams);
    timeline.at(this.jamUntilMs, () => {
      if (this.jams !== jams) return;
      this.jammer.stop();
      onEvent?.({ event: 'jam', on: false });
    });
  }

  /** Shares of copies that are lost or damaged from now on; what is not named stays. */
  setWeather(weather: Partial<Weather>): void {
    this.air.weather = { ...this.air.weather, ...weather };
  }

  /** Two stations no longer hear each other, in both directions. */
  cut(one: number, other: number): void {
    this.at(one);
    this.at(other);
    this.cuts.add(`${one} ${other}`).add(`${other} ${one}`);
    this.link();
  }

  /** All links that were cut by hand are there again. */
  heal(): void {
    this.cuts.clear();
    this.link();
  }

  statistics(): Statistics {
    return this.tally.statistics(this.options.timeline.nowMs - this.startMs);
  }

  private at(station: number): Station {
    const found = this.stations[station];
    if (found === undefined) throw new RangeError(`no station ${station}`);
    return found;
  }

  private makeStation(station: number): Station {
    const { timeline, profile, makeModule, toHost } = this.options;
    return new Station({
      timeline,
      profile,
      makeModule: (ports) => makeModule(ports, station),
      toHost: (bytes) => toHost(station, bytes),
      transmit: (packet) => this.transmit(station, packet),
      retuned: () => this.link(),
      onOverrun: (bytes) => this.tally.overrun(bytes),
    });
  }

  private transmit(station: number, packet: Packet): void {
    this.packets.set(packet.bytes, packet);
    this.air.send(station, packet.bytes);
  }

  /** Who is plugged in and tuned alike hears each other, unless the link was cut. */
  private link(): void {
    this.stations.forEach((one, from) => {
      this.stations.forEach((other, to) => {
        if (from === to) return;
        const isTunedAlike = one.module.tuning === other.module.tuning;
        const isUp = one.isPlugged && other.isPlugged && isTunedAlike;
        this.air.setLink(from, to, isUp && !this.cuts.has(`${from} ${to}`));
      });
    });
  }

  /** While the jam lasts, noise shows as bytes where nothing keeps it away. */
  private rustle(jam: number): void {
    const { timeline } = this.options;
    if (this.jams !== jam || timeline.nowMs >= this.jamUntilMs) return;
    for (const { isPlugged, module } of this.stations) {
      const burst = noiseBurst(this.noise);
      if (isPlugged) module.onNoise(burst);
    }
    timeline.at(timeline.nowMs + NOISE_EVERY_MS, () => this.rustle(jam));
  }

  private onHear(to: number, bytes: Uint8Array, transmission: Transmission): void {
    const packet = this.packets.get(transmission.bytes);
    const station = this.stations[to];
    if (packet === undefined || station === undefined || !station.isPlugged) return;
    this.tally.hear();
    station.module.onHear(bytes, packet, this.options.profile.receivedDbm);
  }

  /**
   * The links to the jammer are cut, so that each transmission ends with exactly one loss there, the last of
   * its losses: that is how the ether knows that it is over.
   */
  private onLost(to: number, transmission: Transmission, reason: LossReason): void {
    const { stations, onEvent } = this.options;
    const { from, number } = transmission;
    if (from === stations) return; // the jammer's own noise
    if (to === stations) {
      this.onOver(transmission);
      return;
    }
    const isThere = this.stations[to]!.isPlugged;
    if (!isThere) return;
    if (reason === 'collision') this.collided = number;
    this.tally.lose(reason);
    if (reason !== 'cut') onEvent?.({ event: 'lost', from, to, reason });
  }

  private onOver({ from, number, bytes, startMs, endMs }: Transmission): void {
    const airMs = endMs - startMs;
    const collision = this.collided === number;
    this.tally.frame(bytes.length, airMs, collision);
    this.options.onEvent?.({ event: 'frame', from, bytes: bytes.length, airMs, collision });
    const packet = this.packets.get(bytes);
    const station = this.stations[from]!;
    if (packet !== undefined && station.isPlugged) station.module.onOver(packet);
  }

  private onUnsent(from: number, bytes: Uint8Array, reason: UnsentReason): void {
    const packet = this.packets.get(bytes);
    const station = this.stations[from];
    if (packet === undefined || station === undefined) return;
    this.tally.unsent(reason);
    this.options.onEvent?.({ event: 'unsent', from, reason });
    if (station.isPlugged) station.module.onUnsent(packet, reason);
  }
}
