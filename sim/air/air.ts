/**
 * The virtual air: moves bytes between numbered stations as a radio of the given kind would, with all that
 * goes wrong on the way. It knows nothing of what the bytes mean.
 *
 * In calm air one event of the timeline delivers a frame to all its receivers.
 */

import type { RadioProfile } from '../../src/radio/profile.ts';
import type { Timeline } from '../../src/radio/timeline.ts';
import { Channel } from './channel.ts';
import { Copies } from './copies.ts';
import type { Fate } from './fate.ts';
import { LINK, Links } from './links.ts';
import type { AirListener, Sending, Transmission } from './transmission.ts';
import { CALM, type Weather } from './weather.ts';

export type { AirListener, LossReason, Transmission, UnsentReason } from './transmission.ts';

export interface AirOptions {
  readonly profile: RadioProfile;
  /** They are numbered from 0. */
  readonly stations: number;
  readonly timeline: Timeline;
  readonly fate: Fate;
  readonly listener: AirListener;
  readonly weather?: Partial<Weather>;
}

export class Air {
  private readonly profile: RadioProfile;
  private readonly stations: number;
  private readonly timeline: Timeline;
  private readonly listener: AirListener;
  private readonly links: Links;
  private readonly copies: Copies;
  /** Null where every link is for itself. */
  private readonly channel: Channel | null;
  private sent = 0;

  constructor(options: AirOptions) {
    const { profile, stations, timeline, listener } = options;
    this.profile = profile;
    this.stations = stations;
    this.timeline = timeline;
    this.listener = listener;
    this.links = new Links(stations, profile.receivedDbm, profile.sensitivityDbm);
    const { links } = this;
    const copies = new Copies({ ...options, weather: { ...CALM, ...options.weather } });
    this.copies = copies;
    this.channel =
      profile.medium === 'shared' ? new Channel({ ...options, profile, links, copies }) : null;
  }

  /** May be changed, or replaced, at any time; counts for all copies that arrive from then on. */
  get weather(): Weather {
    return this.copies.weather;
  }

  set weather(weather: Weather) {
    this.copies.weather = weather;
  }

  /** Hands a frame to the station's modem. The bytes must stay as they are from now on. */
  send(from: number, bytes: Uint8Array): void {
    this.check(from);
    const { profile, timeline, channel } = this;
    if (bytes.length > profile.mtuBytes) {
      this.listener.onUnsent(from, bytes, 'too-long');
      return;
    }
    const sending: Sending = {
      number: this.sent,
      from,
      bytes,
      startMs: Number.NaN,
      endMs: Number.NaN,
    };
    this.sent += 1;
    if (profile.medium === 'switched') {
      sending.startMs = timeline.nowMs;
      sending.endMs = timeline.nowMs;
      timeline.at(timeline.nowMs + profile.hopMs, () => this.deliver(sending));
    } else channel?.send(sending);
  }

  /** Cuts or restores a directed link, whatever its gain; a cut link carries no interference either. */
  setLink(from: number, to: number, up: boolean): void {
    this.check(from);
    this.check(to);
    this.links.setLink(from, to, up);
  }

  /** Gain of a directed path; 0 at first, that is the profile's usual power; -Infinity: never heard. */
  setGain(from: number, to: number, gainDb: number): void {
    this.check(from);
    this.check(to);
    this.links.setGain(from, to, gainDb);
  }

  /**
   * The station's power fails: what it is sending breaks off, what waits in its modem is gone, and it
   * hears nothing of what is on the air just now. It may send again at once, as after a restart.
   */
  stationDown(station: number): void {
    this.check(station);
    this.copies.forget(station);
    this.channel?.stationDown(station);
  }

  /** A fault: the station may send no more in the present window. Nothing, for a radio without duty cycle. */
  exhaustDutyCycle(station: number): void {
    this.check(station);
    this.channel?.exhaustDutyCycle(station);
  }

  /** The end of that fault: the station has its whole budget again. */
  refillDutyCycle(station: number): void {
    this.check(station);
    this.channel?.refillDutyCycle(station);
  }

  private deliver(transmission: Transmission): void {
    const { copies, listener, stations } = this;
    const { states } = this.links;
    const { from, bytes } = transmission;
    const first = from * stations;
    const isSafe = copies.areSafe();
    for (let to = 0; to < stations; to += 1) {
      if (to === from) continue;
      const state = states[first + to];
      if (state === LINK.up) {
        if (isSafe) listener.onHear(to, bytes, transmission);
        else copies.deliver(to, transmission);
      } else listener.onLost(to, transmission, state === LINK.cut ? 'cut' : 'faded');
    }
  }

  /** A wrong number would quietly be about another link. */
  private check(station: number): void {
    if (!(Number.isInteger(station) && station >= 0 && station < this.stations)) {
      throw new RangeError(`no station ${station}: this air has 0 to ${this.stations - 1}`);
    }
  }
}
