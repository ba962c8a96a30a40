/** The physical world: robots and pads together, in time that nobody has to wait for. */
import { describe, expect, test } from 'vitest';
import type { Robot } from '../../../../sim/board/physics/robot.ts';
import { type Change, World } from '../../../../sim/board/physics/world.ts';

const BATTERY = { emptyVolts: 6.4, fullVolts: 8.3, capacityAh: 2.2 };
const POWER = 0.6;
const DRIVE_MS = 3000;

interface Told {
  readonly atMs: number;
  readonly change: Change;
}

function worldOf(
  { robots = ['r1'], pads = ['p1'], speed = 1, charge = 0.5 } = {},
  told: Told[] = [],
) {
  const world = new World({
    robots: robots.map((id) => ({
      id,
      battery: BATTERY,
      charge,
      speed,
      driveMs: DRIVE_MS,
      power: POWER,
    })),
    pads: pads.map((id) => ({ id, limitAmps: 2.5 })),
    nowMs: 0,
    onChange: (change, atMs) => told.push({ atMs, change }),
  });
  const robot = (id: string) => world.robots.find((one) => one.id === id)!;
  const pad = (id: string) => world.pads.find((one) => one.id === id)!;
  const drive = (which: Robot, power: number) => {
    which.drive(power, power, world.nowMs);
    world.settle();
  };
  const relay = (id: string, on: boolean) => {
    pad(id).relay.energise(on, world.nowMs);
    world.settle();
  };
  return { world, told, robot, pad, drive, relay, r1: robot('r1'), p1: pad('p1') };
}

const of = <What extends Change['what']>(told: readonly Told[], what: What) =>
  told.filter(({ change }) => change.what === what) as {
    atMs: number;
    change: Extract<Change, { what: What }>;
  }[];

describe('docking', () => {
  test('driving forward for the given time brings a robot onto the pad', () => {
    const { world, told, r1, drive } = worldOf();
    drive(r1, POWER);
    world.advance(10_000);
    expect(r1.way.touches).toBe('p1');
    const [stand] = of(told, 'stand');
    expect(stand!.change.stand).toEqual({ at: 'pad', pad: 'p1' });
    const contacts = of(told, 'contact');
    expect(contacts.map(({ change }) => [change.id, change.closed])).toEqual([
      ['p1', true],
      ['r1', true],
    ]);
    expect(contacts[0]!.atMs).toBeGreaterThan(DRIVE_MS - 50);
    expect(contacts[0]!.atMs).toBeLessThan(DRIVE_MS);
    expect(r1.left.amps(world.nowMs)).toBeGreaterThan(1);
  });

  test('with one motor alone it is half as fast, and with both against each other it stays', () => {
    const { world, r1 } = worldOf();
    r1.drive(POWER, 0, 0);
    world.settle();
    world.advance(DRIVE_MS);
    const farMm = r1.way.lengthMm;
    expect(r1.way.distanceMm).toBeCloseTo(farMm / 2);
    r1.drive(POWER, -POWER, world.nowMs);
    world.advance(DRIVE_MS * 2);
    expect(r1.way.distanceMm).toBeCloseTo(farMm / 2);
  });

  test('one that misses stands beside the contacts, and may try again', () => {
    const { world, told, r1, p1, drive } = worldOf();
    r1.misses = 1;
    drive(r1, POWER);
    world.advance(5000);
    expect(of(told, 'stand')[0]!.change.stand).toEqual({ at: 'beside', pad: 'p1' });
    expect(p1.contact.settled(world.nowMs)).toBe(false);
    expect(of(told, 'contact')).toEqual([]);
    drive(r1, -POWER);
    world.advance(5500);
    drive(r1, POWER);
    world.advance(10_000);
    expect(r1.way.touches).toBe('p1');
  });

  test('a second robot bumps into the first, and gets in when that has left', () => {
    const { world, told, robot, drive } = worldOf({ robots: ['r1', 'r2'] });
    drive(robot('r1'), POWER);
    world.advance(4000);
    drive(robot('r1'), 0);
    drive(robot('r2'), POWER);
    world.advance(10_000);
    expect(of(told, 'bump').map(({ change }) => change)).toEqual([
      { what: 'bump', robot: 'r2', pad: 'p1', into: 'r1' },
    ]);
    expect(world.bumps).toBe(1);
    expect(robot('r2').way.touches).toBe(null);
    drive(robot('r1'), -POWER);
    world.advance(11_000);
    expect(robot('r2').way.touches).toBe('p1');
    expect(robot('r1').way.stand.at).toBe('outside');
  });

  test('with two pads each robot finds a free one, unless it is told which', () => {
    const { world, robot, drive } = worldOf({ robots: ['r1', 'r2', 'r3'], pads: ['p1', 'p2'] });
    robot('r1').aim = 'p2';
    for (const id of ['r1', 'r2', 'r3']) {
      drive(robot(id), POWER);
      world.advance(world.nowMs + 4000);
    }
    expect(robot('r1').way.touches).toBe('p2');
    expect(robot('r2').way.touches).toBe('p1');
    expect(robot('r3').way.bumps).toBe(true);
  });

  test('after it has left, its work takes it away after a moment, and it is as far as before', () => {
    const { world, r1, drive } = worldOf();
    r1.way.put('p1');
    world.settle();
    drive(r1, -POWER);
    world.advance(400);
    drive(r1, 0);
    const clearMm = r1.way.distanceMm;
    expect(r1.isWorking(world.nowMs)).toBe(false);
    world.advance(1300);
    expect(r1.way.distanceMm).toBe(clearMm);
    world.advance(20_000);
    expect(r1.isWorking(world.nowMs)).toBe(true);
    expect(r1.way.distanceMm).toBe(r1.way.lengthMm);
  });
});

describe('power', () => {
  test('reaches a robot only when it is docked and the relay is closed', () => {
    const { world, told, r1, p1, relay } = worldOf();
    const flows = () => world.padAmps(p1) > 0;
    relay('p1', true);
    world.advance(100);
    expect([p1.relay.isClosed, flows()]).toEqual([true, false]);
    r1.way.put('p1');
    world.settle();
    expect(flows()).toBe(true);
    relay('p1', false);
    world.advance(200);
    expect(flows()).toBe(false);
    relay('p1', true);
    world.advance(300);
    r1.way.put(null);
    world.settle();
    expect(flows()).toBe(false);
    expect(of(told, 'charging').map(({ atMs, change }) => [atMs, change.on])).toEqual([
      [100, true],
      [105, false],
      [208, true],
      [300, false],
    ]);
    expect(of(told, 'relay').map(({ atMs, change }) => [atMs, change.closed])).toEqual([
      [8, true],
      [105, false],
      [208, true],
    ]);
    expect(p1.closures).toBe(2);
    expect(p1.closedMs).toBe(97 + 92);
  });

  test.each([1, 60, 600])('no charge is made or lost, with a battery %i times as fast', (speed) => {
    const { world, r1, drive, relay } = worldOf({ speed });
    const before = r1.battery.charge;
    drive(r1, POWER);
    world.advance(3500);
    drive(r1, 0);
    relay('p1', true);
    world.advance(world.nowMs + 600_000 / speed);
    drive(r1, -POWER);
    world.advance(world.nowMs + 500);
    drive(r1, 0);
    world.advance(world.nowMs + 600_000 / speed);
    const kept = (r1.battery.charge - before) * BATTERY.capacityAh;
    expect(r1.charged).toBeGreaterThan(0.2);
    expect(r1.drained).toBeGreaterThan(0.01);
    expect(r1.charged - r1.drained).toBeCloseTo(kept, 9);
    // What the charger gave went into the battery, and what is left into the load of some minutes.
    const load = r1.supplied - r1.charged;
    expect(load).toBeGreaterThan(0);
    expect(load).toBeLessThan(0.2 * BATTERY.capacityAh);
  });

  test('motors run in real time, and a fast battery feels no more of them', () => {
    const drained = [0, POWER].map((power) => {
      const { world, r1 } = worldOf({ speed: 600, charge: 0.2 });
      r1.drive(power, -power, 0);
      world.advance(10_000);
      return r1.drained;
    });
    const motorAh = (10 / 3600) * 2 * POWER * 0.12;
    expect(drained[1]! - drained[0]!).toBeGreaterThan(motorAh);
    expect(drained[1]! - drained[0]!).toBeLessThan(2 * motorAh);
  });

  test('the steps that it is asked in make no difference', () => {
    // Most of it at constant voltage, where the current falls all the time.
    const charges = [1, 7, 1000].map((steps) => {
      const { world, r1, drive, relay } = worldOf({ speed: 600, charge: 0.85 });
      relay('p1', true);
      drive(r1, POWER);
      for (let k = 1; k <= steps; k += 1) world.advance((10_000 * k) / steps);
      return r1.battery.charge;
    });
    expect(charges[1]).toBeCloseTo(charges[0]!, 4);
    expect(charges[2]).toBeCloseTo(charges[0]!, 4);
  });

  test('ninety minutes of work are about half of the battery, half an hour of charging as much', () => {
    const { world, r1, relay } = worldOf({ charge: 0.9 });
    world.advance(90 * 60_000);
    expect(r1.battery.charge).toBeGreaterThan(0.25);
    expect(r1.battery.charge).toBeLessThan(0.45);
    const before = r1.battery.charge;
    relay('p1', true);
    r1.way.put('p1');
    world.settle();
    world.advance(world.nowMs + 30 * 60_000);
    expect(r1.battery.charge - before).toBeGreaterThan(0.4);
    expect(r1.battery.charge - before).toBeLessThan(0.65);
  });

  test('a robot that is low works no more, and lasts', () => {
    const { world, r1 } = worldOf({ charge: 0.31 });
    world.advance(20 * 60_000);
    const low = r1.battery.charge;
    expect(low).toBeLessThan(0.3);
    expect(low).toBeGreaterThan(0.28);
    world.advance(80 * 60_000);
    expect(low - r1.battery.charge).toBeGreaterThan(0.01);
    expect(low - r1.battery.charge).toBeLessThan(0.06);
  });

  test('a full battery takes no more, and that is told', () => {
    const { world, told, r1, relay } = worldOf({ charge: 0.95, speed: 600 });
    relay('p1', true);
    r1.way.put('p1');
    world.settle();
    world.advance(60_000);
    const charging = of(told, 'charging');
    expect(charging.map(({ change }) => change.on)).toEqual([true, false]);
    expect(charging[1]!.change.percent).toBeGreaterThan(99);
    expect(charging[1]!.atMs).toBeLessThan(60_000);
  });

  test('an empty robot stays where it is', () => {
    const { world, told, r1, drive } = worldOf({ charge: 0.0001, speed: 600 });
    world.advance(2000);
    expect(of(told, 'empty')).toHaveLength(1);
    drive(r1, POWER);
    const before = r1.way.distanceMm;
    world.advance(20_000);
    expect(r1.way.distanceMm).toBe(before);
  });
});

describe('what is broken', () => {
  test('a welded relay gives power although its coil is off', () => {
    const { world, r1, p1 } = worldOf();
    r1.way.put('p1');
    p1.relay.break('welded');
    world.settle();
    expect(world.padAmps(p1)).toBe(2.5);
    expect(p1.feedback.isClosed(world.nowMs + 50)).toBe(true);
  });

  test('a leak draws more than the battery takes, bad contacts let less through', () => {
    const { world, r1, p1, relay } = worldOf();
    r1.way.put('p1');
    relay('p1', true);
    world.advance(100);
    const normal = r1.flow(world.nowMs).batteryAmps;
    p1.forcedAmps = 4.5;
    world.settle();
    expect(world.padAmps(p1)).toBe(4.5);
    expect(r1.flow(world.nowMs).batteryAmps).toBeCloseTo(normal);
    p1.forcedAmps = 0.02;
    world.settle();
    expect(world.padAmps(p1)).toBeCloseTo(0.02);
    relay('p1', false);
    world.advance(200);
    expect(world.padAmps(p1)).toBe(0);
  });

  test('a stuck contact of the pad tells of nobody, and current flows all the same', () => {
    const { world, told, r1, p1, relay } = worldOf();
    p1.contact.break('closed', 0);
    world.settle();
    expect(of(told, 'contact').map(({ change }) => change.id)).toEqual(['p1']);
    p1.contact.break('open', 0);
    r1.way.put('p1');
    relay('p1', true);
    world.advance(100);
    expect(p1.contact.isClosed(100)).toBe(false);
    expect(world.padAmps(p1)).toBeGreaterThan(1);
  });
});
