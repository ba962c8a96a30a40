import { expect, test } from 'vitest';
import { analogChannel, componentPin, devicePin, levelValue } from '../../../hardware/link/pins.ts';

test.each([
  ['D2', 2, 2],
  ['D13', 13, 13],
  ['A0', 14, 'A0'],
  ['A5', 19, 'A5'],
  ['GPIO17', 17, 17],
])('%s is pin %d, and for components %s', (pin, number, component) => {
  expect(devicePin(pin)).toBe(number);
  expect(componentPin(pin)).toBe(component);
});

test('only analog pins have a channel', () => {
  expect(analogChannel('A3')).toBe(3);
  expect(() => analogChannel('D3')).toThrow('D3 is no analog pin; use A0 to A7');
});

test.each(['', 'X1', 'D', '8', 'D8x', 'gpio4'])("'%s' is no pin", (pin) => {
  expect(() => devicePin(pin)).toThrow(/is no name of a pin; use D2, A0 or GPIO17/);
});

test('levels', () => {
  expect([levelValue('low'), levelValue('high')]).toEqual([0, 1]);
});
