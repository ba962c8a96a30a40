/** What a run is given besides its scenario. */
import type { Crypto } from '../../src/wire/crypto.ts';
import type { Happening } from '../scenario/happening.ts';
import type { Observer } from '../world/observer.ts';
import type { Swarm } from '../world/swarm.ts';

export interface RunOptions {
  readonly crypto: Crypto;
  /** Members report each frame that they send, hear or drop, and all else that a replay needs. */
  readonly traceFrames?: boolean;
  /** Of Roost, for traces. */
  readonly version?: string;
  /** Hears of each decision that chance has made, in order: together they are a script of the run. */
  readonly onDecision?: (happening: Happening) => void;
  /** More observers of a swarm. */
  readonly observe?: (swarm: Swarm) => readonly Observer[];
}
