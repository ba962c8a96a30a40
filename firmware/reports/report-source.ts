/**
 * What a member without a network shows of itself: reports for the gateway, one piece a frame, made when the radio
 * has room for one and not before. So a state is always the newest, and nothing old waits.
 *
 * A report that was begun is finished, whatever happens meanwhile: its first pieces are on the air already and are
 * lost without the rest, and a member that changes often would never finish one.
 */

import type { MemberIndex, Roster } from '../../src/protocol/roster.ts';
import type { Timeline } from '../../src/radio/timeline.ts';
import { REPORT_PIECE_BYTES } from '../../src/radio/transmit.ts';
import type { FrameCounts } from '../../src/runtime/driver.ts';
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { MAX_PARTS, type Report } from '../../src/wire/aside.ts';
import { equalBytes } from '../../src/wire/bytes.ts';
import {
  MAX_EVENTS,
  type PlainFields,
  ReportCodec,
  type ReportKind,
} from '../../src/wire/report.ts';
import { packCounts, packEvent, packState } from '../../src/wire/report-fields.ts';
import { EventQueue } from './event-queue.ts';
import type { ReportTimes } from './times.ts';

export interface ReportSourceOptions {
  readonly roster: Roster;
  readonly self: MemberIndex;
  readonly gateway: MemberIndex;
  readonly times: ReportTimes;
  readonly timeline: Timeline;
  /** The state as it is now (Role.describe). */
  readonly describe: () => Readonly<Record<string, unknown>>;
  readonly counts: () => FrameCounts;
  /** The frame of a piece, or null while nothing may be sent (Driver.sealAside). */
  readonly seal: (report: Report) => Uint8Array | null;
  /** There may be a report: the radio should ask for it when it has room. */
  readonly wake: () => void;
}

/** Numbers of reports begin anew when there are no more of them; the gateway has forgotten the first by then. */
const NUMBERS = 2 ** 32;
/** While nothing may be sent, a piece is tried again so often: the boot number is not on disk yet, for instance. */
const RETRY_MS = 100;

export class ReportSource {
  private readonly options: ReportSourceOptions;
  private readonly codec: ReportCodec;
  private readonly events = new EventQueue();
  /** Pieces of the report that was begun. */
  private pieces: Report[] = [];
  private number = 0;
  private shown: Uint8Array | null = null;
  private shownAtMs = Number.NEGATIVE_INFINITY;
  private countedAtMs: number;
  private changedSince = true;
  private isUp = false;
  /** When the radio is to be woken, the soonest last. */
  private readonly planned: number[] = [];

  constructor(options: ReportSourceOptions) {
    this.options = options;
    this.codec = new ReportCodec(options.roster);
    this.countedAtMs = options.timeline.nowMs;
  }

  /** Events that found no room: told among the dropped frames, as `event-unsent`. */
  get unsent(): number {
    return this.events.unsent;
  }

  /** The state may be another one. */
  changed(): void {
    this.changedSince = true;
    this.plan();
  }

  /** Something happened that the event topic is to carry. */
  note(record: TraceRecord): void {
    this.events.push({ record, sinceMs: this.options.timeline.nowMs });
    this.plan();
  }

  /** What the radio's link does: while it is down, nothing is made, since it would be lost. */
  setLink(up: boolean): void {
    this.isUp = up;
    if (!up) {
      // Half a report is of no use after a break, and what was told just before it may be lost.
      this.pieces = [];
      this.shown = null;
      this.changedSince = true;
    }
    this.plan();
  }

  /** The next frame for the radio, or null when there is none now (TransmitQueue.setReports). */
  next(): Uint8Array | null {
    if (!this.isUp) return null;
    if (this.pieces.length === 0) this.begin();
    const [piece] = this.pieces;
    if (piece === undefined) {
      this.plan();
      return null;
    }
    const frame = this.options.seal(piece);
    if (frame) this.pieces.shift();
    else this.planAt(this.options.timeline.nowMs + RETRY_MS);
    return frame;
  }

  /** Makes the next report, when there is something to tell. */
  private begin(): void {
    const { nowMs } = this.options.timeline;
    if (this.events.isUrgent) this.beginEvents(nowMs);
    else if (this.stateDueMs() <= nowMs && this.beginState(nowMs)) return;
    else if (this.countsDueMs() <= nowMs) this.beginCounts(nowMs);
    else if (this.events.first) this.beginEvents(nowMs);
  }

  /** False when the state is the one that was shown last, and that is not long ago. */
  private beginState(nowMs: number): boolean {
    const { describe, times, roster, self } = this.options;
    this.changedSince = false;
    const bytes = this.encode('state', [packState(roster, self, describe())]);
    const isDue = nowMs >= this.shownAtMs + times.stateEveryMs;
    if (bytes && !isDue && this.shown && equalBytes(bytes, this.shown)) return false;
    this.shown = bytes;
    this.shownAtMs = nowMs;
    this.cut(bytes);
    return true;
  }

  private beginCounts(nowMs: number): void {
    this.countedAtMs = nowMs;
    const { sent, heard, dropped } = this.options.counts();
    const { unsent } = this;
    const all = unsent > 0 ? { ...dropped, 'event-unsent': unsent } : dropped;
    this.cut(this.encode('counts', [packCounts({ sent, heard, dropped: all })]));
  }

  /** As many events as fit one piece; one alone may take several. */
  private beginEvents(nowMs: number): void {
    const packed: PlainFields[] = [];
    let bytes: Uint8Array | null = null;
    for (const { record, sinceMs } of this.events.all.slice(0, MAX_EVENTS)) {
      const more = this.encode('events', [...packed, packEvent(record, nowMs - sinceMs)]);
      if (packed.length > 0 && (more === null || more.length > REPORT_PIECE_BYTES)) break;
      packed.push(packEvent(record, nowMs - sinceMs));
      bytes = more;
    }
    this.events.take(packed.length);
    if (!this.cut(bytes)) this.events.unsent += packed.length;
  }

  private encode(what: ReportKind, fields: readonly PlainFields[]): Uint8Array | null {
    return this.codec.encode({ what, gateway: this.options.gateway, fields });
  }

  /** False for a report that has too many pieces. */
  private cut(bytes: Uint8Array | null): boolean {
    if (bytes === null) return false;
    const parts = Math.ceil(bytes.length / REPORT_PIECE_BYTES);
    if (parts > MAX_PARTS) return false;
    const { number } = this;
    this.number = (number + 1) % NUMBERS;
    this.pieces = Array.from({ length: parts }, (_, part) => {
      const from = part * REPORT_PIECE_BYTES;
      const piece = bytes.slice(from, from + REPORT_PIECE_BYTES);
      return { kind: 'report', number, part, parts, bytes: piece };
    });
    return true;
  }

  private stateDueMs(): number {
    const { reportEveryMs, stateEveryMs } = this.options.times;
    return this.shownAtMs + (this.changedSince ? reportEveryMs : stateEveryMs);
  }

  private countsDueMs(): number {
    return this.countedAtMs + this.options.times.countsEveryMs;
  }

  /** Wakes the radio when there is, or will be, something to tell. */
  private plan(): void {
    if (!this.isUp) return;
    const { nowMs } = this.options.timeline;
    const isWaiting = this.pieces.length > 0 || this.events.first !== undefined;
    this.planAt(isWaiting ? nowMs : Math.min(this.stateDueMs(), this.countsDueMs()));
  }

  /**
   * Never at once, but as the next thing that happens: whoever tells of a change is in the middle of it, and what
   * happens together goes into one report. Only what is sooner than all that is planned is planned as well: the
   * radio asks then, and what is to come later is planned anew.
   */
  private planAt(atMs: number): void {
    const { planned } = this;
    const { timeline, wake } = this.options;
    const soonestMs = Math.max(atMs, timeline.nowMs);
    if (soonestMs >= (planned.at(-1) ?? Number.POSITIVE_INFINITY)) return;
    planned.push(soonestMs);
    timeline.at(soonestMs, () => {
      planned.splice(planned.indexOf(soonestMs), 1);
      if (this.isUp) wake();
    });
  }
}
