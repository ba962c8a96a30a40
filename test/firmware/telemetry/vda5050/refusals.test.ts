import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refusals } from '../../../../firmware/telemetry/vda5050/refusals.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the first is told at once, the others as a number', () => {
  const told: string[] = [];
  const refusals = new Refusals((message) => told.push(message), 1000);
  for (let i = 0; i < 1000; i++) refusals.note(`nonsense ${i}`);
  expect(told).toEqual(['nonsense 0']);
  vi.advanceTimersByTime(1000);
  expect(told.slice(1)).toEqual(['not taken since then: 999 more']);
  refusals.note('too soon');
  vi.advanceTimersByTime(1000);
  expect(told.slice(2)).toEqual(['not taken since then: 1 more']);
  vi.advanceTimersByTime(1000);
  refusals.note('late');
  expect(told.slice(3)).toEqual(['late']);
  refusals.close();
  expect(vi.getTimerCount()).toBe(0);
});
