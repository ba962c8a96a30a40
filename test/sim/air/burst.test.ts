/** Burst losses against the theory of Gilbert's model. */
import { describe, expect, test } from 'vitest';
import { BurstLinks } from '../../../sim/air/burst.ts';
import type { Mishap } from '../../../sim/air/fate.ts';
import type { Burst } from '../../../sim/air/weather.ts';
import { nextFraction } from '../../../src/protocol/random.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import { SeededFate, Stage } from './stage.ts';

/** Share of frames that meet a bad link, and the mean length of the runs of such frames. */
function measure(burst: Burst, frames: number): { share: number; meanRun: number } {
  const links = new BurstLinks(2);
  const random = { word: 1 };
  let bad = 0;
  let runs = 0;
  let wasBad = false;
  for (let index = 0; index < frames; index += 1) {
    const isBad = links.lossOfNext(1, burst, nextFraction(random)) > 0;
    if (isBad) bad += 1;
    if (isBad && !wasBad) runs += 1;
    wasBad = isBad;
  }
  return { share: bad / frames, meanRun: bad / runs };
}

describe.each<Burst>([
  { begin: 0.01, end: 0.1, loss: 1 },
  { begin: 0.05, end: 0.5, loss: 0.8 },
  { begin: 0.002, end: 0.02, loss: 1 },
])('begin $begin, end $end', (burst) => {
  const frames = 1_000_000;
  const { share, meanRun } = measure(burst, frames);
  const { begin, end } = burst;

  test('the share of bad frames is begin / (begin + end)', () => {
    const expected = begin / (begin + end);
    // Variance of a two-state chain's mean: p q (1 + r) / (1 - r) / n, with r = 1 - begin - end.
    const memory = 1 - begin - end;
    const variance = (expected * (1 - expected) * (1 + memory)) / (1 - memory) / frames;
    expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt(variance));
  });

  test('a burst lasts 1 / end frames on average', () => {
    // Geometric lengths: variance (1 - end) / end^2 over the number of bursts.
    const bursts = (frames * share) / meanRun;
    const deviation = Math.sqrt((1 - end) / end ** 2 / bursts);
    expect(Math.abs(meanRun - 1 / end)).toBeLessThan(4 * deviation);
  });
});

test('every directed link has a state of its own', () => {
  const links = new BurstLinks(3);
  const burst: Burst = { begin: 0.1, end: 0.1, loss: 0.9 };
  expect(links.lossOfNext(5, burst, 0.05)).toBe(0.9);
  for (const link of [0, 1, 2, 3, 4, 6, 7, 8]) expect(links.lossOfNext(link, burst, 0.5)).toBe(0);
  expect(links.lossOfNext(5, burst, 0.5)).toBe(0.9);
  expect(links.lossOfNext(5, burst, 0.05)).toBe(0);
});

test('on the air: losses one by one and in bursts are one decision for each copy', () => {
  const fate = new SeededFate(1);
  fate.fraction = (purpose, { number }, to) => {
    expect(purpose).toBe('burst');
    // The first frame turns the link from 0 to 1 bad, the third turns it good again.
    return to === 1 && number !== 1 ? 0 : 0.99;
  };
  const asked: [Mishap, number, number, number][] = [];
  fate.strikes = (mishap, { number }, to, probability) => {
    asked.push([mishap, number, to, probability]);
    return false;
  };
  const stage = new Stage({
    profile: RADIO_PROFILES.lan,
    stations: 3,
    weather: { loss: 0.5, burst: { begin: 0.1, end: 0.1, loss: 0.8 } },
    fate,
  });
  stage.sendAt(0, 0);
  stage.sendAt(1, 2);
  stage.sendAt(2, 0);
  stage.timeline.run();
  expect(asked).toEqual([
    ['lose', 0, 1, expect.closeTo(0.9, 12)],
    ['lose', 0, 2, 0.5],
    ['lose', 1, 0, 0.5],
    ['lose', 1, 1, 0.5],
    ['lose', 2, 1, 0.5],
    ['lose', 2, 2, 0.5],
  ]);
});

test('on the air: in the long run the share of losses is that of bad frames times their loss', () => {
  const burst: Burst = { begin: 0.05, end: 0.2, loss: 0.5 };
  const stage = new Stage({ profile: RADIO_PROFILES.lan, stations: 5, weather: { burst } });
  const frames = 5000;
  for (let index = 0; index < frames; index += 1) stage.air.send(0, new Uint8Array(1));
  stage.timeline.run();
  const share = stage.lost().length / (4 * frames);
  expect(Math.abs(share - 0.2 * 0.5)).toBeLessThan(0.012); // four deviations
});
