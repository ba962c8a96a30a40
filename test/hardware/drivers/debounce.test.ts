import { expect, test } from 'vitest';
import { Debounce } from '../../../hardware/drivers/debounce.ts';

test('nothing is known before the first reading, which counts at once', () => {
  const debounce = new Debounce(20);
  expect(debounce.closed(0)).toBeNull();
  expect(debounce.steady(0)).toBe(false);
  expect(debounce.nextMs(0)).toBeNull();
  expect(debounce.read(true, 5)).toBe(true);
  expect(debounce.closed(5)).toBe(true);
});

test('closed follows a change when it has lasted, steady is gone at its first sign', () => {
  const debounce = new Debounce(20);
  debounce.read(true, 0);
  expect(debounce.steady(19)).toBe(false);
  expect(debounce.steady(20)).toBe(true);
  expect(debounce.read(false, 100)).toBe(true);
  expect(debounce.steady(100)).toBe(false);
  expect(debounce.closed(119)).toBe(true);
  expect(debounce.closed(120)).toBe(false);
});

test('a bounce that is over in time changes closed never, and steady only after the whole time again', () => {
  const debounce = new Debounce(20);
  debounce.read(true, 0);
  debounce.read(false, 100);
  debounce.read(true, 110);
  expect(debounce.closed(111)).toBe(true);
  expect(debounce.steady(129)).toBe(false);
  expect(debounce.steady(130)).toBe(true);
  expect(debounce.closed(130)).toBe(true);
});

test('a change that had lasted counts although nobody looked in between', () => {
  const debounce = new Debounce(20);
  debounce.read(true, 0);
  debounce.read(false, 100);
  debounce.read(true, 125);
  expect(debounce.closed(126)).toBe(false);
  expect(debounce.closed(145)).toBe(true);
});

test('the same reading again is no change', () => {
  const debounce = new Debounce(20);
  debounce.read(true, 0);
  expect(debounce.read(true, 10)).toBe(false);
  expect(debounce.steady(20)).toBe(true);
});

test('it says when to look again', () => {
  const debounce = new Debounce(20);
  debounce.read(false, 100);
  expect(debounce.nextMs(100)).toBe(120);
  expect(debounce.nextMs(120)).toBeNull();
});
