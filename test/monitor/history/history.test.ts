/** What the history gives back, and how it stays within its bounds. */

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { RowQueue, Statements } from '../../../monitor/history/rows.ts';
import type { AlarmView } from '../../../monitor/view/view.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { event, START_MS, stage } from './stage.ts';

const folder = scratchFolder();
let files = 0;
const newPath = () => join(folder, `history-${++files}.sqlite`);
const ALL = { fromMs: START_MS - 1000, toMs: START_MS + 86_400_000 };

const alarm = (id: string, sinceMs: number): AlarmView => ({
  ...{ id, kind: 'member-silent', severity: 'warning', sinceMs, zone: 'east', member: 'r3' },
  ...{ pad: null, text: 'r3 is silent', mend: 'look at r3' },
});

describe('stays', () => {
  it('go from enter to exit, and carry the fence', () => {
    const { history } = stage(newPath());
    const at = START_MS;
    history.event(event(at, 'r1', 'enter', { pad: 'p1', fence: [2, 3], until: 3000 }), 'east');
    history.event(event(at + 500, 'r1', 'exit', { pad: 'p1', reason: 'full' }), 'east');
    history.flush();
    expect(history.queries.timeline(ALL, null).stays).toEqual([
      { pad: 'p1', robot: 'r1', fromMs: at, untilMs: at + 500, fence: [2, 3] },
    ]);
    expect(history.queries.timeline(ALL, 'west').stays).toEqual([]);
  });

  it('last while the lease does, and end with it when no exit comes', () => {
    const it = stage(newPath());
    const { history } = it;
    const at = START_MS;
    history.event(event(at, 'r1', 'enter', { pad: 'p1', fence: [2, 3], until: 3000 }), null);
    history.event(event(at + 2000, 'r1', 'renew', { pad: 'p1', until: 5000 }), null);
    it.nowMs = at + 4900;
    history.flush();
    expect(history.queries.timeline(ALL, null).stays[0]!.untilMs).toBe(null);
    it.nowMs = at + 5100;
    expect(history.queries.timeline(ALL, null).stays[0]!.untilMs).toBe(at + 5000);
  });

  it('are known from a renewal on when the hub came later than the robot', () => {
    const { history } = stage(newPath());
    history.event(event(START_MS, 'r1', 'renew', { pad: 'p1', until: 3000 }), null);
    history.event(event(START_MS + 9, 'r1', 'exit', { pad: 'p1' }), null);
    history.flush();
    expect(history.queries.timeline(ALL, null).stays).toMatchObject([{ untilMs: START_MS + 9 }]);
  });
});

describe('marks, alarms and commands', () => {
  it('marks the leader once, elections and mints', () => {
    const { history } = stage(newPath());
    history.event(event(START_MS, 'r1', 'election'), 'east');
    history.event(event(START_MS + 1, 'r2', 'leader', { leader: 'r2', epoch: 4 }), 'east');
    history.event(event(START_MS + 2, 'r1', 'leader', { leader: 'r2', epoch: 4 }), 'east');
    history.event(event(START_MS + 3, 'r2', 'mint', { pad: 'p1', epoch: 4, reason: 'lost' }), null);
    history.flush();
    expect(history.queries.timeline(ALL, null).marks).toEqual([
      ...[{ atMs: START_MS, what: 'election', from: 'r1', pad: null, epoch: null }].map((mark) => ({
        ...mark,
        text: 'r1 calls an election',
      })),
      {
        ...{ atMs: START_MS + 1, what: 'leader', from: 'r2', pad: null, epoch: 4 },
        text: 'r2 leads epoch 4',
      },
      {
        ...{ atMs: START_MS + 3, what: 'mint', from: 'r2', pad: 'p1', epoch: 4 },
        text: 'r2 mints a token for p1: lost',
      },
    ]);
  });

  it('gives an alarm its end, also that of a hub that died', () => {
    const path = newPath();
    const first = stage(path);
    first.history.alarmsNow([alarm('a', START_MS), alarm('b', START_MS)], START_MS);
    first.history.alarmsNow([alarm('b', START_MS)], START_MS + 50);
    first.history.flush();
    const [a, b] = first.history.queries.timeline(ALL, null).alarms;
    expect(a).toEqual({ ...alarm('a', START_MS), untilMs: START_MS + 50 });
    expect(b).toEqual({ ...alarm('b', START_MS), untilMs: null });
    const none = { waitP50Ms: null, waitP99Ms: null, framesPerEntry: null, radioShare: {} };
    const rest = { entries: 0, entriesInAll: 0, framesPerSecond: null };
    first.history.figures({ ...none, ...rest }, START_MS + 70);
    first.history.close();
    const second = stage(path);
    expect(second.history.queries.timeline(ALL, null).alarms[1]!.untilMs).toBe(START_MS + 70);
  });

  it('keeps who asked for what and why, and what came of it', () => {
    const { history } = stage(newPath());
    const asked = { verb: 'release', member: 'p1', reason: 'r1 is stuck on it' } as const;
    const number = history.command({
      ...{ ...asked, atMs: START_MS, by: 'alice', outcome: 'sent', error: null },
    });
    history.flush();
    expect(history.queries.commands(ALL).commands[0]!.outcome).toBe('sent');
    history.commandEnded(number, 'refused', 'nobody is on it');
    history.flush();
    expect(history.queries.commands(ALL)).toEqual({
      schemaVersion: 1,
      commands: [
        { ...asked, atMs: START_MS, by: 'alice', outcome: 'refused', error: 'nobody is on it' },
      ],
    });
  });
});

describe('events, frames and traces', () => {
  it('shows all around a moment, and nothing else', () => {
    const { history } = stage(newPath());
    for (const offset of [0, 1000, 2000]) {
      history.event(event(START_MS + offset, 'r1', 'request', { n: offset }), 'east');
      const ends = { from: 'r1', to: null, pad: 'p1' };
      history.frame({ atMs: START_MS + offset, zone: 'east', kind: 'hold', bytes: 40, ...ends });
    }
    history.flush();
    const around = history.queries.around(
      { fromMs: START_MS + 500, toMs: START_MS + 1500 },
      'east',
    );
    expect(around.events.map(({ what }) => what.n)).toEqual([1000]);
    expect(around.frames).toMatchObject([{ atMs: START_MS + 1000, kind: 'hold', bytes: 40 }]);
    expect(around.truncated).toBe(false);
  });

  it('gives back what members wrote, to the letter, in as many pieces as it takes', () => {
    const { history } = stage(newPath());
    const told = Array.from({ length: 1203 }, (_, n) =>
      event(START_MS + n, 'r1', 'body', { phase: '<b>"ü\u2028', n }),
    );
    for (const one of told) history.event(one, null);
    history.flush();
    const pieces = [...history.queries.trace(ALL)];
    expect(pieces).toHaveLength(3);
    const lines = pieces.join('').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(told.map(({ what }) => what));
  });

  it('goes on counting events after a restart', () => {
    const path = newPath();
    const first = stage(path);
    expect(first.history.event(event(START_MS, 'r1', 'boot'), null).id).toBe(1);
    first.history.close();
    expect(stage(path).history.event(event(START_MS, 'r1', 'boot'), null).id).toBe(2);
  });
});

describe('series', () => {
  it('thins batteries to 2,000 points at most, in columns of one length', () => {
    const { history } = stage(newPath());
    for (let at = 0; at < 5000; at += 1) {
      for (const robot of ['r1', 'r2'])
        history.battery(robot, 100 - (at % 90), START_MS + at * 15_000);
      if (at % 1000 === 0) history.flush();
    }
    history.flush();
    const answer = history.queries.series(
      { fromMs: START_MS, toMs: START_MS + 5000 * 15_000 },
      'battery',
      [],
    );
    expect(Object.keys(answer.series)).toEqual(['r1', 'r2']);
    expect(answer.atMs.length).toBeGreaterThan(1900);
    expect(answer.atMs.length).toBeLessThanOrEqual(2000);
    expect(answer.series.r1).toHaveLength(answer.atMs.length);
    expect(answer.series.r1![0]).toBe(99); // the mean of 100, 99 and 98
    expect([...answer.atMs]).toEqual([...answer.atMs].sort((a, b) => a - b));
  });

  it('takes a battery each 30 s, and each 10 s while it changes', () => {
    const { history } = stage(newPath());
    for (let second = 0; second <= 60; second += 1) {
      history.battery('still', 50, START_MS + second * 1000);
      history.battery('busy', 50 + (second % 2) + second / 2, START_MS + second * 1000);
    }
    history.flush();
    const { series, atMs } = history.queries.series(ALL, 'battery', ['still', 'busy', 'unknown']);
    const count = (of: string) => series[of]!.filter((value) => value !== null).length;
    expect(atMs.length).toBeGreaterThan(0);
    expect(Object.keys(series).sort()).toEqual(['busy', 'still']);
    const rows = history.queries.series(
      { fromMs: START_MS, toMs: START_MS + 60_000 },
      ...(['battery', ['still', 'busy']] as const),
    );
    expect(rows.series.still!.filter((value) => value !== null)).toHaveLength(3);
    expect(rows.series.busy!.filter((value) => value !== null)).toHaveLength(7);
    expect(count('still')).toBe(2); // buckets of 43 s over a day
  });

  it('has waits and shares of the radio', () => {
    const { history } = stage(newPath());
    const figures = (p50: number | null, share: Record<string, number>) => ({
      ...{ entries: 1, entriesInAll: 1, framesPerSecond: 2, framesPerEntry: 11 },
      ...{ waitP50Ms: p50, waitP99Ms: 900, radioShare: share },
    });
    history.figures(figures(null, { hold: 1 }), START_MS);
    history.figures(figures(300, { hold: 0.5, beat: 0.5 }), START_MS + 10_000);
    history.flush();
    const span = { fromMs: START_MS, toMs: START_MS + 20_000 };
    expect(history.queries.series(span, 'wait', [])).toEqual({
      schemaVersion: 1,
      name: 'wait',
      atMs: [START_MS, START_MS + 10_000],
      series: { p50: [null, 300], p99: [900, 900] },
    });
    expect(history.queries.series(span, 'radio-share', []).series).toEqual({
      hold: [1, 0.5],
      beat: [null, 0.5],
    });
    expect(history.queries.series(span, 'frames-per-entry', []).series).toEqual({
      framesPerEntry: [11, 11],
    });
  });
});

describe('bounds', () => {
  const fill = (history: ReturnType<typeof stage>['history'], from: number, count: number) => {
    for (let n = 0; n < count; n += 1) {
      history.event(event(START_MS + from + n, 'r1', 'body', { filling: 'x'.repeat(400) }), null);
      if (n % 5000 === 4999) history.flush();
    }
    history.flush();
  };

  it('forgets what is older than it should keep', () => {
    const it = stage(newPath(), { keepMs: 10_000 });
    fill(it.history, 0, 3000);
    it.nowMs = START_MS + 12_000;
    while (it.history.trim());
    const { events } = it.history.queries.around(ALL, null);
    expect(events[0]!.atMs).toBe(START_MS + 2000);
    expect(events).toHaveLength(1000);
    expect(it.history.status().sinceMs).toBe(START_MS + 2000);
  });

  it('stays below its size, forgets the oldest, and gives the room back, in steps of milliseconds', () => {
    const path = newPath();
    const it = stage(path, { maxBytes: 12 * 1024 * 1024 });
    fill(it.history, 0, 25_000);
    const before = statSync(path).size;
    let steps = 0;
    while (it.history.trim()) steps += 1;
    expect(steps).toBeGreaterThan(3);
    expect(it.history.status().bytes).toBeLessThanOrEqual(8 * 1024 * 1024);
    fill(it.history, 25_000, 10);
    it.history.close();
    expect(statSync(path).size).toBeLessThan(before);
    const kept = stage(path).history.queries.around(
      { fromMs: START_MS + 24_990, toMs: START_MS + 26_000 },
      null,
    );
    expect(kept.events).toHaveLength(20);
  });

  it('goes on without a file that may grow no more, says so once, and comes back', () => {
    const it = stage(newPath(), { maxBytes: 1024 * 1024 });
    // Nothing trims here: SQLite refuses at its last bound, as it does on a full disk.
    fill(it.history, 0, 25_000);
    expect(it.troubles).toHaveLength(1);
    expect(it.troubles[0]).toMatch(/cannot be written: .*full; make room at .*history/);
    expect(it.history.status().lost).toBeGreaterThan(1000);
    expect(it.history.status().trouble).not.toBe(null);
    // Room, and half a minute later.
    it.nowMs += 90_000_000;
    while (it.history.trim());
    it.history.event(event(it.nowMs, 'r9', 'boot'), null);
    it.history.flush();
    expect(it.troubles).toEqual([it.troubles[0], 'the history is written again']);
    expect(it.history.status().trouble).toBe(null);
  });

  it('has room for a bounded number of rows between two batches', () => {
    const { history } = stage(newPath());
    for (let n = 0; n < 20_500; n += 1) history.event(event(START_MS, 'r1', 'boot'), null);
    history.flush();
    expect(history.status().lost).toBe(500);
  });
});

describe('a batch', () => {
  it('is written as a whole or not at all, and waits then', () => {
    const database = new DatabaseSync(':memory:');
    database.exec('CREATE TABLE numbers (id INTEGER PRIMARY KEY)');
    const rows = new RowQueue(10);
    const statements = new Statements(database);
    const insert = 'INSERT INTO numbers VALUES (?)';
    for (const id of [1, 2, 2]) rows.add(insert, id);
    expect(() => rows.writeTo(database, statements)).toThrow(/UNIQUE/);
    expect(database.isTransaction).toBe(false);
    expect(database.prepare('SELECT * FROM numbers').all()).toEqual([]);
    rows.drop();
    expect(rows.lost).toBe(3);
    rows.add(insert, 3);
    rows.writeTo(database, statements);
    expect(database.prepare('SELECT * FROM numbers').all()).toEqual([{ id: 3 }]);
  });
});

describe('files that are no history', () => {
  it.each([
    ['text', 'this is no database, but somebody needs it'.repeat(100)],
    ['nothing of sense', `SQLite format 3\0${'\xff'.repeat(5000)}`],
  ])('sets %s aside, as it is', (_, bytes) => {
    const path = newPath();
    writeFileSync(path, bytes, 'latin1');
    const it = stage(path);
    expect(it.troubles).toHaveLength(1);
    expect(it.troubles[0]).toMatch(/is damaged; it was kept as .*aside-\d+, and a new history/);
    const aside = readdirSync(folder).find((name) => path.endsWith(name.split('.aside')[0]!));
    expect(aside).toBeDefined();
    expect(readFileSync(`${path}.aside-${START_MS}`, 'latin1')).toBe(bytes);
    it.history.event(event(START_MS, 'r1', 'boot'), null);
    it.history.flush();
    expect(it.history.queries.around(ALL, null).events).toHaveLength(1);
  });

  it('sets a history of another version aside', () => {
    const path = newPath();
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE events (id); PRAGMA user_version = 99');
    other.close();
    expect(stage(path).troubles[0]).toMatch(/is of version 99, and this is 1; it was kept as/);
  });

  it('is of one hub at a time', () => {
    const path = newPath();
    const first = stage(path);
    expect(() => stage(path)).toThrow(
      /another hub keeps its history in .*: stop it, or name another file/,
    );
    first.history.close();
    expect(stage(path).troubles).toEqual([]);
  });

  it('begins anew when the file breaks while it is open', () => {
    const path = newPath();
    const it = stage(path);
    for (let n = 0; n < 2000; n += 1)
      it.history.event(event(START_MS, 'r1', 'body', { filling: 'x'.repeat(400) }), null);
    it.history.close();
    const bytes = readFileSync(path);
    // Everything behind the first pages, which are looked at when it is opened.
    bytes.fill(0xa5, 40 * 4096);
    writeFileSync(path, bytes);
    const again = stage(path);
    again.nowMs += 172_800_000;
    while (again.history.trim());
    expect(again.troubles).toHaveLength(1);
    expect(again.troubles[0]).toMatch(/is damaged; it was kept as/);
    again.history.event(event(again.nowMs, 'r1', 'boot'), null);
    again.history.flush();
    expect(again.history.status().trouble).toBe(null);
  });
});
