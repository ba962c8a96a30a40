/** A person takes a pad from the robot that is on it, in a whole swarm. */
import { describe, expect, it } from 'vitest';
import { CALM } from '../../sim/air/weather.ts';
import { Hand } from '../../sim/faults/hand.ts';
import type { RobotBody } from '../../sim/world/body.ts';
import type { Host } from '../../sim/world/host.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import { makeStage, type StageOptions } from './stage.ts';

/** `enter` and `renew` are one type of event. */
type OfName<Name> = TraceEvent extends infer One
  ? One extends { event: infer Event }
    ? Name extends Event
      ? One
      : never
    : never
  : never;

interface Told {
  readonly host: Host;
  readonly atMs: number;
  readonly event: TraceEvent;
}

function begin(options: StageOptions) {
  const stage = makeStage({ robots: 4, speed: 300, ...options });
  const { swarm, schedule } = stage;
  const told: Told[] = [];
  swarm.observers.push({
    onEvent: (host, event) => told.push({ host, atMs: schedule.nowMs, event }),
  });
  const hand = new Hand(swarm, { records: false, clearAir: CALM, log: null });
  const heard = <Name extends TraceEvent['event']>(name: Name, sinceMs: number) =>
    told.filter(({ atMs, event }) => event.event === name && atMs >= sinceMs) as (Told & {
      readonly event: OfName<Name>;
    })[];
  /** Lets time pass until a robot charges while another waits. */
  const untilWanted = (): Host => {
    for (let tries = 0; tries < 10_000; tries += 1) {
      const phases = swarm.robots.map((robot) => robot.role!.describe().phase);
      const charging = phases.indexOf('charging');
      if (charging >= 0 && phases.includes('waiting')) return swarm.robots[charging]!;
      stage.run(10);
    }
    throw new Error('nobody waits');
  };
  const release = () => hand.act({ do: 'release-pad', atMs: schedule.nowMs, pad: 'p1' });
  return { ...stage, heard, untilWanted, release };
}

describe.each(['controller', 'robots'] as const)('a pad guarded by %s', (guard) => {
  it.each([1, 2, 3, 4])(
    'goes to the next under a newer epoch, long before the robot is full (seed %i)',
    (seed) => {
      const stage = begin({ guard, seed });
      stage.run(5000);
      const onPad = stage.untilWanted();
      const atMs = stage.schedule.nowMs;
      const epoch = stage.heard('enter', 0).at(-1)!.event.fence.epoch;
      stage.release();
      stage.run(5000);
      const [exit] = stage.heard('exit', atMs);
      expect(exit).toMatchObject({ host: onPad, event: { reason: 'released' } });
      expect(stage.heard('mint', atMs)[0]!.event.reason).toBe('released');
      const [enter] = stage.heard('enter', atMs);
      expect(enter!.host).not.toBe(onPad);
      expect(enter!.event.fence.epoch).toBeGreaterThan(epoch);
      expect(stage.heard('mint', atMs)).toHaveLength(1);
      expect(stage.swarm.failure).toBeNull();
    },
  );
});

describe('a robot that stands on the pad, does not drive off, and renews for ever', () => {
  const stage = begin({ seed: 7 });
  stage.run(5000);
  const stuck = stage.untilWanted();
  const body = stuck.body as RobotBody;
  body.command = () => {};
  stage.run(60_000);
  const sinceMs = stage.schedule.nowMs - 30_000;

  it('keeps everybody off: that is what release is for', () => {
    expect(stuck.role!.describe()).toMatchObject({ phase: 'leaving', place: 'docked' });
    expect(stage.heard('renew', sinceMs).length).toBeGreaterThan(20);
    expect(stage.heard('enter', sinceMs)).toEqual([]);
  });

  it('gets no power and no renewal once the pad is released; its lease ends when it would have', () => {
    const atMs = stage.schedule.nowMs;
    const last = stage.heard('renew', sinceMs).at(-1)!;
    stage.release();
    stage.run(1);
    expect(stage.swarm.hostOf('p1')!.role!.describe()).toMatchObject({
      power: false,
      phase: 'leased',
    });
    stage.run(5000);
    expect(stage.heard('renew', atMs)).toEqual([]);
    const [exit] = stage.heard('exit', atMs);
    expect(exit!.event.reason).toBe('lease-over');
    expect(exit!.atMs).toBeGreaterThan(last.atMs + 1500);
    expect(stage.heard('mint', atMs).map(({ event }) => event.reason)).toEqual(['released']);
  });

  it('and when it is carried off, the others are served at once', () => {
    const atMs = stage.schedule.nowMs;
    expect(stage.heard('enter', atMs)).toEqual([]);
    body.carryAway(80);
    stage.run(3000);
    expect(stage.heard('enter', atMs)[0]!.host).not.toBe(stuck);
    expect(stage.swarm.failure).toBeNull();
  });
});
