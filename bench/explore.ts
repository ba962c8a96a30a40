/** How fast every interleaving is searched, with the real handlers: distinct states for each CPU second. */
import { searchRound } from '../sim/explore/explore.ts';
import { ROUNDS } from '../sim/explore/rounds.ts';
import { progress } from './contenders.ts';
import { type Figure, figure } from './figures.ts';

const RUNS = 3;
const MAX_STATES = 20_000_000;

export async function explore(): Promise<Figure[]> {
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const before = process.cpuUsage();
    const states = ROUNDS.reduce(
      (sum, round) => sum + searchRound(round, { maxStates: MAX_STATES }).states,
      0,
    );
    const { user, system } = process.cpuUsage(before);
    rates.push((1e6 * states) / (user + system));
    progress(`explore: ${states} states, ${rates.at(-1)!.toFixed(0)} for each CPU second`);
  }
  return [figure('explore, all rounds, states per CPU second', '1/s', rates)];
}
