/** L2: no request is overtaken more often than the bound, whatever the urgencies. */
import { expect, test } from 'vitest';
import type { HarnessBody } from './bodies.ts';
import type { Host } from './host.ts';
import { World } from './world.ts';

/** Always wants the pad: some bodies are always about to run empty, others never. */
function pushyBody(host: Host): HarnessBody {
  const life = host.currentLife;
  const low = host.index % 2 === 0 ? 5 : 34;
  let place: 'away' | 'docked' = 'away';
  let batteryPercent = low;
  const become = (next: typeof place, percent: number, delayMs: number): void =>
    host.world.schedule.after(delayMs, () =>
      host.act(life, () => {
        place = next;
        batteryPercent = percent;
        host.driver?.feed({ type: 'body', report: { place, batteryPercent, fault: null } });
      }),
    );
  return {
    undockMs: 0,
    report: () => ({ place, batteryPercent, fault: null }),
    command: (command) => {
      if (command.do === 'approach') become('docked', 100, host.world.chance.between(0, 30));
      if (command.do === 'leave') become('away', low, 0);
    },
    drop: () => {},
  };
}

for (const maxOvertakes of [0, 1, 4])
  test(`a request is overtaken at most ${maxOvertakes} times`, async () => {
    const world = new World({ seed: 9, robots: 8, maxOvertakes, makeBody: pushyBody });
    /** By robot: when its request was first heard in a queue, and who entered before it since. */
    const waiting = new Map<number, { since: number; overtaken: number }>();
    let worst = 0;
    const note = world.onEvent.bind(world);
    world.onEvent = (host, event) => {
      note(host, event);
      if (event.event === 'token')
        for (const robot of [event.to, ...event.queue])
          if (!waiting.has(robot))
            waiting.set(robot, { since: world.schedule.nowMs, overtaken: 0 });
      if (event.event !== 'enter') return;
      const mine = waiting.get(host.index);
      waiting.delete(host.index);
      for (const other of waiting.values())
        if (mine === undefined || other.since < mine.since) {
          other.overtaken += 1;
          worst = Math.max(worst, other.overtaken);
        }
    };
    world.startAll();
    await world.run(30_000);
    expect(world.checks.violations).toEqual([]);
    expect(world.checks.totalEntries).toBeGreaterThan(300);
    // The bound is reached, so the test would notice if it were lifted.
    expect(worst).toBe(maxOvertakes);
  });
