/**
 * What a member needs from the world, as arguments (architecture.md, principle 3).
 *
 * The firmware fills these ports with sockets, files and boards; the simulator fills
 * them with virtual ones. Nothing in src/ reaches the world in any other way.
 */

import type { BodyCommand, BodyReport, PadCommand, PadReport } from '../roles/body.ts';

/** A broadcast medium. A frame may be lost, late, doubled or reordered; the protocol expects it. */
export interface Radio {
  /** The most bytes that one frame may have. */
  readonly mtuBytes: number;
  /**
   * Hands one frame to the medium. Never throws and never waits: while the link is down the
   * frame is lost, as on air. A frame must not be queued for later (wire.md, MQTT as a radio).
   */
  send(frame: Uint8Array): void;
  /** Stops sending and hearing; resolves when the medium is let go. */
  close(): Promise<void>;
}

/** What a radio tells its owner. `frame` stays valid after the call. */
export interface RadioListener {
  onFrame(frame: Uint8Array): void;
  /** Something came that can be no frame of this zone: not looked at, but counted. */
  onDrop(reason: string, bytes: number): void;
  /** The link came up, or went down for the reason given in plain words. */
  onLink(up: boolean, reason: string): void;
}

/** Monotonic milliseconds with fractions; it must go on while the machine sleeps. */
export interface Clock {
  nowMs(): number;
}

/** One alarm: calls back once when the clock reaches the time that was set last. */
export interface Alarm {
  /** Milliseconds of the clock, or null for none. Setting replaces what was set before. */
  set(atMs: number | null): void;
}

/** Evenly distributed integers in 0 .. 2^32-1. */
export interface Random {
  uint32(): number;
}

/**
 * Keeps one small piece of durable state. `save` resolves when the bytes would survive a
 * power cut, and rejects when that cannot be promised; a save replaces all earlier ones.
 */
export interface Store {
  save(bytes: Uint8Array): PromiseLike<void>;
}

/** A robot's body. Reports go to the listener given when it is opened. */
export interface Body {
  /** How long the body takes at most to be clear of the pad once told to leave. */
  readonly undockMs: number;
  report(): BodyReport;
  command(command: BodyCommand): void;
  close(): Promise<void>;
}

/** A pad's relay and sensors. */
export interface PadBody {
  report(): PadReport;
  command(command: PadCommand): void;
  close(): Promise<void>;
}
