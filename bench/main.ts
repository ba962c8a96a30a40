/**
 * `npm run bench`: how fast and how dear the swarm is, on this machine.
 *
 *   npm run bench -- --only hand-over        one of: hand-over, recovery, idle, frames, simulator, explore,
 *                                            token-wait, air-share, boards, page, monitor
 *   npm run -s bench -- --json               for programs; progress goes to stderr
 */

import { parseArgs } from 'node:util';
import { type Figure, table } from './figures.ts';

const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = {
  'hand-over': async () => (await import('./hand-over.ts')).handOver(),
  recovery: async () => (await import('./recovery.ts')).recovery(),
  idle: async () => (await import('./idle.ts')).idle(),
  frames: async () => (await import('./frames.ts')).frames(),
  explore: async () => (await import('./explore.ts')).explore(),
  simulator: async () => (await import('./simulator.ts')).simulator(),
  'token-wait': async () => (await import('./token-wait.ts')).tokenWait(),
  'air-share': async () => (await import('./air-share.ts')).airShare(),
  boards: async () => (await import('./boards.ts')).boards(),
  page: async () => (await import('./page.ts')).page(),
  monitor: async () => (await import('./monitor.ts')).monitor(),
};

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string', multiple: true } },
});
const names = values.only ?? Object.keys(BENCHES);
const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  const known = Object.keys(BENCHES).join(', ');
  process.stderr.write(`bench: there is no '${unknown.join()}'; there are: ${known}\n`);
  process.exit(2);
}

const figures: Figure[] = [];
for (const name of names) figures.push(...(await BENCHES[name]!()));
process.stdout.write(
  values.json ? `${JSON.stringify({ schemaVersion: 1, figures })}\n` : table(figures),
);
