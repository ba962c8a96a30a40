/**
 * What the summary of the demo says at the end, counted from the members' own events. It judges the main promise as
 * well: one robot on the pad at a time.
 */

import type { TraceRecord } from '../../src/runtime/trace.ts';

interface Stay {
  readonly robot: string;
  untilMs: number;
}

export interface Summary {
  readonly seconds: number;
  readonly entries: number;
  readonly entriesByRobot: Record<string, number>;
  readonly waitP50Ms: number | null;
  readonly waitMaxMs: number | null;
  /** Times that two robots believed to be on the pad at once. */
  readonly overlaps: number;
  readonly leaders: number;
  readonly tokens: number;
}

export class Tally {
  private readonly entries = new Map<string, number>();
  private epoch = 0;
  private stay: Stay | null = null;
  private overlaps = 0;
  private leaders = 0;
  private tokens = 0;
  private readonly asking = new Map<string, number>();
  private readonly waits: number[] = [];

  constructor(robots: readonly string[]) {
    for (const id of robots) this.entries.set(id, 0);
  }

  /** Takes a member's event. */
  event(record: TraceRecord): void {
    switch (record.event) {
      case 'leader':
        if (record.leader !== record.from || (record.epoch as number) <= this.epoch) return;
        this.epoch = record.epoch as number;
        this.leaders += 1;
        break;
      case 'mint':
        this.tokens += 1;
        break;
      case 'request':
        this.asking.set(record.from, record.mono);
        break;
      case 'enter':
        this.enter(record);
        break;
      case 'renew':
        if (this.stay?.robot === record.from) this.stay.untilMs = record.until as number;
        break;
      case 'exit':
        if (this.stay?.robot === record.from) this.stay = null;
        break;
    }
  }

  summary(seconds: number): Summary {
    const waits = this.waits.toSorted((a, b) => a - b);
    const entries = [...this.entries];
    return {
      seconds: Math.round(seconds * 10) / 10,
      entries: entries.reduce((sum, [, count]) => sum + count, 0),
      entriesByRobot: Object.fromEntries(entries),
      waitP50Ms: waits.length > 0 ? Math.round(waits[waits.length >> 1]!) : null,
      waitMaxMs: waits.length > 0 ? Math.round(waits.at(-1)!) : null,
      overlaps: this.overlaps,
      leaders: this.leaders,
      tokens: this.tokens,
    };
  }

  private enter(record: TraceRecord): void {
    const { stay } = this;
    const { from, mono } = record;
    this.entries.set(from, (this.entries.get(from) ?? 0) + 1);
    if (stay && stay.robot !== from && stay.untilMs > mono) this.overlaps += 1;
    this.stay = { robot: from, untilMs: record.until as number };
    const asked = this.asking.get(from);
    if (asked !== undefined) this.waits.push(mono - asked);
    this.asking.delete(from);
  }
}
