/** A frame on the air, and what can become of it: heard, lost on the way, or never sent. */

export interface Transmission {
  /** Counts the frames that were handed to this air, from 0. */
  readonly number: number;
  /** Station that sends. */
  readonly from: number;
  readonly bytes: Uint8Array;
  /** When it is on the air; both NaN while it still waits in its sender's modem. */
  readonly startMs: number;
  readonly endMs: number;
}

/** The medium's own view of a transmission: it fills in the times when the frame goes on the air. */
export interface Sending extends Transmission {
  startMs: number;
  endMs: number;
}

/**
 * Why one receiver did not get a frame.
 *
 * cut: the link is down. faded: the signal is too weak there. deaf: the receiver was sending, or was switched
 * off meanwhile. collision: drowned by others, or the receiver was busy with another frame. broken: the sender's
 * power failed in the middle. overrun: the receiver's modem had no room left. struck: bad luck, by the weather.
 * merged: held back by the modem and glued in front of the next frame, which arrives as one with it.
 */
export type LossReason =
  | 'cut'
  | 'faded'
  | 'deaf'
  | 'collision'
  | 'broken'
  | 'overrun'
  | 'struck'
  | 'merged';

/** Why a frame never went on the air. */
export type UnsentReason = 'too-long' | 'queue-full' | 'duty-cycle' | 'channel-busy' | 'power-off';

/** Who is told about all that happens on the air. It may send from within any call. */
export interface AirListener {
  /**
   * `bytes` is the very same object (`transmission.bytes`) for everybody who got it unharmed, so that the
   * listener need open it once; any other object was damaged on the way.
   */
  onHear(to: number, bytes: Uint8Array, transmission: Transmission): void;
  onLost(to: number, transmission: Transmission, reason: LossReason): void;
  /** The sender's own modem refused the frame or gave it up. */
  onUnsent(from: number, bytes: Uint8Array, reason: UnsentReason): void;
}
