/**
 * What Home Assistant takes, written from its documentation, and stricter than it is itself: it ignores keys that it
 * doesn't know, where here they are errors, so that a misspelt or abandoned one is found.
 *
 * Sources: home-assistant.io, integrations/mqtt ("Device discovery payload", "Discovery topic", "Using availability
 * topics"), integrations/sensor.mqtt, binary_sensor.mqtt and button.mqtt ("Configuration variables"),
 * integrations/sensor, binary_sensor and button ("Device class").
 */

import * as z from 'zod';

/** [a-zA-Z0-9_-] is what may stand in a discovery topic. */
export const DISCOVERY_TOPIC = /^homeassistant\/device\/[a-zA-Z0-9_-]+\/config$/;

const text = z.string().min(1);
const topic = text.regex(/^[^+#\0]+$/, { error: 'a topic without wildcards' }).max(65_535);
const template = text.refine(isBalanced, { error: 'a template that is opened and closed' });
const icon = z.string().regex(/^mdi:[a-z0-9]+(-[a-z0-9]+)*$/);
const qos = z.union([z.literal(0), z.literal(1), z.literal(2)]);
const url = z.string().regex(/^(https?|homeassistant):\/\//);

function isBalanced(source: string): boolean {
  const count = (mark: string) => source.split(mark).length - 1;
  const marks = count('{{') + count('{%');
  return marks > 0 && count('{{') === count('}}') && count('{%') === count('%}');
}

const device = z
  .strictObject({
    configuration_url: url.optional(),
    connections: z.array(z.tuple([text, text])).optional(),
    hw_version: text.optional(),
    identifiers: z.union([text, z.array(text).min(1)]).optional(),
    manufacturer: text.optional(),
    model: text.optional(),
    model_id: text.optional(),
    name: text.optional(),
    serial_number: text.optional(),
    suggested_area: text.optional(),
    sw_version: text.optional(),
    via_device: text.optional(),
  })
  .refine(({ identifiers, connections }) => identifiers !== undefined || connections?.length, {
    error: 'at least one of identifiers and connections',
  });

const origin = z.strictObject({
  name: text,
  sw_version: text.optional(),
  support_url: url.optional(),
});

const availability = {
  availability: z
    .array(
      z.strictObject({
        topic,
        payload_available: text.optional(),
        payload_not_available: text.optional(),
        value_template: template.optional(),
      }),
    )
    .min(1)
    .optional(),
  availability_mode: z.enum(['all', 'any', 'latest']).optional(),
  availability_topic: topic.optional(),
  availability_template: template.optional(),
  payload_available: text.optional(),
  payload_not_available: text.optional(),
};

/** Options of every entity. A unique id is needed with device discovery. */
const entity = {
  ...availability,
  unique_id: text,
  default_entity_id: text.optional(),
  enabled_by_default: z.boolean().optional(),
  encoding: z.string().optional(),
  entity_picture: url.optional(),
  icon: icon.optional(),
  json_attributes_template: template.optional(),
  json_attributes_topic: topic.optional(),
  name: text.nullable().optional(),
  qos: qos.optional(),
};

const SENSOR_CLASSES = [
  ...['absolute_humidity', 'apparent_power', 'aqi', 'area', 'atmospheric_pressure', 'battery'],
  ...['blood_glucose_concentration', 'carbon_dioxide', 'carbon_monoxide', 'conductivity'],
  ...['current', 'data_rate', 'data_size', 'date', 'distance', 'duration', 'energy'],
  ...['energy_distance', 'energy_storage', 'enum', 'frequency', 'gas', 'humidity'],
  ...['illuminance', 'irradiance', 'moisture', 'monetary', 'nitrogen_dioxide'],
  ...['nitrogen_monoxide', 'nitrous_oxide', 'ozone', 'ph', 'pm1', 'pm25', 'pm4', 'pm10'],
  ...['power_factor', 'power', 'precipitation', 'precipitation_intensity', 'pressure'],
  ...['reactive_energy', 'reactive_power', 'signal_strength', 'sound_pressure', 'speed'],
  ...['sulphur_dioxide', 'temperature', 'temperature_delta', 'timestamp', 'uptime'],
  ...['volatile_organic_compounds', 'volatile_organic_compounds_parts', 'voltage', 'volume'],
  ...['volume_flow_rate', 'volume_storage', 'water', 'weight', 'wind_direction', 'wind_speed'],
];

const BINARY_SENSOR_CLASSES = [
  ...['battery', 'battery_charging', 'carbon_monoxide', 'cold', 'connectivity', 'door'],
  ...['garage_door', 'gas', 'heat', 'light', 'lock', 'moisture', 'motion', 'moving'],
  ...['occupancy', 'opening', 'plug', 'power', 'presence', 'problem', 'running', 'safety'],
  ...['smoke', 'sound', 'tamper', 'update', 'vibration', 'window'],
];

const sensor = z
  .strictObject({
    ...entity,
    platform: z.literal('sensor'),
    device_class: z.enum(SENSOR_CLASSES).nullable().optional(),
    // "When set, the entity category must be `diagnostic` for sensors."
    entity_category: z.literal('diagnostic').optional(),
    expire_after: z.int().min(0).optional(),
    force_update: z.boolean().optional(),
    last_reset_value_template: template.optional(),
    options: z.array(text).min(1).optional(),
    state_class: z
      .enum(['measurement', 'measurement_angle', 'total', 'total_increasing'])
      .optional(),
    state_topic: topic,
    suggested_display_precision: z.int().min(0).optional(),
    unit_of_measurement: text.nullable().optional(),
    value_template: template.optional(),
  })
  .refine(({ options, device_class }) => (options === undefined) === (device_class !== 'enum'), {
    error: 'options belong to the device class enum',
  })
  .refine(
    ({ options, state_class, unit_of_measurement }) =>
      options === undefined || (state_class === undefined && unit_of_measurement === undefined),
    { error: 'options go with neither state_class nor unit_of_measurement' },
  )
  .refine(
    ({ device_class, unit_of_measurement }) =>
      device_class !== 'battery' || unit_of_measurement === '%',
    {
      error: 'the unit of a battery is %',
    },
  )
  .refine(
    ({ last_reset_value_template, state_class }) =>
      last_reset_value_template === undefined || state_class === 'total',
    { error: 'last_reset_value_template needs the state class total' },
  );

const binarySensor = z.strictObject({
  ...entity,
  platform: z.literal('binary_sensor'),
  device_class: z.enum(BINARY_SENSOR_CLASSES).nullable().optional(),
  entity_category: z.literal('diagnostic').optional(),
  expire_after: z.int().min(0).optional(),
  force_update: z.boolean().optional(),
  off_delay: z.int().min(0).optional(),
  payload_off: text.optional(),
  payload_on: text.optional(),
  state_topic: topic,
  value_template: template.optional(),
});

const button = z.strictObject({
  ...entity,
  platform: z.literal('button'),
  command_template: template.optional(),
  command_topic: topic,
  device_class: z.enum(['identify', 'restart', 'update']).nullable().optional(),
  entity_category: z.enum(['config', 'diagnostic']).optional(),
  payload_press: text.optional(),
  retain: z.boolean().optional(),
});

const component = z
  .discriminatedUnion('platform', [sensor, binarySensor, button])
  .refine((value) => isEntityIdOf(value.platform, value.default_entity_id), {
    error: 'default_entity_id is the platform, a point, and small letters, digits and _',
  })
  .refine(hasOneAvailability, { error: 'either availability or availability_topic' });

function isEntityIdOf(platform: string, id: string | undefined): boolean {
  if (id === undefined) return true;
  const [domain, name, ...more] = id.split('.');
  return domain === platform && more.length === 0 && /^[a-z0-9]+(_[a-z0-9]+)*$/.test(name ?? '');
}

function hasOneAvailability(value: { availability?: unknown; availability_topic?: unknown }) {
  return value.availability === undefined || value.availability_topic === undefined;
}

/** A device discovery message: what stands at its root is shared by all components. */
export const discoverySchema = z
  .strictObject({
    ...availability,
    device,
    origin,
    components: z
      .record(text, component)
      .refine((all) => Object.keys(all).length > 0, { error: 'at least one component' })
      .refine((all) => isDistinct(Object.values(all).map(({ unique_id }) => unique_id)), {
        error: 'unique ids are unique',
      }),
    state_topic: topic.optional(),
    command_topic: topic.optional(),
    qos: qos.optional(),
    encoding: z.string().optional(),
  })
  .refine(hasOneAvailability, { error: 'either availability or availability_topic' });

function isDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}
