/** A simulated swarm for tests and benchmarks, with whatever body and weather they want. */
import { nodeCrypto } from '../../firmware/crypto.ts';
import { CALM, type Weather } from '../../sim/air/weather.ts';
import { type Checks, watchPromises } from '../../sim/checks/checks.ts';
import { Ledger } from '../../sim/faults/ledger.ts';
import { Tally } from '../../sim/run/tally.ts';
import { scenarioWith } from '../../sim/scenario/defaults.ts';
import { memberIds } from '../../sim/scenario/scenario.ts';
import { Schedule } from '../../sim/world/schedule.ts';
import { Swarm, type SwarmOptions } from '../../sim/world/swarm.ts';
import { RADIO_PROFILES } from '../../src/radio/profiles.ts';
import { LAN_TIMING } from '../../src/radio/timing.ts';

export interface Stage {
  readonly swarm: Swarm;
  readonly schedule: Schedule;
  readonly checks: Checks;
  readonly tally: Tally;
  /** Lets virtual time pass, or less when a promise is broken. */
  run(forMs: number): void;
}

export interface StageOptions extends Partial<SwarmOptions> {
  readonly weather?: Partial<Weather>;
}

/** A swarm that has just been switched on. */
export function makeStage(options: StageOptions = {}): Stage {
  const { weather, ...given } = options;
  const { charging, maxOvertakes } = scenarioWith();
  const full: SwarmOptions = {
    seed: 1,
    zone: 'test',
    robots: 5,
    pads: 1,
    guard: 'controller',
    radio: RADIO_PROFILES.lan,
    timing: LAN_TIMING,
    drift: 0,
    speed: 600,
    charging,
    maxOvertakes,
    diskMs: 1,
    traceFrames: false,
    version: 'test',
    makeBody: null,
    ...given,
  };
  const schedule = new Schedule();
  const names = memberIds(full);
  const ledger = new Ledger({ seed: full.seed, names, script: [], log: null });
  const swarm = new Swarm(schedule, nodeCrypto, ledger, full);
  swarm.air.weather = { ...CALM, ...weather };
  const checks = watchPromises(swarm, {
    clocksWithinBound: true,
    undisturbed: false,
  });
  const tally = new Tally(swarm);
  swarm.observers.push(tally);
  swarm.startAll(5);
  return {
    swarm,
    schedule,
    checks,
    tally,
    run: (forMs) => schedule.run(schedule.nowMs + forMs, () => swarm.failure !== null),
  };
}
