/** What Home Assistant shows of a robot and of a pad. The keys stand in its database: add, but don't rename. */

import type { Phase } from '../../../src/roles/role.ts';
import type { Entity } from './entity.ts';
import {
  ALARM,
  field,
  onOff,
  PROBLEM,
  padOccupied,
  padQueueLength,
  padRobot,
  QUEUE_PLACE,
} from './templates.ts';

/** As a record, so that the compiler misses none: Home Assistant drops a state that is not in the list. */
const ROBOT_PHASES: Readonly<Record<Phase, true>> = {
  working: true,
  parked: true,
  requesting: true,
  waiting: true,
  approaching: true,
  charging: true,
  leaving: true,
  fault: true,
};
const PAD_PHASES = ['free', 'leased'] as const;

export function robotEntities(): readonly Entity[] {
  return [
    {
      platform: 'sensor',
      key: 'battery',
      name: 'Battery',
      deviceClass: 'battery',
      unit: '%',
      isMeasured: true,
      template: field('battery'),
    },
    {
      platform: 'binary_sensor',
      key: 'charging',
      name: 'Charging',
      deviceClass: 'battery_charging',
      template: onOff('charging'),
    },
    phase(Object.keys(ROBOT_PHASES), 'mdi:robot'),
    {
      platform: 'sensor',
      key: 'queue_place',
      name: 'Place in the queue',
      icon: 'mdi:human-queue',
      isMeasured: true,
      template: QUEUE_PLACE,
    },
    {
      platform: 'binary_sensor',
      key: 'held',
      name: 'Held',
      icon: 'mdi:hand-back-right',
      template: onOff('held'),
    },
    {
      platform: 'button',
      key: 'charge',
      name: 'Charge now',
      icon: 'mdi:battery-charging',
      verb: 'charge',
    },
    {
      platform: 'button',
      key: 'release',
      name: 'Leave the pad',
      icon: 'mdi:exit-run',
      verb: 'release',
    },
    {
      platform: 'button',
      key: 'hold',
      name: 'Hold',
      icon: 'mdi:pause',
      verb: 'hold',
      isSetting: true,
    },
    {
      platform: 'button',
      key: 'resume',
      name: 'Resume',
      icon: 'mdi:play',
      verb: 'resume',
      isSetting: true,
    },
    ...ofAll(),
  ];
}

/** Without a button that takes the pad from a robot: that asks for a reason, which a button cannot give. */
export function padEntities(id: string): readonly Entity[] {
  return [
    {
      platform: 'binary_sensor',
      key: 'occupied',
      name: 'Occupied',
      deviceClass: 'occupancy',
      template: padOccupied(id),
    },
    {
      platform: 'sensor',
      key: 'robot',
      name: 'Robot',
      icon: 'mdi:robot',
      template: padRobot(id),
    },
    {
      platform: 'sensor',
      key: 'queue_length',
      name: 'Queue',
      icon: 'mdi:human-queue',
      unit: 'robots',
      isMeasured: true,
      template: padQueueLength(id),
    },
    phase(PAD_PHASES, 'mdi:ev-station'),
    {
      platform: 'binary_sensor',
      key: 'power',
      name: 'Power',
      deviceClass: 'power',
      template: onOff('power'),
    },
    ...ofAll(),
  ];
}

function phase(options: readonly string[], icon: string): Entity {
  const template = field('phase');
  return {
    platform: 'sensor',
    key: 'phase',
    name: 'Phase',
    icon,
    deviceClass: 'enum',
    options,
    template,
  };
}

function ofAll(): readonly Entity[] {
  return [
    {
      platform: 'binary_sensor',
      key: 'problem',
      name: 'Problem',
      deviceClass: 'problem',
      isDiagnostic: true,
      template: PROBLEM,
    },
    {
      platform: 'sensor',
      key: 'alarm',
      name: 'Alarm',
      icon: 'mdi:alert',
      isDiagnostic: true,
      template: ALARM,
    },
    {
      platform: 'sensor',
      key: 'leader',
      name: 'Leader',
      icon: 'mdi:crown',
      isDiagnostic: true,
      template: field('leader'),
    },
    {
      platform: 'sensor',
      key: 'epoch',
      name: 'Epoch',
      icon: 'mdi:counter',
      isDiagnostic: true,
      template: field('epoch'),
    },
  ];
}
