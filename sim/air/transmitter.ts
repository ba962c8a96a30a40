/**
 * The sending half of one station's modem: one frame at a time comes over the UART, waits for the channel and
 * goes on the air; a few more wait in a queue.
 */
import type { DutyCycle } from '../../src/radio/duty-cycle.ts';
import {
  frameAirMs,
  frameUartMs,
  type ListenBeforeTalk,
  type SharedProfile,
} from '../../src/radio/profile.ts';
import type { Timeline } from '../../src/radio/timeline.ts';
import type { Fate } from './fate.ts';
import { milliwatts } from './links.ts';
import type { Sending, UnsentReason } from './transmission.ts';

/** The channel, as a modem sees it. */
export interface ChannelPort {
  /** All signals at a station's antenna, milliwatts. */
  powerMw(station: number): number;
  /** The frame is on the air from now on, until its `endMs`; `finished` is called then. */
  begin(sending: Sending): void;
  unsent(sending: Sending, reason: UnsentReason): void;
}

export interface TransmitterOptions {
  readonly station: number;
  readonly profile: SharedProfile;
  readonly timeline: Timeline;
  readonly fate: Fate;
  readonly dutyCycle: DutyCycle | null;
  readonly channel: ChannelPort;
}

export class Transmitter {
  private readonly options: TransmitterOptions;
  private readonly queue: Sending[] = [];
  /** What the modem is busy with, from its first byte on the UART to its last bit on the air. */
  private current: Sending | null = null;

  constructor(options: TransmitterOptions) {
    this.options = options;
  }

  /** Takes a frame from the driver, or refuses it when the queue is full. */
  offer(sending: Sending): void {
    const { profile, channel } = this.options;
    if (this.current === null) this.load(sending);
    else if (this.queue.length < profile.queueFrames) this.queue.push(sending);
    else channel.unsent(sending, 'queue-full');
  }

  /** The present frame has left the air, or will never reach it. */
  finished(): void {
    this.current = null;
    const next = this.queue.shift();
    if (next !== undefined) this.load(next);
  }

  /** All that waits is gone; what is on the air already is the channel's business. */
  powerOff(): void {
    const { current } = this;
    const waiting = this.queue.splice(0);
    if (current !== null && Number.isNaN(current.startMs)) waiting.unshift(current);
    this.current = null;
    for (const sending of waiting) this.options.channel.unsent(sending, 'power-off');
  }

  private load(sending: Sending): void {
    const { profile } = this.options;
    this.current = sending;
    const waitMs = frameUartMs(profile, sending.bytes.length) + profile.settleMs;
    this.later(sending, waitMs, () => this.approach(sending, 0));
  }

  /** Waits for the channel, for the first time or again. */
  private approach(sending: Sending, tries: number): void {
    const { fate, profile, station } = this.options;
    const rule = profile.listenBeforeTalk;
    if (rule === null) {
      this.start(sending);
      return;
    }
    const choices = 2 ** Math.min(rule.minExponent + tries, rule.maxExponent);
    const fraction = choices > 1 ? fate.fraction(`back-off ${tries}`, sending, station) : 0;
    const waitMs = Math.floor(fraction * choices) * rule.slotMs;
    this.later(sending, waitMs, () => this.listen(sending, tries + 1, rule));
  }

  private listen(sending: Sending, tries: number, rule: ListenBeforeTalk): void {
    const { channel, station } = this.options;
    const isFree = channel.powerMw(station) < milliwatts(rule.senseDbm);
    if (isFree || (tries >= rule.tries && rule.afterwards === 'send')) {
      this.later(sending, rule.turnaroundMs, () => this.start(sending));
    } else if (tries < rule.tries) {
      this.approach(sending, tries);
    } else {
      channel.unsent(sending, 'channel-busy');
      this.finished();
    }
  }

  private start(sending: Sending): void {
    const { channel, dutyCycle, profile, station, timeline } = this.options;
    const { nowMs } = timeline;
    const airMs = frameAirMs(profile, sending.bytes.length);
    if (dutyCycle !== null && !dutyCycle.spend(station, nowMs, airMs)) {
      channel.unsent(sending, 'duty-cycle');
      this.finished();
      return;
    }
    sending.startMs = nowMs;
    sending.endMs = nowMs + airMs;
    channel.begin(sending);
  }

  /** Goes on with the frame after a while, unless the power failed meanwhile. */
  private later(sending: Sending, waitMs: number, act: () => void): void {
    const { timeline } = this.options;
    if (waitMs === 0) {
      act();
      return;
    }
    timeline.at(timeline.nowMs + waitMs, () => {
      if (this.current === sending) act();
    });
  }
}
