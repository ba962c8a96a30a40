/**
 * The air between modules that bring their own UART: the profile of the radio, without what the ether already
 * takes time for itself.
 */
import type { SharedProfile } from '../../src/radio/profile.ts';
import type { Family } from './module.ts';

/** A modem without frames takes this long a silence for the end of one (E32 manual, 6.2: "3-byte time"). */
export const SILENCE_BYTES = 3;

/** As bits a second: no time at all. */
const AT_ONCE = Number.POSITIVE_INFINITY;

/**
 * Packets reach this air when the UART has brought them, so it must not count the UART again; and what a
 * driver puts around a frame is part of the packets of transparent modems. Packets of any length are taken,
 * since the modules have limits of their own and the jammer has none.
 */
export function moduleAir(profile: SharedProfile, family: Family): SharedProfile {
  const { uart, settleMs } = profile;
  const silenceMs = family === 'transparent' ? (SILENCE_BYTES * 10_000) / uart.bitsPerSecond : 0;
  return {
    ...profile,
    mtuBytes: Number.POSITIVE_INFINITY,
    settleMs: Math.max(0, settleMs - silenceMs),
    uart: { ...uart, bitsPerSecond: AT_ONCE, framingBytes: 0, framingOnAir: false },
  };
}

/** The longest packet of a transparent modem: whatever the driver frames into one. */
export function packetBytesOf({ mtuBytes, uart }: SharedProfile): number {
  return mtuBytes + (uart.framingOnAir ? uart.framingBytes : 0);
}
