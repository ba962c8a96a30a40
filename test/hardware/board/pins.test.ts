// What pins can do, held against the datasheets' words and not against the table itself.

import { describe, expect, test } from 'vitest';
import { isModel, MODELS, pinsFor } from '../../../hardware/board/pins.ts';

test('a Uno', () => {
  expect(pinsFor('uno', 'pwm')).toEqual(['D3', 'D5', 'D6', 'D9', 'D10', 'D11']);
  expect(pinsFor('uno', 'analog')).toEqual(['A0', 'A1', 'A2', 'A3', 'A4', 'A5']);
  expect(pinsFor('uno', 'output')).toHaveLength(12 + 6);
  expect(pinsFor('uno', 'pull-up')).toEqual(pinsFor('uno', 'output'));
  expect([...MODELS.uno.pins.keys()]).not.toContain('D1');
});

test('a Nano has two pins more, which only measure', () => {
  expect(pinsFor('nano', 'analog')).toEqual([...pinsFor('uno', 'analog'), 'A6', 'A7']);
  expect(pinsFor('nano', 'output')).toEqual(pinsFor('uno', 'output'));
});

test('a Raspberry Pi switches and reads', () => {
  expect(pinsFor('pi', 'input')).toHaveLength(26);
  expect(pinsFor('pi', 'input')).toContain('GPIO27');
  expect([pinsFor('pi', 'pwm'), pinsFor('pi', 'analog')]).toEqual([[], []]);
});

describe('at the start', () => {
  const atStart = (model: 'uno' | 'pi', pin: string) => MODELS[model].pins.get(pin)?.atStart;

  test('the boot loader of an Arduino blinks D13', () => {
    expect([atStart('uno', 'D8'), atStart('uno', 'D13')]).toEqual(['floats', 'driven']);
  });

  test('a Raspberry Pi pulls its low numbers up and the others down', () => {
    expect([atStart('pi', 'GPIO8'), atStart('pi', 'GPIO9')]).toEqual(['pulled-high', 'pulled-low']);
    expect(atStart('pi', 'GPIO14')).toBe('driven');
  });
});

test('models', () => {
  expect(['uno', 'nano', 'pi', 'mega', 'toString', 3].map(isModel)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});
