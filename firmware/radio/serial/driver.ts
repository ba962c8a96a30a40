/**
 * What a driver for one family of modules is, to the link that runs it.
 *
 * A driver is asked for a session each time the port has been opened. A session knows nothing of
 * earlier ones, so that half an answer or a frame of an earlier life can't reach into the next.
 */

import type { SharedProfile, Uart } from '../../../src/radio/profile.ts';
import type { Timeline } from '../../../src/radio/timeline.ts';
import type { Completion } from '../../../src/radio/transmit.ts';
import type { Port } from './port.ts';

export interface ModuleDriver {
  /** The most bytes of a frame before it is packed. */
  readonly mtuBytes: number;
  /** The air as this driver uses it: its sizes are those of packed frames. */
  readonly profile: SharedProfile;
  readonly completion: Completion;
  /** The bytes that go over the air for a frame of at most `mtuBytes`. */
  pack(frame: Uint8Array): Uint8Array;
  begin(port: Port, events: SessionEvents): Session;
}

/** The UART of a radio, at the speed of the port and with what this driver puts around a frame on it. */
export function uartOf(
  { uart }: SharedProfile,
  { baud, framingBytes, onAir }: { baud: number; framingBytes: number; onAir: boolean },
): Uart {
  return { ...uart, bitsPerSecond: baud, framingBytes, framingOnAir: onAir };
}

export interface SessionEvents {
  /** A frame was heard, which took so many packed bytes. */
  onFrame(frame: Uint8Array, packedBytes: number): void;
  onDrop(reason: string, bytes: number): void;
  /** The module has sent the frame that was put last, or has given it up. */
  onFinished(): void;
  /** Something that a person should know, in plain words; the session goes on. */
  onNotice(text: string): void;
  /** The session can't go on: it is ended, and another one begun. */
  onTrouble(reason: string): void;
}

export interface Session {
  /** Sets the module up: null when it is ready to send, or what is wrong in plain words. */
  ready(): Promise<string | null>;
  onData(bytes: Uint8Array): void;
  /** Hands one packed frame to the module. */
  put(packed: Uint8Array): void;
  /** Ends all waiting. */
  end(): void;
}

/** What a session works with while it sets a module up. */
export interface Bench {
  readonly port: Port;
  readonly timeline: Timeline;
}
