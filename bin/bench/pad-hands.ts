/** What has power at a pad on the bench: always after a question, and never for long. */

import type { PadBench, Silence } from '../../hardware/bench/pad-bench.ts';
import type { PadReadings } from '../../hardware/bench/readings.ts';
import { EXIT } from '../errors.ts';
import { padDocking } from './docking.ts';
import { type Ground, waitFor } from './ground.ts';
import { LONGEST_SECONDS } from './parse.ts';
import { type Hands, runSteps } from './run-steps.ts';
import type { Act } from './steps.ts';
import { confirm, DONE, failed, type Outcome } from './talk.ts';

type PadGround = Ground<PadBench>;

const LONGEST_MS = LONGEST_SECONDS * 1000;
/** The line, the relay, the debouncing, and a busy computer. */
const LATE_MS = 500;

export async function closeRelay(ground: PadGround, forMs: number): Promise<Outcome> {
  const { talk } = ground;
  const refusal = await confirm(
    ground,
    `The contacts of the pad get power, for ${forMs / 1000} s. Nothing there that must not have it?`,
  );
  if (refusal !== null) return refusal;
  const refused = await power(ground, forMs);
  if (refused !== null) return refused;
  return (
    (await isSeen(ground, true)) ??
    say(talk, `relay closed; it opens by itself within ${forMs / 1000} s`)
  );
}

export async function openRelay(ground: PadGround): Promise<Outcome> {
  ground.bench.openRelay();
  return (await isSeen(ground, false)) ?? say(ground.talk, 'relay open');
}

/** Null when the feedback follows, or there is none. */
async function isSeen(ground: PadGround, closed: boolean): Promise<Outcome | null> {
  const { bench } = ground;
  const { feedback, settleMs } = bench.board.relay;
  if (feedback === null) return null;
  const withinMs = settleMs + LATE_MS;
  const follows = () => bench.readings().feedback?.closed === closed;
  if (await waitFor(ground, follows, withinMs)) return null;
  if (!bench.readings().board.up) {
    return failed(bench.readings().board.reason ?? 'the board was lost', EXIT.unreachable);
  }
  const state = closed ? 'closed' : 'open';
  return failed(
    `the feedback at ${feedback.pin} does not say that the relay is ${state}`,
    EXIT.timeout,
  );
}

export async function dockPad(ground: PadGround): Promise<Outcome> {
  const { bench } = ground;
  const hands: Hands<PadReadings> = {
    readings: () => bench.readings(),
    act: (act) => actOfPad(ground, act),
  };
  const outcome = await runSteps(padDocking(bench.board), hands, ground);
  if (!outcome.ok && bench.readings().board.up) bench.openRelay();
  return outcome;
}

async function actOfPad(ground: PadGround, act: Act): Promise<Outcome | null> {
  const { bench } = ground;
  if (act.do === 'led') bench.led(act.pattern);
  if (act.do !== 'relay') return null;
  if (act.closed) return await power(ground, LONGEST_MS);
  bench.openRelay();
  return null;
}

/** Closes the relay; one that was open just now needs a moment to be seen open. */
async function power(ground: PadGround, forMs: number): Promise<Outcome | null> {
  let why: string | null = null;
  const isClosed = (): boolean => {
    why = ground.bench.closeRelay(forMs);
    return why === null;
  };
  if (await waitFor(ground, isClosed, LATE_MS)) return null;
  return failed(`the relay stays open: ${why ?? 'stopped'}`, EXIT.timeout);
}

export async function deadManOfPad(ground: PadGround): Promise<Outcome> {
  const { bench, talk } = ground;
  const refusal = await confirm(
    ground,
    'The contacts of the pad get power until the board takes it away by itself.',
  );
  if (refusal !== null) return refusal;
  const refused = await power(ground, LONGEST_MS);
  if (refused !== null) return refused;
  const trouble = await isSeen(ground, true);
  if (trouble !== null) {
    if (bench.readings().board.up) bench.openRelay();
    return trouble;
  }
  talk.say('relay closed; saying nothing to the board from now on');
  return judged(ground, await bench.fallSilent());
}

function judged({ bench, talk, isStopped }: PadGround, { openedMs, toldMs }: Silence): Outcome {
  const { deadMan, relay } = bench.board;
  const { up, reason } = bench.readings().board;
  if (!up) return failed(reason ?? 'the board was lost', EXIT.unreachable);
  if (isStopped()) return failed('stopped', EXIT.timeout);
  const setMs = deadMan.kind === 'firmware' ? deadMan.timeoutMs : null;
  const set = setMs === null ? '' : ` (set: ${setMs} ms)`;
  const told = toldMs === null ? null : `the firmware told it after ${Math.round(toldMs)} ms`;
  if (relay.feedback === null) {
    if (told === null)
      return failed(
        'nothing here tells whether the relay opened: listen for it, and repeat',
        EXIT.timeout,
      );
    talk.say(`${told}${set}; without a feedback nobody has seen the relay open`);
    return DONE;
  }
  if (openedMs === null) {
    return failed(
      'the relay was STILL CLOSED when the dead-man should long have opened it: do not use this pad',
      EXIT.timeout,
    );
  }
  const text = `the relay opened ${Math.round(openedMs)} ms after the last word${set}`;
  talk.say(told === null ? text : `${text}; ${told}`);
  if (setMs !== null && openedMs > setMs + LATE_MS) return failed('that is too late', EXIT.timeout);
  return DONE;
}

function say(talk: PadGround['talk'], text: string): Outcome {
  talk.say(text);
  return DONE;
}
