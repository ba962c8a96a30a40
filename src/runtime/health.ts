/**
 * How a member gets through to the others, learnt from the frames that it sends and hears: what it had to say
 * again, how long an answer takes, how old the news of each token is.
 *
 * It only watches: nothing that a member does rests on it.
 */
import { compareFences, type Fence, isSame } from '../protocol/fence.ts';
import {
  type Admit,
  type Enter,
  isPadMessage,
  type Message,
  type Refuse,
} from '../protocol/message.ts';
import type { MemberIndex, PadIndex, Roster } from '../protocol/roster.ts';
import { median } from './median.ts';

export interface HealthReport {
  /** Frames that were sent again because no answer came. */
  readonly retries: number;
  /** From ENTER to its first ADMIT, median of the last ones; null before the first. */
  readonly roundTripMs: number | null;
  /** By pad id: since the fence was last seen to grow. */
  readonly tokenAgeMs: Readonly<Record<string, number>>;
}

export interface HealthOptions {
  readonly self: MemberIndex;
  readonly roster: Roster;
  /** Hears of each round trip. */
  readonly onRoundTrip?: (ms: number) => void;
}

/** The median is of so many. */
const ROUND_TRIPS = 16;
/** Attempts of one entry that an answer may still come to. */
const ATTEMPTS = 8;

interface Asking {
  readonly fence: Fence;
  /** When each attempt was sent; those that are answered are gone. */
  readonly sentAtMs: Map<number, number>;
  answered: boolean;
}

interface PadHealth {
  fence: Fence | null;
  grewAtMs: number;
  asking: Asking | null;
  /** The REQUEST that was sent last, by its number, and the TOKEN, by its fence. */
  requested: number;
  passed: Fence | null;
}

export class Health {
  private readonly options: HealthOptions;
  private readonly pads: PadHealth[];
  private readonly roundTripsMs: number[] = [];
  private retries = 0;

  constructor(options: HealthOptions) {
    this.options = options;
    this.pads = options.roster.pads.map(() => ({
      fence: null,
      grewAtMs: 0,
      asking: null,
      requested: 0,
      passed: null,
    }));
  }

  /** This member sends it now. */
  sent(message: Message, nowMs: number): void {
    if (message.kind === 'beat') this.noteBeat(message.pads, nowMs);
    if (!isPadMessage(message)) return;
    const pad = this.pads[message.pad];
    if (!pad) return;
    if (message.kind === 'enter') this.noteEnter(pad, message, nowMs);
    if (message.kind === 'request') {
      if (message.n === pad.requested) this.retries += 1;
      pad.requested = message.n;
    }
    if (message.kind === 'token') {
      if (pad.passed && isSame(pad.passed, message.fence)) this.retries += 1;
      pad.passed = message.fence;
    }
    this.noteFence(message.pad, fenceOf(message), nowMs);
  }

  /** Another member was heard to say it. */
  heard(message: Message, nowMs: number): void {
    if (message.kind === 'beat') this.noteBeat(message.pads, nowMs);
    if (!isPadMessage(message)) return;
    if (message.kind === 'admit' || message.kind === 'refuse') this.noteAnswer(message, nowMs);
    this.noteFence(message.pad, fenceOf(message), nowMs);
  }

  report(nowMs: number): HealthReport {
    const { roster } = this.options;
    const ages = this.pads.flatMap(({ fence, grewAtMs }, pad) =>
      fence ? [[roster.pads[pad]!.id, Math.round(nowMs - grewAtMs)] as const] : [],
    );
    return {
      retries: this.retries,
      roundTripMs: tenths(median(this.roundTripsMs)),
      tokenAgeMs: Object.fromEntries(ages),
    };
  }

  private noteEnter(pad: PadHealth, { fence, attempt }: Enter, nowMs: number): void {
    if (!pad.asking || !isSame(pad.asking.fence, fence))
      pad.asking = { fence, sentAtMs: new Map(), answered: true };
    const { asking } = pad;
    if (!asking.answered) this.retries += 1;
    asking.answered = false;
    asking.sentAtMs.set(attempt, nowMs);
    for (const old of asking.sentAtMs.keys())
      if (old <= attempt - ATTEMPTS) asking.sentAtMs.delete(old);
  }

  private noteAnswer(answer: Admit | Refuse, nowMs: number): void {
    const asking = this.pads[answer.pad]?.asking;
    if (answer.robot !== this.options.self || !asking || !isSame(asking.fence, answer.fence))
      return;
    const sentAtMs = asking.sentAtMs.get(answer.attempt);
    if (sentAtMs === undefined) return;
    asking.answered = true;
    // Where robots guard the pad more of them answer: the first counts.
    asking.sentAtMs.delete(answer.attempt);
    if (answer.kind !== 'admit') return;
    const roundTripMs = nowMs - sentAtMs;
    this.roundTripsMs.push(roundTripMs);
    if (this.roundTripsMs.length > ROUND_TRIPS) this.roundTripsMs.shift();
    this.options.onRoundTrip?.(roundTripMs);
  }

  private noteBeat(pads: readonly { readonly fence: Fence }[], nowMs: number): void {
    for (const [pad, { fence }] of pads.entries()) this.noteFence(pad, fence, nowMs);
  }

  private noteFence(index: PadIndex, fence: Fence | null, nowMs: number): void {
    const pad = this.pads[index];
    // A counter of 0 says that older tokens are void; the newer one is still to come.
    if (!pad || !fence || fence.counter === 0) return;
    if (pad.fence && compareFences(fence, pad.fence) <= 0) return;
    pad.fence = fence;
    pad.grewAtMs = nowMs;
  }
}

/** The fence of the token that a message shows, if it shows one. */
function fenceOf(message: Message): Fence | null {
  switch (message.kind) {
    case 'token':
    case 'hold':
    case 'passed':
    case 'enter':
    case 'admit':
    case 'exit':
      return message.fence;
    default:
      return null;
  }
}

/** Tenths are enough. */
function tenths(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}
