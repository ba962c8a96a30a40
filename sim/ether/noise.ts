/**
 * A jammer, as one more station of the air: so strong that everybody hears it and nothing else, and itself
 * deaf, so that it waits for nobody. Its noise is one transmission as long as the jam, since between two a
 * short frame would slip through.
 */
import { airtimeMs } from '../../src/radio/airtime.ts';
import type { SharedProfile } from '../../src/radio/profile.ts';
import type { Air } from '../air/air.ts';
import type { Chance } from '../world/chance.ts';

/** Above the usual power at a receiver: far above what any capture needs. */
const JAM_GAIN_DB = 60;

/** The longest jam: its noise is in memory as a whole, and has to fit into one window of any duty cycle. */
export const MAX_JAM_MS = 300_000;

export interface JammerOptions {
  readonly air: Air;
  readonly profile: SharedProfile;
  /** The jammer's own number; the stations have those below. */
  readonly station: number;
}

export class Jammer {
  private readonly options: JammerOptions;

  constructor(options: JammerOptions) {
    this.options = options;
    const { air, station } = options;
    for (let other = 0; other < station; other += 1) {
      air.setGain(station, other, JAM_GAIN_DB);
      air.setLink(other, station, false);
    }
  }

  /** Noise from now on, for up to MAX_JAM_MS; a jam that goes on is replaced. */
  start(forMs: number): void {
    const { air, profile, station } = this.options;
    this.stop();
    // No rule for licence-free bands holds for a jammer.
    air.refillDutyCycle(station);
    air.send(station, new Uint8Array(noiseBytes(profile, forMs)));
  }

  stop(): void {
    const { air, station } = this.options;
    air.stationDown(station);
  }
}

/** So many bytes occupy the air for so long, or a little longer. */
function noiseBytes({ airtime }: SharedProfile, forMs: number): number {
  let high = 1;
  while (airtimeMs(airtime, high) < forMs) high *= 2;
  let low = 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (airtimeMs(airtime, middle) < forMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A short burst of what a receiver without a checksum takes for bytes. */
export function noiseBurst(chance: Chance): Uint8Array {
  return Uint8Array.from({ length: 1 + chance.below(12) }, () => chance.below(256));
}
