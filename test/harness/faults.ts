/**
 * A storm: crashes, freezes, partitions, bad weather and lost disks, as a seed has them, and then
 * peace, in which everybody must be served (L1).
 */
import { majority } from '../../src/protocol/roster.ts';
import type { Host } from './host.ts';
import { World, type WorldOptions } from './world.ts';

export interface StormOptions {
  readonly seed: number;
  readonly guard: 'controller' | 'robots';
  readonly robots: number;
  readonly stormMs: number;
  /** How long after the storm everybody must have been served. */
  readonly peaceMs: number;
  /** Of faults; each has its share of time. */
  readonly faults: readonly Fault[];
  readonly world?: Partial<WorldOptions>;
}

export type Fault =
  | 'crash'
  | 'freeze'
  | 'partition'
  | 'one-way'
  | 'weather'
  | 'lost-disk'
  | 'ambush';

export const ALL_FAULTS: readonly Fault[] = [
  'crash',
  'freeze',
  'partition',
  'one-way',
  'weather',
  'lost-disk',
  'ambush',
];

/** Between two faults, at most. */
const GAP_MS = 1500;

export function makeStorm(options: StormOptions): World {
  const { seed, guard, robots } = options;
  return new World({ seed, guard, robots, drift: 1e-3, diskMs: 3, ...options.world });
}

/** Runs the storm and then the peace; what went wrong is in the world's checks. */
export async function runStorm(world: World, options: StormOptions): Promise<void> {
  const { schedule } = world;
  world.startAll(200);
  const next = (): void => {
    if (schedule.nowMs >= options.stormMs) return;
    strike(world, world.chance.pick(options.faults));
    schedule.after(world.chance.between(50, GAP_MS), next);
  };
  schedule.after(world.chance.between(500, 4000), next);
  await world.run(options.stormMs);
  calm(world);
  world.checks.resetEntries();
  const unserved = () =>
    world.robots.filter((host) => !world.checks.entries.has(host.index)).map((host) => host.index);
  const endMs = schedule.nowMs + options.peaceMs;
  while (unserved().length > 0 && schedule.nowMs < endMs && world.checks.violations.length === 0)
    await world.run(500);
  if (world.checks.violations.length === 0 && unserved().length > 0)
    world.fail('L1', `not served ${options.peaceMs} ms after the storm: ${unserved()}`);
}

function strike(world: World, fault: Fault): void {
  const { chance, schedule, hosts } = world;
  const host = chance.pick(hosts);
  switch (fault) {
    case 'crash':
      host.crash('fault');
      schedule.after(chance.between(10, 5000), () => revive(host));
      break;
    case 'freeze':
      host.freeze();
      schedule.after(chance.between(20, 6000), () => host.thaw());
      break;
    case 'partition': {
      const side = new Set(hosts.filter(() => chance.happens(0.5)).map((other) => other.index));
      cut(world, (from, to) => side.has(from) !== side.has(to), chance.between(200, 8000));
      break;
    }
    case 'one-way': {
      const inward = chance.happens(0.5);
      const deaf = host.index;
      cut(world, (from, to) => (inward ? to : from) === deaf, chance.between(200, 6000));
      break;
    }
    case 'weather':
      world.medium.weather = {
        loss: chance.between(0, 0.35),
        duplication: chance.between(0, 0.2),
        minDelayMs: 0.2,
        maxDelayMs: chance.between(0.5, 20),
        lateShare: chance.between(0, 0.1),
        lateMs: chance.between(0, 3000),
      };
      break;
    case 'ambush':
      ambush(world);
      break;
    case 'lost-disk':
      loseDisk(world, host);
      break;
  }
}

/**
 * The worst moment for leases: whoever is on the pad is cut off, and all who admitted it may forget it,
 * in a restart that takes no time. The others will mint, and ask for the pad, while it still charges.
 */
function ambush(world: World): void {
  const { chance, schedule } = world;
  const inside = world.checks.occupant();
  if (inside === null) return;
  cut(world, (from, to) => from === inside || to === inside, chance.between(1000, 4000));
  // Or they don't restart, and the lease alone stands between it and the next robot.
  if (chance.happens(0.5)) return;
  for (const host of world.hosts) {
    if (host.index === inside) continue;
    const guards = world.options.guard === 'robots' || host.index >= world.options.robots;
    if (!guards || !host.alive) continue;
    host.crash('ambush');
    schedule.after(chance.between(1, 60), () => revive(host));
  }
}

/** A majority of the robots keeps its disks; a controller may lose its own at any time. */
function loseDisk(world: World, host: Host): void {
  const { robots } = world;
  const lost = robots.filter((robot) => robot.lostDisk).length;
  const isRobot = host.index < robots.length;
  const tolerated = robots.length - majority(robots.length);
  if (isRobot && !host.lostDisk && lost >= Math.min(1, tolerated)) return;
  host.crash('lost disk');
  host.loseDisk();
  world.schedule.after(world.chance.between(10, 3000), () => revive(host));
}

function revive(host: Host): void {
  if (!host.alive) host.start();
}

function cut(world: World, separates: (from: number, to: number) => boolean, forMs: number): void {
  const links: [number, number][] = [];
  for (const { index: from } of world.hosts)
    for (const { index: to } of world.hosts)
      if (from !== to && separates(from, to)) links.push([from, to]);
  for (const [from, to] of links) world.medium.setLink(from, to, false);
  world.schedule.after(forMs, () => {
    for (const [from, to] of links) world.medium.setLink(from, to, true);
  });
}

function calm(world: World): void {
  world.medium.cut.clear();
  world.medium.weather = { ...world.medium.weather, loss: 0.05, lateShare: 0, maxDelayMs: 3 };
  for (const host of world.hosts) {
    host.thaw();
    revive(host);
  }
}
