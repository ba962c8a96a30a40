/**
 * How long a token waits behind telemetry on an HC-12, from being handed to the radio until the receiver's
 * computer has it: simulated air, the real transmit queue.
 *
 * The worst case: there is always telemetry, one report in the module and two more waiting, of 200 bytes each, and the
 * token comes at any moment. Naive: first come, first served. Two classes: the token goes next. Pieces: what it
 * has to wait for is short as well. At the pace at which reports are allowed, most tokens meet none.
 */
import { Air } from '../sim/air/air.ts';
import { Chance } from '../sim/world/chance.ts';
import { Schedule } from '../sim/world/schedule.ts';
import { busyMs } from '../src/radio/occupancy.ts';
import type { SharedProfile } from '../src/radio/profile.ts';
import { RADIO_PROFILES } from '../src/radio/profiles.ts';
import { REPORT_FRAME_BYTES, REPORT_PIECE_BYTES, TransmitQueue } from '../src/radio/transmit.ts';
import { progress } from './contenders.ts';
import { type Figure, figure } from './figures.ts';

const TOKENS = 1000;
const TOKEN_BYTES = 50;
const REPORT_BYTES = 200;
/** One in the module and two that wait. */
const REPORTS = 3;
const MINUTE_MS = 60_000;
/** Reports without end would use up the air time of an hour, and this is about the order of frames. */
const PROFILE: SharedProfile = { ...RADIO_PROFILES.hc12, dutyCycle: null };

/** How one member's frames come to its module. */
interface Sender {
  report(): void;
  token(frame: Uint8Array): void;
}

type MakeSender = (schedule: Schedule, put: (frame: Uint8Array) => void) => Sender;

export async function tokenWait(): Promise<Figure[]> {
  return [
    // While the first of them is in the module: later there would be fewer.
    measure('naive', naive, busyMs(PROFILE, REPORT_BYTES)),
    measure('two classes, reports uncut', twoClasses(REPORT_BYTES, 1), MINUTE_MS),
    measure(
      `two classes, pieces of ${REPORT_PIECE_BYTES} B`,
      twoClasses(REPORT_FRAME_BYTES, 1),
      MINUTE_MS,
    ),
    measure('the same at the usual pace', twoClasses(REPORT_FRAME_BYTES), MINUTE_MS),
    measure('idle floor', silent, MINUTE_MS),
  ];
}

/** Hands over one token for each run, at some moment within `withinMs`. */
function measure(name: string, makeSender: MakeSender, withinMs: number): Figure {
  const chance = new Chance(1, `token wait, ${name}`);
  const waits = Array.from({ length: TOKENS }, () =>
    waitMs(makeSender, chance.between(0, withinMs)),
  );
  const made = figure(`a token on an HC-12 behind telemetry: ${name}`, 'ms', waits);
  progress(`${made.name}: ${made.median.toFixed(0)} ms`);
  return made;
}

function waitMs(makeSender: MakeSender, atMs: number): number {
  const schedule = new Schedule();
  const token = new Uint8Array(TOKEN_BYTES);
  let heardMs = Number.NaN;
  const air = new Air({
    profile: PROFILE,
    stations: 2,
    timeline: schedule,
    fate: { strikes: () => false, fraction: () => 0 },
    listener: {
      onHear: (_to, { length }) => {
        if (length === TOKEN_BYTES) heardMs = schedule.nowMs;
      },
      onLost: () => {},
      onUnsent: () => {},
    },
  });
  const sender = makeSender(schedule, (frame) => air.send(0, frame));
  for (let report = 0; report < REPORTS; report += 1) sender.report();
  schedule.at(atMs, () => sender.token(token));
  schedule.run(atMs + MINUTE_MS, () => !Number.isNaN(heardMs));
  if (Number.isNaN(heardMs)) throw new Error('token-wait: a token did not arrive');
  return heardMs - atMs;
}

/** Everything goes to the module as it comes; the module keeps the order. */
const naive: MakeSender = (_schedule, put) => ({
  report: () => put(new Uint8Array(REPORT_BYTES)),
  token: put,
});

const silent: MakeSender = (_schedule, put) => ({ report: () => {}, token: put });

/** The transmit queue, with reports that never end. */
function twoClasses(frameBytes: number, reportShare?: number): MakeSender {
  return (timeline, put) => {
    const queue = new TransmitQueue({
      profile: PROFILE,
      timeline,
      completion: 'computed',
      put,
      onUnsent: (_frame, reason) => {
        throw new Error(`token-wait: unsent, ${reason}`);
      },
      ...(reportShare === undefined ? {} : { reportShare }),
    });
    const source = () => new Uint8Array(frameBytes);
    return {
      report: () => queue.setReports(source),
      token: (frame) => queue.send(frame),
    };
  };
}
