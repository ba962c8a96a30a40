/** One frame at a time, coordination first, nothing late. */
import { describe, expect, test } from 'vitest';
import { busyMs, longestBusyMs } from '../../src/radio/occupancy.ts';
import { endToEndMs, frameAirMs } from '../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../src/radio/profiles.ts';
import { reportShareOf } from '../../src/radio/transmit.ts';
import { frameOf, sourceOf, TransmitStage } from './transmit-stage.ts';

const HC12 = RADIO_PROFILES.hc12;
/** 43 bytes on the UART, silence of 3 bytes, 59 bytes at 15 kbit/s: 44.79 + 3.13 + 31.47. */
const BUSY_40 = 79.38;
const NO_DUTY = { ...HC12, dutyCycle: null };

describe('one frame in flight', () => {
  test('the next one is handed over when the time of the first on UART and air has passed', () => {
    const stage = new TransmitStage();
    for (const name of [1, 2, 3]) stage.queue.send(frameOf(name, 40));
    expect(stage.names).toEqual([1]);
    stage.run(1000);
    expect(stage.names).toEqual([1, 2, 3]);
    expect(busyMs(HC12, 40)).toBeCloseTo(BUSY_40, 2);
    expect(stage.times).toEqual([0, BUSY_40, 158.77]);
  });

  test('a frame that comes after the end of the last one is handed over at once', () => {
    const stage = new TransmitStage();
    stage.queue.send(frameOf(1, 40));
    stage.run(100);
    stage.queue.send(frameOf(2, 40));
    expect(stage.times).toEqual([0, 100]);
  });

  test('the sender may change the bytes of a frame that waits', () => {
    const stage = new TransmitStage();
    const frame = frameOf(2, 40);
    stage.queue.send(frameOf(1, 40));
    stage.queue.send(frame);
    frame.fill(9);
    stage.run(1000);
    expect(stage.puts[1]!.frame).toEqual(frameOf(2, 40));
  });

  test('what is sent from within put waits for its turn', () => {
    const stage = new TransmitStage();
    stage.onPut = ([name]) => name === 1 && stage.queue.send(frameOf(2, 40));
    stage.queue.send(frameOf(1, 40));
    expect(stage.names).toEqual([1]);
    stage.run(1000);
    expect(stage.times).toEqual([0, BUSY_40]);
  });

  test('a computed end takes no notice of signals', () => {
    const stage = new TransmitStage();
    for (const name of [1, 2]) stage.queue.send(frameOf(name, 40));
    stage.run(79);
    stage.queue.finished();
    expect(stage.names).toEqual([1]);
    stage.run(1);
    expect(stage.names).toEqual([1, 2]);
  });
});

describe('a signalled end', () => {
  const twoFrames = () => {
    const stage = new TransmitStage({ completion: 'signalled' });
    for (const name of [1, 2]) stage.queue.send(frameOf(name, 40));
    return stage;
  };

  test('is when the module says so', () => {
    const stage = twoFrames();
    stage.run(120);
    expect(stage.names).toEqual([1]);
    stage.queue.finished();
    expect(stage.times).toEqual([0, 120]);
  });

  test('is not before the frame can have left the antenna', () => {
    const stage = twoFrames();
    stage.run(10);
    stage.queue.finished();
    stage.queue.finished();
    expect(stage.names).toEqual([1]);
    stage.run(1000);
    expect(stage.times).toEqual([0, BUSY_40]);
  });

  test('comes by itself when the signal is lost, and a late signal does not end the next frame', () => {
    const stage = twoFrames();
    const boundMs = longestBusyMs(HC12, 40);
    expect(boundMs).toBeCloseTo(2 * BUSY_40, 1);
    stage.run(boundMs - 0.01);
    expect(stage.names).toEqual([1]);
    stage.run(0.02);
    expect(stage.names).toEqual([1, 2]);
    stage.queue.send(frameOf(3, 40));
    stage.queue.finished();
    stage.run(79);
    expect(stage.names).toEqual([1, 2]);
    stage.run(1);
    expect(stage.names).toEqual([1, 2, 3]);
  });

  test('may be signalled from within put', () => {
    const stage = new TransmitStage({ completion: 'signalled' });
    stage.onPut = () => stage.queue.finished();
    for (const name of [1, 2]) stage.queue.send(frameOf(name, 40));
    stage.run(1000);
    expect(stage.times).toEqual([0, BUSY_40]);
  });

  test('is told once: a second signal says nothing new', () => {
    const stage = new TransmitStage({ completion: 'signalled', holdOffMs: () => 100 });
    for (const name of [1, 2]) stage.queue.send(frameOf(name, 40));
    for (const afterMs of [90, 90]) {
      stage.run(afterMs);
      stage.queue.finished();
    }
    stage.run(1000);
    expect(stage.times).toEqual([0, 190]);
  });

  test('has nothing to end when nothing is in flight', () => {
    const stage = new TransmitStage({ completion: 'signalled' });
    stage.queue.finished();
    stage.queue.send(frameOf(1, 40));
    expect(stage.names).toEqual([1]);
  });
});

describe('frames that are not sent', () => {
  test('longer than the radio takes', () => {
    const stage = new TransmitStage();
    stage.queue.send(frameOf(1, 255));
    stage.queue.send(frameOf(2, 254));
    expect(stage.losses).toEqual([[1, 'too-long']]);
    expect(stage.names).toEqual([2]);
  });

  test('of nine that wait, the oldest', () => {
    const stage = new TransmitStage({ profile: RADIO_PROFILES.xbee });
    for (let name = 0; name <= 9; name += 1) stage.queue.send(frameOf(name, 20));
    expect(stage.losses).toEqual([[1, 'queue-full']]);
    stage.run(1000);
    expect(stage.names).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('those that have waited for five frame times, the oldest first', () => {
    const staleMs = 5 * endToEndMs(HC12, 40);
    expect(staleMs).toBeCloseTo(620.85, 1);
    const stage = new TransmitStage();
    // 100 bytes: 107.3 + 3.1 + 63.5 ms. The fourth begins after 521.6 ms, the fifth would after 695.5 ms.
    for (let name = 1; name <= 6; name += 1) stage.queue.send(frameOf(name, 100));
    stage.run(2000);
    expect(stage.names).toEqual([1, 2, 3, 4]);
    expect(stage.losses).toEqual([
      [5, 'stale'],
      [6, 'stale'],
    ]);
  });

  test('after a stale one, the next that is not', () => {
    const stage = new TransmitStage();
    for (let name = 1; name <= 5; name += 1) stage.queue.send(frameOf(name, 100));
    stage.run(600);
    stage.queue.send(frameOf(6, 40));
    stage.run(2000);
    expect(stage.names).toEqual([1, 2, 3, 4, 6]);
  });
});

describe('reports', () => {
  test('wait for all coordination, and are asked for one at a time', () => {
    const stage = new TransmitStage({ reportShare: 1 });
    const asked: number[] = [];
    const next = sourceOf(frameOf(101, 40), frameOf(102, 40));
    stage.queue.send(frameOf(1, 40));
    stage.queue.setReports(() => {
      asked.push(stage.schedule.nowMs);
      return next();
    });
    stage.queue.send(frameOf(2, 40));
    expect(asked).toEqual([]);
    stage.run(200);
    stage.queue.send(frameOf(3, 40));
    stage.run(2000);
    expect(stage.names).toEqual([1, 2, 101, 3, 102]);
    expect(asked.slice(0, 2)).toEqual([stage.puts[2]!.atMs, stage.puts[4]!.atMs]);
  });

  test('say what holds when they are sent, not when they were thought of', () => {
    const stage = new TransmitStage();
    let newest = 101;
    stage.queue.send(frameOf(1, 40));
    stage.queue.setReports(() => frameOf(newest, 40));
    newest = 102;
    stage.run(100);
    expect(stage.names).toEqual([1, 102]);
  });

  test('a source that had nothing is asked again after wake, and not before', () => {
    const stage = new TransmitStage();
    const reports: Uint8Array[] = [];
    let asked = 0;
    stage.queue.setReports(() => {
      asked += 1;
      return reports.shift() ?? null;
    });
    reports.push(frameOf(101, 40));
    stage.queue.send(frameOf(1, 40));
    stage.run(10_000);
    expect(asked).toBe(1);
    stage.queue.wake();
    expect(stage.names).toEqual([1, 101]);
  });

  test('leave the channel to others: a hundredth of the time, if nothing else is said', () => {
    const stage = new TransmitStage({ profile: NO_DUTY });
    stage.queue.setReports(() => frameOf(101, 40));
    stage.run(60_000);
    expect(frameAirMs(HC12, 40)).toBeCloseTo(31.47, 2);
    expect(stage.times.slice(0, 3)).toEqual([0, 3146.67, 6293.33]);
  });

  test('of many members take a tenth of the channel together', () => {
    for (const members of [1, 7, 50]) {
      const stage = new TransmitStage({ profile: NO_DUTY, reportShare: reportShareOf(members) });
      stage.queue.setReports(() => frameOf(101, 60));
      stage.run(600_000);
      const share = ((stage.puts.length - 1) * frameAirMs(HC12, 60)) / 600_000;
      expect(share * members).toBeGreaterThan(0.09);
      expect(share * members).toBeLessThanOrEqual(0.1);
    }
    expect(reportShareOf(0)).toBe(0.1);
  });

  test('are spread, so that two members do not meet each time', () => {
    const fractions = [0, 0.5, 0.25];
    const stage = new TransmitStage({ reportShare: 0.1, fraction: () => fractions.shift() ?? 0 });
    stage.queue.setReports(() => frameOf(101, 40));
    stage.run(1100);
    const pauseMs = 314.67;
    expect(stage.times).toEqual([0, pauseMs, 708, 1062]);
  });

  test('are no more when there is no source', () => {
    const stage = new TransmitStage({ reportShare: 1 });
    stage.queue.setReports(() => frameOf(101, 40));
    stage.run(BUSY_40 / 2);
    stage.queue.setReports(null);
    stage.queue.wake();
    stage.run(10_000);
    expect(stage.names).toEqual([101]);
  });

  test('go out first when coordination comes up while their source is asked', () => {
    const stage = new TransmitStage();
    stage.queue.setReports(() => {
      stage.queue.send(frameOf(1, 40));
      return frameOf(101, 40);
    });
    expect(stage.names).toEqual([101]);
    stage.run(1000);
    expect(stage.times).toEqual([0, BUSY_40]);
    expect(stage.names).toEqual([101, 1]);
  });

  test('that are too long are told, and do not end the others', () => {
    const stage = new TransmitStage();
    stage.queue.setReports(sourceOf(frameOf(101, 255), frameOf(102, 40)));
    stage.run(20_000);
    expect(stage.losses).toEqual([[101, 'too-long']]);
    expect(stage.names).toEqual([102]);
  });
});

describe('a relay gets its turn', () => {
  const holdOffMs = (bytes: number) => endToEndMs(HC12, bytes);

  test('after a frame that was heard', () => {
    const stage = new TransmitStage({ holdOffMs });
    stage.queue.heard(40);
    stage.queue.send(frameOf(1, 40));
    expect(stage.names).toEqual([]);
    stage.run(1000);
    expect(stage.times).toEqual([124.18]);
  });

  test('after a long frame, even if a short one is heard meanwhile', () => {
    const stage = new TransmitStage({ holdOffMs });
    stage.queue.heard(200);
    stage.queue.heard(20);
    stage.queue.send(frameOf(1, 40));
    stage.run(1000);
    expect(stage.puts[0]!.atMs).toBeCloseTo(holdOffMs(200), 6);
  });

  test('after a frame of its own', () => {
    for (const completion of ['computed', 'signalled'] as const) {
      const stage = new TransmitStage({ holdOffMs, completion });
      for (const name of [1, 2]) stage.queue.send(frameOf(name, 40));
      stage.run(80);
      stage.queue.finished();
      stage.run(1000);
      const overMs = completion === 'computed' ? busyMs(HC12, 40) : 80;
      expect(stage.puts[1]!.atMs).toBeCloseTo(overMs + holdOffMs(40), 6);
    }
  });

  test('and what waits for it so long is not stale for that', () => {
    const stage = new TransmitStage({ holdOffMs });
    for (let name = 1; name <= 5; name += 1) stage.queue.send(frameOf(name, 40));
    stage.run(5000);
    expect(stage.names).toEqual([1, 2, 3, 4, 5]);
  });

  test('without a relay nobody waits', () => {
    const stage = new TransmitStage();
    stage.queue.heard(200);
    stage.queue.send(frameOf(1, 40));
    expect(stage.names).toEqual([1]);
  });
});

describe('when the link goes down', () => {
  test('nothing that was sent before arrives later', () => {
    const stage = new TransmitStage();
    for (const name of [1, 2, 3]) stage.queue.send(frameOf(name, 40));
    stage.queue.clear();
    stage.run(10_000);
    stage.queue.send(frameOf(4, 40));
    stage.run(10_000);
    expect(stage.names).toEqual([1, 4]);
    expect(stage.losses).toEqual([]);
  });

  test('no report is asked for until somebody wakes the queue', () => {
    const stage = new TransmitStage({ reportShare: 1 });
    stage.queue.setReports(() => frameOf(101, 40));
    stage.queue.clear();
    stage.run(10_000);
    expect(stage.names).toEqual([101]);
    stage.queue.wake();
    expect(stage.names).toEqual([101, 101]);
  });

  test('a signal that never came is not waited for, the end of the transmission is', () => {
    const stage = new TransmitStage({ completion: 'signalled' });
    stage.queue.send(frameOf(1, 40));
    stage.queue.clear();
    stage.queue.send(frameOf(2, 40));
    stage.queue.finished();
    expect(stage.names).toEqual([1]);
    stage.run(1000);
    expect(stage.times).toEqual([0, BUSY_40]);
  });

  test('the silence for a relay is over', () => {
    const stage = new TransmitStage({ holdOffMs: () => 1000 });
    stage.queue.heard(40);
    stage.queue.clear();
    stage.queue.send(frameOf(1, 40));
    expect(stage.names).toEqual([1]);
  });
});
