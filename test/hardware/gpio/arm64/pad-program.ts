/**
 * A pad on GPIO pins as a process of its own, for what a process can only show from outside: how it dies.
 *
 * It gives power for as long as it lives, whatever stands there, and ends as its first argument says: `hold` only by
 * a signal, `exit` by process.exit, `throw` by an error that nobody catches.
 */

import { clockAlarm } from '../../../../firmware/alarm.ts';
import { monotonicClock } from '../../../../firmware/clock.ts';
import { openPadBody } from '../../../../hardware/pad-body.ts';
import { PAD_PI } from '../../pad/boards.ts';

const LEASE_MS = 60_000;
const AFTER_MS = 1500;

const end = process.argv[2];
const clock = monotonicClock();
// Nothing outside shows what the relay does: its feedback would have to follow it through a file.
const board = { ...PAD_PI, relay: { ...PAD_PI.relay, feedback: null } };

const body = await openPadBody({ kind: 'gpio' }, board, {
  clock,
  makeAlarm: (ring) => clockAlarm(clock, ring),
  onReport: (report) => console.log(JSON.stringify(report)),
  onNotice: (text) => console.log(text),
});
body.command({ do: 'power', on: true, untilMs: clock.nowMs() + LEASE_MS });
process.once('SIGTERM', () => {
  void body.close().then(() => process.exit(0));
});
if (end === 'exit') setTimeout(() => process.exit(0), AFTER_MS);
if (end === 'throw') {
  setTimeout(() => {
    throw new Error('as told');
  }, AFTER_MS);
}
