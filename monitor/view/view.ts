/**
 * What is known of a swarm at one moment, as the hub tells it to the page, to the terminal, and to whoever
 * reads `hub/state`.
 *
 * It is flat: records by id, each small and told as a whole when it changes (wire.ts). All times are
 * milliseconds since 1970 on the hub's clock: members' clocks are never compared. `null`: not known.
 */

export interface SwarmView {
  readonly schemaVersion: 1;
  readonly swarm: string;
  /** When this was so. */
  readonly atMs: number;
  readonly broker: BrokerView;
  readonly zones: Readonly<Record<string, ZoneView>>;
  readonly robots: Readonly<Record<string, RobotView>>;
  readonly pads: Readonly<Record<string, PadView>>;
  /** The gravest first, then the oldest. */
  readonly alarms: readonly AlarmView[];
  readonly figures: FiguresView;
  readonly hub: HubView;
}

/** The hub's link to the broker. While it is down nothing else here is live. */
export interface BrokerView {
  readonly up: boolean;
  readonly sinceMs: number;
  /** Why it is down, in plain words. */
  readonly reason: string | null;
}

export interface ZoneView {
  readonly id: string;
  readonly leader: string | null;
  readonly epoch: number;
  readonly leaderSinceMs: number | null;
  /** Members that say `online`, and all that are known. */
  readonly online: number;
  readonly members: number;
}

/** What robots and pads have in common. */
export interface MemberView {
  readonly id: string;
  readonly zone: string | null;
  /** What its availability topic says; null before it said anything. */
  readonly online: boolean | null;
  /** Since when `online` is so. */
  readonly onlineSinceMs: number | null;
  /** The last state that was not one that the broker had kept. */
  readonly heardAtMs: number | null;
  /** What is shown was kept by the broker, and nothing newer came yet. */
  readonly stale: boolean;
  readonly boot: number | null;
  readonly standing: string | null;
  readonly leader: string | null;
  readonly epoch: number | null;
  readonly fault: string | null;
  readonly alarm: string | null;
  /** Id of the gateway that speaks for it. */
  readonly via: string | null;
  readonly health: HealthView;
  readonly clock: ClockView | null;
}

export interface RobotView extends MemberView {
  readonly phase: string | null;
  readonly phaseSinceMs: number | null;
  /** Percent. */
  readonly battery: number | null;
  readonly place: string | null;
  readonly charging: boolean | null;
  readonly held: boolean;
  /** The pad that it is on, by what it says itself. */
  readonly pad: string | null;
  /** Its wait, while it waits. */
  readonly wait: WaitView | null;
  readonly entries: number;
}

export interface WaitView {
  readonly robot: string;
  readonly pad: string;
  /** 1 is next. Null: it has asked, and is in no queue that was heard of. */
  readonly place: number | null;
  readonly sinceMs: number | null;
  /** 0 is calm; the higher, the sooner it is served. */
  readonly urgency: number | null;
  /** From now, from what stays took on this pad lately; null while there were none. */
  readonly expectedMs: number | null;
}

export interface PadView extends MemberView {
  readonly guard: 'controller' | 'robots' | null;
  readonly phase: string | null;
  readonly power: boolean | null;
  readonly contact: boolean | null;
  readonly fence: readonly [epoch: number, counter: number] | null;
  readonly holder: string | null;
  readonly occupant: OccupantView | null;
  /** In the order of service. */
  readonly queue: readonly WaitView[];
  readonly entries: number;
}

export interface OccupantView {
  readonly robot: string;
  readonly sinceMs: number;
  readonly fence: readonly [epoch: number, counter: number] | null;
}

/** A member's own counts since its start; all null or empty where it tells none. */
export interface HealthView {
  readonly sent: number | null;
  readonly heard: number | null;
  /** By reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Frames that were sent again because no answer came. */
  readonly retries: number | null;
  /** From a request for admission to its answer, median of the last ones. */
  readonly roundTripMs: number | null;
  /** Since the member last saw a token move, by pad. */
  readonly tokenAgeMs: Readonly<Record<string, number>>;
}

/** A member's wall clock against the hub's, and its rate. */
export interface ClockView {
  /** Positive: it is ahead. Includes the time on the way. */
  readonly offsetMs: number;
  /** Parts in a million, of the monotonic clock; null until it was watched for long enough. */
  readonly driftPpm: number | null;
}

export type Severity = 'critical' | 'warning';

export const ALARM_KINDS = [
  'no-leader',
  'two-leaders',
  'two-on-a-pad',
  'token-old',
  'robot-critical-waiting',
  'member-silent',
  'member-alarm',
  'clock-drift',
  'key-mismatch',
  'hostile-input',
  'broker-down',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

export interface AlarmView {
  /** The same for as long as it lasts: `member-silent:r3`. */
  readonly id: string;
  readonly kind: AlarmKind;
  readonly severity: Severity;
  readonly sinceMs: number;
  readonly zone: string | null;
  readonly member: string | null;
  readonly pad: string | null;
  /** What is wrong, in plain words. */
  readonly text: string;
  /** What to do about it. */
  readonly mend: string;
}

/** Over the last ten minutes, unless it says otherwise. */
export interface FiguresView {
  readonly entries: number;
  /** Since the hub's start. */
  readonly entriesInAll: number;
  readonly waitP50Ms: number | null;
  readonly waitP99Ms: number | null;
  /** Frames of the protocol for each entry, beats and renewals included. */
  readonly framesPerEntry: number | null;
  /** Share of the channel by kind of frame, 0 to 1, of the bytes that were sent. */
  readonly radioShare: Readonly<Record<string, number>>;
  readonly framesPerSecond: number | null;
}

/** How the hub itself does. */
export interface HubView {
  readonly version: string;
  readonly startedAtMs: number;
  readonly messages: number;
  /** What came and was not looked at, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly historyBytes: number | null;
  readonly historySinceMs: number | null;
}
