/** When alarms began and ended, from lists of those that last: a row each, closed when the alarm is gone. */

import type { DatabaseSync } from 'node:sqlite';
import type { AlarmView } from '../view/view.ts';
import type { RowQueue } from './rows.ts';

const BEGIN =
  'INSERT INTO alarms (at_ms, alarm, kind, severity, zone, member, pad, text, mend) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
const END = 'UPDATE alarms SET until_ms = ? WHERE alarm = ? AND until_ms IS NULL';

export class Alarms {
  private readonly rows: RowQueue;
  private lasting: ReadonlySet<string> = new Set();

  constructor(rows: RowQueue) {
    this.rows = rows;
  }

  /** In a file of a former life alarms may stand open: they ended, as far as is known, when that life did. */
  begin(database: DatabaseSync): void {
    database.exec(
      `UPDATE alarms SET until_ms = max(at_ms, coalesce((SELECT max(at_ms) FROM figures), at_ms))
       WHERE until_ms IS NULL`,
    );
    this.lasting = new Set();
  }

  take(alarms: readonly AlarmView[], atMs: number): void {
    const now = new Set<string>();
    for (const alarm of alarms) {
      now.add(alarm.id);
      if (this.lasting.has(alarm.id)) continue;
      const { id, kind, severity, sinceMs, zone, member, pad, text, mend } = alarm;
      this.rows.add(BEGIN, sinceMs, id, kind, severity, zone, member, pad, text, mend);
    }
    for (const id of this.lasting) if (!now.has(id)) this.rows.add(END, atMs, id);
    this.lasting = now;
  }
}
