/** Views of made-up swarms, the same for the same arguments: robots that work, wait and charge at pads of some zones. */
import type {
  HealthView,
  PadView,
  RobotView,
  SwarmView,
  WaitView,
  ZoneView,
} from '../../monitor/view/view.ts';

export interface FakeSwarmOptions {
  readonly robots: number;
  readonly pads?: number;
  readonly zones?: number;
  readonly swarm?: string;
  readonly nowMs?: number;
}

const NO_HEALTH: HealthView = {
  sent: null,
  heard: null,
  dropped: {},
  retries: null,
  roundTripMs: null,
  tokenAgeMs: {},
};

/** Robots r1, r2, ... and pads p1, p2, ..., dealt out to the zones in turn. */
export function fakeSwarm(options: FakeSwarmOptions): SwarmView {
  const { robots: count, swarm = 'orchard', nowMs = Date.now() } = options;
  const zoneCount = options.zones ?? 1;
  const padCount = Math.max(options.pads ?? 1, zoneCount);
  const names = ['east', 'west', 'north', 'south'];
  const zoneIds = Array.from({ length: zoneCount }, (_, i) => names[i] ?? `zone${i + 1}`);
  const pads: Record<string, PadView> = {};
  const robots: Record<string, RobotView> = {};

  for (let i = 0; i < count; i += 1) {
    const zone = zoneIds[i % zoneCount]!;
    robots[`r${i + 1}`] = fakeRobot(`r${i + 1}`, zone, i, nowMs);
  }
  for (let i = 0; i < padCount; i += 1) {
    const zone = zoneIds[i % zoneCount]!;
    const here = Object.values(robots).filter((robot) => robot.zone === zone);
    // Each pad of a zone has its own: one on it, some that wait.
    const share = here.filter(
      (_, index) => index % Math.ceil(padCount / zoneCount) === Math.floor(i / zoneCount),
    );
    const id = `p${i + 1}`;
    pads[id] = fakePad(id, zone, i, nowMs, share.slice(0, 5), robots);
  }
  const zones: Record<string, ZoneView> = {};
  const led = <T extends RobotView | PadView>(
    members: Record<string, T>,
    zone: string,
    leader: string,
  ) => {
    for (const [id, member] of Object.entries(members)) {
      if (member.zone === zone) members[id] = { ...member, leader };
    }
  };
  for (const id of zoneIds) {
    const here = Object.values(robots).filter((robot) => robot.zone === id);
    const members = here.length + Object.values(pads).filter((pad) => pad.zone === id).length;
    const leader = here.at(-1)?.id ?? null;
    if (leader !== null) {
      led(robots, id, leader);
      led(pads, id, leader);
    }
    zones[id] = {
      id,
      leader,
      epoch: 7,
      leaderSinceMs: nowMs - 3_600_000,
      online: members,
      members,
    };
  }
  return {
    schemaVersion: 1,
    swarm,
    atMs: nowMs,
    broker: { up: true, sinceMs: nowMs - 7_200_000, reason: null },
    zones,
    robots,
    pads,
    alarms: [],
    figures: {
      entries: 12,
      entriesInAll: 340,
      waitP50Ms: 95_000,
      waitP99Ms: 410_000,
      framesPerEntry: 9.4,
      radioShare: { beat: 0.4, request: 0.2, token: 0.15, hold: 0.25 },
      framesPerSecond: 6.2,
    },
    hub: {
      version: '0.1.0',
      startedAtMs: nowMs - 7_200_000,
      messages: 81_233,
      dropped: {},
      historyBytes: 18_400_000,
      historySinceMs: nowMs - 86_400_000,
    },
  };
}

export function fakeRobot(id: string, zone: string, index: number, nowMs: number): RobotView {
  return {
    ...memberOf(id, zone, nowMs, index),
    phase: 'working',
    phaseSinceMs: nowMs - 60_000 * ((index * 7) % 55) - 4000,
    battery: 36 + ((index * 37) % 60),
    place: 'away',
    charging: null,
    held: false,
    pad: null,
    wait: null,
    entries: (index * 3) % 11,
  };
}

function memberOf(id: string, zone: string, nowMs: number, index: number) {
  return {
    id,
    zone,
    online: true,
    onlineSinceMs: nowMs - 5_400_000,
    heardAtMs: nowMs - 400,
    stale: false,
    boot: 1 + (index % 3),
    standing: 'member',
    leader: null,
    epoch: 7,
    fault: null,
    alarm: null,
    via: null,
    health: {
      ...NO_HEALTH,
      sent: 1200 + index * 17,
      heard: 5300 + index * 29,
      dropped: { echo: 25 + index },
      retries: index % 5,
      roundTripMs: 38 + (index % 9),
      tokenAgeMs: { p1: 41_000 },
    },
    clock: { offsetMs: (index % 7) - 3, driftPpm: 4.2 },
  };
}

/** Puts the first of the robots on the pad, and the others into its queue. */
function fakePad(
  id: string,
  zone: string,
  index: number,
  nowMs: number,
  share: readonly RobotView[],
  robots: Record<string, RobotView>,
): PadView {
  const [on, ...waiting] = share;
  const sinceMs = nowMs - 140_000 - index * 31_000;
  if (on !== undefined) {
    robots[on.id] = {
      ...on,
      phase: 'charging',
      phaseSinceMs: sinceMs,
      battery: 61,
      place: 'docked',
      charging: true,
      pad: id,
    };
  }
  const queue = waiting.map((robot, place): WaitView => {
    const wait: WaitView = {
      robot: robot.id,
      pad: id,
      place: place + 1,
      sinceMs: nowMs - 200_000 + place * 43_000,
      urgency: Math.max(0, 2 - place),
      expectedMs: 180_000 * (place + 1),
    };
    robots[robot.id] = {
      ...robot,
      phase: 'waiting',
      phaseSinceMs: wait.sinceMs,
      battery: 12 + place * 6,
      wait,
    };
    return wait;
  });
  return {
    ...memberOf(id, zone, nowMs, index),
    guard: 'controller',
    phase: on === undefined ? 'free' : 'leased',
    power: on !== undefined,
    contact: on !== undefined,
    fence: [7, 12 + index],
    holder: on?.id ?? null,
    occupant: on === undefined ? null : { robot: on.id, sinceMs, fence: [7, 12 + index] },
    queue,
    entries: 120 + index,
  };
}
