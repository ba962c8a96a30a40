/**
 * REYAX RYLR896 and RYLR998: LoRa modules that are told by AT commands, one at a time (REYAX, "LoRa AT command
 * guide", RYLR896 of 2022-07-28 and RYLR998 of 2023-10-23).
 *
 * Frames go as text in base64url, since data with an end of line in it is not safe in a command.
 * +OK ends a transmission; the guide doesn't say whether it comes before or after the air time,
 * so the transmit queue counts that besides and takes the later of both.
 */

import type { SharedProfile } from '../../../src/radio/profile.ts';
import type { Timeline } from '../../../src/radio/timeline.ts';
import type { ReyaxConfig } from './config.ts';
import { type ModuleDriver, type Session, type SessionEvents, uartOf } from './driver.ts';
import { ascii, latin, shown } from './inbox.ts';
import type { Port } from './port.ts';
import { REYAX_DATA_BYTES, ReyaxLines, type ReyaxSaid } from './reyax-lines.ts';
import { answerWords, type ReyaxAsk, setUpReyax } from './reyax-setup.ts';

/** `AT+SEND=0,240,` and the end of the line; on the air the module adds 8 bytes, and LoRa its header. */
const FRAMING_BYTES = 16;
/** Four characters for three bytes. */
const MTU_BYTES = (REYAX_DATA_BYTES / 4) * 3;
const BROADCAST = 0;
/** So many frames without an answer: the module is gone, or not what it was. */
const SILENT_FRAMES = 5;

const TEXT = /^[A-Za-z0-9_-]+$/;

export function reyaxDriver(
  config: ReyaxConfig,
  given: SharedProfile,
  timeline: Timeline,
): ModuleDriver {
  const uart = uartOf(given, { baud: config.baud, framingBytes: FRAMING_BYTES, onAir: true });
  const mtuBytes = Math.min(given.mtuBytes, MTU_BYTES);
  return {
    mtuBytes,
    profile: { ...given, uart, mtuBytes: Math.ceil((mtuBytes * 4) / 3) },
    completion: 'signalled',
    pack: (frame) => ascii(Buffer.from(frame).toString('base64url')),
    begin: (port, events) => new ReyaxSession(config, port, timeline, events),
  };
}

/** The frame in what was received; null when nobody of ours would send that. */
function unpack(data: string): Uint8Array | null {
  if (!TEXT.test(data) || data.length % 4 === 1) return null;
  const bytes = Buffer.from(data, 'base64url');
  // One text for each frame: the bits that are left over must be zero.
  return bytes.toString('base64url') === data ? Uint8Array.from(bytes) : null;
}

class ReyaxSession implements Session {
  private readonly config: ReyaxConfig;
  private readonly port: Port;
  private readonly timeline: Timeline;
  private readonly events: SessionEvents;
  private readonly lines = new ReyaxLines();
  /** Where a line goes while the module is set up. */
  private answer: ((line: string | null) => void) | null = null;
  private isReady = false;
  private isOver = false;
  private cameBytes = 0;
  private silent = 0;
  private lastError = '';

  constructor(config: ReyaxConfig, port: Port, timeline: Timeline, events: SessionEvents) {
    this.config = config;
    this.port = port;
    this.timeline = timeline;
    this.events = events;
  }

  async ready(): Promise<string | null> {
    const trouble = await setUpReyax(this.config, this.ask, () => this.cameBytes > 0);
    this.isReady = true;
    return trouble;
  }

  /** The first line that is an answer, or +ERR; null when none comes in time. */
  private ask: ReyaxAsk = (command, isAnswer, withinMs) =>
    new Promise((resolve) => {
      const settle = (line: string | null) => {
        if (this.answer !== answer) return;
        this.answer = null;
        resolve(line);
      };
      const answer = (line: string | null) => {
        if (line === null || isAnswer(line) || line.startsWith('+ERR')) settle(line);
      };
      this.answer = answer;
      this.timeline.at(this.timeline.nowMs + withinMs, () => settle(null));
      if (this.isOver) settle(null);
      else this.port.write(ascii(`${command}\r\n`));
    });

  onData(bytes: Uint8Array): void {
    this.cameBytes += bytes.length;
    this.lines.push(bytes, (said) => this.hear(said));
  }

  private hear(said: ReyaxSaid): void {
    switch (said.said) {
      case 'noise':
        this.events.onDrop('malformed', said.bytes);
        return;
      case 'received': {
        const frame = unpack(said.data);
        if (frame === null) this.events.onDrop('malformed', said.data.length);
        else this.events.onFrame(frame, said.data.length);
        return;
      }
      case 'line':
        if (this.isReady) this.hearLine(said.line);
        else this.answer?.(said.line);
    }
  }

  private hearLine(line: string): void {
    if (line === '+READY') {
      this.events.onTrouble('the module has started again by itself: is its power steady?');
      return;
    }
    if (line === '+OK') this.lastError = '';
    else if (line.startsWith('+ERR')) this.tellError(line);
    else return;
    this.silent = 0;
    this.events.onFinished();
  }

  /** Once while it stays the same: a module that is busy says so each time. */
  private tellError(line: string): void {
    if (line === this.lastError) return;
    this.lastError = line;
    this.events.onNotice(`a frame was not sent: the module answered ${answerWords(shown(line))}`);
  }

  put(packed: Uint8Array): void {
    this.silent += 1;
    if (this.silent > SILENT_FRAMES) {
      this.events.onTrouble('the module no longer answers: is it still powered and wired?');
      return;
    }
    this.port.write(ascii(`AT+SEND=${BROADCAST},${packed.length},${latin(packed)}\r\n`));
  }

  end(): void {
    this.isOver = true;
    this.answer?.(null);
  }
}
