/**
 * Rules that explore can see broken: each mutant is found by the round that is named here, and the
 * shortest path to it has the length that is written down. What is shrunk is as short, or nearly so.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROUNDS } from '../../../sim/explore/rounds.ts';
import { run } from '../../bin/run-roost.ts';
import { MUTANTS } from '../../mutants/catalogue.ts';
import type { Found } from './search-mutant.ts';

const PROGRAM = join(import.meta.dirname, 'search-mutant.ts');

/** By mutant: the round, the promise, and the length of the shortest path. */
const FOUND_BY: readonly (readonly [string, string, string, number])[] = [
  ['no-fence-check', 'frames', 'S3', 6],
  ['admits-beside-a-lease', 'leases', 'S1', 12],
  ['lease-from-receipt', 'leases', 'S1', 12],
  ['admit-of-another-attempt', 'leases', 'S1', 12],
  ['re-entry-under-the-old-fence', 'order', 'S4', 7],
  ['release-ends-the-lease', 'releases', 'S1', 12],
  ['sent-token-kept', 'order', 'S2', 3],
  ['doubled-token-taken-again', 'frames', 'S4', 10],
  ['double-mint', 'crashes', 'S2', 5],
  ['two-votes-in-an-epoch', 'elections', 'S5', 7],
  ['vote-not-kept', 'crashes', 'S5', 6],
  ['leads-without-a-majority', 'elections', 'S2', 7],
];

test.each(FOUND_BY)(
  '%s is found by the round %s: %s, %i steps',
  async (...row) => {
    const [name, round, promise, length] = row;
    const { code, stdout, stderr } = await run(process.execPath, [PROGRAM, name, round]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const found = JSON.parse(stdout) as Found;
    const { states, longest, shrunk, walked } = found;
    process.stdout.write(
      `mutant ${name}: ${found.promise}; round ${round}, ${states} states, shortest path ` +
        `${found.length}, ${longest} shrunk to ${shrunk}, random walk to ${walked ?? 'nothing'}\n`,
    );
    expect([found.promise?.slice(0, 2), found.length]).toEqual([promise, length]);
    expect(longest).toBeGreaterThan(length);
    expect(shrunk).toBeLessThanOrEqual(2 * length);
    expect(walked ?? 0).toBeLessThanOrEqual(2 * length);
  },
  120_000,
);

test('the table names mutants and rounds that are there', () => {
  const names = MUTANTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(FOUND_BY.map(([name]) => name)));
  const rounds = ROUNDS.map(({ name }) => name);
  expect(rounds).toEqual(expect.arrayContaining(FOUND_BY.map(([, round]) => round)));
});
