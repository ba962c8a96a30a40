/** Battery and charger: charge is neither made nor lost, and charging is constant current, then constant voltage. */
import { describe, expect, test } from 'vitest';
import { Battery } from '../../../../sim/board/physics/battery.ts';
import { flowOf, type Supply } from '../../../../sim/board/physics/charger.ts';

const NATURE = { emptyVolts: 6.4, fullVolts: 8.3, capacityAh: 2.2 };
const SUPPLY: Supply = { volts: 8.3, limitAmps: 2.5 };
const MINUTE_MS = 60_000;

describe('a battery', () => {
  test('rests at the volts of its board file when it is empty and full', () => {
    expect(new Battery(NATURE, 0).restingVolts).toBe(6.4);
    expect(new Battery(NATURE, 1).restingVolts).toBe(8.3);
  });

  test('has more volts the fuller it is, in no straight line', () => {
    const volts = Array.from({ length: 101 }, (_, k) => new Battery(NATURE, k / 100).restingVolts);
    for (const [k, value] of volts.slice(1).entries()) expect(value).toBeGreaterThan(volts[k]!);
    const straight = (6.4 + 8.3) / 2;
    expect(volts[50]! - straight).toBeGreaterThan(0.15);
    expect(volts[10]! - 6.4).toBeGreaterThan(0.3 * (8.3 - 6.4));
  });

  test('sags under load and rises while it is charged', () => {
    const battery = new Battery(NATURE, 0.5);
    expect(battery.volts(-2)).toBeCloseTo(battery.restingVolts - 2 * battery.ohms);
    expect(battery.volts(2)).toBeCloseTo(battery.restingVolts + 2 * battery.ohms);
  });

  test('gives and takes what flows, within what it holds', () => {
    const battery = new Battery(NATURE, 0.5);
    expect(battery.flow(1.1, 30 * MINUTE_MS)).toBeCloseTo(0.55);
    expect(battery.charge).toBeCloseTo(0.75);
    expect(battery.flow(10, 60 * MINUTE_MS)).toBeCloseTo(0.55);
    expect(battery.charge).toBe(1);
    expect(battery.flow(-2.2, 90 * MINUTE_MS)).toBeCloseTo(-2.2);
    expect(battery.charge).toBe(0);
  });
});

describe('a charger', () => {
  test('gives its full current to a low battery, and load and battery share it', () => {
    const flow = flowOf(new Battery(NATURE, 0.4), 0.3, SUPPLY);
    expect(flow.supplyAmps).toBe(2.5);
    expect(flow.batteryAmps).toBeCloseTo(2.2);
    expect(flow.volts).toBeLessThan(8.3);
  });

  test('holds its volts from some point on, while the current falls to nothing', () => {
    const battery = new Battery(NATURE, 0.3);
    let limitedMinutes = 0;
    let lastAmps = Number.POSITIVE_INFINITY;
    let minutes = 0;
    for (; minutes < 240; minutes += 1) {
      const flow = flowOf(battery, 0, SUPPLY);
      if (flow.supplyAmps === SUPPLY.limitAmps) {
        limitedMinutes += 1;
        // Constant current comes first, and never comes back.
        expect(lastAmps === Number.POSITIVE_INFINITY || lastAmps === 2.5).toBe(true);
      } else expect(flow.volts).toBeCloseTo(SUPPLY.volts);
      expect(flow.supplyAmps).toBeLessThanOrEqual(lastAmps);
      expect(flow.volts).toBeLessThanOrEqual(SUPPLY.volts + 1e-9);
      lastAmps = flow.supplyAmps;
      battery.flow(flow.batteryAmps, MINUTE_MS);
    }
    expect(limitedMinutes).toBeGreaterThan(25);
    expect(limitedMinutes).toBeLessThan(45);
    expect(lastAmps).toBeLessThan(0.01);
    expect(battery.charge).toBeGreaterThan(0.995);
    expect(battery.restingVolts).toBeLessThanOrEqual(8.3);
  });

  test('with too little current for the load, the battery gives the rest', () => {
    const flow = flowOf(new Battery(NATURE, 0.5), 0.3, { volts: 8.3, limitAmps: 0.1 });
    expect(flow.supplyAmps).toBe(0.1);
    expect(flow.batteryAmps).toBeCloseTo(-0.2);
  });

  test('takes nothing out of a battery that is fuller than its own volts', () => {
    const flow = flowOf(new Battery(NATURE, 0.9), 0.3, { volts: 7, limitAmps: 2.5 });
    expect(flow.supplyAmps).toBe(0);
    expect(flow.batteryAmps).toBeCloseTo(-0.3);
  });

  test('without it the battery feeds the load, until it is empty', () => {
    expect(flowOf(new Battery(NATURE, 0.5), 0.3, null).batteryAmps).toBe(-0.3);
    expect(flowOf(new Battery(NATURE, 0), 0.3, null).batteryAmps).toBeCloseTo(0);
  });
});
