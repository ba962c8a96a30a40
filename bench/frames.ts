/**
 * Frames per contended entry, by kind, in the harness: bodies that always want the pad and need no time
 * on it, so nothing but the protocol is counted.
 */

import { eagerBody } from '../test/harness/bodies.ts';
import { CALM } from '../test/harness/medium.ts';
import { World } from '../test/harness/world.ts';
import { progress } from './contenders.ts';
import { type Figure, figure } from './figures.ts';

const ROBOTS = 5;
const RUNS = 5;
const WARM_UP_MS = 10_000;
const MEASURED_MS = 60_000;
/** Not counted per entry (protocol.md section 10); HOLD is the answer to a BEAT. */
const APART: ReadonlySet<string> = new Set([
  ...['beat', 'hold', 'hello', 'welcome'],
  ...['election', 'answer', 'claim', 'vote', 'coordinator'],
]);

export async function frames(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const loss of [0, 0.1]) {
    const kinds = new Map<string, number[]>();
    const totals: number[] = [];
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const counts = await count(seed, loss);
      let total = 0;
      for (const [kind, perEntry] of counts) {
        kinds.set(kind, [...(kinds.get(kind) ?? []), perEntry]);
        if (!APART.has(kind)) total += perEntry;
      }
      totals.push(total);
      progress(`frames, loss ${loss}, seed ${seed}: ${total.toFixed(2)} per entry`);
    }
    const name = `frames per entry, ${loss * 100} % loss`;
    figures.push(figure(name, 'frames', totals));
    for (const [kind, values] of [...kinds].sort())
      figures.push(
        figure(`${name}: ${kind}${APART.has(kind) ? ' (apart)' : ''}`, 'frames', values),
      );
  }
  return figures;
}

async function count(seed: number, loss: number): Promise<Map<string, number>> {
  const world = new World({
    seed,
    robots: ROBOTS,
    weather: { ...CALM, loss },
    makeBody: (host) => eagerBody(host, () => 0),
  });
  world.startAll();
  await world.run(WARM_UP_MS);
  world.frames.clear();
  const before = world.checks.totalEntries;
  await world.run(MEASURED_MS);
  const [violation] = world.checks.violations;
  if (violation) throw new Error(`seed ${seed}: ${violation.promise}: ${violation.what}`);
  const entries = world.checks.totalEntries - before;
  return new Map([...world.frames].map(([kind, sent]) => [kind, sent / entries]));
}
