/**
 * A robot's body: a battery, two motors that move it along its way, and a contact that tells when it is docked.
 *
 * The battery may live faster than real, so that a charge takes seconds; what moves does so in real time. With
 * its motors off and clear of the pads, the robot is left to its work after a moment: that needs current, and takes
 * it to the far end of its way.
 */
import { Battery, type BatteryNature } from './battery.ts';
import { type Flow, flowOf, type Supply } from './charger.ts';
import { Contact } from './contact.ts';
import { Motor } from './motor.ts';
import { type Entrance, Way } from './way.ts';

export interface RobotOptions {
  readonly id: string;
  readonly battery: BatteryNature;
  /** 0 to 1, at the start. */
  readonly charge: number;
  /** How many times faster than real the battery lives. */
  readonly speed: number;
  /** From its work to the contacts, at the power that it drives with (1: full). */
  readonly driveMs: number;
  readonly power: number;
  readonly enter: (robot: Robot) => Entrance;
}

/** At full power. */
export const TOP_MM_PER_MS = 0.3;
/** Of a battery of one ampere hour: 90 minutes of work are about half of it (contract.md). */
const WORK_AMPS = 0.33;
const ELECTRONICS_AMPS = 0.03;
/**
 * Below this charge it does no more work: by then a robot waits for a pad, and spares its battery. No pin tells of
 * that, so the world takes it to be so.
 */
const WORK_ABOVE = 0.3;
/** Less than this is no charging. */
const CHARGING_AMPS = 0.02;
/** Motors that rest so long have done what they were to do. */
const WORK_AFTER_MS = 1000;
/** The charge is followed in steps of so much of the battery's time. */
const STEP_MS = 2000;
/** On a charger it is looked at so often, whether it is full. */
const LOOK_MS = 60_000;
/** While motors start. */
const START_STEP_MS = 5;

export class Robot {
  readonly id: string;
  readonly battery: Battery;
  readonly left = new Motor();
  readonly right = new Motor();
  readonly way: Way;
  readonly dock = new Contact();
  /** The charger that it stands on, while that has power. */
  supply: Supply | null = null;
  /** So many more times it comes to a pad askew. */
  misses = 0;
  /** The pad that it goes to; null: to the first that is free. */
  aim: string | null = null;
  /** Ampere hours into the battery and out of it, and out of the charger. */
  charged = 0;
  drained = 0;
  supplied = 0;
  private readonly speed: number;
  private readonly workMmPerMs: number;
  private atMs: number;
  private restsSinceMs: number;

  constructor(options: RobotOptions, nowMs: number) {
    const { id, battery, charge, speed, driveMs, power, enter } = options;
    this.id = id;
    this.battery = new Battery(battery, charge);
    this.speed = speed;
    this.workMmPerMs = TOP_MM_PER_MS * power;
    this.way = new Way({ lengthMm: this.workMmPerMs * driveMs, enter: () => enter(this) });
    this.atMs = nowMs;
    this.restsSinceMs = nowMs;
  }

  /** -1 full backwards .. 1 full forward; the world has to be at `nowMs`. */
  drive(left: number, right: number, nowMs: number): void {
    const drove = this.isDriven;
    this.left.drive(left, nowMs);
    this.right.drive(right, nowMs);
    if (drove && !this.isDriven) this.restsSinceMs = nowMs;
    this.turnWheels(nowMs);
  }

  get isDriven(): boolean {
    return this.left.power !== 0 || this.right.power !== 0;
  }

  isWorking(nowMs: number): boolean {
    return this.isAway(nowMs) && this.battery.charge > WORK_ABOVE;
  }

  /** Left to its work, which has it wherever it wants. */
  private isAway(nowMs: number): boolean {
    const rested = nowMs - this.restsSinceMs >= WORK_AFTER_MS;
    return rested && !this.isDriven && this.way.stand.at === 'outside';
  }

  motorAmps(nowMs: number): number {
    return this.left.amps(nowMs) + this.right.amps(nowMs);
  }

  flow(nowMs: number): Flow {
    return flowOf(this.battery, this.calmAmps(nowMs) + this.motorAmps(nowMs), this.supply);
  }

  /** Charge flows into its battery, but for what its motors take from it at this moment. */
  isCharging(nowMs: number): boolean {
    if (this.supply === null) return false;
    return flowOf(this.battery, this.calmAmps(nowMs), this.supply).batteryAmps > CHARGING_AMPS;
  }

  /** When something changes by itself, so that it has to be looked at. */
  get nextMs(): number {
    const restedMs = this.restsSinceMs + WORK_AFTER_MS;
    const workMs = restedMs > this.atMs ? restedMs : Number.POSITIVE_INFINITY;
    const lookMs = this.supply === null ? Number.POSITIVE_INFINITY : LOOK_MS / this.speed;
    const { atMs } = this;
    return Math.min(atMs + this.way.untilNextMs, workMs, this.dock.nextMs(atMs), atMs + lookMs);
  }

  /** Goes on to a time that is no later than `nextMs`. */
  advance(toMs: number): void {
    const ms = toMs - this.atMs;
    if (ms <= 0) return;
    this.fill(toMs);
    // What it did before counts: a step ends where something begins.
    if (this.isAway(this.atMs)) this.way.wander(this.workMmPerMs * ms);
    else this.way.advance(ms);
    this.atMs = toMs;
    this.turnWheels(toMs);
  }

  private turnWheels(nowMs: number): void {
    const isAlive = this.battery.charge > 0 || this.supply !== null;
    const power = isAlive ? (this.left.power + this.right.power) / 2 : 0;
    this.way.speedMmPerMs = power * TOP_MM_PER_MS;
    const { isHeld } = this.way;
    this.left.hold(isHeld, nowMs);
    this.right.hold(isHeld, nowMs);
  }

  private fill(toMs: number): void {
    let nowMs = this.atMs;
    while (nowMs < toMs) {
      const isStarting = this.left.isStarting(nowMs) || this.right.isStarting(nowMs);
      const stepMs = Math.min(
        toMs - nowMs,
        STEP_MS / this.speed,
        isStarting ? START_STEP_MS : Number.POSITIVE_INFINITY,
      );
      // Motors run in real time, however fast the battery lives: it feels so much less of them.
      const loadAmps = this.calmAmps(nowMs) + this.motorAmps(nowMs) / this.speed;
      const { batteryAmps, supplyAmps } = flowOf(this.battery, loadAmps, this.supply);
      const moved = this.battery.flow(batteryAmps, stepMs * this.speed);
      if (moved > 0) this.charged += moved;
      else this.drained -= moved;
      this.supplied += (supplyAmps * stepMs * this.speed) / 3_600_000;
      // A remainder that rounding swallows would never end.
      nowMs = stepMs === toMs - nowMs ? toMs : nowMs + stepMs;
    }
  }

  /** Drawn by all but the motors. */
  private calmAmps(nowMs: number): number {
    const { capacityAh } = this.battery.nature;
    return (ELECTRONICS_AMPS + (this.isWorking(nowMs) ? WORK_AMPS : 0)) * capacityAh;
  }
}
