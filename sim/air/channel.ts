/**
 * A channel that all stations share: modems take turns or don't, and every receiver gets what the overlap of
 * the signals leaves to it (reception.ts).
 */

import { uartMs } from '../../src/radio/airtime.ts';
import { DutyCycle } from '../../src/radio/duty-cycle.ts';
import { frameUartMs, type SharedProfile } from '../../src/radio/profile.ts';
import type { Timeline } from '../../src/radio/timeline.ts';
import type { Copies } from './copies.ts';
import type { Fate } from './fate.ts';
import { type Links, milliwatts } from './links.ts';
import { Outlets } from './outlets.ts';
import { type Flight, MARK, MARK_REASONS, Reception } from './reception.ts';
import type { AirListener, Sending, Transmission, UnsentReason } from './transmission.ts';
import { type ChannelPort, Transmitter } from './transmitter.ts';

export interface ChannelOptions {
  readonly profile: SharedProfile;
  readonly stations: number;
  readonly timeline: Timeline;
  readonly fate: Fate;
  readonly listener: AirListener;
  readonly links: Links;
  readonly copies: Copies;
}

export class Channel implements ChannelPort {
  private readonly options: ChannelOptions;
  private readonly reception: Reception;
  private readonly outlets: Outlets;
  private readonly dutyCycle: DutyCycle | null;
  private readonly transmitters: readonly Transmitter[];
  /** By station: what it has on the air. */
  private readonly onAir: (Flight | null)[];
  /** By station: when its power failed last; what its modem held then is gone. */
  private readonly downMs: Float64Array;

  constructor(options: ChannelOptions) {
    const { profile, stations, timeline, fate, links } = options;
    const { uart } = profile;
    this.options = options;
    this.reception = new Reception(stations, links, milliwatts(profile.captureDb), profile.syncMs);
    this.outlets = new Outlets(stations, uartMs(uart.bitsPerSecond, uart.bufferBytes));
    this.dutyCycle = profile.dutyCycle ? new DutyCycle(stations, profile.dutyCycle) : null;
    const { dutyCycle } = this;
    this.transmitters = Array.from(
      { length: stations },
      (_, station) =>
        new Transmitter({ station, profile, timeline, fate, dutyCycle, channel: this }),
    );
    this.onAir = Array.from({ length: stations }, () => null);
    this.downMs = new Float64Array(stations).fill(Number.NEGATIVE_INFINITY);
  }

  send(sending: Sending): void {
    this.transmitters[sending.from]!.offer(sending);
  }

  powerMw(station: number): number {
    return this.reception.powerMw(station);
  }

  begin(sending: Sending): void {
    this.onAir[sending.from] = this.reception.begin(sending);
    this.options.timeline.at(sending.endMs, () => this.end(sending));
  }

  unsent({ from, bytes }: Sending, reason: UnsentReason): void {
    this.options.listener.onUnsent(from, bytes, reason);
  }

  exhaustDutyCycle(station: number): void {
    this.dutyCycle?.exhaust(station, this.options.timeline.nowMs);
  }

  refillDutyCycle(station: number): void {
    this.dutyCycle?.refill(station, this.options.timeline.nowMs);
  }

  stationDown(station: number): void {
    const { timeline } = this.options;
    const flight = this.onAir[station]!;
    if (flight !== null) {
      (flight.transmission as Sending).endMs = timeline.nowMs;
      this.onAir[station] = null;
      this.reception.breakOff(flight);
    }
    this.downMs[station] = timeline.nowMs;
    this.reception.forget(station);
    this.outlets.forget(station);
    this.transmitters[station]!.powerOff();
    if (flight !== null) {
      this.reportLosses(flight);
      this.reception.release(flight);
    }
  }

  private end(sending: Sending): void {
    const flight = this.onAir[sending.from]!;
    if (flight?.transmission !== sending) return; // broken off meanwhile
    this.onAir[sending.from] = null;
    this.reception.end(flight);
    this.handOver(flight);
    this.transmitters[sending.from]!.finished();
    this.reportLosses(flight);
  }

  /** Each receiver that got the frame passes it to its computer; all whose UART is free at the same time. */
  private handOver(flight: Flight): void {
    const { profile, stations, timeline } = this.options;
    const { marks, transmission } = flight;
    const { endMs } = transmission;
    const durationMs = frameUartMs(profile, transmission.bytes.length);
    for (let to = 0; to < stations; to += 1) {
      if (marks[to] !== MARK.heard) continue;
      const handedMs = this.outlets.pass(to, endMs, durationMs);
      if (handedMs === null) marks[to] = MARK.overrun;
      else if (handedMs > endMs + durationMs) {
        marks[to] = MARK.later;
        timeline.at(handedMs, () => this.deliverLate(to, transmission));
      }
    }
    timeline.at(endMs + durationMs, () => this.deliver(flight));
  }

  private deliver(flight: Flight): void {
    const { copies, listener, stations } = this.options;
    const { marks, transmission } = flight;
    const { bytes, endMs } = transmission;
    const isSafe = copies.areSafe();
    for (let to = 0; to < stations; to += 1) {
      if (marks[to] !== MARK.heard) continue;
      if (endMs < this.downMs[to]!) listener.onLost(to, transmission, 'deaf');
      else if (isSafe) listener.onHear(to, bytes, transmission);
      else copies.deliver(to, transmission);
    }
    this.reception.release(flight);
  }

  private deliverLate(to: number, transmission: Transmission): void {
    const { copies, listener } = this.options;
    if (transmission.endMs < this.downMs[to]!) listener.onLost(to, transmission, 'deaf');
    else copies.deliver(to, transmission);
  }

  private reportLosses({ marks, transmission }: Flight): void {
    const { listener, stations } = this.options;
    for (let to = 0; to < stations; to += 1) {
      const reason = MARK_REASONS[marks[to]!]!;
      if (reason !== null) listener.onLost(to, transmission, reason);
    }
  }
}
