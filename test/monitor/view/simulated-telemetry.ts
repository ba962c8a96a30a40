/**
 * The members of a simulated swarm tell of themselves as real ones do over a broker: events at once, a state some
 * time after a change and every 30 s, a last will when they die. A frozen process keeps its connection and tells
 * nothing. Each message takes its time, and stays in order behind those of the same member.
 */
import { Chance } from '../../../sim/world/chance.ts';
import type { Host } from '../../../sim/world/host.ts';
import type { Observer } from '../../../sim/world/observer.ts';
import type { Swarm } from '../../../sim/world/swarm.ts';
import { isRecord, type TraceEvent, traceRecord } from '../../../src/runtime/trace.ts';

export interface TelemetryOptions {
  /** A message takes up to so long. */
  readonly delayMs: number;
  /** This share of the events is lost, as with QoS 0 on a bad network. */
  readonly lost: number;
  readonly send: (topic: string, text: string) => void;
}

const STATE_DELAY_MS = 50;
const STATE_GAP_MS = 100;
const STATE_EVERY_MS = 30_000;

export class SimulatedTelemetry implements Observer {
  private readonly swarm: Swarm;
  private readonly options: TelemetryOptions;
  private readonly chance: Chance;
  /** When the last message of a member arrives. */
  private readonly arrivals = new Map<Host, number>();
  private readonly planned = new Set<Host>();
  private seq = 0;

  constructor(swarm: Swarm, options: TelemetryOptions) {
    this.swarm = swarm;
    this.options = options;
    this.chance = new Chance(swarm.seed, 'telemetry');
    this.repeat();
  }

  onStart(host: Host): void {
    this.publish(host, 'availability', 'online');
    this.changed(host);
  }

  onDown(host: Host): void {
    this.publish(host, 'availability', 'offline');
  }

  onEvent(host: Host, event: TraceEvent): void {
    if (isRecord(event.event)) return;
    this.seq += 1;
    const stamp = {
      t: this.swarm.schedule.nowMs,
      mono: host.localMs(),
      boot: host.driver?.bootNumber ?? 0,
      seq: this.seq,
    };
    const record = traceRecord(this.swarm.roster, host.index, event, stamp, (atMs) => atMs);
    if (!this.chance.happens(this.options.lost))
      this.publish(host, 'event', JSON.stringify(record));
    this.changed(host);
  }

  /** The state is written down a little later, and leaves later still: it may be old when it comes. */
  private changed(host: Host): void {
    if (this.planned.has(host)) return;
    this.planned.add(host);
    const { schedule } = this.swarm;
    schedule.after(STATE_DELAY_MS, () => {
      const text = this.stateOf(host);
      schedule.after(this.chance.between(0, STATE_GAP_MS), () => {
        this.planned.delete(host);
        if (text !== null && host.awake) this.publish(host, 'state', text);
      });
    });
  }

  private stateOf(host: Host): string | null {
    if (!host.role || !host.awake) return null;
    const { zone } = this.swarm.options;
    return JSON.stringify({
      v: 1,
      id: host.name,
      zone,
      t: this.swarm.schedule.nowMs,
      mono: host.localMs(),
      ...host.role.describe(),
      frames: host.driver?.counts,
    });
  }

  private repeat(): void {
    for (const host of this.swarm.hosts) this.changed(host);
    this.swarm.schedule.after(STATE_EVERY_MS, () => this.repeat());
  }

  private publish(host: Host, leaf: string, text: string): void {
    const { schedule, options } = this.swarm;
    const kind = host.isRobot ? 'robots' : 'pads';
    const atMs = Math.max(
      this.arrivals.get(host) ?? 0,
      schedule.nowMs + this.chance.between(0, this.options.delayMs),
    );
    this.arrivals.set(host, atMs);
    const topic = `roost/${options.zone}/${kind}/${host.name}/${leaf}`;
    schedule.at(atMs, () => this.options.send(topic, text));
  }
}
