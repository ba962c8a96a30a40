/** Each kind of fault does something to a swarm, on every radio for which it is made. */
import { expect, test } from 'vitest';
import { CALM } from '../../../sim/air/weather.ts';
import { Hand } from '../../../sim/faults/hand.ts';
import { STRIKES } from '../../../sim/faults/strikes.ts';
import { FAULT_NAMES, type FaultName } from '../../../sim/scenario/faults.ts';
import type { RadioName } from '../../../sim/scenario/scenario.ts';
import { Chance } from '../../../sim/world/chance.ts';
import { Digest } from '../../../sim/world/digest.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import { timingOf } from '../../../src/radio/timing.ts';
import { makeStage } from '../stage.ts';

const STRIKES_COUNT = 30;

/** What a swarm did and heard under these kinds of faults; nothing heals it. */
function deedsUnder(faults: readonly FaultName[], radio: RadioName = 'lan'): string {
  const timing = timingOf(radio, { robots: 5, passive: false, relayed: false });
  const stage = makeStage({
    seed: 5,
    radio: RADIO_PROFILES[radio],
    timing,
    drift: timing.drift,
    speed: radio === 'lan' ? 600 : 60,
  });
  const { swarm, schedule } = stage;
  const digest = new Digest(schedule);
  swarm.observers.push(digest);
  const hand = new Hand(swarm, { records: true, clearAir: CALM, log: null });
  for (const fault of faults) {
    // A stream for each, so that one kind strikes alike with and without the others.
    const scene = { hand, chance: new Chance(5, fault), beatMs: timing.beatMs };
    for (let strike = 1; strike <= STRIKES_COUNT; strike += 1)
      schedule.at(strike * 7 * timing.beatMs, () => STRIKES[fault](scene));
  }
  schedule.run((STRIKES_COUNT + 1) * 7 * timing.beatMs);
  // A frame that came twice is noticed and dropped: it changes nothing but the count.
  return `${digest.text}, ${swarm.deliveries} heard`;
}

/** Tested with others than a calm swarm on a network. */
const APART: readonly FaultName[] = ['duty-cycle', 'power-loss'];

test.each(FAULT_NAMES.filter((fault) => !APART.includes(fault)))('%s', (fault) => {
  expect(deedsUnder([fault])).not.toBe(deedsUnder([]));
});

test('power-loss, where something is written: beside crashes', () => {
  expect(deedsUnder(['crash', 'power-loss'])).not.toBe(deedsUnder(['crash']));
});

test('duty-cycle, where the law gives a radio a share of the time', () => {
  expect(deedsUnder(['duty-cycle'], 'hc12')).not.toBe(deedsUnder([], 'hc12'));
  // A cable knows no such law.
  expect(deedsUnder(['duty-cycle'])).toBe(deedsUnder([]));
});
