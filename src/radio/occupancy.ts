/**
 * How long a frame keeps a module busy, from the first byte on its UART until its last bit has left the antenna.
 *
 * `drain()` of a serial port tells neither: USB chips and modules keep more bytes. So we reckon, from what is known of
 * the kind of radio.
 */
import { frameAirMs, frameUartMs, type SharedProfile } from './profile.ts';

/** When the channel is found free at once: nobody can have it out of the module sooner. */
export function busyMs(profile: SharedProfile, bytes: number): number {
  const turnaroundMs = profile.listenBeforeTalk?.turnaroundMs ?? 0;
  return frameUartMs(profile, bytes) + profile.settleMs + turnaroundMs + frameAirMs(profile, bytes);
}

/**
 * After so long the frame is over in any case, whatever the module says: every try of its listening drew the longest
 * wait; and all else counted twice, since the word that a frame is over needs its own time (a line on the UART, a
 * pin that is looked at now and then), and no maker promises one.
 */
export function longestBusyMs(profile: SharedProfile, bytes: number): number {
  return 2 * busyMs(profile, bytes) + longestBackOffMs(profile);
}

/** All waits of listen-before-talk together, each as long as it can be; 0 for a radio that does not listen. */
export function longestBackOffMs({ listenBeforeTalk: rule }: SharedProfile): number {
  if (rule === null) return 0;
  let slots = 0;
  for (let attempt = 0; attempt < rule.tries; attempt += 1) {
    slots += 2 ** Math.min(rule.minExponent + attempt, rule.maxExponent) - 1;
  }
  return slots * rule.slotMs;
}
