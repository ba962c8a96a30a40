/**
 * The trace of a run: what every member reports, and what was done to the world, in order of virtual time
 * (contract.md, "Events and traces"). `t` and `mono` are both virtual milliseconds.
 */
import { type TraceEvent, type TraceRecord, traceRecord } from '../../src/runtime/trace.ts';
import { nameOfFrame } from '../faults/ledger.ts';
import { RobotBody } from '../world/body.ts';
import type { Host } from '../world/host.ts';
import type { FaultNote, Observer } from '../world/observer.ts';
import type { Swarm } from '../world/swarm.ts';

/** How often the trace says what the batteries have: in beats. */
const BATTERY_BEATS = 10;

export class Recording implements Observer {
  private readonly swarm: Swarm;
  private readonly sink: (record: TraceRecord) => void;
  private readonly names: readonly string[];
  private readonly counts = new Map<string, number>();

  /** Each record goes to `sink` at once. */
  constructor(swarm: Swarm, sink: (record: TraceRecord) => void) {
    this.swarm = swarm;
    this.names = swarm.names;
    this.sink = sink;
    this.tellBatteries();
  }

  onEvent(host: Host, event: TraceEvent): void {
    const { nowMs } = this.swarm.schedule;
    const stamp = {
      t: nowMs,
      mono: nowMs,
      boot: host.driver?.bootNumber ?? 0,
      seq: this.next(host.name),
    };
    this.sink(
      traceRecord(this.swarm.roster, host.index, event, stamp, (atMs) => host.clock.trueMs(atMs)),
    );
  }

  onStart(host: Host): void {
    this.tell('start', { member: host.name });
  }

  onDown(host: Host, reason: string): void {
    this.tell('down', { member: host.name, reason });
  }

  onFreeze(host: Host): void {
    this.tell('freeze', { member: host.name });
  }

  onThaw(host: Host): void {
    this.tell('thaw', { member: host.name });
  }

  onLost(_from: number, to: number | null, bytes: Uint8Array, reason: string): void {
    const frame = nameOfFrame(this.names, bytes);
    const receiver = to === null ? 'all' : (this.swarm.hosts[to]?.name ?? 'all');
    if (frame !== null) this.tell('lost', { frame, to: receiver, reason });
  }

  onFault({ fault, members, forMs, what }: FaultNote): void {
    if (fault === 'heal') this.tell('heal', { what });
    else this.tell('fault', { fault, members, what, ...(forMs === null ? {} : { forMs }) });
  }

  /** A promise was broken; the last record of its trace. */
  onBroken(promise: string, what: string): void {
    this.tell('broken', { promise, what });
  }

  private tellBatteries(): void {
    for (const robot of this.swarm.robots)
      if (robot.body instanceof RobotBody)
        this.tell('battery', { robot: robot.name, percent: robot.body.batteryPercent });
    const { beatMs } = this.swarm.options.timing;
    this.swarm.schedule.after(BATTERY_BEATS * beatMs, () => this.tellBatteries());
  }

  private tell(event: string, fields: Readonly<Record<string, unknown>>): void {
    const { nowMs } = this.swarm.schedule;
    this.sink({
      v: 1,
      t: nowMs,
      mono: nowMs,
      from: 'world',
      boot: 0,
      seq: this.next('world'),
      event,
      ...fields,
    });
  }

  private next(from: string): number {
    const seq = (this.counts.get(from) ?? 0) + 1;
    this.counts.set(from, seq);
    return seq;
  }
}
