/** What commands do to the world: each is felt, and each can be taken back. */
import { describe, expect, test } from 'vitest';
import { type Names, parseCommand } from '../../../sim/board/commands.ts';
import { strike, type WorldCommand } from '../../../sim/board/faults.ts';
import { padBoard, robotBoard, Scene } from './stage.ts';

function sceneOf(robot = 'robot-uno') {
  const scene = new Scene({
    robots: { r1: robotBoard(robot) },
    pads: { p1: padBoard() },
    bodies: { robots: ['r2'], pads: ['p2'] },
    speed: 600,
  });
  const { world } = scene.roster;
  const names: Names = {
    robots: ['r1', 'r2'],
    pads: ['p1', 'p2'],
    everybody: ['r1', 'r2', 'p1', 'p2'],
    boards: ['r1', 'p1'],
    switches: ['p2'],
  };
  const type = (line: string) => strike(parseCommand(line, names) as WorldCommand, scene.roster);
  const pass = (ms: number) => world.advance(world.nowMs + ms);
  const drive = (id: string, power: number) => {
    scene.robot(id).drive(power, power, world.nowMs);
    world.settle();
  };
  return { scene, world, type, pass, drive, robot: scene.robot('r1'), pad: scene.pad('p1') };
}

test('put, take: somebody carries a robot; one pad is for one robot', () => {
  const { type, robot, scene } = sceneOf();
  expect(type('put r1 p1')).toBe('r1 stands on p1');
  expect(robot.way.touches).toBe('p1');
  expect(() => type('put r2 p1')).toThrow('r1 stands there; take r1 away first');
  expect(type('put r2 p2')).toBe('r2 stands on p2');
  expect(type('put r1 p1')).toBe('r1 stands on p1');
  expect(type('take r1')).toBe('r1 is at its work');
  expect(robot.way.touches).toBe(null);
  expect(type('put r2 p1')).toBe('r2 stands on p1');
  expect(scene.of('contact').map(({ board, closed }) => `${board} ${closed}`)).toEqual([
    'p1 true',
    'r1 true',
    'p2 true',
    'r2 true',
    'p1 false',
    'r1 false',
    'p1 true',
    'p2 false',
  ]);
});

test('power: a pad without a board gives it from the start, until it is taken', () => {
  const { type, pass, scene } = sceneOf();
  pass(50);
  type('put r2 p2');
  expect(type('power p2 off')).toBe('p2 has no power');
  pass(50);
  expect(type('power p2 on')).toBe('p2 has power');
  pass(50);
  expect(scene.of('charging').map(({ board, on }) => `${board} ${on}`)).toEqual([
    'r2 true',
    'r2 false',
    'r2 true',
  ]);
});

test('relay: welded it has power at once; whole again it has none', () => {
  const { type, pad, scene } = sceneOf();
  expect(type('relay p1 welded')).toBe('the relay of p1 is welded');
  expect(pad.relay.isClosed).toBe(true);
  expect(type('relay p1 ok')).toBe('the relay of p1 is whole');
  expect(scene.of('relay').map(({ closed }) => closed)).toEqual([true, false]);
  type('relay p1 dead');
  pad.relay.energise(true, 0);
  expect(pad.relay.isClosed).toBe(false);
});

test('contact, feedback: of a robot, of a pad, of a relay', () => {
  const { type, world, robot, pad } = sceneOf();
  type('contact r1 closed');
  expect(robot.dock.isClosed(world.nowMs)).toBe(true);
  expect(pad.contact.isClosed(world.nowMs)).toBe(false);
  type('contact p1 closed');
  expect(pad.contact.isClosed(world.nowMs)).toBe(true);
  type('feedback p1 closed');
  expect(pad.feedback.isClosed(world.nowMs)).toBe(true);
  for (const line of ['contact r1 ok', 'contact p1 ok', 'feedback p1 ok']) type(line);
  expect([robot.dock, pad.contact, pad.feedback].map(({ fault }) => fault)).toEqual([
    null,
    null,
    null,
  ]);
});

test('amps: what flows, whatever is taken', () => {
  const { type, world, pad, pass } = sceneOf();
  type('put r1 p1');
  type('relay p1 welded');
  const normal = world.padAmps(pad);
  expect(type('amps p1 4.5')).toBe('4.5 A flow from p1 while it has power');
  expect(world.padAmps(pad)).toBe(4.5);
  type('amps p1 0.01');
  expect(world.padAmps(pad)).toBeCloseTo(0.01);
  expect(type('amps p1 ok')).toBe('p1 gives what is taken');
  expect(world.padAmps(pad)).toBeCloseTo(normal);
  pass(10);
});

describe('battery', () => {
  test('its charge, and its sensor', () => {
    const { type, robot } = sceneOf();
    expect(type('charge r1 40')).toBe('the battery of r1 is at 40 %');
    expect(robot.battery.charge).toBe(0.4);
    expect(type('battery r1 off')).toBe('the battery sensor of r1 is off');
    expect(type('battery r1 ok')).toBe('the battery sensor of r1 is whole');
    expect(() => type('battery r2 off')).toThrow('r2 has no board that could measure its battery');
  });

  test('an INA219 that is absent, where there is one', () => {
    const { type, scene } = sceneOf('robot-uno-ina219');
    const { devices } = scene.roster.wirings.get('r1')!;
    expect([...devices.keys()]).toEqual([0x40]);
    expect(type('ina219 r1 absent')).toBe('the INA219 of r1 is absent');
    expect(devices.size).toBe(0);
    expect(type('ina219 r1 ok')).toBe('the INA219 of r1 is there');
    expect(devices.size).toBe(1);
    expect(() => type('ina219 p1 absent')).toThrow('the board of p1 has no INA219');
    expect(() => sceneOf().type('ina219 r1 absent')).toThrow('the board of r1 has no INA219');
  });
});

test('miss: so many times, and then it finds the contacts; aim: which pad', () => {
  const { type, pass, drive, robot, scene } = sceneOf();
  expect(type('miss r1 2')).toBe('r1 misses 2 times');
  expect(type('aim r1 p2')).toBe('r1 drives to p2');
  for (let tries = 0; tries < 3; tries += 1) {
    drive('r1', 0.6);
    pass(4000);
    if (tries < 2) drive('r1', -0.6);
    pass(500);
  }
  expect(scene.of('stand').map(({ at, pad }) => `${at} ${pad}`)).toEqual([
    'beside p2',
    'outside null',
    'beside p2',
    'outside null',
    'pad p2',
  ]);
  expect(robot.way.touches).toBe('p2');
  expect(type('aim r1 any')).toBe('r1 drives to the first pad that is free');
  expect(robot.aim).toBe(null);
});
