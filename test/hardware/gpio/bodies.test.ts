/**
 * What every body promises, and what is special to the pins of a Raspberry Pi: the pulses of the dead-man, the
 * polarity of the relay, pins that are taken.
 */

import { afterEach, describe, expect, test } from 'vitest';
import type { PadBoard } from '../../../hardware/board/board.ts';
import { bodyContract } from '../../contracts/body.ts';
import { padBodyContract } from '../../contracts/pad-body.ts';
import { PAD_PI } from '../pad/boards.ts';
import { type GpioPad, openGpioPad, RELAY } from './pad-stage.ts';
import { RobotOnGpio } from './robot-stage.ts';

const pads: GpioPad[] = [];
async function openPad(...args: Parameters<typeof openGpioPad>): Promise<GpioPad> {
  const pad = await openGpioPad(...args);
  pads.push(pad);
  return pad;
}
afterEach(async () => {
  for (const { body, gpio, time } of pads.splice(0)) {
    await body.close();
    // The relay of the world may still be on its way.
    await time.pass(100);
    const { pending } = time;
    const { open } = gpio;
    gpio.dispose();
    expect({ pending, open }).toEqual({ pending: 0, open: [] });
  }
});

padBodyContract('a pad on the pins of a Raspberry Pi', openPad, { relay: true });

bodyContract(
  'a robot on the pins of a Raspberry Pi',
  async (batteryPercent) => {
    const stage = await RobotOnGpio.open(batteryPercent);
    return stage.underTest;
  },
  // An emulated ARM takes its time.
  { gainPercent: 5, lossPercent: 2, timeoutMs: 120_000 },
);

/** A robot stands there, and power flows for so long. */
async function flow(pad: GpioPad, forMs: number): Promise<void> {
  pad.hands.setContact(true);
  await pad.pass(300);
  pad.body.command({ do: 'power', on: true, untilMs: pad.time.nowMs() + forMs });
  await pad.pass(300);
}

describe('the dead-man of pulses', () => {
  test('its pin changes every 100 ms while power may flow, and rests as soon as it may not', async () => {
    const pad = await openPad();
    await flow(pad, 2300);
    await pad.pass(5000);
    const steps = pad.pulses.slice(1).map(({ atMs }, index) => atMs - pad.pulses[index]!.atMs);
    // From its first rest on: it starts with the power, and ends with it.
    expect(steps.slice(1, -1).every((step) => step === 100)).toBe(true);
    expect(pad.pulses.length).toBeGreaterThan(15);
    const last = pad.pulses.at(-1)!;
    expect(last.level).toBe('low');
    const offMs = pad.hands.relayChanges.at(-1)!.atMs;
    expect(Math.abs(last.atMs - offMs)).toBeLessThanOrEqual(100);
  });

  test('there is none before power may flow', async () => {
    const pad = await openPad();
    pad.hands.setContact(true);
    await pad.pass(3000);
    expect(pad.pulses.map(({ level }) => level)).toEqual(['low']);
  });

  test('a process that wakes after the end of the lease gives none, and opens the relay', async () => {
    const pad = await openPad();
    await flow(pad, 2000);
    expect(pad.hands.relayClosed()).toBe(true);
    const before = pad.pulses.length;
    await pad.time.freeze(5000);
    expect(pad.hands.relayClosed()).toBe(false);
    await pad.pass(3000);
    expect(pad.pulses.slice(before).every(({ level }) => level === 'low')).toBe(true);
  });
});

describe('a relay that closes at low', () => {
  const board: PadBoard = { ...PAD_PI, relay: { ...PAD_PI.relay, closed: 'low', feedback: null } };

  test('is high from the first moment on, and after the end', async () => {
    const levels: (string | null)[] = [];
    const pad = await openPad(board, (gpio) => {
      const { onPin } = gpio;
      gpio.onPin = (pin, level) => {
        if (pin === RELAY) levels.push(level);
        onPin(pin, level);
      };
    });
    expect(levels).toEqual(['high']);
    await flow(pad, 10_000);
    expect(levels).toEqual(['high', 'low']);
    await pad.body.close();
    expect(levels).toEqual(['high', 'low', 'high']);
    expect(pad.gpio.level(RELAY)).toBe('high');
  });
});

describe('a pin that another process holds', () => {
  test('is a fault that names it, and all is well when it is free again', async () => {
    const pad = await openPad(PAD_PI, (gpio) => gpio.occupy(22));
    expect(pad.body.report().fault).toMatch(/GPIO22 is not free/);
    pad.body.command({ do: 'power', on: true, untilMs: pad.time.nowMs() + 60_000 });
    await pad.pass(1000);
    expect(pad.hands.relayChanges.filter(({ closed }) => closed)).toEqual([]);
    pad.body.command({ do: 'power', on: false });
    pad.gpio.drive(22, null);
    await pad.time.until('it is well', () => pad.body.report().fault === null);
    await flow(pad, 5000);
    expect(pad.hands.relayClosed()).toBe(true);
  });

  test('that fails in the middle opens the relay', async () => {
    const pad = await openPad();
    await flow(pad, 60_000);
    expect(pad.hands.relayClosed()).toBe(true);
    pad.gpio.breakReads(22);
    await pad.pass(100);
    expect(pad.hands.relayClosed()).toBe(false);
    expect(pad.body.report().fault).toMatch(/GPIO22/);
  });
});
