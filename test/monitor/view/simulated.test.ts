/**
 * A simulated swarm with faults is told to a fold as real members would tell it, and the fold must agree with what
 * was true: nobody is shown on a pad who is not, and nobody is missing who is.
 */
import { expect, test } from 'vitest';
import { nodeCrypto } from '../../../firmware/crypto.ts';
import { Ingest } from '../../../monitor/ingest/ingest.ts';
import { applyDelta } from '../../../monitor/view/apply.ts';
import { type ExpectedMember, SwarmFold } from '../../../monitor/view/fold.ts';
import { Run } from '../../../sim/run/run.ts';
import { scenarioWith } from '../../../sim/scenario/defaults.ts';
import { ALL_FAULTS } from '../../../sim/scenario/faults.ts';
import { memberIds, type Scenario } from '../../../sim/scenario/scenario.ts';
import { SimulatedTelemetry, type TelemetryOptions } from './simulated-telemetry.ts';
import { kindOf, OPTIONS } from './stage.ts';
import { Truth } from './truth.ts';

const LOOK_MS = 100;
/** For states that mend what was lost, and looks in between. */
const LATE_MS = 300;
/** A renewal may be late; without one the robot is believed to be there for so long. */
const RENEWAL_SLACK_MS = 1500;
/** Of an entry that was lost the next renewal tells, or the one after. */
const LOST_SLACK_MS = 2500;

function expectedOf(scenario: Scenario): ExpectedMember[] {
  const { guard, pads } = scenario;
  const robots = memberIds(scenario).filter((id) => kindOf(id) === 'robots');
  const padIds = Array.from({ length: pads }, (_, at) => `p${at + 1}`);
  return [
    ...robots.map((id): ExpectedMember => ({ kind: 'robots', id, zone: 'z1' })),
    ...padIds.map((id): ExpectedMember => ({ kind: 'pads', id, zone: 'z1', guard })),
  ];
}

/** Runs the scenario; each look at which the fold differed from the truth for too long is a line of `wrong`. */
function watch(parts: Partial<Scenario>, telemetry: Omit<TelemetryOptions, 'send'>) {
  const scenario = scenarioWith({ forMs: 120_000, speed: 600, robots: 5, ...parts });
  const fold = new SwarmFold({ ...OPTIONS, startedAtMs: 0, expected: expectedOf(scenario) });
  fold.setBroker(true, null, 0);
  const ingest = new Ingest({ swarm: 'z1' });
  let view = fold.view();
  fold.changes();
  const wrong: string[] = [];
  const alarms = new Set<string>();
  let occupied = 0;
  /** Since when the fold and the truth differ, by pad. */
  const differs = new Map<string, number>();

  const run = new Run(scenario, {
    crypto: nodeCrypto,
    observe: (swarm) => {
      const truth = new Truth(swarm);
      const { schedule } = swarm;
      const send = (topic: string, text: string) => {
        const told = ingest.take(topic, new TextEncoder().encode(text), false);
        if (told) fold.take(told, schedule.nowMs);
      };
      const lookAt = (pad: string, shown: string | null) => {
        const { nowMs } = schedule;
        const real = truth.occupant(pad);
        if (real !== null) occupied += 1;
        // Whom the acceptors have not released is shown, though it may be dead.
        const isLeft = real === null && shown !== null && truth.leases(pad).includes(shown);
        if (shown === real || isLeft) differs.delete(pad);
        else if (!differs.has(pad)) differs.set(pad, nowMs);
        const forMs = nowMs - (differs.get(pad) ?? nowMs);
        const slackMs = telemetry.lost > 0 ? LOST_SLACK_MS : real === null ? RENEWAL_SLACK_MS : 0;
        if (forMs > LATE_MS + telemetry.delayMs + slackMs)
          wrong.push(`${nowMs} ${pad}: shown ${shown}, really ${real}, for ${forMs} ms`);
      };
      const look = () => {
        schedule.after(LOOK_MS, look);
        fold.tick(schedule.nowMs);
        const delta = fold.changes();
        if (delta) view = applyDelta(view, delta);
        for (const { id, severity } of view.alarms) alarms.add(`${severity} ${id}`);
        for (const { id, occupant } of Object.values(view.pads))
          lookAt(id, occupant?.robot ?? null);
      };
      look();
      return [truth, new SimulatedTelemetry(swarm, { ...telemetry, send })];
    },
  });
  run.advance();
  expect(run.failure).toBeNull();
  expect(ingest.dropped).toEqual({});
  const last = fold.changes();
  if (last) view = applyDelta(view, last);
  expect(view).toEqual(fold.view());
  return { view, wrong, alarms, occupied, swarm: run.zones[0]!.swarm, run };
}

const FAST = { delayMs: 20, lost: 0 };
const BAD_NETWORK = { delayMs: 200, lost: 0.2 };

test('a calm day', () => {
  const { view, wrong, alarms, occupied, swarm, run } = watch({ seed: 1, forMs: 240_000 }, FAST);
  expect(wrong).toEqual([]);
  expect(occupied).toBeGreaterThan(1000);
  expect([...alarms]).toEqual([]);
  expect(view.zones.z1).toMatchObject({ leader: 'r5', online: 6, members: 6 });
  expect(view.figures.entries).toBe(run.result().entries);
  for (const { name, clock, isRobot } of swarm.hosts) {
    const shown = (isRobot ? view.robots : view.pads)[name]?.clock;
    expect(Math.abs(shown!.driftPpm! - (clock.rate - 1) * 1e6)).toBeLessThan(150);
  }
});

test.each([
  ['all faults', { seed: 2 }, FAST],
  ['all faults, and the robots guard the pad', { seed: 3, guard: 'robots' }, FAST],
  ['all faults, two pads', { seed: 1, pads: 2 }, FAST],
  ['all faults, and a fifth of the events is lost', { seed: 10, pads: 2 }, BAD_NETWORK],
  ['all faults, passive pads, and a fifth is lost', { seed: 5, guard: 'robots' }, BAD_NETWORK],
] as const)('%s', (_what, parts, telemetry) => {
  const { wrong, alarms, occupied } = watch({ ...parts, faults: ALL_FAULTS }, telemetry);
  expect(wrong).toEqual([]);
  expect(occupied).toBeGreaterThan(200);
  expect([...alarms].some((id) => id.includes('member-silent'))).toBe(true);
  // The promises held, so nobody may see them broken. Two leaders of two epochs break none.
  expect([...alarms].filter((id) => /^critical two/.test(id))).toEqual([]);
});
