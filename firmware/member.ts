/**
 * The firmware of one member, put together: configuration, clock, disk, radio, body and telemetry
 * around the one loop. This is the only place where they meet.
 */

import { isRobot, type MemberIndex, memberCount } from '../src/protocol/roster.ts';
import type { BodyReport } from '../src/roles/body.ts';
import type { RoleInput } from '../src/roles/role.ts';
import { Driver } from '../src/runtime/driver.ts';
import { Health } from '../src/runtime/health.ts';
import { type Life, roleOf } from '../src/runtime/life.ts';
import type { Body, PadBody } from '../src/runtime/ports.ts';
import { isRecord, type TraceEvent, traceRecord } from '../src/runtime/trace.ts';
import { ADMINISTRATOR } from '../src/wire/aside.ts';
import { FrameCodec } from '../src/wire/frame.ts';
import { Link } from '../src/wire/link.ts';
import { Relay } from '../src/wire/relay.ts';
import { clockAlarm } from './alarm.ts';
import { type MonotonicClock, monotonicClock } from './clock.ts';
import { Commands } from './commands.ts';
import type { SwarmConfig } from './config/swarm-config.ts';
import { nodeCrypto, nodeKeyWrap } from './crypto.ts';
import { loadDurable } from './durable.ts';
import { memberHealth } from './health.ts';
import { openMemberKeys } from './keys/member-keys.ts';
import { loadStartKeys } from './keys/start-keys.ts';
import type { Log } from './log.ts';
import { type ListenAddress, type Metrics, openMetrics } from './metrics.ts';
import { memberCredentials } from './mqtt/broker-access.ts';
import { openPad, openRobot } from './open-body.ts';
import { openRadio } from './open-radio.ts';
import { systemRandom } from './random.ts';
import { reportEvents } from './report-events.ts';
import { Showing } from './showing.ts';
import { openFileStore } from './store/file-store.ts';
import { acquireIdentity } from './store/identity-lock.ts';
import { realTimeline } from './timeline.ts';
import { openTrace } from './trace.ts';

export interface MemberOptions {
  readonly config: SwarmConfig;
  readonly self: MemberIndex;
  readonly log: Log;
  /** The version of Roost, for the trace. */
  readonly version: string;
  /** Path of the trace, or null. */
  readonly trace: string | null;
  /** The trace can be replayed. */
  readonly traceFrames: boolean;
  /** Where Prometheus may ask; without it, nowhere. */
  readonly metrics?: ListenAddress | null;
  /** Another body in place of the configured one: for benchmarks. */
  readonly makeBody?: (clock: MonotonicClock, onReport: (report: BodyReport) => void) => Body;
  onStopped(end: MemberEnd): void;
}

/**
 * How a member came to stop: in order; `renew`: to be started again, since its boot has no sequence
 * numbers left; `twin`: because another process speaks as it.
 */
export type MemberEnd =
  | { readonly how: 'in-order' }
  | { readonly how: 'renew' }
  | { readonly how: 'twin'; readonly reason: string };

export interface RunningMember {
  /** Ends in order: a robot on the pad leaves it first. A second call does not wait for that. */
  stop(reason: string): void;
}

/** Whoever has the swarm key can say what the administrator says to all. */
const ADMINISTRATORS_HEADER = { source: ADMINISTRATOR, boot: 0, sequence: 0 };
/** A member without a link starts all the same: its body is to be looked after. */
const LINK_PATIENCE_MS = 1000;
/** After the last step, for frames that are still repeated or on their way: at least so long, and so many slots. */
const LINGER_MS = 150;
const LINGER_SLOTS = 4;
/** The administrator asks nobody more often than every eight slots (roll-over.ts). */
const KEY_ANSWER_SLOTS = 4;

/**
 * Starts a member. Throws IdentityTaken when another process is this member, StoreError when the
 * state cannot be read, ConfigError when its key or its password for the broker cannot.
 */
export async function startMember(options: MemberOptions): Promise<RunningMember> {
  const { config, self, log } = options;
  const { roster } = config;
  const robot = isRobot(roster, self);
  const id = (robot ? roster.robots[self] : roster.pads[self - roster.robots.length])!.id;
  const credentials = memberCredentials(config, id);
  const identity = await acquireIdentity(config.state, id);
  const clock = monotonicClock();
  const random = systemRandom();
  const store = openFileStore({
    folder: config.state,
    id,
    onTrouble: (message) => {
      if (message === null) log.info('the state can be saved again');
      else log.error(message);
    },
  });
  const { durable, warning } = loadDurable(store, config.state, id, random);
  if (warning) log.error(warning);
  const trace = options.trace
    ? openTrace(options.trace, (message) => log.warn(message ?? 'the trace can be written again'))
    : null;

  // A board that starts reports before there is a driver: what it says last is fed to that as its first input.
  let feed: (input: RoleInput) => void = () => {};
  const body = await openBody(options, clock, (input) => feed(input)).catch(async (error) => {
    trace?.close();
    await Promise.all([store.close(), identity.release()]);
    throw error;
  });
  const memberConfig = {
    roster,
    timing: config.timing,
    self,
    maxOvertakes: config.queue.maxOvertakes,
    undockMs: robot ? (body as Body).undockMs : 0,
  };
  const start = {
    roost: options.version,
    config: memberConfig,
    durable,
    seed: random.uint32(),
  };
  const { charging } = config;
  const life: Life = robot
    ? { ...start, role: 'robot', charging, report: (body as Body).report() }
    : { ...start, role: 'pad', report: (body as PadBody).report() };
  const role = roleOf(life);
  const { swarm, zone } = config;
  const { ring, kek, warning: keyWarning } = loadStartKeys(config, id);
  if (keyWarning) log.error(keyWarning);
  const kekOf = (member: MemberIndex) => (member === self ? kek : null);
  const codec = new FrameCodec({ crypto: nodeCrypto, ring, kekOf, swarm, zone, roster });

  let sequence = 0;
  const onEvent = (event: TraceEvent): void => {
    sequence += 1;
    const mono = clock.monoMs();
    const sleptMs = clock.nowMs() - mono;
    const stamp = { t: wallMs(), mono, boot: driver.bootNumber, seq: sequence };
    const record = traceRecord(roster, self, event, stamp, (atMs) => atMs - sleptMs);
    trace?.write(record);
    if (isRecord(event.event)) return;
    reportEvents(log, record);
    showing.note(record);
  };
  const relay = config.relays.includes(id)
    ? new Relay({ codec, self, clock, unreadEveryMs: config.timing.slotMs })
    : null;
  const timeline = realTimeline(clock);
  const { radio, serial } = openRadio({
    config,
    id,
    credentials,
    timeline,
    onNotice: (text) => log.warn(`radio: ${text}`),
    onUnsent: (reason, bytes) => driver.drop(`unsent-${reason}`, bytes),
    listener: {
      onFrame: (frame) => {
        if (relay?.repeats(frame)) radio.send(frame);
        driver.hear(frame);
        showing.changed();
      },
      onDrop: (reason, bytes) => driver.drop(reason, bytes),
      onLink: (up, reason) => {
        if (up) log.info('radio: connected');
        else log.warn(`radio: ${reason}`);
        showing.setLink(up);
        if (up) begin();
      },
    },
  });
  const lingerMs = Math.max(LINGER_MS, LINGER_SLOTS * config.timing.slotMs);
  const alarm = clockAlarm(clock, () => driver.feed({ type: 'tick' }));
  const keys = openMemberKeys({
    self,
    id,
    swarm,
    zone,
    folder: config.state,
    ring,
    kek,
    wrap: nodeKeyWrap,
    codec,
    clock,
    makeAlarm: (wake) => clockAlarm(clock, wake),
    answerEveryMs: KEY_ANSWER_SLOTS * config.timing.slotMs,
    log,
    answer(keyed) {
      const frame = driver.sealAside(keyed);
      if (frame) radio.send(frame);
    },
    roll(keyId) {
      const frame = codec.seal(ADMINISTRATORS_HEADER, { kind: 'roll', keyId });
      if (frame) radio.send(frame);
    },
  });
  let metrics: Metrics | null = null;
  const health = new Health({ self, roster, onRoundTrip: (ms) => metrics?.roundTrip(ms) });
  const link = new Link(codec, self, keys.watch);
  const driver: Driver = new Driver(
    role,
    { clock, alarm, store, crypto: nodeCrypto, radio, link, body },
    {
      onEvent,
      onReply: (ticket, error) => commands.answered(ticket, error),
      onFinished: (again) =>
        setTimeout(() => void close({ how: again ? 'renew' : 'in-order' }), lingerMs),
      onAside(from, aside, boot) {
        keys.take(aside);
        showing.onAside(from, aside, boot);
      },
      onHeard: (from) => showing.heard(from),
      onTwin: (reason) => void close({ how: 'twin', reason }),
    },
    { self, roster, traceFrames: options.traceFrames, life, health },
  );
  feed = (input) => driver.feed(input);
  const healthNow = () =>
    memberHealth({
      health,
      clock,
      pads: () => role.describe().pads,
      unsent: () => serial?.unsent ?? 0,
    });
  const commands = new Commands(roster, feed);
  const showing = new Showing({
    config,
    self,
    version: options.version,
    credentials,
    log,
    timeline,
    clock: { wallMs, monoMs: () => clock.monoMs() },
    serial,
    commands,
    seal: (aside) => driver.sealAside(aside),
    describe: () => role.describe(),
    counts: () => driver.counts,
    health: healthNow,
    onDrop: (reason, bytes) => driver.drop(reason, bytes),
  });

  // Nothing waits for it.
  const metricsOpen = options.metrics
    ? openMetrics({
        at: options.metrics,
        ...{ swarm, zone, id, log, version: options.version },
        counts: () => driver.counts,
        health: healthNow,
        describe: () => role.describe(),
      }).then((opened) => {
        metrics = opened;
      })
    : null;

  let begun = false;
  const begin = (): void => {
    if (begun) return;
    begun = true;
    clearTimeout(patience);
    const offPad = robot && (body as Body).report().place === 'away';
    driver.feed({ type: 'start', offPad, reason: durable.boot === 0 ? 'first start' : 'restart' });
    driver.feed(
      robot
        ? { type: 'body', report: (body as Body).report() }
        : { type: 'pad-body', report: (body as PadBody).report() },
    );
  };
  const patience = setTimeout(begin, LINK_PATIENCE_MS);

  let closing = false;
  const close = async (end: MemberEnd): Promise<void> => {
    if (closing) return;
    closing = true;
    driver.close();
    clearTimeout(patience);
    await metricsOpen;
    await Promise.all([
      metrics?.close(),
      showing.close(),
      store.close(),
      keys.close(),
      body.close(),
    ]);
    await radio.close();
    timeline.close();
    trace?.close();
    await identity.release();
    options.onStopped(end);
  };

  log.info(
    `${robot ? 'robot' : 'pad'} ${id} of swarm ${config.swarm}, zone ${config.zone}, ` +
      `one of ${memberCount(roster)} members`,
  );
  let stops = 0;
  return {
    stop(reason) {
      begin();
      stops += 1;
      driver.feed({ type: 'stop', reason, now: stops > 1 });
    },
  };
}

function openBody(
  { config, self, log, makeBody }: MemberOptions,
  clock: MonotonicClock,
  feed: (input: RoleInput) => void,
): Promise<Body | PadBody> {
  const ground = { config, self, clock, onNotice: (text: string) => log.warn(`board: ${text}`) };
  if (!isRobot(config.roster, self)) {
    return openPad(ground, (report) => feed({ type: 'pad-body', report }));
  }
  const onReport = (report: BodyReport): void => feed({ type: 'body', report });
  return makeBody ? Promise.resolve(makeBody(clock, onReport)) : openRobot(ground, onReport);
}

/** Milliseconds since 1970, with fractions. */
function wallMs(): number {
  return performance.timeOrigin + performance.now();
}
