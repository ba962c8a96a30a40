/** The messages to Home Assistant satisfy its documentation, whatever members are called. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { announced, KINDS } from './announced.ts';
import { DISCOVERY_TOPIC, discoverySchema } from './schema.ts';

const robot = announced('robots', 'r1');
const pad = announced('pads', 'p1');

describe('what is announced', () => {
  test.each([
    ['a robot', robot],
    ['a pad', pad],
    ['a robot behind a gateway', announced('robots', 'r2', { via: 'p1' })],
  ])('%s', (_, { topic, payload }) => {
    expect(topic).toMatch(DISCOVERY_TOPIC);
    expect(discoverySchema.safeParse(JSON.parse(JSON.stringify(payload))).error).toBeUndefined();
  });

  test('members of any name', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9_-]{1,32}$/);
    const cases = fc.record({ kind: fc.constantFrom(...KINDS), id: name, swarm: name, via: name });
    fc.assert(
      fc.property(cases, ({ kind, id, swarm, via }) => {
        const { topic, payload } = announced(kind, id, { swarm, via });
        expect(topic).toMatch(DISCOVERY_TOPIC);
        expect(discoverySchema.safeParse(payload).error).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test('a device, and where it comes from', () => {
    expect(announced('robots', 'r2', { via: 'p1' }).payload).toMatchObject({
      device: {
        identifiers: ['roost_orchard_r2'],
        name: 'orchard r2',
        model: 'Robot',
        sw_version: '0.1.0',
        via_device: 'roost_orchard_p1',
      },
      origin: { name: 'Roost', sw_version: '0.1.0' },
    });
    expect(pad.payload.device).not.toHaveProperty('via_device');
  });

  test('an entity in full', () => {
    expect(robot.payload.components.battery).toEqual({
      platform: 'sensor',
      unique_id: 'roost_orchard_r1_battery',
      default_entity_id: 'sensor.orchard_r1_battery',
      name: 'Battery',
      availability: [
        {
          topic: 'roost/orchard/robots/r1/availability',
          payload_available: 'online',
          payload_not_available: 'offline',
        },
      ],
      availability_mode: 'latest',
      device_class: 'battery',
      unit_of_measurement: '%',
      state_class: 'measurement',
      suggested_display_precision: 0,
      value_template: "{{ value_json.get('battery') }}",
      state_topic: 'roost/orchard/robots/r1/state',
    });
    expect(robot.payload.components.charge).toMatchObject({
      platform: 'button',
      command_topic: 'roost/orchard/robots/r1/cmd/charge',
      retain: false,
    });
  });

  test('keys, which stand in databases and may not change', () => {
    expect(Object.keys(robot.payload.components).join(' ')).toBe(
      'battery charging phase queue_place held charge release hold resume problem alarm leader epoch',
    );
    expect(Object.keys(pad.payload.components).join(' ')).toBe(
      'occupied robot queue_length phase power problem alarm leader epoch',
    );
  });

  test('nothing is shared by two members, or by members of two swarms', () => {
    const all = ['orchard', 'mill'].flatMap((swarm) =>
      ['a1', 'a2'].flatMap((id) => [announced('robots', id, { swarm })]),
    );
    const ids = all.flatMap(({ topic, payload }) => [
      topic,
      ...Object.values(payload.components).flatMap((one) => [one.unique_id, one.default_entity_id]),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** The schema would be worth nothing if it took anything. */
describe('what Home Assistant does not take', () => {
  type Changed = Record<string, unknown>;
  const wrong = (
    change: (payload: Record<string, Changed>, parts: Record<string, Changed>) => void,
  ) => {
    const payload = JSON.parse(JSON.stringify(robot.payload));
    change(payload, payload.components);
    const { error } = discoverySchema.safeParse(payload);
    return error?.issues.map(({ path }) => path.join('.')).join();
  };

  test('the payload as it is would do', () => {
    expect(wrong(() => {})).toBeUndefined();
  });

  test.each<[string, string, Parameters<typeof wrong>[0]]>([
    ['no origin', 'origin', (payload) => delete payload.origin],
    ['an origin without a name', 'origin.name', ({ origin }) => delete origin!.name],
    ['no device', 'device', (payload) => delete payload.device],
    ['a device that nothing identifies', 'device', ({ device }) => delete device!.identifiers],
    ['an unknown key of the device', 'device', ({ device }) => (device!.software = '1')],
    ['no components', 'components', (payload) => (payload.components = {})],
    [
      'a platform that is none',
      'components.battery.platform',
      (_, { battery }) => (battery!.platform = 'gauge'),
    ],
    ['no platform', 'components.battery.platform', (_, { battery }) => delete battery!.platform],
    ['no unique id', 'components.battery.unique_id', (_, { battery }) => delete battery!.unique_id],
    [
      'one unique id for two',
      'components',
      (_, { battery, phase }) => (phase!.unique_id = battery!.unique_id),
    ],
    [
      'object_id, which was taken out in 2026.4',
      'components.battery',
      (_, { battery }) => (battery!.object_id = 'x'),
    ],
    [
      'an entity id of another platform',
      'components.charging',
      (_, { charging }) => (charging!.default_entity_id = 'sensor.x'),
    ],
    [
      'an entity id with capitals',
      'components.battery',
      (_, { battery }) => (battery!.default_entity_id = 'sensor.R1'),
    ],
    ['no state topic', 'components.phase.state_topic', (_, { phase }) => delete phase!.state_topic],
    [
      'a topic with a wildcard',
      'components.phase.state_topic',
      (_, { phase }) => (phase!.state_topic = 'roost/+/x'),
    ],
    [
      'no command topic',
      'components.charge.command_topic',
      (_, { charge }) => delete charge!.command_topic,
    ],
    [
      'a button with a state',
      'components.charge',
      (_, { charge }) => (charge!.state_topic = 'a/b'),
    ],
    ['an enum without options', 'components.phase', (_, { phase }) => delete phase!.options],
    ['an enum of nothing', 'components.phase.options', (_, { phase }) => (phase!.options = [])],
    [
      'options with a unit',
      'components.phase',
      (_, { phase }) => (phase!.unit_of_measurement = 'm'),
    ],
    [
      'options with a state class',
      'components.phase',
      (_, { phase }) => (phase!.state_class = 'measurement'),
    ],
    [
      'a battery in volts',
      'components.battery',
      (_, { battery }) => (battery!.unit_of_measurement = 'V'),
    ],
    [
      'a state class that is none',
      'components.battery.state_class',
      (_, { battery }) => (battery!.state_class = 'mean'),
    ],
    [
      'a device class of another platform',
      'components.charging.device_class',
      (_, { charging }) => (charging!.device_class = 'enum'),
    ],
    [
      'a sensor as a setting',
      'components.leader.entity_category',
      (_, { leader }) => (leader!.entity_category = 'config'),
    ],
    [
      'a template that is not closed',
      'components.battery.value_template',
      (_, { battery }) => (battery!.value_template = '{{ x }'),
    ],
    [
      'plain text as a template',
      'components.battery.value_template',
      (_, { battery }) => (battery!.value_template = 'x'),
    ],
    [
      'an icon without a set',
      'components.leader.icon',
      (_, { leader }) => (leader!.icon = 'crown'),
    ],
    ['a quality of service of 3', 'components.charge.qos', (_, { charge }) => (charge!.qos = 3)],
    [
      'two ways to be available',
      'components.battery',
      (_, { battery }) => (battery!.availability_topic = 'a/b'),
    ],
    [
      'an availability mode that is none',
      'components.battery.availability_mode',
      (_, { battery }) => (battery!.availability_mode = 'first'),
    ],
    [
      'an availability of no topic',
      'components.battery.availability',
      (_, { battery }) => (battery!.availability = []),
    ],
  ])('%s', (_, where, change) => {
    expect(wrong(change)).toBe(where);
  });

  test.each([
    'homeassistant/device/a b/config',
    'homeassistant/device/ä/config',
    'homeassistant/device/config',
  ])('the topic %s', (topic) => {
    expect(topic).not.toMatch(DISCOVERY_TOPIC);
  });
});
