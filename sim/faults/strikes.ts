/**
 * What each kind of fault does when a storm lets it strike: whom it hits, how hard and for how long.
 *
 * Times are in beats of the timing profile, so that a storm on a slow radio is as bad as one on a fast
 * network. All of it comes down to acts of the hand.
 */
import { majority } from '../../src/protocol/roster.ts';
import { CALM, type Weather } from '../air/weather.ts';
import type { FaultName } from '../scenario/faults.ts';
import type { TimedHappening } from '../scenario/happening.ts';
import { LIMITS } from '../scenario/scenario.ts';
import type { Chance } from '../world/chance.ts';
import type { Host } from '../world/host.ts';
import type { Hand } from './hand.ts';

export interface Scene {
  readonly hand: Hand;
  readonly chance: Chance;
  readonly beatMs: number;
}

type Act = TimedHappening extends infer One
  ? One extends unknown
    ? Omit<One, 'atMs'>
    : never
  : never;

export const STRIKES: Readonly<Record<FaultName, (scene: Scene) => void>> = {
  crash: (scene) =>
    act(scene, {
      do: 'crash',
      member: some(scene).name,
      forMs: beats(scene, 0.03, 17),
      torn: false,
    }),
  'power-loss': (scene) => powerLoss(scene),
  'lost-disk': (scene) => {
    const host = some(scene);
    if (mayLoseDisk(scene, host))
      act(scene, { do: 'lose-disk', member: host.name, forMs: beats(scene, 0.03, 10) });
  },
  freeze: (scene) =>
    act(scene, { do: 'freeze', member: some(scene).name, forMs: beats(scene, 0.06, 20) }),
  partition: (scene) =>
    act(scene, { do: 'partition', side: side(scene), forMs: beats(scene, 0.6, 27) }),
  'one-way': (scene) =>
    act(scene, {
      do: scene.chance.happens(0.5) ? 'deafen' : 'mute',
      member: some(scene).name,
      forMs: beats(scene, 0.6, 20),
    }),
  flapping: (scene) => {
    const parted = side(scene);
    const times = 2 + scene.chance.below(6);
    let fromNow = 0;
    for (let time = 0; time < times; time += 1) {
      const forMs = beats(scene, 0.1, 3);
      later(scene, fromNow, { do: 'partition', side: parted, forMs });
      fromNow += forMs + beats(scene, 0.1, 3);
    }
  },
  loss: (scene) => weather(scene, { loss: scene.chance.between(0, 0.35) }),
  burst: (scene) =>
    weather(scene, {
      burst: {
        begin: scene.chance.between(0.005, 0.05),
        end: scene.chance.between(0.05, 0.3),
        loss: scene.chance.between(0.7, 1),
      },
    }),
  corruption: (scene) =>
    weather(scene, {
      flips: scene.chance.between(0, 0.1),
      cuts: scene.chance.between(0, 0.05),
      merges: scene.chance.between(0, 0.05),
    }),
  duplication: (scene) => weather(scene, { duplication: scene.chance.between(0, 0.3) }),
  delay: (scene) =>
    weather(scene, { late: scene.chance.between(0, 0.15), lateMs: beats(scene, 0.2, 10) }),
  replay: (scene) => replay(scene),
  drift: (scene) => {
    const bound = scene.hand.swarm.options.drift;
    act(scene, {
      do: 'drift',
      member: some(scene).name,
      rate: scene.chance.between(-bound, bound),
    });
  },
  'clock-step': (scene) => clockStep(scene),
  'duty-cycle': (scene) => act(scene, { do: 'exhaust', member: some(scene).name }),
  'restart-storm': (scene) => restartStorm(scene),
  'slow-member': (scene) =>
    act(scene, {
      do: 'slow',
      member: some(scene).name,
      byMs: beats(scene, 0.02, 0.8),
      forMs: beats(scene, 1, 30),
    }),
  'missed-dock': (scene) =>
    act(scene, { do: 'miss-dock', robot: scene.chance.pick(scene.hand.swarm.robots).name }),
  'dead-on-pad': (scene) => {
    const docked = scene.hand.swarm.robots.filter((host) => host.body?.onPad != null && host.alive);
    if (docked.length > 0) act(scene, { do: 'die-on-pad', robot: scene.chance.pick(docked).name });
  },
  ambush: (scene) => ambush(scene),
  'pad-fault': (scene) => {
    const pads = scene.hand.swarm.hosts.filter((host) => !host.isRobot);
    // A pad that the robots guard is bare contacts.
    if (pads.length > 0)
      act(scene, {
        do: 'break-pad',
        member: scene.chance.pick(pads).name,
        forMs: beats(scene, 1, 60),
      });
  },
  'sensor-loss': (scene) =>
    act(scene, {
      do: 'lose-gauge',
      member: scene.chance.pick(scene.hand.swarm.robots).name,
      forMs: beats(scene, 1, 60),
    }),
  'release-pad': (scene) => {
    const pads = scene.hand.swarm.options.pads;
    act(scene, { do: 'release-pad', pad: `p${scene.chance.below(pads) + 1}` });
  },
  'majority-down': (scene) => {
    const { robots } = scene.hand.swarm;
    const forMs = beats(scene, 3, 30);
    for (const host of shuffled(scene, robots).slice(0, majority(robots.length)))
      act(scene, { do: 'crash', member: host.name, forMs, torn: false });
  },
  'drift-beyond': (scene) => {
    const bound = scene.hand.swarm.options.drift;
    const most = Math.min(LIMITS.drift, 20 * bound + 0.1);
    const rate = scene.chance.between(bound, most) * (scene.chance.happens(0.5) ? 1 : -1);
    act(scene, { do: 'drift', member: some(scene).name, rate });
  },
};

/** A write is hit within this time of its beginning. */
const WRITE_MS = 1;

function act(scene: Scene, what: Act): void {
  const { hand } = scene;
  hand.act({ ...what, atMs: hand.swarm.schedule.nowMs } as TimedHappening);
}

function later(scene: Scene, afterMs: number, what: Act): void {
  const { hand } = scene;
  const { heals } = hand;
  // What a storm still had in mind is forgotten when it is over.
  hand.swarm.schedule.after(afterMs, () => {
    if (heals === hand.heals) act(scene, what);
  });
}

function some({ hand, chance }: Scene): Host {
  return chance.pick(hand.swarm.hosts);
}

function side({ hand, chance }: Scene): string[] {
  return hand.swarm.hosts.filter(() => chance.happens(0.5)).map((host) => host.name);
}

function beats({ chance, beatMs }: Scene, low: number, high: number): number {
  return chance.between(low, high) * beatMs;
}

function shuffled({ chance }: Scene, hosts: readonly Host[]): Host[] {
  return hosts
    .map((host) => ({ host, place: chance.uint32() }))
    .sort((a, b) => a.place - b.place)
    .map(({ host }) => host);
}

/** One kind of weather comes on top of what there is, or it clears up. */
function weather(scene: Scene, change: Partial<Weather>): void {
  const clears = scene.chance.happens(0.3);
  const base = clears ? CALM : scene.hand.swarm.air.weather;
  act(scene, { do: 'weather', weather: { ...base, ...change }, forMs: null });
}

/** A majority of the robots keeps its disks; a controller may lose its own at any time. */
function mayLoseDisk({ hand }: Scene, host: Host): boolean {
  const { robots } = hand.swarm;
  if (!host.isRobot || host.disk.lost) return true;
  const fit = robots.filter((robot) => !robot.disk.lost && !robot.dead).length;
  return fit > majority(robots.length);
}

/** Waits for a write, and cuts the power in the middle of it. */
function powerLoss(scene: Scene): void {
  const { hand, chance, beatMs } = scene;
  const host = some(scene);
  const forMs = beats(scene, 0.03, 10);
  const torn = chance.happens(0.3);
  const { heals } = hand;
  const untilMs = hand.swarm.schedule.nowMs + 20 * beatMs;
  // A moment of its own: at the very same one a script could not say what comes first.
  const laterMs = chance.between(0, WRITE_MS);
  host.disk.onWrite = () =>
    hand.swarm.schedule.after(laterMs, () => {
      if (!host.alive || hand.swarm.schedule.nowMs > untilMs || heals !== hand.heals) return;
      act(scene, {
        do: 'crash',
        member: host.name,
        forMs,
        torn: torn && mayLoseDisk(scene, host),
      });
    });
}

/** Old frames, new ones, or one of them many times. */
function replay(scene: Scene): void {
  const { hand, chance } = scene;
  const names = hand.recorder?.names() ?? [];
  if (names.length === 0) return;
  const few = 1 + chance.below(30);
  for (let time = 0; time < few; time += 1) {
    const frame = chance.pick(names);
    later(scene, beats(scene, 0, 3), {
      do: 'replay',
      from: frame.slice(0, frame.indexOf('/')),
      to: 'all',
      frame,
      count: 1,
    });
  }
}

/** Ahead, and only where no lease is granted by that clock: any other step breaks the drift bound. */
function clockStep(scene: Scene): void {
  const { hand, chance } = scene;
  if (hand.swarm.options.guard !== 'controller') return;
  const host = chance.pick(hand.swarm.robots);
  act(scene, { do: 'step', member: host.name, byMs: beats(scene, 0.1, 30) });
}

function restartStorm(scene: Scene): void {
  const { hand, chance } = scene;
  const some = shuffled(scene, hand.swarm.hosts).slice(
    0,
    1 + chance.below(hand.swarm.hosts.length),
  );
  for (const host of some) {
    let fromNow = 0;
    for (let time = 1 + chance.below(5); time > 0; time -= 1) {
      const forMs = beats(scene, 0.01, 1);
      later(scene, fromNow, { do: 'crash', member: host.name, forMs, torn: false });
      fromNow += forMs + beats(scene, 0.01, 4);
    }
  }
}

/**
 * The worst moment for leases: whoever is on the pad is cut off, and all who admitted it may forget it, in
 * a restart that takes no time. The others will mint, and ask for the pad, while it still charges.
 */
function ambush(scene: Scene): void {
  const { hand, chance } = scene;
  const { swarm } = hand;
  const inside = swarm.robots.find((host) => host.alive && host.body?.onPad != null);
  if (!inside) return;
  act(scene, { do: 'partition', side: [inside.name], forMs: beats(scene, 3, 13) });
  // Or they don't restart, and the lease alone stands between it and the next robot.
  if (chance.happens(0.5)) return;
  for (const host of swarm.hosts)
    if (host !== inside && host.alive && (!host.isRobot || swarm.options.guard === 'robots'))
      act(scene, { do: 'crash', member: host.name, forMs: beats(scene, 0.003, 0.2), torn: false });
}
