/**
 * One member of a simulated swarm on its own virtual machine: a clock with a rate of its own, a disk
 * that survives a crash, a body, and the real driver, role and link in between.
 */
import type { MemberConfig } from '../../src/protocol/context.ts';
import { type Durable, freshDurable } from '../../src/protocol/durable.ts';
import { isRobot, memberId } from '../../src/protocol/roster.ts';
import type { TransmitQueue } from '../../src/radio/transmit.ts';
import type { BodyReport, PadCommand, PadReport } from '../../src/roles/body.ts';
import type { Charging } from '../../src/roles/robot.ts';
import type { Role, Verb } from '../../src/roles/role.ts';
import { Driver } from '../../src/runtime/driver.ts';
import { decodeDurable } from '../../src/runtime/durable-file.ts';
import { type Life, roleOf } from '../../src/runtime/life.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Crypto } from '../../src/wire/crypto.ts';
import type { Frame, FrameCodec } from '../../src/wire/frame.ts';
import { Link } from '../../src/wire/link.ts';
import type { Carrier, SimulatedBody } from './body.ts';
import { Chance } from './chance.ts';
import { DriftingClock } from './clock.ts';
import { Disk } from './disk.ts';
import type { Schedule } from './schedule.ts';

/** A hair later, so that rounding never makes an alarm ring before the local time has come. */
const ROUNDING_MS = 1e-6;
/** What a slow or frozen process finds later: no receive buffer holds more than this. */
const MAX_INBOX = 1000;

const AWAY: BodyReport = {
  place: 'away',
  batteryPercent: null,
  charging: null,
  fault: null,
  alarm: null,
};

/** The way of a member's frames to its radio module. */
export type Outlet = Pick<TransmitQueue, 'send'>;

/** What a machine stands in: its radio channel, its pads, and whoever watches. */
export interface Surroundings {
  readonly seed: number;
  readonly schedule: Schedule;
  readonly crypto: Crypto;
  readonly codec: FrameCodec;
  readonly mtuBytes: number;
  /** Tell of each frame that the link lets through. */
  readonly watchTaken: boolean;
  readonly options: {
    readonly version: string;
    readonly charging: Charging;
    readonly diskMs: number;
    readonly traceFrames: boolean;
  };
  makeBody(host: Host): SimulatedBody;
  /** What paces the member's frames on a slow radio; null where nothing has to. */
  makeOutlet(host: Host): Outlet | null;
  padReport(member: number): PadReport;
  /** A pad's process has heard what its sensors say. */
  onPadReport(host: Host, report: PadReport): void;
  onPadCommand(host: Host, command: PadCommand): void;
  onClock(host: Host): void;
  givesCharge(pad: number): boolean;
  transmit(host: Host, bytes: Uint8Array): void;
  onEvent(host: Host, event: TraceEvent): void;
  onTake(host: Host, frame: Frame): void;
  onStart(host: Host): void;
  onDown(host: Host, reason: string): void;
  onFreeze(host: Host): void;
  onThaw(host: Host): void;
  onEmpty(host: Host): void;
  onContacts(): void;
  fail(promise: string, what: string): void;
}

export class Host implements Carrier {
  readonly index: number;
  readonly name: string;
  private readonly surroundings: Surroundings;
  readonly config: MemberConfig;
  readonly clock: DriftingClock;
  readonly disk: Disk;
  readonly isRobot: boolean;
  body: SimulatedBody | null = null;
  role: Role | null = null;
  driver: Driver | null = null;
  frozen = false;
  /** It stays down, whatever would start it. */
  dead = false;
  /** A slow member takes so much longer to come to whatever it has to do. */
  slowMs = 0;
  /** When the process started or thawed last: its body may still be where it was before. */
  awakeSinceMs = 0;
  /** When this life thawed last; null when it never did. */
  thawedAtMs: number | null = null;
  /** This life found its disk torn. */
  startedTorn = false;
  /** Counts the starts of the process. */
  life = 0;
  /** What earlier lives have dropped, by reason. */
  private readonly droppedBefore: Record<string, number> = {};
  /** Of this life. */
  outlet: Outlet | null = null;
  private link: Link | null = null;
  private inbox: (() => void)[] = [];
  private saves = 0;
  /** Local time of the alarm that is set, and true time of the earliest ring that is scheduled. */
  private alarmAtMs: number | null = null;
  private ringsAtMs = Number.POSITIVE_INFINITY;

  constructor(surroundings: Surroundings, config: MemberConfig, rate: number, offsetMs: number) {
    this.surroundings = surroundings;
    this.index = config.self;
    this.name = memberId(config.roster, config.self);
    this.config = config;
    this.isRobot = isRobot(config.roster, config.self);
    this.clock = new DriftingClock(rate, offsetMs);
    this.disk = new Disk(surroundings.schedule);
  }

  get schedule(): Schedule {
    return this.surroundings.schedule;
  }

  get nowMs(): number {
    return this.surroundings.schedule.nowMs;
  }

  get alive(): boolean {
    return this.driver !== null;
  }

  /** Alive and not frozen. */
  get awake(): boolean {
    return this.driver !== null && !this.frozen;
  }

  localMs(): number {
    return this.clock.localMs(this.nowMs);
  }

  /** Starts the process with what the disk has. Does nothing while it runs, or has no power. */
  start(): void {
    if (this.alive || this.dead || this.body?.report().batteryPercent === 0) return;
    this.life += 1;
    this.awakeSinceMs = this.nowMs;
    this.thawedAtMs = null;
    const { surroundings, config, index, name } = this;
    const chance = new Chance(surroundings.seed, `life ${name} ${this.life}`);
    const durable = this.load(1 + chance.below(0xfffffff0));
    const seed = chance.uint32();
    this.body ??= this.isRobot ? surroundings.makeBody(this) : null;
    const report = this.body?.report() ?? AWAY;
    const start = { roost: surroundings.options.version, config, durable, seed };
    const lived: Life = this.isRobot
      ? { ...start, role: 'robot', charging: surroundings.options.charging, report }
      : { ...start, role: 'pad', report: surroundings.padReport(index) };
    this.role = roleOf(lived);
    this.link = new Link(surroundings.codec, index);
    this.outlet = surroundings.makeOutlet(this);
    this.driver = this.drive(this.role, this.link, lived);
    surroundings.onStart(this);
    if (lived.role === 'pad') surroundings.onPadReport(this, lived.report);
    const offPad = this.isRobot && report.place === 'away';
    this.driver.feed({ type: 'start', offPad, reason: 'start' });
  }

  private load(disk: number): Durable {
    const loaded = this.disk.bytes
      ? decodeDurable(this.surroundings.crypto, this.disk.bytes)
      : null;
    this.startedTorn = loaded?.state === 'damaged';
    if (loaded?.state === 'intact') return loaded.durable;
    const fresh = freshDurable(disk);
    return loaded ? { ...fresh, standing: 'outsider' } : fresh;
  }

  private drive(role: Role, link: Link, lived: Life): Driver {
    const { surroundings, index, life } = this;
    this.alarmAtMs = null;
    this.ringsAtMs = Number.POSITIVE_INFINITY;
    return new Driver(
      role,
      {
        clock: { nowMs: () => this.localMs() },
        alarm: { set: (atMs) => this.setAlarm(atMs) },
        store: { save: (bytes) => this.save(bytes, life) },
        crypto: surroundings.crypto,
        radio: {
          mtuBytes: surroundings.mtuBytes,
          send: (bytes) => surroundings.transmit(this, bytes),
          close: async () => {},
        },
        link,
        body: (this.body ?? {
          command: (command: PadCommand) => surroundings.onPadCommand(this, command),
        }) as never,
      },
      {
        onEvent: (event) => surroundings.onEvent(this, event),
        onReply: () => {},
        onFinished: () => this.crash('stopped', false),
        onAside: () => {},
        onTwin: (reason) =>
          surroundings.fail('crash', `${this.name} takes another for its twin: ${reason}`),
      },
      {
        self: index,
        roster: this.config.roster,
        traceFrames: surroundings.options.traceFrames,
        life: lived,
      },
    );
  }

  /** The save as something that can be awaited; nothing follows when the power fails before. */
  private save(bytes: Uint8Array, life: number): PromiseLike<void> {
    this.saves += 1;
    const takesMs = new Chance(this.surroundings.seed, `save ${this.name} ${this.saves}`).between(
      0,
      this.surroundings.options.diskMs,
    );
    let whenDone = (): void => {};
    this.disk.save(bytes, takesMs, () => this.act(life, () => whenDone()));
    return {
      // biome-ignore lint/suspicious/noThenProperty: a save is awaited; virtual time does it by itself.
      then(done) {
        whenDone = done as () => void;
        return undefined as never;
      },
    };
  }

  /** Hears an opened frame. */
  hear(frame: Frame, bytes: number): void {
    if (this.frozen || this.behind) this.act(this.life, () => this.take(frame, bytes));
    else this.take(frame, bytes);
  }

  private take(frame: Frame, bytes: number): void {
    const received = this.link!.accept(frame);
    if (this.surroundings.watchTaken && received.type === 'message')
      this.surroundings.onTake(this, frame);
    this.driver?.take(received, bytes);
  }

  /** Hears bytes that are no frame of this zone. */
  hearNoise(reason: string, bytes: number): void {
    this.act(this.life, () => this.driver?.drop(reason, bytes));
  }

  onBody(report: BodyReport): void {
    if (report.batteryPercent === 0) this.surroundings.onEmpty(this);
    this.act(this.life, () => this.driver?.feed({ type: 'body', report }));
  }

  onContacts(): void {
    this.surroundings.onContacts();
  }

  givesCharge(pad: number): boolean {
    return this.surroundings.givesCharge(pad);
  }

  /** A person asks something of it. */
  command(verb: Verb, pad?: number): void {
    const input = { type: 'command', verb, ticket: 0, pad } as const;
    this.act(this.life, () => this.driver?.feed(input));
  }

  /** What the sensors of the pad say, for a pad's controller. */
  onPadBody(): void {
    const { surroundings } = this;
    const report = surroundings.padReport(this.index);
    this.act(this.life, () => {
      surroundings.onPadReport(this, report);
      this.driver?.feed({ type: 'pad-body', report });
    });
  }

  /** It has not come to all that it has to do. */
  get behind(): boolean {
    return this.slowMs > 0 || this.inbox.length > 0;
  }

  /** Does something in this life, in order: now, late for a slow member, at the thaw, or never. */
  act(life: number, what: () => void): void {
    if (life !== this.life || !this.driver) return;
    if (!this.frozen && !this.behind) {
      what();
      return;
    }
    if (this.inbox.length >= MAX_INBOX) return;
    this.inbox.push(what);
    if (!this.frozen) this.schedule.after(this.slowMs, () => this.work(life));
  }

  private work(life: number): void {
    if (life === this.life && !this.frozen) this.inbox.shift()?.();
  }

  /** The process ends at once; with `torn` the power failed in the middle of a write. */
  crash(reason: string, torn: boolean): void {
    if (!this.driver) return;
    addCounts(this.droppedBefore, this.driver.counts.dropped);
    this.driver.close();
    this.driver = null;
    this.role = null;
    this.frozen = false;
    this.inbox = [];
    this.disk.cutPower(torn);
    this.body?.halt();
    this.surroundings.onDown(this, reason);
  }

  /** Frames that it heard and dropped since the run began, by reason. */
  dropped(): Record<string, number> {
    const counts = { ...this.droppedBefore };
    if (this.driver) addCounts(counts, this.driver.counts.dropped);
    return counts;
  }

  freeze(): void {
    if (!this.driver || this.frozen) return;
    this.frozen = true;
    this.surroundings.onFreeze(this);
  }

  thaw(): void {
    if (!this.frozen) return;
    this.frozen = false;
    this.awakeSinceMs = this.nowMs;
    this.thawedAtMs = this.nowMs;
    this.surroundings.onThaw(this);
    const { inbox, life } = this;
    this.inbox = [];
    for (const what of inbox) if (life === this.life && this.driver) what();
  }

  /** The clock runs at another rate from now on, or has jumped: its alarms come at other true times. */
  changeClock(change: (clock: DriftingClock, nowMs: number) => void): void {
    change(this.clock, this.nowMs);
    this.ringsAtMs = Number.POSITIVE_INFINITY;
    if (this.alarmAtMs !== null) this.ringAt(this.alarmAtMs);
    this.surroundings.onClock(this);
  }

  /** A ring that comes too early costs less than one that is moved at each step. */
  private setAlarm(atMs: number | null): void {
    if (atMs === this.alarmAtMs) return;
    this.alarmAtMs = atMs;
    if (atMs !== null) this.ringAt(atMs);
  }

  private ringAt(atMs: number): void {
    const trueMs = this.clock.trueMs(atMs) + ROUNDING_MS;
    if (trueMs >= this.ringsAtMs) return;
    this.ringsAtMs = trueMs;
    const { life } = this;
    this.schedule.at(trueMs, () => {
      if (life !== this.life || trueMs !== this.ringsAtMs) return;
      this.ringsAtMs = Number.POSITIVE_INFINITY;
      if (this.alarmAtMs === null || !this.driver) return;
      if (this.alarmAtMs > this.localMs()) {
        this.ringAt(this.alarmAtMs);
        return;
      }
      this.alarmAtMs = null;
      this.act(life, () => this.driver?.feed({ type: 'tick' }));
    });
  }
}

function addCounts(to: Record<string, number>, from: Readonly<Record<string, number>>): void {
  for (const [key, count] of Object.entries(from)) to[key] = (to[key] ?? 0) + count;
}
