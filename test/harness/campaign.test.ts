/** S1-S5 at every event of random storms, and L1 after them. `npm run campaign` runs more seeds. */
import { expect, test } from 'vitest';
import { runCampaign } from './campaign.ts';
import { ALL_FAULTS, makeStorm, runStorm } from './faults.ts';
import { World } from './world.ts';

const SEEDS = 150;

test(`no promise is broken in ${SEEDS} storms`, { timeout: 240_000 }, async () => {
  const { failures, entries } = await runCampaign(1, SEEDS);
  expect(failures).toEqual([]);
  expect(entries).toBeGreaterThan(SEEDS);
});

test('a seed gives the same run again, to the last frame', async () => {
  const options = {
    seed: 11,
    guard: 'controller',
    robots: 5,
    stormMs: 10_000,
    peaceMs: 30_000,
    faults: ALL_FAULTS,
  } as const;
  const logOf = async (): Promise<string[]> => {
    const world = makeStorm(options);
    world.log = [];
    await runStorm(world, options);
    return world.log;
  };
  const first = await logOf();
  expect(first.length).toBeGreaterThan(500);
  expect(await logOf()).toEqual(first);
});

test('the checks notice a pad that forgets its lease', async () => {
  const world = new World({ seed: 5, robots: 5 });
  world.startAll();
  // The acceptor is made to free the pad under the robot that charges on it.
  const sabotage = (): void => {
    const [pad] = world.hosts.slice(5);
    const acceptor = (
      pad?.role as unknown as { member: { state: { pads: { acceptor: unknown }[] } } }
    )?.member.state.pads[0]?.acceptor as { lease: unknown } | undefined;
    if (acceptor) acceptor.lease = null;
    const holder = world.robots.find((host) => world.checks.entries.has(host.index));
    if (holder) holder.freeze();
    world.schedule.after(100, sabotage);
  };
  world.schedule.after(4000, sabotage);
  await world.run(30_000);
  expect(world.checks.violations.map((violation) => violation.promise)).toContain('S1');
});
