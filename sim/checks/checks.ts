/** All the promises of one swarm, watched together. */
import type { Swarm } from '../world/swarm.ts';
import { EverybodyServed } from './l1.ts';
import { BoundedOvertaking } from './l2.ts';
import { Resumption } from './l3.ts';
import { MutualExclusion } from './s1.ts';
import { OneOfAnEpoch } from './s2.ts';
import { RisingFences } from './s3.ts';
import { SettledEpochs } from './s4.ts';
import { KeptPromises } from './s5.ts';
import { PowerUnderLease } from './s6.ts';

export interface Checks {
  readonly exclusion: MutualExclusion;
  readonly served: EverybodyServed;
  readonly overtaking: BoundedOvertaking;
  readonly resumption: Resumption;
}

export interface Demands {
  /** S1 rests on the bound of the drift; beyond it the other promises must hold all the same. */
  readonly clocksWithinBound: boolean;
  /** No fault ever comes. */
  readonly undisturbed: boolean;
}

/** Lets all promises be watched from now on. */
export function watchPromises(swarm: Swarm, demands: Demands): Checks {
  const checks: Checks = {
    exclusion: new MutualExclusion(swarm),
    served: new EverybodyServed(swarm, demands.undisturbed),
    overtaking: new BoundedOvertaking(swarm),
    resumption: new Resumption(swarm),
  };
  if (demands.clocksWithinBound) swarm.observers.push(checks.exclusion);
  swarm.observers.push(
    new OneOfAnEpoch(swarm),
    new RisingFences(swarm),
    new SettledEpochs(swarm),
    new KeptPromises(swarm),
    new PowerUnderLease(swarm),
    checks.served,
    checks.overtaking,
    checks.resumption,
  );
  return checks;
}

/** What kind of failure a broken promise is. */
export function verdictOf(promise: string): 'crash' | 'safety' | 'liveness' {
  if (promise.startsWith('S')) return 'safety';
  return promise.startsWith('L') ? 'liveness' : 'crash';
}
