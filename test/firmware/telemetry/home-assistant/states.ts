/** States as members publish them (docs/operating.md, "Telemetry"), for what Home Assistant makes of them. */

import { announced, type Kind } from './announced.ts';

interface Case {
  readonly name: string;
  readonly kind: Kind;
  readonly state: object;
  /** What each entity is to be shown as: the text that Home Assistant gets, of which `None` is unknown. */
  readonly shown: Readonly<Record<string, string>>;
}

const ROBOT = {
  v: 1,
  id: 'r1',
  phase: 'charging',
  battery: 54,
  place: 'docked',
  charging: true,
  fault: null,
  alarm: null,
  held: false,
  boot: 1,
  standing: 'member',
  leader: 'r2',
  epoch: 2,
  pads: [
    { pad: 'p1', fence: [2, 3], holder: 'r1', queue: ['r3', 'r2'], occupied: true },
    { pad: 'p2', fence: [2, 1], holder: null, queue: [], occupied: false },
  ],
  frames: { sent: {}, heard: {}, dropped: {} },
};

const PAD = {
  v: 1,
  id: 'p1',
  phase: 'leased',
  power: true,
  contact: null,
  fault: null,
  alarm: null,
  boot: 1,
  standing: 'member',
  leader: 'r2',
  epoch: 2,
  pads: [
    { pad: 'p2', fence: [2, 3], holder: 'r4', queue: ['r5'], occupied: false, lease: null },
    { pad: 'p1', fence: [2, 3], holder: 'r1', queue: ['r3', 'r2'], occupied: true, lease: 'r1' },
  ],
  frames: { sent: {}, heard: {}, dropped: {} },
};

const CALM = { problem: 'OFF', alarm: 'none', leader: 'r2', epoch: '2' };

export const CASES: readonly Case[] = [
  {
    name: 'a robot that charges',
    kind: 'robots',
    state: ROBOT,
    shown: {
      battery: '54',
      charging: 'ON',
      phase: 'charging',
      queue_place: 'None',
      held: 'OFF',
      ...CALM,
    },
  },
  {
    name: 'a robot that waits, with an alarm, and holds',
    kind: 'robots',
    state: {
      ...ROBOT,
      id: 'r2',
      phase: 'waiting',
      charging: false,
      held: true,
      alarm: 'low battery',
    },
    shown: {
      battery: '54',
      charging: 'OFF',
      phase: 'waiting',
      queue_place: '2',
      held: 'ON',
      ...CALM,
      problem: 'ON',
      alarm: 'low battery',
    },
  },
  {
    name: 'a robot that knows little',
    kind: 'robots',
    state: {
      ...ROBOT,
      phase: 'fault',
      battery: null,
      charging: null,
      fault: 'motor stalled',
      leader: null,
      epoch: 0,
      pads: [],
    },
    shown: {
      battery: 'None',
      charging: 'None',
      phase: 'fault',
      queue_place: 'None',
      held: 'OFF',
      problem: 'ON',
      alarm: 'motor stalled',
      leader: 'None',
      epoch: '0',
    },
  },
  {
    name: 'a robot of a version that tells nothing of this',
    kind: 'robots',
    state: { v: 1, id: 'r1' },
    shown: {
      battery: 'None',
      charging: 'None',
      phase: 'None',
      queue_place: 'None',
      held: 'None',
      problem: 'OFF',
      alarm: 'none',
      leader: 'None',
      epoch: 'None',
    },
  },
  {
    name: 'a pad with a robot on it',
    kind: 'pads',
    state: PAD,
    shown: {
      occupied: 'ON',
      robot: 'r1',
      queue_length: '2',
      phase: 'leased',
      power: 'ON',
      ...CALM,
    },
  },
  {
    name: 'a free pad that is not safe to use',
    kind: 'pads',
    state: {
      ...PAD,
      phase: 'free',
      power: false,
      fault: 'relay welded',
      pads: [{ pad: 'p1', fence: [2, 4], holder: null, queue: [], occupied: false, lease: null }],
    },
    shown: {
      occupied: 'OFF',
      robot: 'none',
      queue_length: '0',
      phase: 'free',
      power: 'OFF',
      ...CALM,
      problem: 'ON',
      alarm: 'relay welded',
    },
  },
  {
    name: 'a pad that tells nothing of itself',
    kind: 'pads',
    state: { v: 1, id: 'p1', phase: 'free', power: null, leader: null, epoch: 0, pads: [] },
    shown: {
      occupied: 'None',
      robot: 'none',
      queue_length: 'None',
      phase: 'free',
      power: 'None',
      problem: 'OFF',
      alarm: 'none',
      leader: 'None',
      epoch: '0',
    },
  },
];

/** A state, and the templates of all entities that are made of it. */
export interface Rendering {
  readonly name: string;
  readonly state: object;
  readonly templates: Readonly<Record<string, string>>;
}

export function renderings(): Rendering[] {
  return CASES.map(({ name, kind, state }) => {
    const components = Object.entries(announced(kind, MEMBERS[kind]).payload.components);
    const templates = components.flatMap(([key, { value_template: template }]) =>
      typeof template === 'string' ? [[key, template]] : [],
    );
    return { name, state, templates: Object.fromEntries(templates) };
  });
}

const MEMBERS = { robots: 'r1', pads: 'p1' } as const;

/** For render.py. */
if (import.meta.main) process.stdout.write(`${JSON.stringify(renderings())}\n`);
