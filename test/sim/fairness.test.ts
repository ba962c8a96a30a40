/** L2: no request is overtaken more often than the bound, whatever the urgencies. */
import { expect, test } from 'vitest';
import type { SimulatedBody } from '../../sim/world/body.ts';
import { Chance } from '../../sim/world/chance.ts';
import type { Host } from '../../sim/world/host.ts';
import { makeStage } from './stage.ts';

/** Always wants the pad: some bodies are always about to run empty, others never. */
function pushyBody(host: Host, chance: Chance): SimulatedBody {
  const low = host.index % 2 === 0 ? 5 : 34;
  let place: 'away' | 'docked' = 'away';
  let batteryPercent = low;
  const report = () => ({ place, batteryPercent, charging: null, fault: null, alarm: null });
  const become = (next: typeof place, percent: number, delayMs: number): void =>
    host.schedule.after(delayMs, () => {
      place = next;
      batteryPercent = percent;
      host.onBody(report());
    });
  return {
    undockMs: 0,
    onPad: null,
    report,
    command: (command) => {
      if (command.do === 'approach') become('docked', 100, chance.between(0, 30));
      if (command.do === 'leave') become('away', low, 0);
    },
    halt: () => {},
  };
}

test.each([0, 1, 4])('a request is overtaken at most %i times', (maxOvertakes) => {
  const chance = new Chance(9, 'pauses');
  const stage = makeStage({
    seed: 9,
    robots: 8,
    maxOvertakes,
    makeBody: (host) => pushyBody(host, chance),
  });
  const { swarm, schedule, tally } = stage;
  /** By robot: when its request was first heard in a queue, and who entered before it since. */
  const waiting = new Map<number, { since: number; overtaken: number }>();
  let worst = 0;
  // The count is of one token: what was minted while the swarm still gathered is gone by now.
  stage.run(4000);
  swarm.observers.push({
    onEvent: (host, event) => {
      if (event.event === 'token')
        for (const robot of [event.to, ...event.queue])
          if (!waiting.has(robot)) waiting.set(robot, { since: schedule.nowMs, overtaken: 0 });
      if (event.event !== 'enter') return;
      const mine = waiting.get(host.index);
      waiting.delete(host.index);
      for (const other of waiting.values())
        if (mine === undefined || other.since < mine.since) {
          other.overtaken += 1;
          worst = Math.max(worst, other.overtaken);
        }
    },
  });
  stage.run(30_000);
  expect(swarm.failure).toBeNull();
  expect(tally.entries).toBeGreaterThan(300);
  // The bound is reached, so the test would notice if it were lifted.
  expect(worst).toBe(maxOvertakes);
  expect(stage.checks.overtaking.worst).toBe(maxOvertakes);
});
