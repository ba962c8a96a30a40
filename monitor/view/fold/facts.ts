/**
 * What the fold remembers of each member, pad and zone: one record each, changed in place as messages come, and shown
 * by show.ts. Times are the hub's, unless their name says `mono`, which is a member's own clock.
 */
import type { FrameCounts, MemberKind, PadOverheard } from '../told.ts';
import type { HealthView, OccupantView, WaitView } from '../view.ts';
import { ClockTrack } from './clock.ts';

export type FencePair = readonly [epoch: number, counter: number];

export interface MemberFacts {
  readonly kind: MemberKind;
  readonly id: string;
  /** It stands in the swarm file: it is never forgotten. */
  readonly expected: boolean;
  zone: string | null;
  online: boolean | null;
  onlineSinceMs: number | null;
  heardAtMs: number | null;
  /** The last live message of any sort. */
  signAtMs: number | null;
  stale: boolean;
  boot: number | null;
  standing: string | null;
  leader: string | null;
  epoch: number | null;
  /** Since when it says that it leads itself, in this epoch. */
  leadsSinceMs: number | null;
  fault: string | null;
  alarm: string | null;
  /** An alarm that it told as an event, and that its state has not shown. */
  cried: { readonly reason: string; readonly atMs: number } | null;
  /** Why it stopped in order, until it speaks again. */
  stopped: string | null;
  via: string | null;
  health: HealthView;
  frames: FrameCounts | null;
  /** What it heard lately: frames that fit its key, and others. */
  readonly hearing: { readonly atMs: number; readonly misfits: number; readonly taken: number }[];
  readonly clock: ClockTrack;
  pads: readonly PadOverheard[];
}

export interface RobotFacts extends MemberFacts {
  readonly kind: 'robots';
  phase: string | null;
  phaseSinceMs: number | null;
  /** When the robot entered its phase, by its own clock; an older state does not undo it. */
  phaseMono: number | null;
  battery: number | null;
  place: string | null;
  charging: boolean | null;
  held: boolean;
  stay: Stay | null;
  ask: Ask | null;
  wait: WaitView | null;
  entries: number;
}

/** A robot on a pad, by what it says. */
export interface Stay {
  readonly pad: string;
  readonly fence: FencePair | null;
  readonly sinceMs: number;
  /** Its own clock, when it first said so; null where that cannot be compared. */
  mono: number | null;
  /** It was seen to enter: this is how long it stays, and not only the rest of it. */
  readonly isWhole: boolean;
  /** Until when it believes that it may be there, on the hub's clock; null: it did not say. */
  untilMs: number | null;
  /** How long what it was granted last was to last; 0: it did not say. */
  leaseMs: number;
}

/** A robot that has asked for a pad. */
export interface Ask {
  readonly pad: string;
  readonly sinceMs: number;
  /** As in a stay. */
  mono: number | null;
  readonly urgency: number | null;
}

export interface PadFacts extends MemberFacts {
  readonly kind: 'pads';
  guard: 'controller' | 'robots' | null;
  phase: string | null;
  power: boolean | null;
  contact: boolean | null;
  token: TokenHeard | null;
  /** By acceptor: whom it has admitted. */
  readonly grants: Map<string, string | null>;
  /** The last admission that its controller has ended; what still comes of it was on its way. */
  released: FencePair | null;
  /** Robots that say that they are on it. */
  readonly guests: Set<string>;
  /** Robots that have asked for it. */
  readonly askers: Set<string>;
  occupant: OccupantView | null;
  queue: readonly WaitView[];
  /** How long the last stays took, the oldest first. */
  readonly staysMs: number[];
  /** Since when robots wait and nobody is on it; null while it is not so. */
  stalledSinceMs: number | null;
  /** Two robots have believed since then that they may be on it. */
  overlapSinceMs: number | null;
  /** The last time that this had lasted for too long, and who they were. */
  crowded: { readonly atMs: number; readonly robots: readonly string[] } | null;
  entries: number;
}

/** The newest that anybody has told of a pad's token. */
export interface TokenHeard {
  readonly fence: FencePair;
  readonly holder: string | null;
  readonly queue: readonly string[];
  readonly reporter: string;
  /** When this fence was first heard of. */
  readonly sinceMs: number;
}

export interface ZoneFacts {
  readonly id: string;
  readonly members: Set<MemberFacts>;
  leader: string | null;
  epoch: number;
  leaderSinceMs: number | null;
  online: number;
}

const NO_HEALTH: HealthView = {
  sent: null,
  heard: null,
  dropped: {},
  retries: null,
  roundTripMs: null,
  tokenAgeMs: {},
};

function newMember<Kind extends MemberKind>(kind: Kind, id: string, expected: boolean) {
  return {
    kind,
    id,
    expected,
    zone: null,
    online: null,
    onlineSinceMs: null,
    heardAtMs: null,
    signAtMs: null,
    stale: false,
    boot: null,
    standing: null,
    leader: null,
    epoch: null,
    leadsSinceMs: null,
    fault: null,
    alarm: null,
    cried: null,
    stopped: null,
    via: null,
    health: NO_HEALTH,
    frames: null,
    hearing: [],
    clock: new ClockTrack(),
    pads: [],
  };
}

export function newRobot(id: string, expected: boolean): RobotFacts {
  return {
    ...newMember('robots', id, expected),
    phase: null,
    phaseSinceMs: null,
    phaseMono: null,
    battery: null,
    place: null,
    charging: null,
    held: false,
    stay: null,
    ask: null,
    wait: null,
    entries: 0,
  };
}

export function newPad(id: string, expected: boolean): PadFacts {
  return {
    ...newMember('pads', id, expected),
    guard: null,
    phase: null,
    power: null,
    contact: null,
    token: null,
    grants: new Map(),
    released: null,
    guests: new Set(),
    askers: new Set(),
    occupant: null,
    queue: [],
    staysMs: [],
    stalledSinceMs: null,
    overlapSinceMs: null,
    crowded: null,
    entries: 0,
  };
}

export function newZone(id: string): ZoneFacts {
  return { id, members: new Set(), leader: null, epoch: 0, leaderSinceMs: null, online: 0 };
}

/** Positive: `one` is the higher fence. */
export function compareFences(one: FencePair, other: FencePair): number {
  return one[0] - other[0] || one[1] - other[1];
}

/** What it tells is of now: it is not known to be off, and its state is no kept one. */
export function isLive(member: MemberFacts): boolean {
  return member.online !== false && !member.stale && member.signAtMs !== null;
}
