/** What must hold in every run: nothing appears or vanishes, physics is kept, a seed gives the same run again. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { milliwatts } from '../../../sim/air/links.ts';
import type { Transmission } from '../../../sim/air/transmission.ts';
import type { RadioProfile, SharedProfile } from '../../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../../src/radio/profiles.ts';
import { PLAIN, SeededFate, Stage } from './stage.ts';

const STATIONS = 4;

interface Send {
  readonly atMs: number;
  readonly from: number;
  readonly size: number;
}

interface Gain {
  readonly from: number;
  readonly to: number;
  readonly gainDb: number;
}

const station = fc.integer({ min: 0, max: STATIONS - 1 });
const sends = fc.array(
  fc.record({
    atMs: fc.integer({ min: 0, max: 5000 }).map((tenths) => tenths / 10),
    from: station,
    size: fc.integer({ min: 1, max: 60 }),
  }),
  { maxLength: 60 },
);
const gains = fc.array(
  fc.record({ from: station, to: station, gainDb: fc.integer({ min: -60, max: 20 }) }),
  { maxLength: 8 },
);
const profiles = fc.constantFrom<RadioProfile>(
  ...Object.values(RADIO_PROFILES),
  PLAIN,
  { ...PLAIN, listenBeforeTalk: RADIO_PROFILES.sik.listenBeforeTalk },
  { ...PLAIN, dutyCycle: { share: 0.2, windowMs: 500 } },
);

function play(profile: RadioProfile, plan: readonly Send[], links: readonly Gain[]): Stage {
  const stage = new Stage({ profile, stations: STATIONS, fate: new SeededFate(5) });
  for (const { from, to, gainDb } of links) stage.air.setGain(from, to, gainDb);
  for (const { atMs, from, size } of plan) stage.sendAt(atMs, from, size);
  stage.timeline.run();
  return stage;
}

function transmissionsOf(stage: Stage): Transmission[] {
  const all = [...stage.heard(), ...stage.lost()].map(({ transmission }) => transmission);
  return [...new Set(all)].sort((a, b) => a.startMs - b.startMs);
}

function overlap(one: Transmission, other: Transmission): boolean {
  return one !== other && one.startMs < other.endMs && other.startMs < one.endMs;
}

test('each frame is unsent, or has one fate at every other station', () => {
  fc.assert(
    fc.property(profiles, sends, gains, (profile, plan, links) => {
      const stage = play(profile, plan, links);
      const transmissions = transmissionsOf(stage);
      expect(transmissions.length + stage.unsent().length).toBe(plan.length);
      const fates = [
        ...stage.heard().map((note) => `${note.transmission.number} at ${note.heard}`),
        ...stage.lost().map((note) => `${note.transmission.number} at ${note.lost}`),
      ];
      const expected = transmissions.flatMap(({ number, from }) =>
        [0, 1, 2, 3].filter((to) => to !== from).map((to) => `${number} at ${to}`),
      );
      expect(fates.sort()).toEqual(expected.sort());
    }),
  );
});

test('a station never sends two frames at once, and sends them in order', () => {
  fc.assert(
    fc.property(sends, gains, (plan, links) => {
      const stage = play(PLAIN, plan, links);
      for (const from of [0, 1, 2, 3]) {
        const own = transmissionsOf(stage).filter((one) => one.from === from);
        for (const [index, one] of own.entries()) {
          const before = own[index - 1];
          if (before === undefined) continue;
          expect(one.startMs).toBeGreaterThanOrEqual(before.endMs);
          expect(one.number).toBeGreaterThan(before.number);
        }
      }
    }),
  );
});

/** Interference at a station during a frame, at its worst: judged anew at every beginning of a frame. */
function worstInterferenceMw(
  frame: Transmission,
  to: number,
  all: readonly Transmission[],
  powerMw: (from: number, to: number) => number,
): number {
  const others = all.filter((other) => overlap(frame, other));
  const moments = [frame, ...others].map(({ startMs }) => Math.max(startMs, frame.startMs));
  const sums = moments.map((atMs) =>
    others
      .filter(({ startMs, endMs }) => startMs <= atMs && atMs < endMs)
      .reduce((sum, { from }) => sum + powerMw(from, to), 0),
  );
  return Math.max(...sums);
}

test('what is heard is loud enough; what is alone and loud enough is heard; the rest has its reason', () => {
  const profile: SharedProfile = PLAIN;
  fc.assert(
    fc.property(sends, gains, (plan, links) => {
      const stage = play(profile, plan, links);
      const all = transmissionsOf(stage);
      const gainOf = (from: number, to: number) =>
        links.findLast((link) => link.from === from && link.to === to)?.gainDb ?? 0;
      const powerMw = (from: number, to: number) =>
        milliwatts(profile.receivedDbm + gainOf(from, to));
      for (const { heard, transmission } of stage.heard()) {
        const strength = powerMw(transmission.from, heard);
        expect(strength).toBeGreaterThanOrEqual(milliwatts(profile.sensitivityDbm) * 0.999);
        const worst = worstInterferenceMw(transmission, heard, all, powerMw);
        expect(strength).toBeGreaterThanOrEqual(milliwatts(profile.captureDb) * worst * 0.999);
        const own = all.filter(({ from }) => from === heard);
        expect(own.some((one) => overlap(one, transmission))).toBe(false);
      }
      for (const { lost, transmission, reason } of stage.lost()) {
        const others = all.filter((other) => overlap(other, transmission));
        if (reason === 'faded') expect(gainOf(transmission.from, lost)).toBeLessThan(-40);
        else if (reason === 'deaf') expect(others.some(({ from }) => from === lost)).toBe(true);
        else {
          expect(reason).toBe('collision');
          const needed =
            milliwatts(profile.captureDb) * worstInterferenceMw(transmission, lost, all, powerMw);
          const cameSecond = others.some(({ startMs }) => startMs <= transmission.startMs);
          expect(cameSecond || powerMw(transmission.from, lost) <= needed * 1.001).toBe(true);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test('the same seed gives the same run again, note by note; another seed another', () => {
  const run = (profile: RadioProfile, seed: number): unknown[] => {
    const stage = new Stage({
      profile,
      stations: 6,
      fate: new SeededFate(seed),
      weather: {
        loss: 0.1,
        duplication: 0.1,
        late: 0.1,
        lateMs: 300,
        flips: 0.1,
        cuts: 0.1,
        merges: 0.1,
        burst: { begin: 0.05, end: 0.3, loss: 0.9 },
      },
    });
    stage.air.setGain(0, 5, -100);
    for (let index = 0; index < 300; index += 1) {
      stage.sendAt(index * 17, (index * 7) % 6, 10 + (index % 30));
    }
    stage.timeline.at(1000, () => stage.air.stationDown(3));
    stage.timeline.run();
    return stage.notes;
  };
  for (const profile of Object.values(RADIO_PROFILES)) {
    const first = run(profile, 11);
    expect(first.length).toBeGreaterThan(500);
    expect(run(profile, 11)).toEqual(first);
    expect(run(profile, 12)).not.toEqual(first);
  }
});
