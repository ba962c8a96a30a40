/**
 * What the demo has seen of its swarm, folded from the members' own events: who is where now, and
 * what there is to say at the end. It judges the main promise as well: one robot on the pad at a time.
 */

import type { TraceRecord } from '../../src/runtime/trace.ts';

export interface RobotView {
  phase: string;
  battery: number | null;
  entries: number;
}

interface Stay {
  readonly robot: string;
  untilMs: number;
}

export interface Summary {
  readonly seconds: number;
  readonly entries: number;
  readonly entriesByRobot: Record<string, number>;
  readonly waitP50Ms: number | null;
  readonly waitMaxMs: number | null;
  /** Times that two robots believed to be on the pad at once. */
  readonly overlaps: number;
  readonly leaders: number;
  readonly tokens: number;
}

export class Tally {
  readonly robots = new Map<string, RobotView>();
  leader: string | null = null;
  epoch = 0;
  fence: readonly [number, number] | null = null;
  queue: readonly string[] = [];
  onPad: string | null = null;
  private stay: Stay | null = null;
  private overlaps = 0;
  private leaders = 0;
  private tokens = 0;
  private readonly asking = new Map<string, number>();
  private readonly waits: number[] = [];

  constructor(robots: readonly string[]) {
    for (const id of robots) this.robots.set(id, { phase: 'starting', battery: null, entries: 0 });
  }

  /** Takes a member's event. */
  event(record: TraceRecord): void {
    const robot = this.robots.get(record.from);
    switch (record.event) {
      case 'leader':
        if (record.leader !== record.from || (record.epoch as number) <= this.epoch) return;
        this.leader = record.leader as string;
        this.epoch = record.epoch as number;
        this.leaders += 1;
        break;
      case 'mint':
        this.tokens += 1;
        break;
      case 'request':
        this.asking.set(record.from, record.mono);
        break;
      case 'body':
        if (robot) robot.phase = record.phase as string;
        break;
      case 'enter':
        this.enter(record);
        if (robot) robot.entries += 1;
        break;
      case 'renew':
        if (this.stay?.robot === record.from) this.stay.untilMs = record.until as number;
        break;
      case 'exit':
        if (this.onPad === record.from) this.onPad = null;
        if (this.stay?.robot === record.from) this.stay = null;
        break;
    }
  }

  /** Takes a robot's state. */
  state(
    id: string,
    state: { battery?: number; phase?: string; pads?: { queue?: string[] }[] },
  ): void {
    const robot = this.robots.get(id);
    if (robot) {
      robot.battery = state.battery ?? null;
      robot.phase = state.phase ?? robot.phase;
    }
    if (id === this.leader) this.queue = state.pads?.[0]?.queue ?? [];
  }

  summary(seconds: number): Summary {
    const waits = this.waits.toSorted((a, b) => a - b);
    const entries = [...this.robots].map(([id, robot]) => [id, robot.entries] as const);
    return {
      seconds: Math.round(seconds * 10) / 10,
      entries: entries.reduce((sum, [, count]) => sum + count, 0),
      entriesByRobot: Object.fromEntries(entries),
      waitP50Ms: waits.length > 0 ? Math.round(waits[waits.length >> 1]!) : null,
      waitMaxMs: waits.length > 0 ? Math.round(waits.at(-1)!) : null,
      overlaps: this.overlaps,
      leaders: this.leaders,
      tokens: this.tokens,
    };
  }

  private enter(record: TraceRecord): void {
    const { stay } = this;
    if (stay && stay.robot !== record.from && stay.untilMs > record.mono) this.overlaps += 1;
    this.stay = { robot: record.from, untilMs: record.until as number };
    this.onPad = record.from;
    this.fence = record.fence as [number, number];
    const asked = this.asking.get(record.from);
    if (asked !== undefined) this.waits.push(record.mono - asked);
    this.asking.delete(record.from);
  }
}
