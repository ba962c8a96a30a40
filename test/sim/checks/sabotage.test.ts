/** The whole chain from a rule that is broken to the promise that is: acceptors that forget a live lease. */
import { expect, test } from 'vitest';
import type { Host } from '../../../sim/world/host.ts';
import type { BodyReport } from '../../../src/roles/body.ts';
import { makeStage } from '../stage.ts';

/** Wants the pad at all times, and is never full. */
function greedyBody(host: Host) {
  let report: BodyReport = {
    place: 'away',
    batteryPercent: 10,
    charging: null,
    fault: null,
    alarm: null,
  };
  return {
    undockMs: 0,
    onPad: null,
    report: () => report,
    command: ({ do: what }: { do: string }) => {
      if (what !== 'approach' && what !== 'leave') return;
      report = { ...report, place: what === 'approach' ? 'docked' : 'away' };
      host.schedule.after(0, () => host.onBody(report));
    },
    halt: () => {},
  };
}

/** What a pad's role and its protocol keep to themselves. */
interface Inside {
  readonly member: { readonly state: { readonly pads: { acceptor: { lease: unknown } }[] } };
}

function swarm(forgets: boolean) {
  const stage = makeStage({ seed: 5, robots: 5, makeBody: greedyBody });
  const { hosts, robots } = stage.swarm;
  const strike = (): void => {
    const { acceptor } = (hosts.at(-1)!.role as unknown as Inside).member.state.pads[0]!;
    const [holder] = stage.checks.exclusion.occupants(0);
    if (holder && robots.every(({ frozen }) => !frozen)) holder.freeze();
    if (forgets) acceptor.lease = null;
    stage.schedule.after(100, strike);
  };
  stage.schedule.after(4000, strike);
  stage.run(30_000);
  return stage;
}

test('a second robot comes onto the pad, and S1 is broken', () => {
  expect(swarm(true).swarm.failure?.promise).toBe('S1');
});

test('without it, the lease of the frozen robot is waited for', () => {
  const { swarm: kept, tally } = swarm(false);
  expect(kept.failure).toBeNull();
  expect(kept.robots.some(({ frozen }) => frozen)).toBe(true);
  expect(tally.entriesOf.filter((entries) => entries > 0).length).toBeGreaterThan(1);
});
