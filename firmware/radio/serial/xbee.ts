/**
 * Digi XBee with 802.15.4 firmware, in API mode: what goes in and out of the module is in frames of its own,
 * data and commands alike (Digi, "XBee/XBee-PRO S2C 802.15.4 RF Module User Guide", "Frame descriptions").
 *
 * Frames are broadcast, so nobody acknowledges them; the transmit status ends the transmission.
 */

import type { SharedProfile } from '../../../src/radio/profile.ts';
import type { Timeline } from '../../../src/radio/timeline.ts';
import type { XbeeConfig } from './config.ts';
import { type ModuleDriver, type Session, type SessionEvents, uartOf } from './driver.ts';
import { ascii, Inbox } from './inbox.ts';
import type { Port } from './port.ts';
import { encodeXbee, XbeeReader } from './xbee-frames.ts';
import { setUpXbee, type XbeeAsk } from './xbee-setup.ts';

/** The most in one packet with the module's own header on (guide, "Maximum payload"). */
const MTU_BYTES = 100;
/** Start, length, type, id, address, options, checksum. */
const FRAMING_BYTES = 9;
const ANSWER_MS = 300;
/** So many frames without a status: the module is gone, or not what it was. */
const SILENT_FRAMES = 5;

const SEND = 0x01;
const COMMAND = 0x08;
const BROADCAST = [0xff, 0xff];
const NO_OPTIONS = 0;

/** Frames that a module sends, and where in them the data stands. */
const RECEIVED = new Map([
  [0x80, 11], // from a 64-bit address: type, address, strength, options
  [0x81, 5], // from a 16-bit address
  [0x90, 12], // newer firmware: type, both addresses, options
]);
const COMMAND_ANSWER = 0x88;
/** Transmit status, with where the status stands in it. */
const SENT = new Map([
  [0x89, 2],
  [0x8b, 5],
]);
const MODEM_STATUS = 0x8a;
const HARDWARE_RESET = 0x00;
const WATCHDOG_RESET = 0x01;

/** Reasons for which nothing was sent (guide, "Transmit Status"); another status than 0 has a number. */
const CHANNEL_BUSY = 0x02;

export function xbeeDriver(
  config: XbeeConfig,
  given: SharedProfile,
  timeline: Timeline,
): ModuleDriver {
  const uart = uartOf(given, { baud: config.baud, framingBytes: FRAMING_BYTES, onAir: false });
  const mtuBytes = Math.min(given.mtuBytes, MTU_BYTES);
  return {
    mtuBytes,
    profile: { ...given, uart, mtuBytes },
    completion: 'signalled',
    pack: (frame) => frame,
    begin: (port, events) => new XbeeSession(config, port, timeline, events),
  };
}

class XbeeSession implements Session {
  private readonly config: XbeeConfig;
  private readonly port: Port;
  private readonly timeline: Timeline;
  private readonly events: SessionEvents;
  private readonly reader = new XbeeReader();
  private readonly inbox: Inbox;
  /** Where the answer to the command in flight goes. */
  private answer: ((data: Uint8Array | null) => void) | null = null;
  private isReady = false;
  private isOver = false;
  private cameBytes = 0;
  private frameId = 0;
  private silent = 0;
  private lastStatus = 0;

  constructor(config: XbeeConfig, port: Port, timeline: Timeline, events: SessionEvents) {
    this.config = config;
    this.port = port;
    this.timeline = timeline;
    this.events = events;
    this.inbox = new Inbox(timeline);
  }

  async ready(): Promise<string | null> {
    const { port, inbox, ask } = this;
    const bytesCame = () => this.cameBytes > 0;
    const trouble = await setUpXbee(this.config, { port, inbox, ask, bytesCame });
    inbox.end();
    this.isReady = true;
    return trouble;
  }

  private ask: XbeeAsk = async (name, value) => {
    const id = this.nextId();
    const data = await new Promise<Uint8Array | null>((resolve) => {
      const settle = (answer: Uint8Array | null) => {
        if (this.answer !== take) return;
        this.answer = null;
        resolve(answer);
      };
      const take = (answer: Uint8Array | null) => {
        // An answer that came late is to another question.
        if (answer === null || answer[1] === id) settle(answer);
      };
      this.answer = take;
      this.timeline.at(this.timeline.nowMs + ANSWER_MS, () => settle(null));
      if (this.isOver) settle(null);
      else this.port.write(encodeXbee(Uint8Array.from([COMMAND, id, ...ascii(name), ...value])));
    });
    return data === null || data.length < 5 ? null : { status: data[4]!, value: data.slice(5) };
  };

  /** 1 to 255: to 0 the module doesn't answer. */
  private nextId(): number {
    this.frameId = (this.frameId % 255) + 1;
    return this.frameId;
  }

  onData(bytes: Uint8Array): void {
    this.cameBytes += bytes.length;
    if (!this.isReady) this.inbox.push(bytes);
    this.reader.push(
      bytes,
      (data) => this.hear(data),
      (noise) => this.events.onDrop('malformed', noise),
    );
  }

  private hear(data: Uint8Array): void {
    const type = data[0]!;
    const received = RECEIVED.get(type);
    const sent = SENT.get(type);
    if (received !== undefined) {
      if (data.length > received) this.events.onFrame(data.slice(received), data.length - received);
      else this.events.onDrop('malformed', data.length);
    } else if (sent !== undefined && data.length > sent) this.hearSent(data[1]!, data[sent]!);
    else if (type === COMMAND_ANSWER) this.answer?.(data);
    else if (type === MODEM_STATUS) this.hearStatus(data[1]);
  }

  private hearSent(id: number, status: number): void {
    if (id !== this.frameId) return;
    this.silent = 0;
    if (status !== 0 && status !== this.lastStatus) {
      const why = status === CHANNEL_BUSY ? 'the channel is busy' : `its status is ${status}`;
      this.events.onNotice(`a frame was not sent: ${why}`);
    }
    this.lastStatus = status;
    this.events.onFinished();
  }

  private hearStatus(status: number | undefined): void {
    if (!this.isReady || (status !== HARDWARE_RESET && status !== WATCHDOG_RESET)) return;
    this.events.onTrouble('the module has started again by itself: is its power steady?');
  }

  put(packed: Uint8Array): void {
    this.silent += 1;
    if (this.silent > SILENT_FRAMES) {
      this.events.onTrouble('the module no longer answers: is it still powered and wired?');
      return;
    }
    const head = [SEND, this.nextId(), ...BROADCAST, NO_OPTIONS];
    this.port.write(encodeXbee(Uint8Array.from([...head, ...packed])));
  }

  end(): void {
    this.isOver = true;
    this.inbox.end();
    this.answer?.(null);
  }
}
