import { describe, expect, test } from 'vitest';
import { alarms, judge, stays, type TraceLine } from './judge.ts';

let seq = 0;
function line(mono: number, from: string, event: string, more: Partial<TraceLine> = {}): TraceLine {
  seq += 1;
  return { t: mono, mono, from, boot: 1, seq, event, ...more };
}

const pad = 'p1';
const enter = (mono: number, from: string, counter: number, until: number) =>
  line(mono, from, 'enter', { pad, epoch: 1, fence: [1, counter], until });
const renew = (mono: number, from: string, counter: number, until: number) =>
  line(mono, from, 'renew', { pad, epoch: 1, fence: [1, counter], until });
const exit = (mono: number, from: string, counter: number) =>
  line(mono, from, 'exit', { pad, epoch: 1, fence: [1, counter] });
const admit = (mono: number, from: string, robot: string, fence: readonly [number, number]) =>
  line(mono, from, 'admit', { pad, epoch: fence[0], fence, robot });

const nobody = { robots: [] };

describe('a stay on the pad', () => {
  test('ends with its exit', () => {
    expect(stays([enter(10, 'r1', 1, 2000), exit(30, 'r1', 1)])).toMatchObject([
      { robot: 'r1', fromMs: 10, untilMs: 30 },
    ]);
  });

  test('ends with its lease when the process is killed or frozen', () => {
    expect(stays([enter(10, 'r1', 1, 2000)])).toMatchObject([{ untilMs: 2000 }]);
    expect(stays([enter(10, 'r1', 1, 2000), exit(5000, 'r1', 1)])).toMatchObject([
      { untilMs: 2000 },
    ]);
  });

  test('goes on with a renewal', () => {
    const lines = [enter(10, 'r1', 1, 2000), renew(700, 'r1', 1, 2700)];
    expect(stays(lines)).toMatchObject([{ fromMs: 10, untilMs: 2700 }]);
  });

  test('ends with the next life of its robot', () => {
    const lines = [enter(10, 'r1', 1, 2000), line(500, 'r1', 'boot', { boot: 2 })];
    expect(stays(lines)).toMatchObject([{ untilMs: 500 }]);
  });
});

describe('the judge', () => {
  test('has nothing against one after the other', () => {
    const lines = [
      line(0, 'r1', 'boot'),
      line(1, 'r1', 'leader', { leader: 'r1', epoch: 1 }),
      line(1, 'r1', 'mint', { pad, epoch: 1, fence: [1, 1] }),
      admit(9, 'p1', 'r1', [1, 2]),
      enter(10, 'r1', 2, 2000),
      exit(30, 'r1', 2),
      admit(30.5, 'p1', 'r2', [1, 4]),
      enter(31, 'r2', 4, 2031),
    ];
    expect(judge(lines, { robots: ['r1', 'r2'] })).toEqual([]);
  });

  test('sees two robots on one pad, whatever the order of the files', () => {
    const lines = [enter(29, 'r2', 2, 2029), enter(10, 'r1', 1, 2000), exit(30, 'r1', 1)];
    expect(judge(lines, nobody)).toEqual([
      'S1: r2 entered p1 with (1,2) at 29.000, 1.000 ms before r1 with (1,1) was out',
    ]);
  });

  test('sees a stay that outlasts the one after it', () => {
    const lines = [
      enter(10, 'r1', 1, 2000),
      enter(20, 'r2', 2, 2020),
      exit(30, 'r2', 2),
      enter(40, 'r3', 3, 2040),
    ];
    expect(judge(lines, nobody).filter((wrong) => wrong.startsWith('S1'))).toHaveLength(2);
  });

  test('sees an entry into the lease of a robot that was killed', () => {
    const lines = [enter(10, 'r1', 1, 2000), enter(1999, 'r2', 2, 3999)];
    expect(judge(lines, nobody)).toHaveLength(1);
    expect(judge([enter(10, 'r1', 1, 2000), enter(2000, 'r2', 2, 3999)], nobody)).toEqual([]);
  });

  test('takes pads apart', () => {
    const other = { ...enter(20, 'r2', 1, 2020), pad: 'p2' };
    expect(judge([enter(10, 'r1', 1, 2000), other], nobody)).toEqual([]);
  });

  test('sees fences that do not increase, across a restart too', () => {
    const lines = [
      admit(10, 'p1', 'r1', [2, 7]),
      { ...admit(20, 'p1', 'r2', [2, 7]), boot: 2 },
      admit(25, 'r3', 'r1', [2, 7]),
      admit(30, 'p1', 'r1', [1, 9]),
    ];
    expect(judge(lines, nobody)).toEqual([
      'S3: p1 at p1: admit of (2,7) (r2) after (2,7) (r1)',
      'S3: p1 at p1: admit of (1,9) (r1) after (2,7) (r2)',
    ]);
  });

  test('sees an entry with an old fence', () => {
    const lines = [enter(10, 'r1', 5, 20), enter(30, 'r2', 4, 2030)];
    expect(judge(lines, nobody)).toEqual(['S4: p1: enter of (1,4) (r2) after (1,5) (r1)']);
  });

  test('sees two tokens and two leaders of an epoch', () => {
    const lines = [
      line(1, 'r1', 'mint', { pad, epoch: 3, fence: [3, 1] }),
      line(2, 'r2', 'mint', { pad, epoch: 3, fence: [3, 1] }),
      line(3, 'r2', 'mint', { pad: 'p2', epoch: 3, fence: [3, 1] }),
      line(4, 'r1', 'leader', { leader: 'r1', epoch: 3 }),
      line(5, 'r2', 'leader', { leader: 'r2', epoch: 3 }),
    ];
    expect(judge(lines, nobody)).toEqual([
      'S2: two tokens for p1, epoch 3: by r1 and by r2',
      'S2: two leaders of epoch 3: r1, and r2 says r2',
    ]);
  });

  test('sees a boot number that comes again', () => {
    const lines = [line(1, 'r1', 'boot'), line(9, 'r1', 'boot')];
    expect(judge(lines, nobody)).toEqual(['S5: r1 booted as 1 after 1']);
    expect(judge(lines, { ...nobody, lostDisks: ['r1'] })).toEqual([]);
  });

  test('names who never got in', () => {
    expect(judge([enter(1, 'r1', 1, 2)], { robots: ['r1', 'r2'] })).toEqual([
      'L1: r2 never got in',
    ]);
  });

  test('passes on the alarms that nobody expected', () => {
    const lines = [line(1, 'p1', 'alarm', { reason: 'the pad is occupied' })];
    expect(alarms(lines)).toEqual(['alarm of p1: the pad is occupied']);
    expect(alarms(lines, [/occupied/])).toEqual([]);
  });

  test('a robot that runs low while it waits is none of them, one that is beyond hope is', () => {
    const reasons = [
      'battery at 10 %: r1 has parked and waits for p1',
      'battery at 0 %: r1 brings itself no further',
    ];
    const lines = reasons.map((reason, index) => line(index, 'r1', 'alarm', { reason }));
    expect(alarms(lines)).toEqual([`alarm of r1: ${reasons[1]}`]);
  });
});
