/**
 * Frames per contended entry, by kind, in the simulator: bodies that always want the pad and need no time
 * on it, so nothing but the protocol is counted.
 */

import { APART } from '../sim/run/tally.ts';
import { eagerBody } from '../sim/world/body.ts';
import type { MessageKind } from '../src/protocol/message.ts';
import { makeStage } from '../test/sim/stage.ts';
import { progress } from './contenders.ts';
import { type Figure, figure } from './figures.ts';

const ROBOTS = 5;
const RUNS = 5;
const WARM_UP_MS = 10_000;
const MEASURED_MS = 60_000;

export function frames(): Figure[] {
  const figures: Figure[] = [];
  for (const loss of [0, 0.1]) {
    const kinds = new Map<MessageKind, number[]>();
    const totals: number[] = [];
    for (let seed = 1; seed <= RUNS; seed += 1) {
      const counts = count(seed, loss);
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

function count(seed: number, loss: number): Map<MessageKind, number> {
  const { swarm, tally, run } = makeStage({
    seed,
    robots: ROBOTS,
    weather: { loss },
    makeBody: (host) => eagerBody(host, () => 0),
  });
  run(WARM_UP_MS);
  tally.frames.clear();
  const before = tally.entries;
  run(MEASURED_MS);
  const { failure } = swarm;
  if (failure) throw new Error(`seed ${seed}: ${failure.promise}: ${failure.what}`);
  const entries = tally.entries - before;
  return new Map([...tally.frames].map(([kind, sent]) => [kind, sent / entries]));
}
