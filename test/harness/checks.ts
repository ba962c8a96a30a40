/**
 * The promises of protocol.md section 2, checked at every event of a run.
 *
 * The checks know global time and every member's belief; the members know neither.
 */
import { compareFences, type Fence } from '../../src/protocol/fence.ts';
import type { Message } from '../../src/protocol/message.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import type { Host } from './host.ts';

interface Belief {
  readonly fence: Fence;
  readonly untilMs: number;
}

export interface Violation {
  readonly promise: string;
  readonly atMs: number;
  readonly what: string;
}

export class Checks {
  readonly violations: Violation[] = [];
  /** Entries by robot since the start, or since `resetEntries`. */
  entries = new Map<number, number>();
  totalEntries = 0;
  private readonly beliefs = new Map<string, Map<number, Belief>>();
  private readonly leaders = new Map<number, number>();
  private readonly mints = new Map<string, number>();
  private readonly admitted = new Map<string, Fence>();
  private readonly entered = new Map<number, Fence>();
  private readonly ballots = new Map<string, number>();
  private readonly nowMs: () => number;

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  onEvent(host: Host, event: TraceEvent): void {
    switch (event.event) {
      case 'enter':
      case 'renew':
        this.believe(host, event.pad, event.fence, host.globalMs(event.untilMs));
        if (event.event === 'enter') this.onEnter(host, event.pad, event.fence);
        break;
      case 'exit':
        this.beliefs.get(`${event.pad}`)?.delete(host.index);
        break;
      case 'leader':
        if (event.leader === host.index)
          this.once('S2', this.leaders, event.epoch, host.index, `leader of epoch ${event.epoch}`);
        break;
      case 'mint': {
        const key = `${event.pad}/${event.fence.epoch}`;
        if (this.mints.has(key)) this.fail('S2', `second token in ${key}, by ${host.index}`);
        this.mints.set(key, host.index);
        break;
      }
      case 'admit': {
        const key = `${host.index}/${event.pad}`;
        const last = this.admitted.get(key);
        if (last && compareFences(event.fence, last) <= 0)
          this.fail('S3', `${key} admitted ${show(event.fence)} after ${show(last)}`);
        this.admitted.set(key, event.fence);
        break;
      }
    }
  }

  /** What a member says on air that it must not say, or not twice. */
  onMessage(host: Host, message: Message): void {
    if (message.kind !== 'vote' && message.kind !== 'claim') return;
    if (host.lostDisk) this.fail('S5', `${host.index} sent ${message.kind} after it lost its disk`);
    const choice = message.kind === 'vote' ? message.candidate : host.index;
    const key = `${host.index}/${message.epoch}`;
    const before = this.ballots.get(key);
    if (before !== undefined && before !== choice)
      this.fail('S5', `${host.index} voted for ${before} and ${choice} in epoch ${message.epoch}`);
    this.ballots.set(key, choice);
  }

  onCrash(host: Host): void {
    for (const beliefs of this.beliefs.values()) beliefs.delete(host.index);
  }

  /** A robot that believes now that it may be on a pad, or null. */
  occupant(): number | null {
    for (const beliefs of this.beliefs.values())
      for (const [robot, belief] of beliefs) if (belief.untilMs > this.nowMs()) return robot;
    return null;
  }

  resetEntries(): void {
    this.entries = new Map();
  }

  fail(promise: string, what: string): void {
    this.violations.push({ promise, atMs: this.nowMs(), what });
  }

  private believe(host: Host, pad: number, fence: Fence, untilMs: number): void {
    const now = this.nowMs();
    const beliefs = this.beliefs.get(`${pad}`) ?? new Map<number, Belief>();
    this.beliefs.set(`${pad}`, beliefs);
    for (const [robot, belief] of beliefs)
      if (robot !== host.index && belief.untilMs > now)
        this.fail('S1', `${host.index} ${show(fence)} beside ${robot} ${show(belief.fence)}`);
    beliefs.set(host.index, { fence, untilMs });
  }

  private onEnter(host: Host, pad: number, fence: Fence): void {
    const last = this.entered.get(pad);
    if (last && compareFences(fence, last) <= 0)
      this.fail('S4', `${host.index} entered with ${show(fence)} after ${show(last)}`);
    this.entered.set(pad, fence);
    this.entries.set(host.index, (this.entries.get(host.index) ?? 0) + 1);
    this.totalEntries += 1;
  }

  private once(
    promise: string,
    seen: Map<number, number>,
    key: number,
    by: number,
    what: string,
  ): void {
    const before = seen.get(key);
    if (before !== undefined && before !== by) this.fail(promise, `${what}: ${before} and ${by}`);
    seen.set(key, by);
  }
}

function show(fence: Fence): string {
  return `(${fence.epoch},${fence.counter})`;
}
