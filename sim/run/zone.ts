/** A zone of a run: a swarm, the promises that are watched in it, and the hand of its faults. */
import { RADIO_PROFILES } from '../../src/radio/profiles.ts';
import { CALM, type Weather } from '../air/weather.ts';
import { type Checks, watchPromises } from '../checks/checks.ts';
import { servedWithinMs } from '../checks/l1.ts';
import { TakenOnce } from '../checks/once.ts';
import { Sometimes } from '../checks/sometimes.ts';
import { Hand } from '../faults/hand.ts';
import { Ledger } from '../faults/ledger.ts';
import { Storms } from '../faults/storm.ts';
import { type FrameMishap, type Happening, isMishap } from '../scenario/happening.ts';
import { memberIds, type Scenario, timingNumbers } from '../scenario/scenario.ts';
import { settle, stir } from '../world/chance.ts';
import { Digest } from '../world/digest.ts';
import type { Schedule } from '../world/schedule.ts';
import { Swarm } from '../world/swarm.ts';
import type { RunOptions } from './options.ts';
import { Tally } from './tally.ts';

export interface Zone {
  readonly swarm: Swarm;
  readonly checks: Checks;
  readonly sometimes: Sometimes;
  readonly digest: Digest;
  readonly tally: Tally;
}

/** A save on an SD card or a flash chip takes so long at most (measured: docs/decisions/005). */
const DISK_MS = 3;

/** Mishaps that a script names must be asked for, though the air is calm: this share strikes nobody else. */
const FLOOR = 2 ** -40;

export function makeZone(
  schedule: Schedule,
  scenario: Scenario,
  number: number,
  options: RunOptions,
): Zone {
  const seed = number === 0 ? scenario.seed : settle(stir(scenario.seed, number));
  const log = options.onDecision ?? null;
  const mishaps = scenario.script.filter(isMishap);
  const ledger = new Ledger({ seed, names: memberIds(scenario), script: mishaps, log });
  const swarm = new Swarm(schedule, options.crypto, ledger, {
    seed,
    zone: `z${number + 1}`,
    robots: scenario.robots,
    pads: scenario.pads,
    guard: scenario.guard,
    radio: RADIO_PROFILES[scenario.radio],
    timing: timingNumbers(scenario),
    drift: scenario.drift,
    speed: scenario.speed,
    charging: scenario.charging,
    maxOvertakes: scenario.maxOvertakes,
    diskMs: DISK_MS,
    traceFrames: options.traceFrames ?? false,
    version: options.version ?? 'unknown',
    makeBody: null,
  });
  placeMembers(swarm, scenario);
  const checks = watchPromises(swarm, {
    clocksWithinBound: clocksAreWithinBound(scenario),
    undisturbed: scenario.faults.length === 0 && scenario.script.length === 0,
  });
  if (mayHearTwice(scenario)) {
    swarm.watchTaken = true;
    swarm.observers.push(new TakenOnce(swarm));
  }
  const zone = {
    swarm,
    checks,
    sometimes: new Sometimes(swarm),
    digest: new Digest(schedule),
    tally: new Tally(swarm),
  };
  swarm.observers.push(zone.sometimes, zone.digest, zone.tally);
  for (const observer of options.observe?.(swarm) ?? []) swarm.observers.push(observer);
  swarm.observers.push({
    // It counts its boots anew, and so its frames.
    onSay: (host, _message, _frame, bytes) => host.disk.lost && ledger.sendAgain(bytes),
  });
  injectFaults(zone, ledger, scenario, mishaps, log);
  swarm.startAll(2 * timingNumbers(scenario).slotMs);
  return zone;
}

function injectFaults(
  { swarm, checks }: Zone,
  ledger: Ledger,
  scenario: Scenario,
  mishaps: readonly FrameMishap[],
  log: ((happening: Happening) => void) | null,
): void {
  const hand = new Hand(swarm, {
    records: mayBeReplayed(scenario),
    sendAgain: (bytes) => ledger.sendAgain(bytes),
    clearAir: clearAirFor(mishaps),
    log,
  });
  for (const happening of scenario.script) if (!isMishap(happening)) hand.plan(happening);
  new Storms(hand, {
    faults: scenario.faults,
    forMs: scenario.forMs,
    peaceMs: servedWithinMs(swarm),
    served: () => checks.served.done,
    interrupt: () => {
      checks.served.interrupt();
      checks.resumption.interrupt();
    },
  }).begin();
}

/** Who hears whom, and how well. */
function placeMembers(swarm: Swarm, scenario: Scenario): void {
  const indexOf = (name: string): number => swarm.hostOf(name)!.index;
  for (const { from, to, gainDb } of scenario.gains)
    swarm.air.setGain(indexOf(from), indexOf(to), gainDb);
  for (const group of scenario.hidden)
    for (const from of group)
      for (const to of group)
        if (from !== to) swarm.air.setGain(indexOf(from), indexOf(to), Number.NEGATIVE_INFINITY);
}

/** Clear air in which the mishaps of a script can still strike. */
function clearAirFor(mishaps: readonly FrameMishap[]): Weather {
  const floor = (name: FrameMishap['do']): number =>
    mishaps.some((mishap) => mishap.do === name) ? FLOOR : 0;
  return {
    ...CALM,
    loss: floor('lose'),
    duplication: floor('double'),
    late: floor('delay'),
    flips: floor('flip'),
    cuts: floor('cut'),
    merges: floor('merge'),
  };
}

function clocksAreWithinBound(scenario: Scenario): boolean {
  const bound = timingNumbers(scenario).drift;
  const scripted = scenario.script.some(
    (happening) =>
      (happening.do === 'drift' && Math.abs(happening.rate) > bound) ||
      (happening.do === 'step' && (scenario.guard === 'robots' || happening.byMs < 0)),
  );
  return scenario.drift <= bound && !scripted && !scenario.faults.includes('drift-beyond');
}

/** Frames are recorded, and sent again. */
function mayBeReplayed({ faults, script }: Scenario): boolean {
  return faults.includes('replay') || script.some((happening) => happening.do === 'replay');
}

/** Frames are sent again, or doubled on their way. */
function mayHearTwice(scenario: Scenario): boolean {
  const doubles = scenario.script.some(
    (happening) =>
      happening.do === 'double' ||
      (happening.do === 'weather' && happening.weather.duplication > 0),
  );
  return doubles || scenario.faults.includes('duplication') || mayBeReplayed(scenario);
}
