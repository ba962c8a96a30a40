/** Views of swarms for tests: calm unless a test says otherwise. */
import type {
  AlarmView,
  MemberView,
  PadView,
  RobotView,
  SwarmView,
  ZoneView,
} from '../../../monitor/view/view.ts';

export const NOW_MS = Date.UTC(2026, 10, 21, 12, 0, 0);

function member(id: string): MemberView {
  return {
    id,
    zone: 'main',
    online: true,
    onlineSinceMs: NOW_MS - 3_600_000,
    heardAtMs: NOW_MS - 1000,
    stale: false,
    boot: 1,
    standing: 'member',
    leader: 'r3',
    epoch: 7,
    fault: null,
    alarm: null,
    via: null,
    health: {
      sent: 10,
      heard: 20,
      dropped: {},
      retries: 0,
      roundTripMs: 3,
      tokenAgeMs: {},
    },
    clock: null,
  };
}

export function robot(id: string, change: Partial<RobotView> = {}): RobotView {
  return {
    ...member(id),
    phase: 'working',
    phaseSinceMs: NOW_MS - 60_000,
    battery: 80,
    place: 'away',
    charging: null,
    held: false,
    pad: null,
    wait: null,
    entries: 2,
    ...change,
  };
}

export function pad(id: string, change: Partial<PadView> = {}): PadView {
  return {
    ...member(id),
    guard: 'controller',
    phase: 'free',
    power: false,
    contact: null,
    fence: [7, 12],
    holder: 'r1',
    occupant: null,
    queue: [],
    entries: 9,
    ...change,
  };
}

export interface ViewChange {
  readonly robots?: readonly RobotView[];
  readonly pads?: readonly PadView[];
  readonly zones?: readonly ZoneView[];
  readonly alarms?: readonly AlarmView[];
  readonly broker?: SwarmView['broker'];
}

export function view(change: ViewChange = {}): SwarmView {
  const robots = change.robots ?? [robot('r1'), robot('r2'), robot('r3')];
  const pads = change.pads ?? [pad('p1')];
  const members = robots.length + pads.length;
  const zone: ZoneView = {
    id: 'main',
    leader: 'r3',
    epoch: 7,
    leaderSinceMs: NOW_MS - 600_000,
    online: members,
    members,
  };
  const byId = <One extends { readonly id: string }>(all: readonly One[]) =>
    Object.fromEntries(all.map((one) => [one.id, one]));
  return {
    schemaVersion: 1,
    swarm: 'orchard',
    atMs: NOW_MS,
    broker: change.broker ?? { up: true, sinceMs: NOW_MS - 5000, reason: null },
    zones: byId(change.zones ?? [zone]),
    robots: byId(robots),
    pads: byId(pads),
    alarms: change.alarms ?? [],
    figures: {
      entries: 9,
      entriesInAll: 9,
      waitP50Ms: 4000,
      waitP99Ms: 9000,
      framesPerEntry: 6,
      radioShare: {},
      framesPerSecond: 2,
    },
    hub: {
      version: '0',
      startedAtMs: NOW_MS - 5000,
      messages: 1,
      dropped: {},
      historyBytes: null,
      historySinceMs: null,
    },
  };
}
