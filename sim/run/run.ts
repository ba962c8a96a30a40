/**
 * A run: one scenario in virtual time, from the start until its time is up or a promise is broken. The
 * same scenario on the same code does the same, event by event.
 */
import { SOMETIMES, type SometimesCounts } from '../checks/sometimes.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Failure } from '../world/failure.ts';
import { Schedule } from '../world/schedule.ts';
import type { RunOptions } from './options.ts';
import { makeZone, type Zone } from './zone.ts';

export interface RunResult {
  readonly failure: Failure | null;
  readonly simulatedMs: number;
  readonly entries: number;
  /** By kind. */
  readonly frames: Readonly<Record<string, number>>;
  /** Without beats, renewals, elections and joining. */
  readonly entryFrames: number;
  readonly deliveries: number;
  /** Things that happened in virtual time. */
  readonly happenings: number;
  readonly sometimes: SometimesCounts;
  /** Longest time from a heal to the next admission (L3), milliseconds. */
  readonly worstResumptionMs: number;
  /** Most overtakings of one request (L2). */
  readonly worstOvertaking: number;
  /** 16 hexadecimal digits. */
  readonly traceHash: string;
}

/** More happenings than this at one instant mean that time stands still. */
const STUCK_AFTER = 1_000_000;

export class Run {
  readonly scenario: Scenario;
  readonly schedule = new Schedule();
  readonly zones: readonly Zone[];
  private crash: Failure | null = null;

  constructor(scenario: Scenario, options: RunOptions) {
    this.scenario = scenario;
    this.zones = Array.from({ length: scenario.zones }, (_, number) =>
      makeZone(this.schedule, scenario, number, options),
    );
  }

  get failure(): Failure | null {
    if (this.crash) return this.crash;
    for (const { swarm } of this.zones) if (swarm.failure) return swarm.failure;
    return null;
  }

  /** Lets virtual time pass until `untilMs`, the end of the scenario, or a failure. */
  advance(untilMs: number = this.scenario.forMs): void {
    const { schedule, zones } = this;
    let instantMs = -1;
    let happened = 0;
    const stop = (): boolean => {
      if (schedule.nowMs !== instantMs) {
        instantMs = schedule.nowMs;
        happened = schedule.happened;
      } else if (schedule.happened - happened > STUCK_AFTER) {
        throw new Error(`time stands still at ${instantMs} ms`);
      }
      return zones.some(({ swarm }) => swarm.failure !== null);
    };
    try {
      schedule.run(Math.min(untilMs, this.scenario.forMs), stop);
    } catch (error) {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.crash = { promise: 'crash', atMs: schedule.nowMs, what };
    }
  }

  result(): RunResult {
    const { zones, schedule } = this;
    const sum = (of: (zone: Zone) => number): number =>
      zones.reduce((total, zone) => total + of(zone), 0);
    const most = (of: (zone: Zone) => number): number => Math.max(...zones.map(of));
    const frames: Record<string, number> = {};
    for (const { tally } of zones)
      for (const [kind, sent] of tally.frames) frames[kind] = (frames[kind] ?? 0) + sent;
    return {
      failure: this.failure,
      simulatedMs: schedule.nowMs,
      entries: sum(({ tally }) => tally.entries),
      frames,
      entryFrames: sum(({ tally }) => (tally.framesPerEntry ?? 0) * tally.entries),
      deliveries: sum(({ swarm }) => swarm.deliveries),
      happenings: schedule.happened,
      sometimes: sumCounts(zones.map(({ sometimes }) => sometimes.total())),
      worstResumptionMs: most(({ checks }) => checks.resumption.worstMs),
      worstOvertaking: most(({ checks }) => checks.overtaking.worst),
      traceHash: zones.map(({ digest }) => digest.text).reduce(joined),
    };
  }
}

/** Runs a scenario to its end. */
export function run(scenario: Scenario, options: RunOptions): RunResult {
  const made = new Run(scenario, options);
  made.advance();
  return made.result();
}

export function sumCounts(counts: readonly SometimesCounts[]): SometimesCounts {
  const names = Object.keys(SOMETIMES) as (keyof SometimesCounts)[];
  return Object.fromEntries(
    names.map((name) => [name, counts.reduce((total, one) => total + one[name], 0)]),
  ) as SometimesCounts;
}

function joined(one: string, other: string): string {
  return (BigInt(`0x${one}`) ^ (BigInt(`0x${other}`) * 3n))
    .toString(16)
    .slice(-16)
    .padStart(16, '0');
}
