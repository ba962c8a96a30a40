/** What a modem does before and after the air: UART, queue, listening, duty cycle, power. */
import { describe, expect, test } from 'vitest';
import type { ListenBeforeTalk, SharedProfile } from '../../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import { frame, PLAIN, SeededFate, Stage } from './stage.ts';

const LISTENING: ListenBeforeTalk = {
  senseDbm: -90,
  turnaroundMs: 0.2,
  slotMs: 1,
  minExponent: 3,
  maxExponent: 5,
  tries: 3,
  afterwards: 'drop',
};

/** When each frame that station 1 heard was on the air. */
function timesOf(stage: Stage): { startMs: number; endMs: number }[] {
  return stage.heard().flatMap(({ heard, transmission }) => (heard === 1 ? [transmission] : []));
}

describe('the queue', () => {
  test('holds a few frames, sends them one after the other and refuses what is too much', () => {
    const stage = new Stage({ profile: PLAIN, stations: 2 });
    for (let count = 0; count < 6; count += 1) stage.sendAt(0, 0, 10 + count);
    stage.timeline.run();
    expect(stage.unsent().map(({ bytes, reason }) => [bytes.length, reason])).toEqual([
      [15, 'queue-full'],
    ]);
    expect(stage.heard().map(({ bytes }) => bytes.length)).toEqual([10, 11, 12, 13, 14]);
    const times = timesOf(stage);
    for (const [index, { startMs }] of times.entries()) {
      if (index > 0) expect(startMs).toBeGreaterThanOrEqual(times[index - 1]!.endMs);
    }
  });

  test('takes frames again when it has sent some', () => {
    const stage = new Stage({ profile: PLAIN, stations: 2 });
    for (let count = 0; count < 5; count += 1) stage.sendAt(0, 0, 10);
    stage.sendAt(15, 0, 10);
    stage.timeline.run();
    expect(stage.unsent()).toEqual([]);
    expect(stage.heard()).toHaveLength(6);
  });
});

test.each(Object.entries(RADIO_PROFILES))('%s refuses a frame above its MTU', (_name, profile) => {
  const stage = new Stage({ profile, stations: 2 });
  stage.sendAt(0, 0, profile.mtuBytes);
  stage.sendAt(0, 0, profile.mtuBytes + 1);
  stage.timeline.run();
  expect(stage.heard().map(({ bytes }) => bytes.length)).toEqual([profile.mtuBytes]);
  expect(stage.unsent().map(({ bytes, reason }) => [bytes.length, reason])).toEqual([
    [profile.mtuBytes + 1, 'too-long'],
  ]);
});

describe('listen before talk', () => {
  const profile: SharedProfile = { ...PLAIN, listenBeforeTalk: LISTENING };

  test('waits a random number of slots, of which there are twice as many after each try', () => {
    const fate = new SeededFate(1);
    const asked: string[] = [];
    fate.fraction = (purpose, { number }, to) => {
      asked.push(`${number} ${purpose} at ${to}`);
      return 0.99;
    };
    const stage = new Stage({ profile, stations: 3, fate });
    stage.sendAt(0, 0, 30); // waits 7 slots: on the air from 7.2 to 37.2
    stage.sendAt(2, 1, 10); // listens at 2 + 7 = 9 and at 9 + 15 = 24, free at 24 + 31 = 55
    stage.timeline.run();
    const starts = stage.heard().map(({ transmission }) => transmission.startMs);
    expect(starts[0]).toBeCloseTo(7.2, 6);
    expect(starts.at(-1)).toBeCloseTo(55.2, 6);
    expect(asked).toEqual([
      '0 back-off 0 at 0',
      '1 back-off 0 at 1',
      '1 back-off 1 at 1',
      '1 back-off 2 at 1',
    ]);
  });

  test('two that listen within one turnaround collide', () => {
    const fate = new SeededFate(1);
    fate.fraction = () => 0;
    const stage = new Stage({ profile, stations: 3, fate });
    stage.sendAt(0, 0);
    stage.sendAt(0.1, 1);
    stage.timeline.run();
    expect(stage.at(2)).toEqual(['0 collision', '1 collision']);
  });

  test.each([
    ['drops the frame', 'drop', ['1 channel-busy'], ['0']],
    ['sends all the same', 'send', [], ['1 collision', '0 collision']],
  ] as const)('a channel that is never free: %s', (_what, afterwards, unsent, heard) => {
    const rule = { ...LISTENING, afterwards };
    const stage = new Stage({ profile: { ...PLAIN, listenBeforeTalk: rule }, stations: 3 });
    stage.sendAt(0, 0, 200);
    stage.sendAt(20, 1, 20);
    stage.timeline.run();
    expect(stage.unsent().map((note) => `${note.unsent} ${note.reason}`)).toEqual(unsent);
    expect(stage.at(2)).toEqual(heard);
  });

  test('goes on with the queue after a frame that it had to drop', () => {
    const stage = new Stage({ profile, stations: 3 });
    stage.sendAt(0, 0, 100);
    stage.sendAt(20, 1, 20);
    stage.sendAt(20, 1, 21);
    stage.sendAt(20, 1, 22);
    stage.sendAt(20, 1, 23);
    stage.timeline.run();
    const own = stage.heard().filter(({ heard, bytes }) => heard === 2 && bytes[0] === 1);
    expect(own.length).toBeGreaterThan(0);
    expect(stage.unsent().length).toBeGreaterThan(0);
    expect(own.length + stage.unsent().length).toBe(4);
  });

  test('a busy channel with eight stations: most frames get through, without it few', () => {
    const lostWith = (listenBeforeTalk: ListenBeforeTalk | null): number => {
      const stage = new Stage({ profile: { ...PLAIN, listenBeforeTalk }, stations: 9 });
      for (let index = 0; index < 200; index += 1) stage.sendAt(30 * index, index % 8, 20);
      for (let index = 0; index < 200; index += 1) stage.sendAt(30 * index + 7, (index + 3) % 8, 5);
      stage.timeline.run();
      return stage.at(8).filter((note) => note.includes('collision')).length;
    };
    expect(lostWith(null)).toBe(400);
    expect(lostWith({ ...LISTENING, tries: 8 })).toBeLessThan(80);
  });
});

describe('duty cycle', () => {
  // 100 ms in each second.
  const profile: SharedProfile = { ...PLAIN, dutyCycle: { share: 0.1, windowMs: 1000 } };

  test('a station sends until its budget is used up, and again in the next window', () => {
    const stage = new Stage({ profile, stations: 3 });
    for (const atMs of [0, 100, 200, 300, 1000]) stage.sendAt(atMs, 0, 40);
    stage.sendAt(400, 1, 100);
    stage.sendAt(600, 0, 20); // still fits
    stage.timeline.run();
    expect(stage.heard().filter(({ heard }) => heard === 2)).toHaveLength(5);
    expect(stage.unsent().map(({ unsent, atMs, reason }) => [unsent, atMs, reason])).toEqual([
      [0, expect.closeTo(200, 6), 'duty-cycle'],
      [0, expect.closeTo(300, 6), 'duty-cycle'],
    ]);
  });

  test('the fault that uses it up holds for that station and window alone', () => {
    const stage = new Stage({ profile, stations: 3 });
    stage.timeline.at(500, () => stage.air.exhaustDutyCycle(0));
    stage.sendAt(600, 0, 1);
    stage.sendAt(700, 1, 1);
    stage.sendAt(1000, 0, 1);
    stage.timeline.run();
    expect(stage.unsent().map(({ unsent, reason }) => [unsent, reason])).toEqual([
      [0, 'duty-cycle'],
    ]);
    expect(stage.at(2)).toEqual(['1', '0']);
  });

  test.each(Object.entries(RADIO_PROFILES))('%s', (_name, radio) => {
    const stage = new Stage({ profile: radio, stations: 2 });
    stage.air.exhaustDutyCycle(0);
    stage.sendAt(0, 0);
    stage.timeline.run();
    const isLimited = radio.medium === 'shared' && radio.dutyCycle !== null;
    expect(stage.unsent().map(({ reason }) => reason)).toEqual(isLimited ? ['duty-cycle'] : []);
  });
});

describe('the UART of the receiver', () => {
  // Two bytes on the air take as long as one on the UART.
  const profile: SharedProfile = {
    ...PLAIN,
    uart: { bitsPerSecond: 5000, framingBytes: 0, framingOnAir: false, bufferBytes: 20 },
  };

  test('is slower than the air: frames of several senders wait for one another', () => {
    const stage = new Stage({ profile, stations: 4 });
    stage.sendAt(0, 0, 10); // on the air 20-30, handed over at 50
    stage.sendAt(12, 1, 10); // 32-42, waits until 50, handed over at 70
    stage.timeline.run();
    const atThird = stage.heard().filter(({ heard }) => heard === 2);
    expect(atThird.map(({ atMs }) => Math.round(atMs))).toEqual([50, 70]);
    const atSender = stage.heard().filter(({ heard }) => heard === 0);
    expect(atSender.map(({ atMs }) => Math.round(atMs))).toEqual([62]);
  });

  test('loses what its buffer cannot hold', () => {
    const stage = new Stage({ profile, stations: 6 });
    for (let from = 0; from < 5; from += 1) stage.sendAt(12 * from, from, 10);
    stage.timeline.run();
    // Full from 66 ms, when the second and third frame wait behind the first, until 90 ms.
    expect(stage.at(5)).toEqual(['0', '3 overrun', '1', '2', '4']);
  });
});

describe('a station loses its power', () => {
  test('what it is sending breaks off and disturbs nobody any more', () => {
    const stage = new Stage({ profile: PLAIN, stations: 3 });
    stage.sendAt(0, 0, 100);
    stage.timeline.at(30, () => stage.air.stationDown(0));
    stage.sendAt(31, 1, 20);
    stage.timeline.run();
    expect(stage.at(2)).toEqual(['0 broken', '1']);
    expect(stage.unsent()).toEqual([]);
    const [broken] = stage.lost();
    expect([broken?.atMs, broken?.transmission.endMs]).toEqual([30, 30]);
  });

  test('its queue is gone, with the frame that was on its way to the modem', () => {
    const slow = { ...PLAIN, uart: { ...PLAIN.uart, bitsPerSecond: 10_000 } };
    const stage = new Stage({ profile: slow, stations: 2 });
    for (let count = 0; count < 3; count += 1) stage.sendAt(0, 0, 40 + count);
    stage.timeline.at(30, () => stage.air.stationDown(0));
    stage.timeline.run();
    expect(stage.heard()).toEqual([]);
    expect(stage.unsent().map(({ bytes, reason }) => [bytes.length, reason])).toEqual([
      [40, 'power-off'],
      [41, 'power-off'],
      [42, 'power-off'],
    ]);
  });

  test('it may send again, and the frames of its former life neither come back nor end the new one', () => {
    const stage = new Stage({ profile: PLAIN, stations: 3 });
    stage.sendAt(0, 0, 40);
    stage.sendAt(0, 0, 41);
    stage.timeline.at(10, () => {
      stage.air.stationDown(0);
      stage.air.send(0, frame(7, 80));
    });
    stage.sendAt(50, 2, 10);
    stage.sendAt(100, 2, 10);
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0 broken', '2 collision', '0 collision', '2']);
    const ends = stage.lost().map(({ atMs }) => Math.round(atMs));
    expect(ends.at(-1)).toBe(90);
  });

  test('it misses what is on the air meanwhile, and hears the next frame', () => {
    const stage = new Stage({ profile: PLAIN, stations: 3 });
    stage.sendAt(0, 0);
    stage.timeline.at(20, () => stage.air.stationDown(1));
    stage.sendAt(100, 0);
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0 deaf', '0']);
    expect(stage.at(2)).toEqual(['0', '0']);
  });

  test('what its modem had received but not handed over is gone, and the UART is free', () => {
    const uart = { bitsPerSecond: 5000, framingBytes: 0, framingOnAir: false, bufferBytes: 100 };
    const stage = new Stage({ profile: { ...PLAIN, uart }, stations: 4 });
    stage.sendAt(0, 0, 10); // on the air 20-30, handed over at 50
    stage.sendAt(11, 1, 10); // 31-41, waits until 50, handed over at 70
    stage.timeline.at(45, () => stage.air.stationDown(2));
    stage.sendAt(30, 3, 10); // 50-60, handed over at 80, and not at 90
    stage.timeline.run();
    expect(stage.at(2)).toEqual(['0 deaf', '1 deaf', '3']);
    const atSecond = stage.heard().filter(({ heard }) => heard === 2);
    expect(atSecond.map(({ atMs }) => Math.round(atMs))).toEqual([80]);
  });

  test('a frame that a broker already has arrives all the same', () => {
    const stage = new Stage({ profile: RADIO_PROFILES.mars, stations: 2 });
    stage.sendAt(0, 0);
    stage.timeline.at(1000, () => stage.air.stationDown(0));
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0']);
  });
});

test('a station that does not exist is a mistake of the caller', () => {
  const { air } = new Stage({ profile: PLAIN, stations: 3 });
  expect(() => air.send(3, frame(0, 1))).toThrow('no station 3: this air has 0 to 2');
  expect(() => air.setGain(0, -1, 0)).toThrow(RangeError);
  expect(() => air.setLink(0.5, 1, false)).toThrow(RangeError);
  expect(() => air.stationDown(Number.NaN)).toThrow(RangeError);
  expect(() => air.exhaustDutyCycle(9)).toThrow(RangeError);
});
