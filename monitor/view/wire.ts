/**
 * What the hub tells the page over its one WebSocket (/api/live), as JSON: first a snapshot, then what has changed, ten
 * times a second at most, and at least once a second something, so that silence means that nothing is live.
 */
import type {
  AlarmView,
  BrokerView,
  FiguresView,
  HubView,
  PadView,
  RobotView,
  SwarmView,
  ZoneView,
} from './view.ts';

export type HubMessage = Snapshot | Delta | Tick | LiveEvents;

export interface Snapshot {
  readonly type: 'snapshot';
  readonly seq: number;
  readonly view: SwarmView;
  /** Whether this hub takes commands from the page, given a token. */
  readonly commands: boolean;
}

/** Records replace those of the same id; null removes one. What is not there has not changed. */
export interface Delta {
  readonly type: 'delta';
  /** One more than that of the message before it; after a gap the page asks anew. */
  readonly seq: number;
  readonly atMs: number;
  readonly broker?: BrokerView;
  readonly zones?: Readonly<Record<string, ZoneView | null>>;
  readonly robots?: Readonly<Record<string, RobotView | null>>;
  readonly pads?: Readonly<Record<string, PadView | null>>;
  readonly alarms?: readonly AlarmView[];
  readonly figures?: FiguresView;
  readonly hub?: HubView;
}

export interface Tick {
  readonly type: 'tick';
  readonly atMs: number;
}

/** Events of members as they come, for the timeline; some may be left out when there are too many. */
export interface LiveEvents {
  readonly type: 'events';
  readonly events: readonly HistoryEvent[];
}

/**
 * An event of a member (contract: events), with the hub's time of its arrival. `id` grows; `what` has all that the
 * member wrote.
 */
export interface HistoryEvent {
  readonly id: number;
  readonly atMs: number;
  readonly from: string;
  readonly event: string;
  readonly pad: string | null;
  readonly what: Readonly<Record<string, unknown>>;
}

/** A frame that the hub heard on the radio topic. */
export interface HistoryFrame {
  readonly atMs: number;
  readonly zone: string;
  readonly from: string;
  readonly kind: string;
  /** The member that it is for, where it names one. */
  readonly to: string | null;
  readonly pad: string | null;
  readonly bytes: number;
}

/** Somebody on a pad. `untilMs` null: still there, at the end of what was asked for. */
export interface HistoryStay {
  readonly pad: string;
  readonly robot: string;
  readonly fromMs: number;
  readonly untilMs: number | null;
  readonly fence: readonly [number, number] | null;
}

/** Something that happened at one moment, for the timeline. */
export interface HistoryMark {
  readonly atMs: number;
  readonly what: 'election' | 'leader' | 'mint' | 'fault' | 'command';
  readonly from: string;
  readonly pad: string | null;
  readonly epoch: number | null;
  /** In plain words. */
  readonly text: string;
}

/** GET /api/history/timeline?from=MS&to=MS[&zone=Z] */
export interface TimelineAnswer {
  readonly schemaVersion: 1;
  readonly fromMs: number;
  readonly toMs: number;
  readonly stays: readonly HistoryStay[];
  readonly marks: readonly HistoryMark[];
  /** Alarms that began, lasted or ended within. */
  readonly alarms: readonly HistoryAlarm[];
  /** There was more than this; ask for less time. */
  readonly truncated: boolean;
}

export interface HistoryAlarm extends AlarmView {
  readonly untilMs: number | null;
}

/** GET /api/history/around?at=MS&window=MS[&zone=Z]: all events and frames of that time. */
export interface AroundAnswer {
  readonly schemaVersion: 1;
  readonly fromMs: number;
  readonly toMs: number;
  readonly events: readonly HistoryEvent[];
  readonly frames: readonly HistoryFrame[];
  readonly truncated: boolean;
}

/**
 * GET /api/history/series?from=MS&to=MS&name=battery[&member=ID...]. Columns of equal length, as uPlot takes them; points
 * are thinned to at most 2,000 a series.
 */
export interface SeriesAnswer {
  readonly schemaVersion: 1;
  readonly name: SeriesName;
  readonly atMs: readonly number[];
  /** By member, or by `p50`, `p99`, `framesPerEntry`, or kind of frame; null: nothing known. */
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
}

export const SERIES = ['battery', 'wait', 'frames-per-entry', 'radio-share'] as const;
export type SeriesName = (typeof SERIES)[number];

/** GET /api/history/commands?from=MS&to=MS: who asked for what, and why; the newest first. */
export interface CommandsAnswer {
  readonly schemaVersion: 1;
  readonly commands: readonly HistoryCommand[];
}

export interface HistoryCommand extends CommandRequest {
  readonly atMs: number;
  /** Whom the token belongs to. */
  readonly by: string;
  /** `sent` while no reply came. */
  readonly outcome: 'sent' | 'ok' | 'refused' | 'no-answer';
  readonly error: string | null;
}

/**
 * POST /api/command with `Authorization: Bearer TOKEN`. Answers CommandAnswer with 200, 400 (not understood), 401 (no
 * such token), 403 (read-only), 504 (the member did not answer).
 */
export interface CommandRequest {
  readonly verb: 'charge' | 'release' | 'hold' | 'resume';
  /** A robot; or a pad, with `release` alone: takes the pad from whoever is on it, by a new epoch. */
  readonly member: string;
  /** Needed to release a pad on behalf of a robot; otherwise null. */
  readonly reason: string | null;
}

export interface CommandAnswer {
  readonly schemaVersion: 1;
  readonly ok: boolean;
  readonly error: string | null;
}

// GET /api/history/trace?from=MS&to=MS: NDJSON of the members' events as they wrote them (contract: traces).
// GET /api/state: SwarmView. GET /metrics: Prometheus. GET /healthz: 200 `ok`, 503 while the broker is down.
