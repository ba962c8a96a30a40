/**
 * What Prometheus asks for: gauges are made from the view when they are asked for, so that a robot that was removed is
 * gone from them too; counters and histograms grow as members tell.
 */

import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Told } from '../view/told.ts';
import { ALARM_KINDS, type PadView, type RobotView, type SwarmView } from '../view/view.ts';
import { Durations } from './durations.ts';

export interface MetricsSource {
  view(): SwarmView;
  /** Open pages. */
  pages(): number;
  usage(): { readonly cpuMs: number; readonly memoryBytes: number };
}

const WAIT_BUCKETS_SECONDS = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];
const STAY_BUCKETS_SECONDS = [1, 5, 15, 60, 300, 600, 1200, 1800, 3600, 7200];
const PHASES = 16;

export class Metrics {
  private readonly registry = new Registry();
  private readonly source: MetricsSource;
  private readonly durations = new Durations();
  private readonly gauges: ReturnType<typeof makeGauges>;
  private readonly entries: Counter<'pad'>;
  private readonly waits: Histogram<'pad'>;
  private readonly stays: Histogram<'pad'>;
  private readonly frames: Counter<'kind'>;
  private readonly events: Counter<'event'>;
  private readonly dropped: Counter<'reason'>;
  private readonly messages: Counter;
  private readonly cpu: Counter;

  constructor(swarm: string, source: MetricsSource) {
    this.source = source;
    this.registry.setDefaultLabels({ swarm });
    const registers = [this.registry];
    this.gauges = makeGauges(registers);
    this.entries = new Counter({
      ...{ name: 'roost_entries_total', help: 'Times that a robot went onto a pad' },
      ...{ labelNames: ['pad'], registers },
    });
    this.waits = new Histogram({
      ...{ name: 'roost_wait_seconds', help: 'From the request for a pad to its use' },
      ...{ labelNames: ['pad'], buckets: WAIT_BUCKETS_SECONDS, registers },
    });
    this.stays = new Histogram({
      ...{ name: 'roost_stay_seconds', help: 'How long robots were on a pad' },
      ...{ labelNames: ['pad'], buckets: STAY_BUCKETS_SECONDS, registers },
    });
    this.frames = new Counter({
      ...{ name: 'roost_frames_total', help: 'Frames that the hub heard on the radio topic' },
      ...{ labelNames: ['kind'], registers },
    });
    this.events = new Counter({
      ...{ name: 'roost_events_total', help: 'Events that members told' },
      ...{ labelNames: ['event'], registers },
    });
    this.dropped = new Counter({
      ...{ name: 'roost_hub_dropped_total', help: 'Messages that the hub did not look at' },
      ...{ labelNames: ['reason'], registers },
    });
    this.messages = new Counter({
      ...{ name: 'roost_hub_messages_total', help: 'Messages that the hub got' },
      registers,
    });
    this.cpu = new Counter({
      ...{ name: 'roost_hub_cpu_seconds_total', help: 'Processor time of the hub' },
      registers,
    });
  }

  told(told: Told, atMs: number): void {
    if (told.what !== 'event') return;
    const { event } = told.event;
    // Names come from outside: those of the contract alone, so that no flood of labels comes about.
    if (EVENTS.has(event)) this.events.inc({ event });
    const ended = this.durations.take(told.event, atMs);
    if (ended === null) return;
    const { pad, waitMs, stayMs } = ended;
    if (ended.entered) this.entries.inc({ pad });
    if (waitMs !== null) this.waits.observe({ pad }, waitMs / 1000);
    if (stayMs !== null) this.stays.observe({ pad }, stayMs / 1000);
  }

  frame(kind: string): void {
    this.frames.inc({ kind });
  }

  async text(): Promise<{ readonly type: string; readonly text: string }> {
    const view = this.source.view();
    const { cpuMs, memoryBytes } = this.source.usage();
    const { gauges } = this;
    for (const gauge of Object.values(gauges)) gauge.reset();
    for (const robot of Object.values(view.robots)) showRobot(gauges, robot);
    for (const pad of Object.values(view.pads)) showPad(gauges, pad);
    for (const { id: zone, epoch, leader, online, members } of Object.values(view.zones)) {
      gauges.zoneEpoch.set({ zone }, epoch);
      gauges.zoneOnline.set({ zone }, online);
      gauges.zoneMembers.set({ zone }, members);
      gauges.zoneLed.set({ zone }, leader === null ? 0 : 1);
      if (leader !== null) gauges.zoneLeader.set({ zone, robot: leader }, 1);
    }
    for (const kind of ALARM_KINDS) gauges.alarms.set({ kind }, 0);
    for (const { kind } of view.alarms) gauges.alarms.inc({ kind });
    gauges.brokerUp.set(view.broker.up ? 1 : 0);
    if (view.hub.historyBytes !== null) gauges.historyBytes.set(view.hub.historyBytes);
    gauges.memory.set(memoryBytes);
    gauges.pages.set(this.source.pages());
    // Counted elsewhere: brought up to date as a whole.
    this.dropped.reset();
    for (const [reason, count] of Object.entries(view.hub.dropped)) {
      this.dropped.inc({ reason }, count);
    }
    this.messages.reset();
    this.messages.inc(view.hub.messages);
    this.cpu.reset();
    this.cpu.inc(cpuMs / 1000);
    return { type: this.registry.contentType, text: await this.registry.metrics() };
  }
}

/** contract: events */
const EVENTS: ReadonlySet<string> = new Set([
  ...['boot', 'stop', 'request', 'token', 'mint', 'enter', 'renew', 'exit', 'admit', 'refuse'],
  ...['release', 'suspect', 'trust', 'election', 'leader', 'body', 'alarm'],
]);

type Gauges = ReturnType<typeof makeGauges>;

function makeGauges(registers: Registry[]) {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge<Label>({ name, help, labelNames, registers });
  return {
    battery: gauge('roost_robot_battery_ratio', 'Charge of the battery, 0 to 1', 'robot', 'zone'),
    robotOnline: gauge('roost_robot_online', '1 while the robot says online', 'robot', 'zone'),
    phase: gauge('roost_robot_phase', '1 for the phase that the robot is in', 'robot', 'phase'),
    retries: gauge('roost_robot_retries', 'Frames sent again, since its start', 'robot'),
    roundTrip: gauge('roost_robot_round_trip_seconds', 'From ENTER to ADMIT, median', 'robot'),
    clockOffset: gauge('roost_member_clock_offset_seconds', 'Its clock minus the hub’s', 'member'),
    padOnline: gauge('roost_pad_online', '1 while the pad says online', 'pad', 'zone'),
    occupied: gauge('roost_pad_occupied', '1 while a robot is on the pad', 'pad', 'zone'),
    queue: gauge('roost_pad_queue_length', 'Robots that wait for the pad', 'pad', 'zone'),
    zoneEpoch: gauge('roost_zone_epoch', 'The newest epoch', 'zone'),
    zoneLed: gauge('roost_zone_led', '1 while a leader is known', 'zone'),
    zoneLeader: gauge('roost_zone_leader', '1 for the robot that leads', 'zone', 'robot'),
    zoneOnline: gauge('roost_zone_online_members', 'Members that say online', 'zone'),
    zoneMembers: gauge('roost_zone_members', 'Members that are known', 'zone'),
    alarms: gauge('roost_alarms', 'Alarms that last', 'kind'),
    brokerUp: gauge('roost_hub_broker_up', '1 while the hub has its connection to the broker'),
    historyBytes: gauge('roost_hub_history_bytes', 'Size of the history'),
    memory: gauge('roost_hub_memory_bytes', 'Resident memory of the hub'),
    pages: gauge('roost_hub_pages', 'Pages that are open'),
  };
}

function showRobot(gauges: Gauges, robot: RobotView): void {
  const { id, battery, online, phase, health } = robot;
  const zone = robot.zone ?? '';
  // What the broker had kept is not what is.
  if (battery !== null && !robot.stale) gauges.battery.set({ robot: id, zone }, battery / 100);
  gauges.robotOnline.set({ robot: id, zone }, online === true ? 1 : 0);
  if (phase !== null && phase.length <= PHASES) gauges.phase.set({ robot: id, phase }, 1);
  if (health.retries !== null) gauges.retries.set({ robot: id }, health.retries);
  if (health.roundTripMs !== null) gauges.roundTrip.set({ robot: id }, health.roundTripMs / 1000);
  if (robot.clock) gauges.clockOffset.set({ member: id }, robot.clock.offsetMs / 1000);
}

function showPad(
  gauges: Gauges,
  { id, zone, guard, online, occupant, queue, clock }: PadView,
): void {
  const labels = { pad: id, zone: zone ?? '' };
  // A pad that the robots guard has no process that could be online.
  if (guard !== 'robots') gauges.padOnline.set(labels, online === true ? 1 : 0);
  gauges.occupied.set(labels, occupant === null ? 0 : 1);
  gauges.queue.set(labels, queue.length);
  if (clock) gauges.clockOffset.set({ member: id }, clock.offsetMs / 1000);
}
