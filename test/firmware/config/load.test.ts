import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadSwarm } from '../../../firmware/config/load.ts';
import { LAN_TIMING, sharersOf, TIMING_PROFILES, timingOf } from '../../../src/radio/timing.ts';
import { scratchFolder } from '../../support/scratch.ts';

const folder = scratchFolder();
const file = join(folder, 'swarm.yaml');

/** The example of the contract, with what this version has. */
const EXAMPLE = `# yaml-language-server: $schema=./swarm.schema.json
swarm: orchard
zone: east
key: { file: ./swarm.key }
radio: { mqtt: "mqtt://localhost:1883" }
telemetry: { mqtt: "mqtt://localhost:1884" }
timing: lan
robots:
  - { id: r1, rank: 1, board: virtual }
  - { id: r2, rank: 2, board: { virtual: { speed: 600, battery: 40 } } }
pads:
  - { id: p1, board: virtual, guard: controller }
  - { id: p2, board: { virtual: { speed: 600 } }, guard: robots }
charging: { requestBelow: 30, chargeTo: 80, criticalBelow: 5 }
queue: { maxOvertakes: 2 }
state: ./data
`;

const SMALLEST = `
swarm: s
zone: z
key: { file: k }
radio: { mqtt: mqtt://h }
robots: [{ id: r, rank: 0, board: virtual }]
pads: [{ id: p, board: virtual }]
`;

beforeEach(() => writeFileSync(file, EXAMPLE));

function load(set: string[] = [], env: NodeJS.ProcessEnv = {}) {
  return loadSwarm(file, { set, env });
}

test('the whole file comes out, with absolute paths', () => {
  expect(load()).toEqual({
    file,
    swarm: 'orchard',
    zone: 'east',
    key: { file: join(folder, 'swarm.key') },
    radio: { mqtt: 'mqtt://localhost:1883' },
    telemetry: {
      mqtt: 'mqtt://localhost:1884',
      gateway: null,
      homeAssistant: false,
      vda5050: null,
    },
    broker: { user: null, passwordFile: null, caFile: null },
    timing: LAN_TIMING,
    timingProfile: 'lan',
    roster: {
      robots: [
        { id: 'r1', rank: 1 },
        { id: 'r2', rank: 2 },
      ],
      pads: [
        { id: 'p1', guard: 'controller' },
        { id: 'p2', guard: 'robots' },
      ],
    },
    relays: [],
    boards: new Map([
      ['r1', { kind: 'virtual', speed: 1, batteryPercent: null }],
      ['r2', { kind: 'virtual', speed: 600, batteryPercent: 40 }],
      ['p1', { kind: 'virtual', speed: 1, batteryPercent: null }],
      ['p2', { kind: 'virtual', speed: 600, batteryPercent: null }],
    ]),
    charging: { requestBelow: 30, chargeTo: 80, criticalBelow: 5 },
    queue: { maxOvertakes: 2 },
    state: join(folder, 'data'),
  });
});

test('what else telemetry is for', () => {
  const { telemetry } = load(['telemetry.homeAssistant=true', 'telemetry.vda5050="2.1"']);
  expect(telemetry).toMatchObject({ homeAssistant: true, vda5050: '2.1' });
});

test('what is left out has its default', () => {
  writeFileSync(file, SMALLEST);
  expect(load()).toMatchObject({
    telemetry: null,
    timing: LAN_TIMING,
    charging: { requestBelow: 35, chargeTo: 90, criticalBelow: 10 },
    queue: { maxOvertakes: 4 },
    roster: { pads: [{ guard: 'controller' }] },
    state: join(folder, 'state'),
  });
});

test('paths count from the folder of the file, wherever the process stands', () => {
  const deep = join(folder, 'deep');
  mkdirSync(deep);
  const other = join(deep, 'other.yaml');
  writeFileSync(other, SMALLEST);
  const config = loadSwarm(other, { env: {} });
  expect([config.key, config.state]).toEqual([{ file: join(deep, 'k') }, join(deep, 'state')]);
});

test('nothing of it can be changed', () => {
  const config = load();
  const parts = [config, config.timing, config.roster.robots, config.roster.robots[0]];
  expect(parts.map(Object.isFrozen)).toEqual([true, true, true, true]);
  expect(Object.isFrozen(config.boards.get('r1'))).toBe(true);
});

test('windows line ends and a byte order mark make no difference', () => {
  const plain = load();
  writeFileSync(file, `\uFEFF${EXAMPLE.replaceAll('\n', '\r\n')}`);
  expect(load()).toEqual(plain);
});

test('an anchor may be used for several boards', () => {
  const shared = EXAMPLE.replace('board: virtual', 'board: &b { virtual: { speed: 2 } }').replace(
    '{ virtual: { speed: 600, battery: 40 } }',
    '*b',
  );
  writeFileSync(file, shared);
  const { boards } = load(['robots.0.board.virtual.speed=3']);
  expect([boards.get('r1'), boards.get('r2')]).toMatchObject([{ speed: 3 }, { speed: 2 }]);
});

describe('timing', () => {
  test.each(TIMING_PROFILES)('the profile %s is without a fault', (name) => {
    const config = load([`timing=${name}`]);
    const timing = timingOf(name, { ...sharersOf(config.roster), relayed: false });
    expect([config.timing, config.timingProfile]).toEqual([timing, name]);
  });

  test('numbers stand in place of those of a profile, lan when none is named', () => {
    writeFileSync(file, EXAMPLE.replace('timing: lan', 'timing: { profile: sik, slotMs: 60 }'));
    const sharers = { ...sharersOf(load().roster), relayed: false };
    expect(load().timing).toEqual({ ...timingOf('sik', sharers), slotMs: 60 });
    writeFileSync(file, EXAMPLE.replace('timing: lan', 'timing: { leaseMs: 2500 }'));
    expect(load().timing).toEqual({ ...LAN_TIMING, leaseMs: 2500 });
  });
});

describe('--set', () => {
  test('goes into the long form of what was written short', () => {
    const config = load(['timing.leaseMs=3000', 'robots.0.board.virtual.speed=600']);
    expect(config.timing).toEqual({ ...LAN_TIMING, leaseMs: 3000 });
    expect(config.boards.get('r1')).toEqual({ kind: 'virtual', speed: 600, batteryPercent: null });
  });

  test('names members by number or by id, and makes mappings that are missing', () => {
    writeFileSync(file, SMALLEST);
    const config = load([
      'robots.r.rank=7',
      'pads.0.guard=robots',
      'charging.chargeTo=70',
      'telemetry.mqtt=mqtt://t:1',
    ]);
    expect(config.roster).toEqual({
      robots: [{ id: 'r', rank: 7 }],
      pads: [{ id: 'p', guard: 'robots' }],
    });
    expect([config.charging.chargeTo, config.telemetry?.mqtt]).toEqual([70, 'mqtt://t:1']);
  });

  test('the value is YAML, the last one wins, and a value may hold =', () => {
    const config = load([
      'charging={ chargeTo: 70 }',
      'state=a',
      'state=b=c',
      'telemetry=null',
      'robots=[{ id: solo, rank: 1, board: virtual }]',
    ]);
    expect(config).toMatchObject({
      charging: { requestBelow: 35, chargeTo: 70 },
      state: join(folder, 'b=c'),
      telemetry: null,
      roster: { robots: [{ id: 'solo', rank: 1 }] },
    });
  });
});

describe('the environment', () => {
  test('ROOST_STATE and ROOST_KEY come before the file', () => {
    const config = load(['state=./elsewhere'], { ROOST_STATE: '/var/lib/roost', ROOST_KEY: 'x' });
    expect([config.state, config.key]).toEqual(['/var/lib/roost', { env: 'ROOST_KEY' }]);
  });

  test('ROOST_STATE counts from the working folder; an empty variable is none', () => {
    expect(load([], { ROOST_STATE: 'here' }).state).toBe(join(process.cwd(), 'here'));
    const config = load([], { ROOST_STATE: '', ROOST_KEY: '' });
    expect([config.state, config.key]).toEqual([
      join(folder, 'data'),
      { file: join(folder, 'swarm.key') },
    ]);
  });
});
