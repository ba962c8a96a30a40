/** Every mutant fits the source as it is today, and changes it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mutated } from './apply.ts';
import { MUTANTS } from './catalogue.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('each mutant', () => {
  test.each(MUTANTS)('$name', (mutant) => {
    const source = readFileSync(join(ROOT, mutant.file), 'utf8');
    expect(mutated(mutant, source)).not.toBe(source);
  });
});

test('what is not there, or there twice, is refused', () => {
  const mutant = { ...MUTANTS[0]!, name: 'm', file: 'f.ts', find: 'x', replace: 'y' };
  expect(mutated(mutant, 'axb')).toBe('ayb');
  expect(() => mutated(mutant, 'ab')).toThrow('mutant m: f.ts has 0 times, not once: x');
  expect(() => mutated(mutant, 'axbx')).toThrow('2 times');
});
