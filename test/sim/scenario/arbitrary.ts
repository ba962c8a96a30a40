/** Scenarios of every kind that make sense, for property tests. */

import * as fc from 'fast-check';
import { scenarioWith } from '../../../sim/scenario/defaults.ts';
import { FAULT_NAMES, faultsOf } from '../../../sim/scenario/faults.ts';
import { FRAME_MISHAPS, type Happening, isMishap } from '../../../sim/scenario/happening.ts';
import { nonsenseOfLinks, strangersInScript } from '../../../sim/scenario/nonsense.ts';
import {
  LIMITS,
  type Members,
  memberIds,
  PROMISES,
  type Scenario,
} from '../../../sim/scenario/scenario.ts';
import { nonsenseOfScript } from '../../../sim/scenario/script-nonsense.ts';
import { LAN_TIMING, TIMING_PROFILES } from '../../../src/radio/timing.ts';

function between(min: number, max: number): fc.Arbitrary<number> {
  // -0 and 0 are one number to YAML.
  return fc.double({ min, max, noNaN: true }).map((number) => number + 0);
}

const share = between(0, 1);
/** From the least positive number on: no time is too short to be written. */
const spanMs = fc.oneof(between(Number.MIN_VALUE, 1e9), fc.integer({ min: 1, max: 10_000_000 }));
const forMs = fc.option(spanMs);

function happening(members: Members, atMs: number): fc.Arbitrary<Happening> {
  const ids = memberIds(members);
  const member = fc.constantFrom(...ids);
  const robot = fc.constantFrom(...ids.filter((id) => id.startsWith('r')));
  // Where pads have no controllers there is none to break, and what names one is left out (`sensible`).
  const pad = fc.constantFrom('p1', ...ids.filter((id) => id.startsWith('p')));
  const frame = fc
    .tuple(member, fc.integer({ min: 1, max: 2 ** 32 }), fc.nat())
    .map((parts) => parts.join('/'));
  const at = fc.constant(atMs);
  const one = <Do extends string>(...verbs: Do[]) => fc.constantFrom(...verbs);
  return fc.oneof(
    fc.record({ do: one('crash'), atMs: at, member, forMs, torn: fc.boolean() }),
    fc.record({ do: one('lose-disk', 'freeze', 'deafen', 'mute'), atMs: at, member, forMs }),
    fc.record({ do: one('lose-gauge'), atMs: at, member: robot, forMs }),
    fc.record({ do: one('release-pad'), atMs: at, pad: fc.constant('p1') }),
    fc.record({ do: one('break-pad'), atMs: at, member: pad, forMs }),
    fc.record({ do: one('slow'), atMs: at, member, byMs: spanMs, forMs }),
    fc.record({
      do: one('partition'),
      atMs: at,
      side: fc.uniqueArray(member, { minLength: 1 }),
      forMs,
    }),
    fc.record({ do: one('weather'), atMs: at, weather, forMs }),
    fc.record({
      do: one('replay'),
      atMs: at,
      from: member,
      to: fc.oneof(member, fc.constant('all')),
      frame: fc.constant(null),
      count: fc.integer({ min: 1, max: LIMITS.replays }),
    }),
    fc.record({ frame, to: member, count: fc.integer({ min: 1, max: 3 }) }).map((parts) => ({
      do: 'replay' as const,
      atMs,
      from: parts.frame.split('/')[0]!,
      ...parts,
    })),
    fc.record({ do: one('drift'), atMs: at, member, rate: between(-LIMITS.drift, LIMITS.drift) }),
    fc.record({ do: one('step'), atMs: at, member, byMs: between(-1e9, 1e9) }),
    fc.record({ do: one('exhaust'), atMs: at, member }),
    fc.record({ do: one('miss-dock', 'die-on-pad'), atMs: at, robot }),
    fc.record({ do: one('heal'), atMs: at }),
    fc.record({
      do: one(...FRAME_MISHAPS),
      frame,
      to: member,
      copy: fc.integer({ min: 1, max: 9 }),
    }),
  );
}

const weather = fc
  .record({
    loss: share,
    duplication: share,
    late: share,
    lateMs: fc.oneof(fc.constant(0), spanMs),
    flips: share,
    cuts: share,
    merges: share,
    burst: fc.option(fc.record({ begin: share, end: share, loss: share })),
  })
  // What is late is late by something.
  .map((drawn) => ({ ...drawn, late: drawn.lateMs === 0 ? 0 : drawn.late }));

const members: fc.Arbitrary<Members> = fc.record({
  robots: fc.integer({ min: 2, max: LIMITS.robots }),
  pads: fc.integer({ min: 1, max: LIMITS.pads }),
  guard: fc.constantFrom('controller', 'robots'),
});

/** Leaves out what cannot happen after what stands before it. */
function sensible(script: readonly Happening[], among: Members, forMs: number): Happening[] {
  const kept: Happening[] = [];
  for (const next of script) {
    const longer = [...kept, next];
    const found = [...nonsenseOfScript(longer, among, forMs), ...strangersInScript(longer, among)];
    if (found.length === 0) kept.push(next);
  }
  return kept;
}

function timeOf(next: Happening): number {
  return isMishap(next) ? 0 : next.atMs;
}

function parts(among: Members): fc.Arbitrary<Partial<Scenario>> {
  const member = fc.constantFrom(...memberIds(among));
  const script = fc
    .array(
      fc.oneof(between(0, 600_000), fc.nat(600_000)).chain((at) => happening(among, at)),
      {
        maxLength: 12,
      },
    )
    .map((drawn) => drawn.sort((a, b) => timeOf(a) - timeOf(b)));
  return fc
    .record(
      {
        seed: fc.integer({ min: 0, max: LIMITS.seed }),
        radio: fc.constantFrom(...TIMING_PROFILES),
        timing: fc.oneof(
          fc.constantFrom(...TIMING_PROFILES),
          between(3000, 1e9).map((leaseMs) => ({ ...LAN_TIMING, leaseMs })),
        ),
        zones: fc.integer({ min: 1, max: LIMITS.zones }),
        forMs: spanMs,
        speed: between(1, LIMITS.speed),
        drift: between(0, LIMITS.drift),
        charging: fc
          .tuple(between(0, 30), between(31, 60), between(61, 100))
          .map(([criticalBelow, requestBelow, chargeTo]) => ({
            requestBelow,
            chargeTo,
            criticalBelow,
          })),
        maxOvertakes: fc.integer({ min: 0, max: LIMITS.overtakes }),
        faults: fc.subarray([...FAULT_NAMES, 'all' as const]).map(faultsOf),
        hidden: fc.array(fc.uniqueArray(member, { minLength: 2 }), { maxLength: 3 }),
        gains: fc.array(fc.record({ from: member, to: member, gainDb: between(-200, 200) }), {
          maxLength: 4,
        }),
        script,
        expect: fc.option(fc.record({ promise: fc.constantFrom(...PROMISES) })),
      },
      { requiredKeys: [] },
    )
    .map((drawn) => ({ ...among, ...drawn }));
}

export const scenarios: fc.Arbitrary<Scenario> = members
  .chain((among) => parts(among))
  .map((drawn) => {
    const scenario = scenarioWith(drawn);
    const { gains, hidden, zones } = scenario;
    const script = sensible(scenario.script, scenario, scenario.forMs);
    return {
      ...scenario,
      gains: nonsenseOfLinks({ gains, hidden }, scenario).length === 0 ? gains : [],
      zones: script.length === 0 ? zones : 1,
      script,
    };
  });
