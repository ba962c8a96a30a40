/**
 * Folds what members tell into one view of the swarm.
 *
 * Messages change records at once (fold/take-*.ts). What follows from several of them, and what passing time brings,
 * is worked out when somebody asks: `changes` looks only at what was touched, so its cost goes with the traffic and
 * not with the size of the swarm.
 */
import { AlarmBoard } from './fold/alarm-board.ts';
import { conditionsOf } from './fold/conditions.ts';
import { Figures } from './fold/figures.ts';
import { HostileInput } from './fold/hostile-input.ts';
import { Roll } from './fold/roll.ts';
import { settle } from './fold/settle.ts';
import { showPad, showRobot, showZone } from './fold/show.ts';
import { lookForCrowd } from './fold/stays.ts';
import { takeEvent } from './fold/take-event.ts';
import { takeAvailability, takeState } from './fold/take-state.ts';
import type { MemberKind, Told } from './told.ts';
import type { AlarmView, BrokerView, FiguresView, HubView, SwarmView } from './view.ts';
import type { Delta, HistoryFrame } from './wire.ts';

/** A member of the swarm file. */
export interface ExpectedMember {
  readonly kind: MemberKind;
  readonly id: string;
  readonly zone: string;
  /** Of pads. A pad that robots guard has no process of its own. */
  readonly guard?: 'controller' | 'robots';
}

export interface FoldOptions {
  readonly swarm: string;
  /** Of Roost. */
  readonly version: string;
  readonly startedAtMs: number;
  readonly expected: readonly ExpectedMember[];
  /** Percent; a robot below it that waits is an alarm. */
  readonly criticalBelow: number;
  /** A member that tells nothing for so long has gone silent; states come every 30 s at least. */
  readonly silentAfterMs: number;
  /** So long a token may rest while somebody waits and nobody is on the pad. */
  readonly tokenBoundMs: number;
  /** A clock that is off by more than these parts in a million endangers the leases. */
  readonly driftBoundPpm: number;
  /** So long a zone may be without a leader: an election takes its time. 10 s without it. */
  readonly leaderGraceMs?: number;
}

type Changes = Omit<Delta, 'type' | 'seq'>;

/** Alarms, figures and expected waits are looked at so often, however often `tick` is called. */
const LOOK_MS = 250;
const REFRESH_MS = 1000;
const LEADER_GRACE_MS = 10_000;

export class SwarmFold {
  private readonly options: FoldOptions;
  private readonly roll = new Roll();
  private readonly figures: Figures;
  private readonly board = new AlarmBoard();
  private readonly hostile = new HostileInput();
  private nowMs: number;
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private refreshedAtMs = Number.NEGATIVE_INFINITY;
  private broker: BrokerView;
  private hub: HubView;
  private shownFigures: FiguresView;
  private alarms: readonly AlarmView[] = [];
  private readonly robotViews = new Map<string, SwarmView['robots'][string]>();
  private readonly padViews = new Map<string, SwarmView['pads'][string]>();
  private readonly zoneViews = new Map<string, SwarmView['zones'][string]>();
  /** Of the parts that are told as a whole. */
  private readonly changed = new Set<'broker' | 'alarms' | 'figures' | 'hub'>();
  /** Records that were worked out anew by `view`, and that `changes` has yet to tell. */
  private readonly untold = {
    robots: new Set<string>(),
    pads: new Set<string>(),
    zones: new Set<string>(),
  };

  constructor(options: FoldOptions) {
    const { expected, startedAtMs, version } = options;
    this.options = options;
    this.nowMs = startedAtMs;
    this.figures = new Figures(startedAtMs);
    this.shownFigures = this.figures.view(startedAtMs);
    this.broker = { up: false, sinceMs: startedAtMs, reason: null };
    this.hub = {
      version,
      startedAtMs,
      messages: 0,
      dropped: {},
      historyBytes: null,
      historySinceMs: null,
    };
    for (const { kind, id, zone, guard } of expected) {
      const member = kind === 'robots' ? this.roll.robot(id, true) : this.roll.pad(id, true);
      if (!member) continue;
      if (member.kind === 'pads') member.guard = guard ?? 'controller';
      this.roll.moveTo(member, zone);
    }
  }

  take(told: Told, atMs: number): void {
    this.advance(atMs);
    const { roll, figures } = this;
    if (told.what === 'cleared') {
      this.takeCleared(told);
      return;
    }
    const member = told.kind === 'robots' ? roll.robot(told.id) : roll.pad(told.id);
    if (!member) return;
    if (member.kind === 'pads' && member.guard === null) member.guard = 'controller';
    switch (told.what) {
      case 'availability':
        takeAvailability(roll, member, told, this.nowMs);
        break;
      case 'state': {
        const growth = takeState(roll, member, told, this.nowMs);
        if (growth) figures.noteGrowth(growth, this.nowMs);
        break;
      }
      case 'event': {
        const entry = takeEvent(roll, member, told.event, this.nowMs);
        if (entry) figures.noteEntry(entry, this.nowMs);
        break;
      }
    }
  }

  /** A frame that the hub itself has heard. */
  takeFrame({ kind, bytes, atMs }: HistoryFrame): void {
    this.advance(atMs);
    this.figures.noteFrame(kind, bytes, this.nowMs);
  }

  setBroker(up: boolean, reason: string | null, atMs: number): void {
    this.advance(atMs);
    if (this.broker.up === up && this.broker.reason === reason) return;
    const sinceMs = this.broker.up === up ? this.broker.sinceMs : this.nowMs;
    this.broker = { up, sinceMs, reason };
    this.changed.add('broker');
    this.look();
  }

  setHub(hub: Partial<HubView>): void {
    this.hub = { ...this.hub, ...hub };
    this.hostile.note(this.hub.dropped, this.nowMs);
    this.changed.add('hub');
  }

  /** Time passes. A few times a second is enough. */
  tick(atMs: number): void {
    this.advance(atMs);
    if (this.nowMs - this.lookedAtMs >= LOOK_MS) this.look();
  }

  /** All of it, as of the last message or tick. */
  view(): SwarmView {
    this.refresh();
    return {
      schemaVersion: 1,
      swarm: this.options.swarm,
      atMs: this.nowMs,
      broker: this.broker,
      zones: Object.fromEntries(this.zoneViews),
      robots: Object.fromEntries(this.robotViews),
      pads: Object.fromEntries(this.padViews),
      alarms: this.alarms,
      figures: this.shownFigures,
      hub: this.hub,
    };
  }

  /** What has changed since the last call, or null for nothing. */
  changes(): Changes | null {
    this.refresh();
    const { untold, changed } = this;
    const changes: { -readonly [Key in keyof Changes]: Changes[Key] } = { atMs: this.nowMs };
    if (untold.zones.size > 0) changes.zones = picked(untold.zones, this.zoneViews);
    if (untold.robots.size > 0) changes.robots = picked(untold.robots, this.robotViews);
    if (untold.pads.size > 0) changes.pads = picked(untold.pads, this.padViews);
    if (changed.has('broker')) changes.broker = this.broker;
    if (changed.has('alarms')) changes.alarms = this.alarms;
    if (changed.has('figures')) changes.figures = this.shownFigures;
    if (changed.has('hub')) changes.hub = this.hub;
    for (const set of [untold.zones, untold.robots, untold.pads, changed]) set.clear();
    return Object.keys(changes).length > 1 ? changes : null;
  }

  /** A clock that was set back stands still here. */
  private advance(atMs: number): void {
    if (atMs > this.nowMs) this.nowMs = atMs;
  }

  private takeCleared({ kind, id }: Told & { what: 'cleared' }): void {
    const member = this.roll.find(kind, id);
    if (!member) return;
    if (!member.expected) this.roll.forget(member);
    else if (member.online !== null) {
      member.online = null;
      member.onlineSinceMs = null;
      member.stale = true;
      this.roll.touch(member);
      this.roll.unsettleZoneOf(member);
    }
  }

  /** Alarms, and now and then what changes only by time. */
  private look(): void {
    const { roll, nowMs } = this;
    this.lookedAtMs = nowMs;
    for (const pad of roll.pads.values()) {
      if (pad.guests.size > 1) lookForCrowd(roll, pad, nowMs);
      if (pad.guests.size > 0 || pad.occupant) roll.unsettledPads.add(pad);
    }
    if (nowMs - this.refreshedAtMs >= REFRESH_MS) {
      this.refreshedAtMs = nowMs;
      for (const pad of roll.pads.values()) if (pad.queue.length > 0) roll.unsettledPads.add(pad);
      this.lookAtFigures();
    }
    settle(roll, nowMs);
    const { broker, hostile, options } = this;
    const thrownAway = hostile.lately(nowMs);
    const leaderGraceMs = options.leaderGraceMs ?? LEADER_GRACE_MS;
    const situation = { ...options, roll, broker, thrownAway, leaderGraceMs, nowMs };
    if (this.board.look(conditionsOf(situation), nowMs, !broker.up)) {
      this.alarms = this.board.alarms();
      this.changed.add('alarms');
    }
  }

  private lookAtFigures(): void {
    const figures = this.figures.view(this.nowMs);
    if (JSON.stringify(figures) === JSON.stringify(this.shownFigures)) return;
    this.shownFigures = figures;
    this.changed.add('figures');
  }

  private refresh(): void {
    const { roll, untold } = this;
    settle(roll, this.nowMs);
    const { robots, pads, zones } = roll.touched;
    renew(robots, untold.robots, this.robotViews, (id) => roll.robots.get(id), showRobot);
    renew(pads, untold.pads, this.padViews, (id) => roll.pads.get(id), showPad);
    renew(zones, untold.zones, this.zoneViews, (id) => roll.zones.get(id), showZone);
  }
}

function renew<Facts, View>(
  touched: Set<string>,
  untold: Set<string>,
  views: Map<string, View>,
  find: (id: string) => Facts | undefined,
  show: (facts: Facts) => View,
): void {
  for (const id of touched) {
    const facts = find(id);
    // Gone before anybody was told of it: nothing to tell.
    if (!facts && !views.delete(id) && !untold.has(id)) continue;
    if (facts) views.set(id, show(facts));
    untold.add(id);
  }
  touched.clear();
}

function picked<View>(ids: ReadonlySet<string>, views: ReadonlyMap<string, View>) {
  return Object.fromEntries([...ids].map((id) => [id, views.get(id) ?? null]));
}
