/** A swarm of eight robots and two pads, and a source of reports in virtual time, for the tests of reports. */

import { ReportSource } from '../../../firmware/reports/report-source.ts';
import { type ReportTimes, reportTimes } from '../../../firmware/reports/times.ts';
import { Schedule } from '../../../sim/world/schedule.ts';
import type { Roster } from '../../../src/protocol/roster.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import type { TraceRecord } from '../../../src/runtime/trace.ts';
import type { Report } from '../../../src/wire/aside.ts';

export const ROSTER: Roster = {
  robots: Array.from({ length: 8 }, (_, index) => ({ id: `r${index + 1}`, rank: index + 1 })),
  pads: [
    { id: 'p1', guard: 'controller' },
    { id: 'p2', guard: 'robots' },
  ],
};
/** r3 reports, p1 is the gateway. */
export const R3 = 2;
export const P1 = 8;
export const TIMES: ReportTimes = reportTimes(RADIO_PROFILES.hc12, 10);

export function stateOf(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    phase: 'working',
    battery: 54,
    place: 'away',
    charging: null,
    fault: null,
    alarm: null,
    held: false,
    boot: 4,
    standing: 'member',
    leader: 'r8',
    epoch: 5,
    pads: [
      { pad: 'p1', fence: [5, 31], holder: 'r1', queue: [], occupied: true },
      { pad: 'p2', fence: [5, 8], holder: null, queue: [], occupied: false, lease: null },
    ],
    ...change,
  };
}

export function record(event: string, fields: Record<string, unknown> = {}, seq = 1): TraceRecord {
  return { v: 1, t: 1000, mono: 500, from: 'r3', boot: 4, seq, event, ...fields };
}

export const COUNTS = { sent: { hello: 1 }, heard: { beat: 7 }, dropped: { echo: 1 } };

/** r3 with a radio that takes a piece whenever it is woken, one each `pieceMs`. */
export class SourceStage {
  readonly schedule = new Schedule();
  readonly pieces: { readonly piece: Report; readonly atMs: number }[] = [];
  state = stateOf();
  described = 0;
  wakes = 0;
  maySeal = true;
  readonly source: ReportSource;
  private busyUntilMs = 0;

  constructor(pieceMs = 50, times: ReportTimes = TIMES) {
    this.source = new ReportSource({
      roster: ROSTER,
      self: R3,
      gateway: P1,
      times,
      timeline: this.schedule,
      describe: () => {
        this.described += 1;
        return this.state;
      },
      counts: () => COUNTS,
      seal: (piece) => {
        if (!this.maySeal) return null;
        this.pieces.push({ piece, atMs: this.schedule.nowMs });
        return Uint8Array.of(piece.part);
      },
      wake: () => {
        this.wakes += 1;
        this.pump(pieceMs);
      },
    });
  }

  run(ms: number): this {
    this.schedule.run(this.schedule.nowMs + ms);
    return this;
  }

  /** The bytes of all reports that were sent in full, and forgets them. */
  take(): Uint8Array[] {
    const reports: Uint8Array[] = [];
    let bytes: number[] = [];
    for (const { piece } of this.pieces.splice(0)) {
      bytes.push(...piece.bytes);
      if (piece.part < piece.parts - 1) continue;
      reports.push(Uint8Array.from(bytes));
      bytes = [];
    }
    return reports;
  }

  private pump(pieceMs: number): void {
    if (this.schedule.nowMs < this.busyUntilMs) return;
    if (this.source.next() === null) return;
    this.busyUntilMs = this.schedule.nowMs + pieceMs;
    this.schedule.at(this.busyUntilMs, () => this.pump(pieceMs));
  }
}
