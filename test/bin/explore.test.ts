/** `roost explore`, as a user sees it. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { roost, run } from './run-roost.ts';

const ROOT = join(import.meta.dirname, '../..');
const BROKEN = [
  '--import',
  join(ROOT, 'test/mutants/from-environment.ts'),
  join(ROOT, 'bin/main.ts'),
];

test('a bound that holds: counts, and exit code 0', async () => {
  const { code, stdout, stderr } = await roost(['explore', '--depth', '3']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^given: [\d,]+ states, [\d,]+ transitions, depth 3\nno promise was broken/,
  );
});

test('--json is one document with the bounds in it', async () => {
  const { code, stdout } = await roost(['explore', '--robots', '2', '--depth', '3', '--json']);
  expect(code).toBe(0);
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({ schemaVersion: 1, depth: 3, complete: true, violations: [] });
  expect(document.transitions).toBeGreaterThan(document.states);
  expect(document.statesPerSecond).toBeGreaterThan(0);
  expect(document.rounds).toMatchObject([
    { name: 'given', maxDepth: 3, bounds: { robots: 2, guard: 'controller', requests: 2 } },
  ]);
});

test('a search that is given up says so', async () => {
  const { code, stdout } = await roost(['explore', '--depth', '9', '--max-states', '500']);
  expect(code).toBe(0);
  expect(stdout).toContain('not complete: --max-states was reached');
  expect(stdout).toContain('in the part that was searched');
});

test('a broken promise: the shortest path, and exit code 6', async () => {
  const args = [...BROKEN, 'explore', '--depth', '4'];
  const { code, stdout } = await run(process.execPath, args, {
    env: { MUTANT: 'sent-token-kept' },
  });
  expect(code).toBe(6);
  expect(stdout.replaceAll(/\d[\d,]* (states|transitions)/g, 'N $1')).toMatchInlineSnapshot(`
    "given: N states, N transitions, depth 3
      broken: S2: two robots hold the token of one epoch
      the shortest path to it, 3 steps from the calm swarm:
         1  want the pad: r1 -> r1 says REQUEST epoch 2
         2  deliver REQUEST epoch 2 from r1 to all -> r3 says TOKEN (2,2) for r1
         3  deliver TOKEN (2,2) for r1 from r3 to all -> r1 says ENTER (2,3) attempt 1
    a promise was broken: N states, N transitions, N states a second
    "
  `);
});

test('an argument out of range is refused', async () => {
  const { code, stderr } = await roost(['explore', '--robots', '7']);
  expect(code).toBe(2);
  expect(stderr).toContain('Write a whole number from 1 to 6.');
});
