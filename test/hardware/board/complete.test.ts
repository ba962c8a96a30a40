// What a board file leaves out.

import { expect, test } from 'vitest';
import { parseBoard } from '../../../firmware/config/board-file.ts';

const SHORTEST_ROBOT = `
board: robot
model: nano
battery: { volts: { divider: { pin: A0, ratio: 2 } }, emptyVolts: 3, fullVolts: 4, capacityAh: 1 }
dock: { pin: D2 }
drive: { left: { pwm: D5, direction: D4 }, right: { pwm: D6, direction: D7 } }
`;
const SHORTEST_PAD = 'board: pad\nmodel: uno\nrelay: { pin: D8 }\ndeadMan: firmware\n';

const robot = (text: string) => parseBoard(text, 'r.yaml', 'robot').board;
const pad = (text: string) => parseBoard(text, 'p.yaml', 'pad').board;

test('the shortest robot', () => {
  expect(robot(SHORTEST_ROBOT)).toEqual({
    model: 'nano',
    battery: {
      volts: { kind: 'divider', pin: 'A0', ratio: 2, referenceVolts: 5 },
      current: null,
      emptyVolts: 3,
      fullVolts: 4,
      capacityAh: 1,
      lowestVolts: 2.1,
      highestVolts: 4.6,
    },
    dock: { pin: 'D2', closed: 'low', pullUp: true, debounceMs: 20 },
    drive: {
      left: { pwm: 'D5', direction: 'D4', brake: null, reversed: false },
      right: { pwm: 'D6', direction: 'D7', brake: null, reversed: false },
      speedPercent: 60,
      approachMs: 15_000,
      leaveMs: 800,
      clearMs: 200,
      current: null,
      limitAmps: 2,
    },
    led: null,
    deadMan: { kind: 'none' },
  });
});

test('the shortest pad', () => {
  expect(pad(SHORTEST_PAD)).toEqual({
    model: 'uno',
    relay: { pin: 'D8', closed: 'high', feedback: null, settleMs: 50 },
    contact: null,
    current: null,
    minAmps: 0.05,
    maxAmps: 3,
    led: null,
    deadMan: { kind: 'firmware', timeoutMs: 2000 },
  });
});

test('what is written stays', () => {
  const board = robot(`
board: robot
model: uno
battery:
  volts: { divider: { pin: A1, ratio: 3.05, referenceVolts: 4.9 } }
  current: { ina219: { address: 0x41, shuntOhms: 0.01 } }
  emptyVolts: 6.4
  fullVolts: 8.3
  capacityAh: 2.2
  lowestVolts: 5
  highestVolts: 9
dock: { pin: D2, closed: high, debounceMs: 5 }
drive:
  left: { pwm: D5, direction: D4, brake: D7, reversed: true }
  right: { pwm: D6, direction: D8, brake: D9, reversed: false }
  speedPercent: 40
  approachMs: 9000
  leaveMs: 600
  clearMs: 100
  current: { analog: { pin: A2, zeroVolts: 2.4, voltsPerAmp: -0.1, referenceVolts: 4.8 } }
  limitAmps: 1.5
led: { pin: D12, lit: low }
deadMan: { firmware: { timeoutMs: 700 } }
`);
  expect(board).toEqual({
    model: 'uno',
    battery: {
      volts: { kind: 'divider', pin: 'A1', ratio: 3.05, referenceVolts: 4.9 },
      current: { kind: 'ina219', address: 0x41, shuntOhms: 0.01 },
      emptyVolts: 6.4,
      fullVolts: 8.3,
      capacityAh: 2.2,
      lowestVolts: 5,
      highestVolts: 9,
    },
    dock: { pin: 'D2', closed: 'high', pullUp: false, debounceMs: 5 },
    drive: {
      left: { pwm: 'D5', direction: 'D4', brake: 'D7', reversed: true },
      right: { pwm: 'D6', direction: 'D8', brake: 'D9', reversed: false },
      speedPercent: 40,
      approachMs: 9000,
      leaveMs: 600,
      clearMs: 100,
      current: {
        kind: 'analog',
        pin: 'A2',
        zeroVolts: 2.4,
        voltsPerAmp: -0.1,
        referenceVolts: 4.8,
      },
      limitAmps: 1.5,
    },
    led: { pin: 'D12', lit: 'low' },
    deadMan: { kind: 'firmware', timeoutMs: 700 },
  });
});

test('nothing in so many words is nothing', () => {
  const text = `${SHORTEST_PAD}contact: null\ncurrent: null\nled: null\n`;
  expect(pad(text)).toEqual(pad(SHORTEST_PAD));
  const closed = `${SHORTEST_PAD.replace('pin: D8', 'pin: D8, closed: low, feedback: null')}`;
  expect(pad(closed)).toMatchObject({ relay: { closed: 'low', feedback: null } });
  const motor = SHORTEST_ROBOT.replace('direction: D4', 'direction: D4, brake: null');
  expect(robot(motor)).toEqual(robot(SHORTEST_ROBOT));
});

test('the dead-man in its forms', () => {
  const deadMan = (text: string) => robot(`${SHORTEST_ROBOT}deadMan: ${text}`).deadMan;
  expect(deadMan('none')).toEqual({ kind: 'none' });
  expect(deadMan('firmware')).toEqual({ kind: 'firmware', timeoutMs: 1000 });
  expect(deadMan('{ firmware: {} }')).toEqual({ kind: 'firmware', timeoutMs: 1000 });
  const pulse = { kind: 'pulse', pin: 'D3', everyMs: 100 };
  expect(deadMan('{ pulse: { pin: D3 } }')).toEqual(pulse);
  expect(deadMan('{ pulse: { pin: D3, everyMs: 50 } }')).toEqual({ ...pulse, everyMs: 50 });
});

test('sensors in their shortest forms', () => {
  const current = (text: string, model = 'uno') =>
    pad(
      `board: pad\nmodel: ${model}\nrelay: { pin: ${model === 'uno' ? 'D8' : 'GPIO17'} }\n` +
        `deadMan: ${model === 'uno' ? 'firmware' : '{ pulse: { pin: GPIO23 } }'}\ncurrent: ${text}\n`,
    );
  expect(current('{ ina219: {} }')).toMatchObject({
    current: { kind: 'ina219', address: 0x40, shuntOhms: 0.1 },
  });
  expect(current('{ hwmon: {} }', 'pi')).toMatchObject({
    current: { kind: 'hwmon', chip: 'ina219' },
  });
  expect(current('{ hwmon: { chip: ina226 } }', 'pi')).toMatchObject({
    current: { kind: 'hwmon', chip: 'ina226' },
  });
});
