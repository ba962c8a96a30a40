/** What the weather does to copies, and that it is asked no more than it must. */
import { describe, expect, test } from 'vitest';
import type { Mishap } from '../../../sim/air/fate.ts';
import { CALM, type Weather } from '../../../sim/air/weather.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import { frame, SeededFate, Stage } from './stage.ts';

const LAN = RADIO_PROFILES.lan;

function stageIn(weather: Partial<Weather>, fate = new SeededFate(1)): Stage {
  return new Stage({ profile: LAN, stations: 3, weather, fate });
}

test('calm air gives everybody the very same bytes and asks fate nothing', () => {
  const fate = new SeededFate(1);
  const bytes = frame(9, 40);
  for (const profile of [LAN, RADIO_PROFILES.hc12]) {
    const stage = new Stage({ profile, stations: 5, fate });
    stage.air.send(2, bytes);
    stage.timeline.run();
    expect(stage.heard().map(({ heard }) => heard)).toEqual([0, 1, 3, 4]);
    for (const note of stage.heard()) expect(note.bytes).toBe(bytes);
  }
  expect(fate.asked).toEqual([]);
});

describe('one kind of bad luck, always', () => {
  test('loss', () => {
    const stage = stageIn({ loss: 1 });
    stage.sendAt(0, 0);
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0 struck']);
    expect(stage.at(2)).toEqual(['0 struck']);
  });

  test('a flip changes one bit of one copy and leaves the sender its frame', () => {
    const stage = stageIn({ flips: 1 });
    const bytes = frame(0b1010, 40);
    const before = bytes.slice();
    for (let count = 0; count < 50; count += 1) stage.air.send(0, bytes);
    stage.timeline.run();
    expect(bytes).toEqual(before);
    const places = new Set<number>();
    for (const { bytes: damaged } of stage.heard()) {
      const changed = damaged.map((byte, at) => byte ^ before[at]!);
      const [place, ...more] = [...changed.keys()].filter((at) => changed[at] !== 0);
      expect(more).toEqual([]);
      expect(Number.isInteger(Math.log2(changed[place!]!))).toBe(true);
      places.add(place! * 8 + Math.log2(changed[place!]!));
    }
    expect(places.size).toBeGreaterThan(60); // of 320 bits, by 100 copies
  });

  test('a cut leaves a prefix', () => {
    const stage = stageIn({ cuts: 1 });
    const bytes = Uint8Array.from({ length: 20 }, (_, at) => at);
    for (let count = 0; count < 100; count += 1) stage.air.send(0, bytes);
    stage.timeline.run();
    const lengths = new Set(stage.heard().map((note) => note.bytes.length));
    expect([...lengths].sort((a, b) => a - b)).toEqual([...bytes]); // 0 to 19, never 20
    for (const note of stage.heard()) {
      expect(note.bytes).toEqual(bytes.slice(0, note.bytes.length));
    }
  });

  test('a delay lets frames overtake each other, by no more than it may', () => {
    const stage = stageIn({ late: 1, lateMs: 100 });
    for (let index = 0; index < 50; index += 1) stage.sendAt(index, 0);
    stage.timeline.run();
    const atOne = stage.heard().filter(({ heard }) => heard === 1);
    expect(atOne).toHaveLength(50);
    const delays = atOne.map(({ atMs, transmission }) => atMs - transmission.endMs - LAN.hopMs);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThan(100);
    expect(Math.max(...delays)).toBeGreaterThan(80);
    const order = atOne.map(({ transmission }) => transmission.number);
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
  });

  test('a repeater sends the unharmed frame once more', () => {
    const stage = stageIn({ duplication: 1, lateMs: 50, flips: 1 });
    const bytes = frame(0, 40);
    stage.air.send(0, bytes);
    stage.timeline.run();
    const atOne = stage.heard().filter(({ heard }) => heard === 1);
    expect(atOne).toHaveLength(2);
    expect(atOne[0]?.atMs).toBe(LAN.hopMs);
    expect(atOne[0]?.bytes).not.toEqual(bytes);
    expect(atOne[1]?.bytes).toBe(bytes);
    expect(atOne[1]?.atMs).toBeLessThan(LAN.hopMs + 50);
  });

  test('a merge glues a frame in front of the next', () => {
    const stage = stageIn({ merges: 1 });
    stage.sendAt(0, 0, 3);
    stage.sendAt(10, 2, 2);
    stage.sendAt(20, 0, 1);
    stage.sendAt(30, 0, 1);
    stage.timeline.run();
    expect(stage.at(1)).toEqual(['0 merged', '2', '0 merged', '0']);
    const atOne = stage.heard().filter(({ heard }) => heard === 1);
    expect([...atOne[0]!.bytes]).toEqual([0, 0, 0, 2, 2]);
    expect([...atOne[1]!.bytes]).toEqual([0, 0]);
  });

  test('what was held back comes out when the weather is calm again, but not after a power failure', () => {
    const stage = stageIn({ merges: 1 });
    stage.sendAt(0, 0, 3);
    stage.timeline.at(5, () => {
      stage.air.weather = { ...CALM };
      stage.air.stationDown(2);
    });
    stage.sendAt(10, 0, 1);
    stage.sendAt(20, 0, 1);
    stage.timeline.run();
    const sizesAt = (station: number) =>
      stage.heard().flatMap(({ heard, bytes }) => (heard === station ? [bytes.length] : []));
    expect(sizesAt(1)).toEqual([4, 1]);
    expect(sizesAt(2)).toEqual([1, 1]);
  });
});

test('damage adds up: a frame may be cut, flipped and late at once', () => {
  const stage = stageIn({ cuts: 1, flips: 1, late: 1, lateMs: 10 });
  const bytes = frame(0, 40);
  for (let count = 0; count < 20; count += 1) stage.air.send(0, bytes);
  stage.timeline.run();
  for (const note of stage.heard()) {
    expect(note.bytes.length).toBeLessThan(40);
    const ones = note.bytes.filter((byte) => byte !== 0).length;
    expect(ones).toBe(note.bytes.length === 0 ? 0 : 1);
    expect(note.atMs).toBeGreaterThan(LAN.hopMs);
  }
});

test.each<[key: keyof Weather, mishap: Mishap]>([
  ['loss', 'lose'],
  ['duplication', 'double'],
  ['late', 'delay'],
  ['flips', 'flip'],
  ['cuts', 'cut'],
  ['merges', 'merge'],
])(
  '%s alone asks only whether to %s, with its probability, and strikes its share',
  (key, mishap) => {
    const share = 0.2;
    const fate = new SeededFate(7);
    const stage = stageIn({ [key]: share, lateMs: 0 }, fate);
    const bytes = frame(0, 4);
    const frames = 3000;
    for (let count = 0; count < frames; count += 1) stage.air.send(0, bytes);
    stage.timeline.run();
    expect(new Set(fate.asked.map((one) => `${one.mishap} ${one.probability}`))).toEqual(
      new Set([`${mishap} ${share}`]),
    );
    expect(fate.asked.length).toBeLessThanOrEqual(2 * frames);
    const unharmed = stage.heard().filter((note) => note.bytes === bytes).length;
    const struck = {
      lose: stage.lost().length,
      double: unharmed - 2 * frames,
      delay: -1,
      flip: 2 * frames - unharmed,
      cut: 2 * frames - unharmed,
      merge: stage.lost().length,
    }[mishap];
    // Who has a frame held back is not asked again for the next one: of 1 + share frames, share.
    const expected = mishap === 'merge' ? share / (1 + share) : share;
    const deviation = Math.sqrt((expected * (1 - expected)) / (2 * frames));
    if (mishap !== 'delay') {
      expect(Math.abs(struck / (2 * frames) - expected)).toBeLessThan(4 * deviation);
    } else expect(unharmed).toBe(2 * frames);
  },
);

test('the same draws strike on a radio as on a LAN', () => {
  const lostOn = (profile: (typeof RADIO_PROFILES)['lan' | 'hc12']): string[] => {
    const stage = new Stage({
      profile,
      stations: 4,
      weather: { loss: 0.3 },
      fate: new SeededFate(3),
    });
    for (let index = 0; index < 30; index += 1) stage.sendAt(1000 * index, index % 4);
    stage.timeline.run();
    return stage.lost().map(({ lost, transmission }) => `${transmission.number} to ${lost}`);
  };
  expect(lostOn(RADIO_PROFILES.hc12)).toEqual(lostOn(LAN));
  expect(lostOn(LAN).length).toBeGreaterThan(10);
});

test('the weather may change in the middle of a run', () => {
  const stage = stageIn({});
  for (const atMs of [0, 10, 20]) stage.sendAt(atMs, 0);
  stage.timeline.at(5, () => {
    stage.air.weather.loss = 1;
  });
  stage.timeline.at(15, () => {
    stage.air.weather.loss = 0;
  });
  stage.timeline.run();
  expect(stage.at(1)).toEqual(['0', '0 struck', '0']);
});
