/**
 * How often members may show themselves, from what their reports cost on the air.
 *
 * All reports together get a tenth of the channel (src/radio/report-pace.ts sees to that). A member's part of it
 * is one full piece in each `pieceEveryMs`. What it wants to tell is spread so that this is enough: states get half
 * of it at most, so that events find room, and a state that has not changed a quarter.
 */
import { endToEndMs, frameAirMs, type SharedProfile } from '../../src/radio/profile.ts';
import { REPORT_FRAME_BYTES, reportShareOf } from '../../src/radio/transmit.ts';

/** All in milliseconds. */
export interface ReportTimes {
  /** The mean time between two full pieces of one member. */
  readonly pieceEveryMs: number;
  /** Between two states that differ. */
  readonly reportEveryMs: number;
  /** Between two states that do not. */
  readonly stateEveryMs: number;
  /** Between two counts of frames. */
  readonly countsEveryMs: number;
  /** A member that was not heard for so long is gone: it has missed three states in a row. */
  readonly silenceMs: number;
  /** First wait for the reply to a command, before it is repeated. */
  readonly commandEveryMs: number;
}

/** The pauses between pieces are drawn from one to one and a half (report-pace.ts). */
const MEAN_SPREAD = 1.25;
/** A state has two pieces at most, as long as there are few pads. */
const STATE_PIECES = 2;
const COUNTS_PIECES = 5;
const SOONEST_STATE_MS = 100;
/** As over MQTT (contract of the state topic), where the radio can carry it. */
const STATE_EVERY_MS = 30_000;
const COUNTS_EVERY_MS = 300_000;
/** A command and its reply, each behind a frame of somebody else. */
const EXCHANGE_FRAMES = 4;
const COMMAND_BYTES = 40;
const SOONEST_REPEAT_MS = 300;

/**
 * `members`: how many are in the zone, whether they report or not. `relayed`: a relay repeats each frame, which takes
 * twice the time then.
 */
export function reportTimes(profile: SharedProfile, members: number, relayed = false): ReportTimes {
  const copies = relayed ? 2 : 1;
  const pieceMs = copies * frameAirMs(profile, REPORT_FRAME_BYTES);
  const pieceEveryMs = (MEAN_SPREAD * pieceMs) / reportShareOf(members);
  const stateEveryMs = Math.max(STATE_EVERY_MS, 4 * STATE_PIECES * pieceEveryMs);
  return {
    pieceEveryMs,
    reportEveryMs: Math.max(SOONEST_STATE_MS, 2 * STATE_PIECES * pieceEveryMs),
    stateEveryMs,
    countsEveryMs: Math.max(COUNTS_EVERY_MS, 8 * COUNTS_PIECES * pieceEveryMs),
    silenceMs: 3.5 * stateEveryMs,
    commandEveryMs: Math.max(
      SOONEST_REPEAT_MS,
      EXCHANGE_FRAMES * copies * endToEndMs(profile, COMMAND_BYTES),
    ),
  };
}
