/**
 * A charger with constant current and then constant voltage: it gives its full current until the battery has
 * come up to the charger's volts, and from then on only what still flows at those volts, less and less.
 *
 * It feeds battery and load together, as a pad does that charges a robot which is switched on.
 */
import type { Battery } from './battery.ts';

export interface Supply {
  readonly volts: number;
  readonly limitAmps: number;
}

export interface Flow {
  /** Into the battery; negative out of it. */
  readonly batteryAmps: number;
  /** Out of the charger. */
  readonly supplyAmps: number;
  /** At the poles of the battery. */
  readonly volts: number;
}

/** What flows while the load draws `loadAmps`; `supply` null: no charger is there. */
export function flowOf(battery: Battery, loadAmps: number, supply: Supply | null): Flow {
  const drawn = battery.charge > 0 ? loadAmps : 0;
  if (supply === null) return flow(battery, -drawn, 0);
  const atLimit = supply.limitAmps - loadAmps;
  if (battery.volts(atLimit) <= supply.volts) return flow(battery, atLimit, supply.limitAmps);
  const batteryAmps = (supply.volts - battery.restingVolts) / battery.ohms;
  const supplyAmps = batteryAmps + loadAmps;
  // A charger takes nothing back: the battery alone feeds the load.
  return supplyAmps > 0 ? flow(battery, batteryAmps, supplyAmps) : flow(battery, -drawn, 0);
}

function flow(battery: Battery, batteryAmps: number, supplyAmps: number): Flow {
  return { batteryAmps, supplyAmps, volts: battery.volts(batteryAmps) };
}
