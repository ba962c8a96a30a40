/**
 * Asking for the token: one REQUEST, repeated only while nobody names the asker.
 *
 * Everybody overhears TOKEN and HOLD, which name who was heard asking. So a robot that is named knows
 * that it will be served and stays silent; most of a wait passes without a frame (protocol.md
 * sections 4 and 9, 4).
 */
import type { Context } from './context.ts';
import type { Urgency } from './queue.ts';
import { bootOf, nOf, type RequestNumber, requestNumber } from './request-number.ts';
import type { PadIndex } from './roster.ts';
import { answersMs } from './stagger.ts';
import { observeRequest, type View } from './view.ts';

/** A robot's wish for a pad, from its request until the entry is over. */
export interface Want {
  number: RequestNumber;
  urgency: Urgency;
  /** Somebody has named this robot as waiting, under this token epoch; 0 for nobody yet. */
  namedEpoch: number;
  tries: number;
}

export interface RequestState {
  want: Want | null;
  /** The last count used in this boot. */
  lastN: number;
}

/** Starts a wait. The caller then asks on air, unless it has the token. */
export function startWant(
  context: Context,
  pad: PadIndex,
  state: RequestState,
  view: View,
  urgency: Urgency,
): Want {
  state.lastN += 1;
  const number = requestNumber(context.durable.boot, state.lastN);
  state.want = { number, urgency, namedEpoch: 0, tries: 0 };
  observeRequest(view, context.self, number, urgency, context.now);
  context.event({
    event: 'request',
    pad,
    epoch: view.fence.epoch,
    number: [bootOf(number), nOf(number)],
    urgency,
  });
  return state.want;
}

/** After so many REQUESTs that nobody answered, their number may be taken for settled. */
const TRIES_PER_NUMBER = 5;

/** Broadcasts the REQUEST and sets when to repeat it. */
export function sendRequest(
  context: Context,
  pad: PadIndex,
  state: RequestState,
  want: Want,
  view: View,
): void {
  if (context.durable.standing === 'joining') {
    // It could not take the token yet.
    context.setTimer('request', context.now + context.timing.retryMs, pad);
    return;
  }
  if (want.tries >= TRIES_PER_NUMBER) renumber(context, state, want, view);
  context.send({
    kind: 'request',
    pad,
    epoch: view.fence.epoch,
    n: nOf(want.number),
    urgency: want.urgency,
  });
  want.tries += 1;
  // A free pad answers at once; an occupied one names us with the next beat.
  const { beatMs, retryMs } = context.timing;
  const patientMs = 1.5 * beatMs + 4 * answersMs(context);
  const soonMs = retryMs * 2 ** want.tries + answersMs(context);
  const waitMs = view.inside ? patientMs : Math.min(patientMs, soonMs);
  context.setTimer('request', context.now + waitMs * (1 + context.fraction() / 4), pad);
}

/** Somebody who holds this epoch's token named us: silence, until it names us no more. */
export function noteNamed(context: Context, pad: PadIndex, want: Want, epoch: number): void {
  if (want.namedEpoch < epoch) {
    want.namedEpoch = epoch;
    context.output({ do: 'named', pad });
  }
  want.tries = 0;
  const { beatMs, slotMs, idleFactor } = context.timing;
  context.setTimer('request', context.now + 2 * beatMs * idleFactor + slotMs, pad);
}

/**
 * A newer token may not know of us, or take us for dead: ask again under a new number, a little
 * spread.
 */
export function noteNewEpoch(
  context: Context,
  pad: PadIndex,
  state: RequestState,
  want: Want,
  view: View,
): void {
  renumber(context, state, want, view);
  const { slotMs, staggerMs } = context.timing;
  const spreadMs = slotMs * (1 + context.fraction()) + 4 * context.self * staggerMs;
  context.setTimer('request', context.now + spreadMs, pad);
}

/** The same wish under a new number, which nobody can take for settled. */
function renumber(context: Context, state: RequestState, want: Want, view: View): void {
  state.lastN += 1;
  want.number = requestNumber(context.durable.boot, state.lastN);
  want.tries = 0;
  observeRequest(view, context.self, want.number, want.urgency, context.now);
}

/** The wish is over: served, or given up. */
export function endWant(context: Context, pad: PadIndex, state: RequestState): void {
  state.want = null;
  context.clearTimer('request', pad);
}
