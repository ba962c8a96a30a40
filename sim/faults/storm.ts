/**
 * A storm: faults of the kinds that a scenario names, one after the other as the seed has them; then a
 * heal, after which everybody in the core must be served; then the next storm, until time is up.
 */
import { majority } from '../../src/protocol/roster.ts';
import type { FaultName } from '../scenario/faults.ts';
import { Chance } from '../world/chance.ts';
import type { Hand } from './hand.ts';
import { type Scene, STRIKES } from './strikes.ts';

export interface StormOptions {
  readonly faults: readonly FaultName[];
  readonly forMs: number;
  /** Longest time from a heal until everybody is served (checks/l1.ts). */
  readonly peaceMs: number;
  /** Whether everybody has been served since the heal. */
  readonly served: () => boolean;
  /** New faults come: what the heal has begun is over. */
  readonly interrupt: () => void;
}

/** In beats: storms last from .. to; gaps between two faults; how long a peace goes on when all is done. */
const STORM_BEATS = [60, 300] as const;
const GAP_BEATS = [0.2, 5] as const;
const CALM_BEATS = 30;
/** Share of the storms that a robot does not survive, while there are enough. */
const DEATHS = 0.15;
/** In some storms faults come thick and fast, in others so rarely that the swarm recovers in between. */
const SPREADS = [1, 1, 3, 10] as const;
/** How often the weather of the peace is a little bad. */
/** With so many of the other faults a person takes a pad, too. */
const RELEASES = 0.1;
const DRIZZLE = { loss: 0.05, probability: 0.5 };

export class Storms {
  private readonly hand: Hand;
  private readonly options: StormOptions;
  private readonly chance: Chance;
  private readonly scene: Scene;
  /** What people do comes on top, from a stream of its own: so the storms of old seeds stay what they were. */
  private readonly people: Scene;
  private readonly drawn: readonly FaultName[];
  private endsAtMs = 0;
  private spread = 1;

  constructor(hand: Hand, options: StormOptions) {
    this.hand = hand;
    this.options = options;
    this.chance = new Chance(hand.swarm.seed, 'storm');
    const { seed } = hand.swarm;
    this.scene = { hand, chance: this.chance, beatMs: hand.swarm.options.timing.beatMs };
    this.people = { ...this.scene, chance: new Chance(seed, 'people') };
    this.drawn = options.faults.filter((fault) => fault !== 'release-pad');
  }

  /** Storms begin a little after the start. Call once. */
  begin(): void {
    if (this.options.faults.length === 0) return;
    const { schedule } = this.hand.swarm;
    schedule.after(this.beats([2, 15]), () => this.blow());
  }

  private blow(): void {
    const { schedule } = this.hand.swarm;
    const { forMs, peaceMs } = this.options;
    const stormMs = this.beats(STORM_BEATS);
    // A run that is too short for a storm and a peace still has its storm, for half of the time.
    const lastEndMs = Math.max(forMs - peaceMs, forMs / 2);
    this.endsAtMs = Math.min(schedule.nowMs + stormMs, lastEndMs);
    if (schedule.nowMs >= this.endsAtMs) return;
    this.options.interrupt();
    this.spread = this.chance.pick(SPREADS);
    this.strike();
  }

  private strike(): void {
    const { hand, chance, scene, people, drawn, options } = this;
    const { schedule } = hand.swarm;
    if (schedule.nowMs >= this.endsAtMs) {
      this.calm();
      return;
    }
    if (drawn.length > 0) STRIKES[chance.pick(drawn)](scene);
    if (options.faults.includes('release-pad'))
      if (drawn.length === 0 || people.chance.happens(RELEASES)) STRIKES['release-pad'](people);
    schedule.after(this.spread * this.beats(GAP_BEATS), () => this.strike());
  }

  private calm(): void {
    const { hand, chance } = this;
    const { schedule } = hand.swarm;
    if (chance.happens(DEATHS)) this.bury();
    hand.act({ do: 'heal', atMs: schedule.nowMs });
    const wet = chance.happens(DRIZZLE.probability) && this.options.faults.includes('loss');
    if (wet) hand.swarm.air.weather.loss = DRIZZLE.loss;
    this.watch();
  }

  /** One robot does not come back: the others must do without it. A majority with its disks is left. */
  private bury(): void {
    const { swarm } = this.hand;
    const { robots, schedule } = swarm;
    const fit = robots.filter((host) => !host.dead && !host.disk.lost);
    if (fit.length <= majority(robots.length)) return;
    const member = this.chance.pick(fit).name;
    this.hand.act({ do: 'crash', atMs: schedule.nowMs, member, forMs: null, torn: false });
  }

  /** The next storm waits until everybody was served. */
  private watch(): void {
    const { schedule } = this.hand.swarm;
    const next = this.options.served() ? () => this.blow() : () => this.watch();
    schedule.after(this.beats([1, CALM_BEATS]), next);
  }

  private beats([low, high]: readonly [number, number]): number {
    return this.chance.between(low, high) * this.scene.beatMs;
  }
}
