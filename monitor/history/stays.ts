/**
 * Who is on a pad from when to when, from the robots' own events. A robot that dies says no exit: then its stay
 * ends when the last lease that it told of does.
 */

import type { HistoryEvent } from '../view/wire.ts';
import type { RowQueue } from './rows.ts';

interface Open {
  readonly pad: string;
  readonly robot: string;
  readonly fromMs: number;
  leaseMs: number | null;
  /** The lease is not written yet. */
  news: boolean;
}

/** A lease that ended so long ago was that of a robot that is gone: forget the stay. */
const FORGET_AFTER_MS = 60_000;
const MAX_OPEN = 10_000;

const INSERT =
  'INSERT INTO stays (at_ms, lease_ms, zone, pad, robot, epoch, counter) VALUES (?, ?, ?, ?, ?, ?, ?)';
const RENEW = 'UPDATE stays SET lease_ms = ? WHERE pad = ? AND robot = ? AND at_ms = ?';
const END = 'UPDATE stays SET until_ms = ? WHERE pad = ? AND robot = ? AND at_ms = ?';

export class Stays {
  private readonly rows: RowQueue;
  private readonly open = new Map<string, Open>();

  constructor(rows: RowQueue) {
    this.rows = rows;
  }

  take(event: HistoryEvent, zone: string | null): void {
    const { pad, from: robot, atMs } = event;
    if (pad === null) return;
    const key = `${pad} ${robot}`;
    const open = this.open.get(key);
    switch (event.event) {
      case 'enter':
        if (open) this.end(key, open, atMs);
        this.begin(key, event, pad, zone);
        return;
      case 'renew':
        // It was there before the hub was.
        if (!open) this.begin(key, event, pad, zone);
        else {
          open.leaseMs = leaseEnd(event) ?? open.leaseMs;
          open.news = true;
        }
        return;
      case 'exit':
        if (open) this.end(key, open, atMs);
        return;
    }
  }

  /** Writes how far the leases go; before each batch. */
  settle(nowMs: number): void {
    for (const [key, stay] of this.open) {
      if (stay.news) this.rows.add(RENEW, stay.leaseMs, stay.pad, stay.robot, stay.fromMs);
      stay.news = false;
      if (stay.leaseMs !== null && stay.leaseMs + FORGET_AFTER_MS < nowMs) this.open.delete(key);
    }
  }

  private begin(key: string, event: HistoryEvent, pad: string, zone: string | null): void {
    if (this.open.size >= MAX_OPEN) return;
    const { from: robot, atMs: fromMs, what } = event;
    const leaseMs = leaseEnd(event);
    const [epoch, counter] = Array.isArray(what.fence) ? what.fence : [];
    this.open.set(key, { pad, robot, fromMs, leaseMs, news: false });
    this.rows.add(INSERT, fromMs, leaseMs, zone, pad, robot, whole(epoch), whole(counter));
  }

  private end(key: string, { pad, robot, fromMs }: Open, atMs: number): void {
    this.open.delete(key);
    this.rows.add(END, atMs, pad, robot, fromMs);
  }
}

/** On the hub's clock: `until` and `mono` are of the same clock, the robot's. */
function leaseEnd({ atMs, what }: HistoryEvent): number | null {
  const { until, mono } = what;
  if (typeof until !== 'number' || typeof mono !== 'number') return null;
  const leftMs = until - mono;
  return leftMs >= 0 && leftMs < 3_600_000 ? Math.round(atMs + leftMs) : null;
}

function whole(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null;
}
