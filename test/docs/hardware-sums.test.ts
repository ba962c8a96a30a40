/** The arithmetic on the hardware pages comes out as they say, with the values that pictures and boards have. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { calibratedRatio } from '../../hardware/drivers/battery-calibration.ts';
import { percentOfVolts, voltsOfPercent } from '../../hardware/drivers/battery-curve.ts';
import { timer } from '../../scripts/wiring/parts.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const safety = read('docs/hardware/safety.md');
const calibration = read('docs/hardware/calibration.md');
const board = (name: string) => parse(read(`hardware/boards/${name}.yaml`));

test('the timer of a Raspberry Pi outlasts the pulses and ends within 2.5 s, whichever chip it is', () => {
  const [, kiloOhms, microFarads] = /R = (\d+) kΩ and C = ([\d.]+) µF/.exec(safety)!;
  const seconds = Number(kiloOhms) * 1e3 * Number(microFarads) * 1e-6;
  for (const clear of ['CLR', null] as const) {
    expect(timer(clear).notes).toContain(`R ${kiloOhms} kΩ`);
    expect(timer(clear).notes).toContain(`C ${microFarads} µF`);
  }
  const rows = [...safety.matchAll(/^\| *\w* \| ([\d.]+) \| ([\d.]+) s \| ([\d.]+) s \|$/gm)];
  expect(rows.map(([, k]) => Number(k))).toEqual([0.45, 0.55, 1]);
  const extremes = rows.map(([, k, typical, extreme]) => {
    const nominal = Number(k) * seconds;
    expect(Number(typical)).toBeCloseTo(nominal, 2);
    const worst = Number(k) < 0.5 ? nominal * 0.8 * 0.95 : nominal * 1.2 * 1.05;
    expect(Number(extreme)).toBeCloseTo(worst, 2);
    return worst;
  });
  for (const name of ['pad-pi', 'robot-pi']) {
    // A rising edge comes with every second change of the pin.
    const periodMs = 2 * board(name).deadMan.pulse.everyMs;
    expect(Math.min(...extremes) * 1000).toBeGreaterThan(2 * periodMs);
  }
  expect(Math.max(...extremes)).toBeLessThan(2.5);
});

test('the example of a calibrated divider', () => {
  const [, ratio, measuredVolts, readVolts, result] =
    /: ([\d.]+) x ([\d.]+) V \/ ([\d.]+) V = ([\d.]+)\./.exec(calibration)!.map(Number);
  expect(
    calibratedRatio({ ratio: ratio!, measuredVolts: measuredVolts!, readVolts: readVolts! }),
  ).toMatchObject({ ok: true, ratio: result });
});

test('what a step of the converter and a change of USB are, in percent of charge', () => {
  const { battery } = board('robot-uno');
  const perPercent = (voltsOfPercent(40, battery) - voltsOfPercent(30, battery)) / 10;
  const stepVolts = (5 / 1023) * battery.volts.divider.ratio;
  const [, step] = /= 4\.9 mV at the pin, times 3 = \*\*(\d+) mV\*\*/.exec(calibration)!;
  const [, rise, share] = /rises ([\d.]+) mV with each percent: one step is ([\d.]+) %/.exec(
    calibration,
  )!;
  const [, drift] = /148 mV: \*\*(\d+) %\*\*/.exec(calibration)!;
  expect(stepVolts * 1000).toBeCloseTo(Number(step), 0);
  expect(perPercent * 1000).toBeCloseTo(Number(rise), 1);
  expect(stepVolts / perPercent).toBeCloseTo(Number(share), 1);
  expect(0.148 / perPercent).toBeLessThan(Number(drift) + 1);
  expect(0.148 / perPercent).toBeGreaterThan(Number(drift) - 1);
  expect(percentOfVolts(battery.emptyVolts, battery)).toBe(0);
});

test('the pin of the divider stays below 5 V', () => {
  const { ratio } = board('robot-uno').battery.volts.divider;
  const wiring = read('docs/hardware/wiring.md');
  expect(wiring).toContain(`(8.4 V) make ${(8.4 / ratio).toFixed(1)} V at the pin`);
  expect(wiring).toContain(`up to ${5 * ratio} V make no more than 5 V`);
});

test('the overlay tells the kernel of the shunt that the module has', () => {
  const page = read('docs/hardware/raspberry-pi.md');
  const [, microOhms] = /shunt-resistor = <(\d+)>/.exec(page)!;
  expect(Number(microOhms)).toBe(0.1 * 1e6);
  expect(page).toContain(`echo ${microOhms} | sudo tee`);
});
