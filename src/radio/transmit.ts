/**
 * The way out of a member onto a slow shared channel: one frame at a time, protocol before telemetry, and nothing late.
 *
 * A module that is given two frames sends the second when it likes, and a token then waits behind telemetry for a
 * second. So the module gets one frame, and the next one when that has left the air. Coordination waits in a short
 * queue and is dropped when it is stale, since the protocol has repeated it by then. Reports do not wait here at
 * all: their source is asked for one piece when the channel has room, and can replace until then what it wants to tell.
 */
import { DutyBudget, type FrameClass } from './duty-budget.ts';
import { busyMs, longestBusyMs } from './occupancy.ts';
import { endToEndMs, frameAirMs, type SharedProfile } from './profile.ts';
import { ReportPace } from './report-pace.ts';
import type { Timeline } from './timeline.ts';

export { REPORT_FRAME_BYTES, REPORT_PIECE_BYTES, reportShareOf } from './report-pace.ts';

/** Coordination frames that wait. A member says one or two things at a time; more is a member that repeats itself. */
const QUEUE_FRAMES = 8;

/**
 * A frame that has waited for so many frame times is stale: about the first retry of the timing profiles
 * (timing.ts), so the protocol has said it again by then.
 */
const STALE_FRAME_TIMES = 5;

/** The frame of which the timing profiles count in times (timing.ts). */
const USUAL_FRAME_BYTES = 40;

/** Why a frame will not be sent. stale: it waited for too long. too-long: more than the radio takes. */
export type UnsentReason = 'stale' | 'queue-full' | 'duty-cycle' | 'too-long';

/** How to know that the module has sent a frame. */
export type Completion = 'computed' | 'signalled';

export interface TransmitOptions {
  readonly profile: SharedProfile;
  readonly timeline: Timeline;
  /**
   * computed: a frame is over when its time on the UART and on the air has passed. signalled: when `finished()`
   * is called (AUX pin, +OK, TX status), yet not before that time, and at the latest after `longestBusyMs`
   * (occupancy.ts): a signal that gets lost must not silence the member.
   */
  readonly completion: Completion;
  /** Hands one frame to the module now. Must not throw. */
  readonly put: (frame: Uint8Array) => void;
  /** A frame will not be sent. Must not send it again. */
  readonly onUnsent: (frame: Uint8Array, reason: UnsentReason) => void;
  /** What this member's reports may take of the channel's time, 0 to 1; see `reportShareOf`. */
  readonly reportShare?: number;
  /** Fractions in [0, 1): keeps the reports of two members from meeting again and again. Without it, no spread. */
  readonly fraction?: () => number;
  /**
   * How long to keep silent after a frame of so many bytes, heard or sent by oneself: where a relay repeats
   * every frame, it must get its turn. Without it, no silence.
   */
  readonly holdOffMs?: (bytes: number) => number;
}

export class TransmitQueue {
  private readonly options: TransmitOptions;
  private readonly budget: DutyBudget | null;
  private readonly pace: ReportPace;
  private readonly staleMs: number;
  private readonly waiting: { readonly frame: Uint8Array; readonly sinceMs: number }[] = [];
  private nextReport: (() => Uint8Array | null) | null = null;
  /** The source may have a report: it has not said the contrary since it was asked for one or called `wake`. */
  private mayReport = false;
  /** What the module has and has not signalled yet. */
  private inFlight: { readonly bytes: number; readonly earliestMs: number } | null = null;
  /** Until then the module is busy, or the channel is somebody else's. */
  private freeMs = Number.NEGATIVE_INFINITY;
  private heldOffMs = Number.NEGATIVE_INFINITY;
  /** When we shall look again, the soonest last: only what is sooner than all others is added. */
  private readonly planned: number[] = [];
  private isPumping = false;

  constructor(options: TransmitOptions) {
    const { profile, timeline } = options;
    this.options = options;
    const frameMs = endToEndMs(profile, USUAL_FRAME_BYTES) + this.holdOffAfter(USUAL_FRAME_BYTES);
    this.staleMs = STALE_FRAME_TIMES * frameMs;
    // A module that listens may still hold a queue of frames that we take for sent.
    const lagMs = (profile.queueFrames + 1) * longestBusyMs(profile, profile.mtuBytes);
    const rule = profile.dutyCycle;
    this.budget = rule && new DutyBudget({ rule, lagMs, nowMs: timeline.nowMs });
    const { budget } = this;
    const { reportShare: share, fraction } = options;
    this.pace = new ReportPace({ profile, budget, share, fraction });
  }

  /** Coordination frames that wait. */
  get unsent(): number {
    return this.waiting.length;
  }

  /** Coordination: sent as soon as the module is free, or never. The bytes may be changed after the call. */
  send(frame: Uint8Array): void {
    const { profile, timeline, onUnsent } = this.options;
    if (frame.length > profile.mtuBytes) {
      onUnsent(frame, 'too-long');
      return;
    }
    this.waiting.push({ frame: frame.slice(), sinceMs: timeline.nowMs });
    // The newest says what holds now.
    if (this.waiting.length > QUEUE_FRAMES) onUnsent(this.waiting.shift()!.frame, 'queue-full');
    this.pump();
  }

  /**
   * Where reports come from when the channel has room: asked for one frame at a time, so that what waits can still be
   * replaced. Null for nothing to tell: then it is not asked again before `wake`.
   */
  setReports(next: (() => Uint8Array | null) | null): void {
    this.nextReport = next;
    this.wake();
  }

  /** There may be a report now. While the link is down, nobody should call it: reports would be lost. */
  wake(): void {
    this.mayReport = true;
    this.pump();
  }

  /** The module says that the frame in flight is over. */
  finished(): void {
    const { completion, timeline } = this.options;
    const { inFlight } = this;
    if (completion === 'computed' || inFlight === null) return;
    // A signal that comes too early belongs to another frame, or only says that the module took this one.
    const overMs = Math.max(timeline.nowMs, inFlight.earliestMs);
    this.inFlight = null;
    this.freeMs = overMs + this.holdOffAfter(inFlight.bytes);
    this.pump();
  }

  /** A frame of so many bytes was just heard. */
  heard(bytes: number): void {
    this.heldOffMs = Math.max(
      this.heldOffMs,
      this.options.timeline.nowMs + this.holdOffAfter(bytes),
    );
  }

  /**
   * The link is down: all that waits is lost, and no report is asked for before `wake`. What the module has already, it
   * may be sending still; and the budget of air time stays spent.
   */
  clear(): void {
    this.waiting.length = 0;
    this.mayReport = false;
    this.heldOffMs = Number.NEGATIVE_INFINITY;
    if (this.inFlight !== null) this.freeMs = this.inFlight.earliestMs;
    this.inFlight = null;
  }

  /** Sends what may be sent now, and plans to look again where something has to wait. */
  private pump(): void {
    if (this.isPumping) return; // `put` or a source called us: the loop below goes on with it
    this.isPumping = true;
    try {
      while (this.isFree()) {
        if (!this.sendCoordination() && !this.sendReport()) break;
      }
    } finally {
      this.isPumping = false;
    }
  }

  private isFree(): boolean {
    const freeMs = Math.max(this.freeMs, this.heldOffMs);
    if (this.options.timeline.nowMs >= freeMs) return true;
    this.lookAgain(freeMs);
    return false;
  }

  private sendCoordination(): boolean {
    const { onUnsent, timeline } = this.options;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      if (timeline.nowMs - next.sinceMs > this.staleMs) onUnsent(next.frame, 'stale');
      else if (this.launch(next.frame, 'coordination')) return true;
    }
    return false;
  }

  private sendReport(): boolean {
    const { onUnsent, profile, timeline } = this.options;
    if (this.nextReport === null || !this.mayReport) return false;
    const { nowMs } = timeline;
    const readyMs = this.pace.readyMs(nowMs);
    if (readyMs > nowMs) {
      this.lookAgain(readyMs);
      return false;
    }
    const report = this.nextReport();
    if (report === null) {
      this.mayReport = false;
      return false;
    }
    this.pace.taken(nowMs, report.length);
    if (report.length > profile.mtuBytes) onUnsent(report, 'too-long');
    else if (this.launch(report, 'report')) return true;
    this.lookAgain(this.pace.readyMs(nowMs)); // the source may have another one
    return false;
  }

  /** Hands a frame to the module, unless there is no air time left for it. */
  private launch(frame: Uint8Array, kind: FrameClass): boolean {
    const { completion, onUnsent, profile, put, timeline } = this.options;
    const { nowMs } = timeline;
    const bytes = frame.length;
    if (this.budget?.spend(kind, nowMs, frameAirMs(profile, bytes)) === false) {
      onUnsent(frame, 'duty-cycle');
      return false;
    }
    const earliestMs = nowMs + busyMs(profile, bytes);
    const overMs = completion === 'computed' ? earliestMs : nowMs + longestBusyMs(profile, bytes);
    this.inFlight = { bytes, earliestMs };
    this.freeMs = overMs + this.holdOffAfter(bytes);
    put(frame);
    return true;
  }

  private holdOffAfter(bytes: number): number {
    return this.options.holdOffMs?.(bytes) ?? 0;
  }

  private lookAgain(atMs: number): void {
    const { planned } = this;
    const soonestMs = planned.at(-1);
    if (!Number.isFinite(atMs) || (soonestMs !== undefined && soonestMs <= atMs)) return;
    planned.push(atMs);
    this.options.timeline.at(atMs, () => {
      planned.splice(planned.indexOf(atMs), 1);
      this.pump();
    });
  }
}
