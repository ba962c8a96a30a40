/**
 * A fault campaign over many seeds: `npm run campaign -- 1..1000`. Prints each seed that broke a
 * promise; exit code 6 when one did. `npm run campaign -- 7 --log` prints everything that seed 7 does.
 */
import { runCampaign, stormOf } from './campaign.ts';
import { makeStorm, runStorm } from './faults.ts';

const [seeds = '1..100', ...flags] = process.argv.slice(2);
const match = /^(\d+)(?:\.\.(\d+))?$/.exec(seeds);
if (!match) {
  process.stderr.write(`campaign: '${seeds}' is no range of seeds; write 1..1000 or 7\n`);
  process.exit(2);
}
const from = Number(match[1]);
const to = Number(match[2] ?? match[1]);

if (flags.includes('--log')) {
  const options = stormOf(from);
  const world = makeStorm(options);
  world.log = [];
  await runStorm(world, options);
  process.stdout.write(`${world.log.join('\n')}\n`);
  process.exit(world.checks.violations.length > 0 ? 6 : 0);
}

const terminal = process.stderr.isTTY === true;
const result = await runCampaign(from, to, (seed, failure) => {
  if (failure) process.stdout.write(`${failure}\n`);
  if (terminal) process.stderr.write(`\rseed ${seed} of ${to}`);
});
if (terminal) process.stderr.write('\n');
process.stdout.write(
  `${result.seeds} seeds, ${result.entries} entries, ${result.deliveries} deliveries, ` +
    `${result.failures.length} broken\n`,
);
process.exit(result.failures.length > 0 ? 6 : 0);
