/** What stands at analog pins, and what a broken battery sensor shows. */
import { describe, expect, test } from 'vitest';
import { currentVolts, dividerVolts } from '../../../../sim/board/sensors/analog.ts';
import { Gauge } from '../../../../sim/board/sensors/gauge.ts';

test('a divider shows its share of the volts, up to the reference', () => {
  const board = { kind: 'divider', pin: 'A0', ratio: 3, referenceVolts: 5 } as const;
  expect(dividerVolts(board, 7.5)).toBe(2.5);
  expect(dividerVolts(board, 18)).toBe(5);
  expect(dividerVolts(board, -1)).toBe(0);
});

test('a current sensor shows amps around its zero', () => {
  const board = {
    kind: 'analog',
    pin: 'A2',
    zeroVolts: 2.5,
    voltsPerAmp: 0.185,
    referenceVolts: 5,
  } as const;
  expect(currentVolts(board, 0)).toBe(2.5);
  expect(currentVolts(board, 2)).toBeCloseTo(2.87);
  expect(currentVolts(board, -2)).toBeCloseTo(2.13);
  expect(currentVolts(board, 100)).toBe(5);
});

describe('a battery sensor', () => {
  const at = [0, 300, 600, 900, 1200, 1500];

  test('whole, shows what is', () => {
    expect(new Gauge().shown(7.4, 0)).toBe(7.4);
  });

  test('stuck, shows what was', () => {
    const gauge = new Gauge();
    gauge.break('stuck', 7.4);
    expect(gauge.shown(6.8, 1000)).toBe(7.4);
    gauge.break(null, 6.8);
    expect(gauge.shown(6.8, 1000)).toBe(6.8);
  });

  test('jumping, shows steps of a tenth and more, and now and then the truth', () => {
    const gauge = new Gauge();
    gauge.break('jumping', 7.4);
    const shown = at.map((ms) => gauge.shown(7.4, ms));
    for (const [k, volts] of shown.slice(1).entries()) {
      expect(Math.abs(volts - shown[k]!)).toBeGreaterThan(0.7);
    }
    expect(shown).toContain(7.4);
  });

  test('with its wire off, shows next to nothing', () => {
    const gauge = new Gauge();
    gauge.break('off', 7.4);
    expect(gauge.shown(7.4, 0)).toBeLessThan(0.1);
  });
});
