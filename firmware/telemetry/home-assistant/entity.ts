/**
 * An entity of Home Assistant as Roost describes it, and as Home Assistant wants to read it: a component of a device
 * discovery message (home-assistant.io, MQTT integration: "Device discovery payload", sensor, binary_sensor, button).
 */

import type { Verb } from '../command.ts';
import { availabilityTopic, commandTopic, stateTopic } from '../topics.ts';

export interface AnnouncedMember {
  readonly swarm: string;
  readonly kind: 'robots' | 'pads';
  readonly id: string;
}

interface Shown {
  /** Stands in ids: never change it. */
  readonly key: string;
  /** What people read; Home Assistant puts the name of the device before it. */
  readonly name: string;
  readonly icon?: string;
  /** About the swarm's inner life rather than about what the device does. */
  readonly isDiagnostic?: boolean;
}

export interface SensorEntity extends Shown {
  readonly platform: 'sensor';
  readonly template: string;
  readonly deviceClass?: 'battery' | 'enum';
  /** All that it may be, of an enum. */
  readonly options?: readonly string[];
  readonly unit?: string;
  /** A number at this moment, of which a history is kept. */
  readonly isMeasured?: boolean;
}

export interface BinarySensorEntity extends Shown {
  readonly platform: 'binary_sensor';
  readonly template: string;
  readonly deviceClass?: 'battery_charging' | 'occupancy' | 'power' | 'problem';
}

export interface ButtonEntity extends Shown {
  readonly platform: 'button';
  readonly verb: Verb;
  /** Rather a setting of the device than its main use. */
  readonly isSetting?: boolean;
}

export type Entity = SensorEntity | BinarySensorEntity | ButtonEntity;

/** One entry of `components`. */
export type Component = Readonly<Record<string, unknown>>;

/** The same in all of Home Assistant, and for ever: with it go the user's own names and the history. */
export function uniqueId({ swarm, id }: AnnouncedMember, key?: string): string {
  return ['roost', swarm, id, ...(key === undefined ? [] : [key])].join('_');
}

export function componentOf(member: AnnouncedMember, entity: Entity): Component {
  const { platform, key, name, icon } = entity;
  const common = {
    platform,
    unique_id: uniqueId(member, key),
    // Asked for as an id that reads well; Home Assistant numbers it when it is taken.
    default_entity_id: `${platform}.${slug([member.swarm, member.id, key].join('_'))}`,
    name,
    ...(icon === undefined ? {} : { icon }),
    ...categoryOf(entity),
    availability: [
      {
        topic: availabilityTopic(member),
        payload_available: 'online',
        payload_not_available: 'offline',
      },
    ],
    availability_mode: 'latest',
  };
  switch (entity.platform) {
    case 'sensor':
      return { ...common, ...sensorPart(entity), state_topic: stateTopic(member) };
    case 'binary_sensor':
      return {
        ...common,
        ...(entity.deviceClass === undefined ? {} : { device_class: entity.deviceClass }),
        state_topic: stateTopic(member),
        value_template: entity.template,
        payload_on: 'ON',
        payload_off: 'OFF',
      };
    case 'button':
      return {
        ...common,
        command_topic: commandTopic(member, entity.verb),
        payload_press: PRESSED,
        qos: 1,
        // A retained command would be obeyed anew after each break; members refuse it.
        retain: false,
      };
  }
}

/** The payload of a command (command.ts). Who pressed the button is not told to a template. */
const PRESSED = JSON.stringify({ by: 'Home Assistant' });

function sensorPart({ deviceClass, options, unit, isMeasured, template }: SensorEntity): object {
  return {
    ...(deviceClass === undefined ? {} : { device_class: deviceClass }),
    ...(options === undefined ? {} : { options }),
    ...(unit === undefined ? {} : { unit_of_measurement: unit }),
    ...(isMeasured ? { state_class: 'measurement', suggested_display_precision: 0 } : {}),
    value_template: template,
  };
}

function categoryOf(entity: Entity): object {
  if (entity.isDiagnostic) return { entity_category: 'diagnostic' };
  if (entity.platform === 'button' && entity.isSetting) return { entity_category: 'config' };
  return {};
}

/** As entity ids have to be: small letters, digits, and single _ between them. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_/, '');
}
