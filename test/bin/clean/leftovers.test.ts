/** Which retained messages belong to nobody any more, and which are none of our business. */

import { describe, expect, test } from 'vitest';
import {
  type Kept,
  leftoverFilters,
  leftoversOf,
  usualTopics,
} from '../../../bin/clean/leftovers.ts';
import type { TelemetryConfig } from '../../../firmware/config/swarm-config.ts';
import { announcementOf, kept, memberLeaves } from './stage.ts';

const TELEMETRY: TelemetryConfig = {
  mqtt: 'mqtt://localhost',
  gateway: null,
  homeAssistant: true,
  vda5050: '3.0',
};

function config(telemetry: Partial<TelemetryConfig> = {}, swarm = 'orchard') {
  return {
    swarm,
    roster: {
      robots: [{ id: 'r1', rank: 1 }],
      pads: [
        { id: 'p1', guard: 'controller' as const },
        { id: 'p2', guard: 'robots' as const },
      ],
    },
    telemetry: { ...TELEMETRY, ...telemetry },
  };
}

function topics(
  all: readonly Kept[],
  how: { all?: boolean; telemetry?: object; swarm?: string } = {},
) {
  const { topics } = leftoversOf(config(how.telemetry, how.swarm), all, how.all ?? false);
  return topics.map(({ topic, why }) => `${topic}: ${why}`);
}

const VDA2 = 'uagv/v2/roost/orchard';
const VDA3 = 'vda5050/v3/roost/orchard';

test('all of a robot that is no member, and announcements first', () => {
  expect(topics(memberLeaves('orchard', 'robots', 'r9'))).toMatchInlineSnapshot(`
    [
      "homeassistant/device/orchard_r9/config: not in the swarm file",
      "uagv/v2/roost/orchard.r9/connection: not in the swarm file",
      "vda5050/v3/roost/orchard.r9/connection: not in the swarm file",
      "roost/orchard/robots/r9/state: not in the swarm file",
      "roost/orchard/robots/r9/availability: not in the swarm file",
    ]
  `);
});

test('nothing of members', () => {
  const members = [
    ...memberLeaves('orchard', 'robots', 'r1'),
    ...memberLeaves('orchard', 'pads', 'p1'),
  ];
  expect(topics(members.filter(({ topic }) => !topic.startsWith(VDA2)))).toEqual([]);
});

test('a pad that has no controller any more, and a robot that has become a pad', () => {
  const before = [...memberLeaves('orchard', 'pads', 'p2'), kept('roost/orchard/robots/p1/state')];
  expect(topics(before)).toEqual([
    'homeassistant/device/orchard_p2/config: not in the swarm file',
    'roost/orchard/pads/p2/state: not in the swarm file',
    'roost/orchard/robots/p1/state: not in the swarm file',
    'roost/orchard/pads/p2/availability: not in the swarm file',
  ]);
});

describe('what the swarm file does not ask for any more', () => {
  const members = [
    ...memberLeaves('orchard', 'robots', 'r1'),
    ...memberLeaves('orchard', 'pads', 'p1'),
  ];
  test('announcements to Home Assistant', () => {
    expect(topics(members, { telemetry: { homeAssistant: false, vda5050: '3.0' } })).toEqual([
      'homeassistant/device/orchard_r1/config: not asked for',
      'homeassistant/device/orchard_p1/config: not asked for',
      `${VDA2}.r1/connection: not asked for`,
    ]);
  });
  test('feeds of another version, or of any', () => {
    expect(topics(members, { telemetry: { vda5050: '2.1' } })).toEqual([
      `${VDA3}.r1/connection: not asked for`,
    ]);
    expect(topics(members, { telemetry: { vda5050: null } })).toEqual([
      `${VDA2}.r1/connection: not asked for`,
      `${VDA3}.r1/connection: not asked for`,
    ]);
  });
});

test('all, when it is asked for, and the hub last', () => {
  const swarm = [
    kept('roost/orchard/hub/state'),
    kept('roost/orchard/hub/health'),
    ...memberLeaves('orchard', 'robots', 'r1'),
    ...memberLeaves('orchard', 'robots', 'r9'),
  ];
  expect(topics(swarm, { all: true })).toHaveLength(swarm.length);
  expect(topics(swarm, { all: true }).slice(-2)).toEqual([
    'roost/orchard/hub/state: all',
    'roost/orchard/hub/health: all',
  ]);
  expect(topics(swarm).filter((one) => one.includes('/hub/'))).toEqual([]);
});

test('members that say that they are online', () => {
  const online = [
    ...memberLeaves('orchard', 'robots', 'r1', 'online'),
    ...memberLeaves('orchard', 'robots', 'r8', 'online'),
    ...memberLeaves('orchard', 'robots', 'r9'),
    ...memberLeaves('mill', 'robots', 'r7', 'online'),
  ];
  expect(leftoversOf(config(), online, false).online).toEqual(['r8']);
  expect(leftoversOf(config(), online, true).online).toEqual(['r1', 'r8']);
});

describe('what is not certain to be ours stays, even with --all', () => {
  const entity = (state_topic: unknown) => ({ components: { battery: { state_topic } } });
  const announcement = 'homeassistant/device/orchard_r9/config';
  test.each<[string, Kept]>([
    ['another swarm', kept('roost/mill/robots/r9/state')],
    ['a swarm whose name begins as ours', kept('roost/orchard2/robots/r9/state')],
    ['the radio', kept('roost/orchard/radio/east')],
    ['what is directly below the swarm', kept('roost/orchard/robots')],
    ['something else below the swarm', kept('roost/orchard/notes/r9')],
    ['the announcement of another swarm', announcementOf('mill', 'robots', 'r9')],
    ["another tool's device", kept('homeassistant/device/orchard_r9/config', { device: {} })],
    ['a device that reads another topic', kept(announcement, entity('tasmota/r9'))],
    [
      "a device that reads another swarm's",
      kept(announcement, entity('roost/mill/robots/r9/state')),
    ],
    [
      "a device that reads another robot's",
      kept(announcement, entity('roost/orchard/robots/r8/state')),
    ],
    ['a device that reads a number', kept(announcement, entity(7))],
    ['a device that reads the radio', kept(announcement, entity('roost/orchard/radio/east'))],
    ['no JSON', kept(announcement, '{"components":')],
    ['JSON that is no mapping', kept(announcement, 'null')],
    ['components that are no mapping', kept(announcement, { components: [null] })],
    [
      'megabytes',
      kept(
        announcement,
        ' '.repeat(1_000_000) + JSON.stringify(entity('roost/orchard/robots/r9/state')),
      ),
    ],
    ["another maker's vehicle", kept('uagv/v2/acme/orchard.r9/connection')],
    ["another swarm's vehicle", kept('uagv/v2/roost/mill.r9/connection')],
    ['a vehicle with a longer number', kept('uagv/v2/roost/orchard.r9.x/connection')],
    ['another topic altogether', kept('zigbee2mqtt/lamp')],
    ['no topic', kept('')],
  ])('%s', (_, one) => {
    expect(topics([one], { all: true })).toEqual([]);
  });

  test('two swarms whose names and ids run together', () => {
    // Both are homeassistant/device/a_b_c/config, of which the broker keeps the last.
    const theirs = announcementOf('a_b', 'robots', 'c');
    const ours = announcementOf('a', 'robots', 'b_c');
    expect(theirs.topic).toBe(ours.topic);
    expect(topics([theirs], { swarm: 'a' })).toEqual([]);
    expect(topics([ours], { swarm: 'a' })).toHaveLength(1);
  });
});

test('names that only a hostile member would choose are found too', () => {
  const odd = ['__proto__', 'constructor', '', '\u001b[2J', 'ä/b', '../r1'].map((id) =>
    kept(`roost/orchard/robots/${id}/state`),
  );
  expect(topics(odd)).toHaveLength(odd.length);
});

test('listens to no more than it needs', () => {
  expect(leftoverFilters({ swarm: 'orchard' })).toEqual([
    'roost/orchard/robots/+/availability',
    'roost/orchard/pads/+/availability',
    'roost/orchard/robots/#',
    'roost/orchard/pads/#',
    'roost/orchard/hub/#',
    'homeassistant/device/+/config',
    'uagv/v2/roost/+/connection',
    'vda5050/v3/roost/+/connection',
  ]);
});

test('then to all that those who left something usually leave, by name', () => {
  const odd = ['r9', '#', 'a+b'].map((id) => kept(`roost/orchard/robots/${id}/availability`));
  const leftovers = leftoversOf(
    config(),
    [...odd, ...memberLeaves('orchard', 'robots', 'r1')],
    false,
  );
  expect(usualTopics({ swarm: 'orchard' }, leftovers).filter((one) => !one.includes('r1'))).toEqual(
    [
      'roost/orchard/robots/r9/availability',
      'roost/orchard/robots/r9/state',
      'roost/orchard/pads/r9/availability',
      'roost/orchard/pads/r9/state',
      'homeassistant/device/orchard_r9/config',
      'uagv/v2/roost/orchard.r9/connection',
      'vda5050/v3/roost/orchard.r9/connection',
    ],
  );
});
