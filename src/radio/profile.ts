/** What one kind of radio is like, as data; profiles.ts has those that we know. */
import { type Airtime, airtimeMs, uartMs } from './airtime.ts';

export type RadioProfile = SwitchedProfile | SharedProfile;

interface AnyProfile {
  /** Longest frame that the radio takes. */
  readonly mtuBytes: number;
  /** Power at the receiver of a link whose gain is 0 dB. */
  readonly receivedDbm: number;
  /** A weaker signal is not heard. */
  readonly sensitivityDbm: number;
}

/** Every link for itself, as through a broker or by laser: nothing collides, nobody is deaf while sending. */
export interface SwitchedProfile extends AnyProfile {
  readonly medium: 'switched';
  /** From `send` until everybody has the frame. */
  readonly hopMs: number;
}

/** One channel for all, half-duplex: who sends does not hear, and frames at the same time collide. */
export interface SharedProfile extends AnyProfile {
  readonly medium: 'shared';
  readonly airtime: Airtime;
  /** Between the computer and its modem, at the sender and at each receiver. */
  readonly uart: Uart;
  /** From the last byte on the UART until the modem first tries to send. */
  readonly settleMs: number;
  /** Frames that wait in a modem besides the one that it is busy with. */
  readonly queueFrames: number;
  readonly dutyCycle: DutyCycleRule | null;
  readonly listenBeforeTalk: ListenBeforeTalk | null;
  /** A frame survives others that are together weaker by at least this much. */
  readonly captureDb: number;
  /** So long after its start a receiver still leaves a frame for one that is stronger by `captureDb`. */
  readonly syncMs: number;
}

export interface Uart {
  readonly bitsPerSecond: number;
  /** What the driver puts around a frame on the UART. */
  readonly framingBytes: number;
  /** Whether these bytes go over the air too (transparent modems), or only to the modem (commands). */
  readonly framingOnAir: boolean;
  /** What a receiving modem can hold while the UART is slower than the air. */
  readonly bufferBytes: number;
}

/** A share of the time on the air, counted in windows that follow one another. */
export interface DutyCycleRule {
  readonly share: number;
  readonly windowMs: number;
}

/** Carrier sense with random back-off, in the form of IEEE 802.15.4's unslotted CSMA-CA (6.2.5.1). */
export interface ListenBeforeTalk {
  /** The channel is busy from this power on, all signals together. */
  readonly senseDbm: number;
  /** Between having found the channel free and the first bit: who starts in it is not noticed. */
  readonly turnaroundMs: number;
  /** Before try k (from 0) the modem waits 0 .. 2^min(minExponent + k, maxExponent) - 1 slots. */
  readonly slotMs: number;
  readonly minExponent: number;
  readonly maxExponent: number;
  /** So often it listens before it gives up. */
  readonly tries: number;
  /** What giving up means: dropping the frame, or sending it all the same. */
  readonly afterwards: 'drop' | 'send';
}

/** Time of a frame on the UART of one side. */
export function frameUartMs({ uart }: SharedProfile, bytes: number): number {
  return uartMs(uart.bitsPerSecond, bytes + uart.framingBytes);
}

/** Time of a frame on the air. */
export function frameAirMs({ airtime, uart }: SharedProfile, bytes: number): number {
  return airtimeMs(airtime, bytes + (uart.framingOnAir ? uart.framingBytes : 0));
}

/** From `send` to the receiver's computer, when nobody else sends and no back-off is drawn. */
export function endToEndMs(profile: RadioProfile, bytes: number): number {
  if (profile.medium === 'switched') return profile.hopMs;
  const turnaroundMs = profile.listenBeforeTalk?.turnaroundMs ?? 0;
  const { settleMs } = profile;
  return 2 * frameUartMs(profile, bytes) + settleMs + turnaroundMs + frameAirMs(profile, bytes);
}
