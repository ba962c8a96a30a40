/**
 * Every rule of protocol.md that is broken on purpose is noticed: the simulator breaks a promise within the
 * stated number of seeds, or exhaustive search finds the mutant (test/sim/explore/mutants.test.ts).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { nodeCrypto } from '../../firmware/crypto.ts';
import { run as runScenario } from '../../sim/run/run.ts';
import { run } from '../bin/run-roost.ts';
import { MUTANTS } from './catalogue.ts';
import { groundOf } from './ground.ts';
import type { Caught } from './hunt.ts';

const PROGRAM = join(import.meta.dirname, 'hunt.ts');
const AT_ONCE = 2;
/** A core that hangs under a mutant is caught as well. */
const LIMIT_S = '120';

const hunted = MUTANTS.filter(({ hunt }) => hunt !== null);
const caught = new Map<string, Promise<Caught>>();

/** Hunts all, some at a time, in the order of the catalogue. */
function begin(): void {
  const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
  hunted.forEach(({ name }, number) => {
    const lane = number % AT_ONCE;
    const found = lanes[lane]!.then(() => hunt(name));
    // Its own test says what is wrong.
    lanes[lane] = found.catch(() => undefined);
    caught.set(name, found);
  });
}

async function hunt(name: string): Promise<Caught> {
  const { code, stdout, stderr } = await run('timeout', [LIMIT_S, process.execPath, PROGRAM, name]);
  if (code === 0) return JSON.parse(stdout) as Caught;
  const stuck = { seed: 0, promise: 'crash', atMs: 0, decisions: 0, length: 0, least: null };
  const times = { tried: 0, huntMs: 0, shrinkMs: 0 };
  if (code === 124) return { mutant: name, ...stuck, ...times, what: 'it hangs', text: null };
  throw new Error(`the hunt for ${name} ended with code ${code}: ${stderr}`);
}

describe('caught by the simulator', () => {
  begin();

  test.each(hunted)('$name', async ({ name, hunt }) => {
    const found = await caught.get(name)!;
    expect(found.seed, found.what).not.toBeNull();
    expect(found.seed).toBeLessThanOrEqual(hunt!.withinSeeds);
    // The text of the small run breaks the same promise; where all smaller choices were tried, few are left.
    if (found.least !== null)
      expect(found.length).toBeLessThanOrEqual(2 * Math.max(1, found.least));
  });

  test('and the rules unbroken keep every promise on the same ground', async () => {
    const broken: string[] = [];
    for (const { name, hunt } of hunted) {
      const last = (await caught.get(name)!.catch(() => null))?.seed;
      for (let seed = 1; seed <= (last ?? 0); seed += 1) {
        const { failure } = runScenario(groundOf(hunt!, seed), { crypto: nodeCrypto });
        if (failure) broken.push(`${name}, seed ${seed}: ${failure.promise} ${failure.what}`);
      }
    }
    expect(broken).toEqual([]);
  });

  afterAll(async () => {
    const rows = await Promise.allSettled(caught.values());
    const found = rows.flatMap((row) => (row.status === 'fulfilled' ? [row.value] : []));
    process.stdout.write(`${tableOf(found)}\n`);
  });
});

test('what the simulator does not catch is in the table of exhaustive search', () => {
  const table = readFileSync(join(import.meta.dirname, '../sim/explore/mutants.test.ts'), 'utf8');
  const missing = MUTANTS.filter(
    ({ name, hunt }) => hunt === null && !table.includes(`['${name}', `),
  );
  expect(missing).toEqual([]);
});

/** A table as docs/mutants.md has it. */
function tableOf(rows: readonly Caught[]): string {
  const head =
    '| mutant | seed | promise | decisions | shrunk to | least | shrinking |\n' +
    '| --- | --- | --- | --- | --- | --- | --- |\n';
  const lines = rows.map(
    ({ mutant, seed, promise, decisions, length, least, shrinkMs }) =>
      `| ${mutant} | ${seed} | ${promise} | ${decisions} | ${length} | ${least ?? ''} | ` +
      `${(shrinkMs / 1000).toFixed(1)} s |`,
  );
  return head + lines.join('\n');
}
