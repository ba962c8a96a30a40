/**
 * Swarms without a network: real processes with the real serialport package on ports of the virtual ether,
 * through each of the three drivers and the timing of two radios, with all that happens to radios.
 *
 * They run side by side: on slow radios members mostly wait.
 */
import { describe, expect, test } from 'vitest';
import type { Swarm } from './swarm.ts';
import { withSwarm } from './swarm.ts';

const DRIVERS = {
  transparent: 'driver: transparent',
  reyax: 'driver: reyax',
  xbee: 'driver: xbee',
} as const;

/** The ether is told what it does to the swarm; while it does, elections may fail. */
const NO_MAJORITY = /^no majority of the robots votes/;

async function goesOn(swarm: Swarm, without: readonly string[] = []): Promise<void> {
  await swarm.entries(1, swarm.busyBut(...without));
}

describe.concurrent.each(['hc12', 'lora-sf7'] as const)('with the timing of %s', (timing) => {
  test.each(Object.entries(DRIVERS))(
    'five robots share a pad through %s',
    async (driver, serial) => {
      const name = `serial-${driver}-${timing}`;
      const options = { name, serial, timing, speed: 1200, patienceMs: 240_000 };
      await withSwarm(options, async (swarm) => {
        swarm.startAll();
        await swarm.entries(1, swarm.busy, 0);

        const killed = await swarm.someoneInside();
        await swarm.kill(killed);
        await goesOn(swarm, [killed]);
        swarm.start(killed);

        await swarm.ether.tell('loss 20');
        await goesOn(swarm);
        await swarm.ether.tell('loss 0');

        const unplugged = await swarm.someoneInside();
        await swarm.ether.tell(`unplug ${unplugged}`);
        const deaf = swarm.mark();
        await goesOn(swarm, [unplugged]);
        // A robot without a radio stays off the pad.
        const late = swarm
          .lines()
          .slice(deaf)
          .filter(({ from }) => from === unplugged);
        expect(late.filter(({ event }) => event === 'enter')).toEqual([]);
        await swarm.ether.tell(`plug ${unplugged}`);
        await goesOn(swarm);

        await swarm.ether.tell('jam 10s');
        await goesOn(swarm);
        expect(swarm.judge({ expectedAlarms: [NO_MAJORITY] })).toEqual([]);
      });
    },
    1_200_000,
  );
});
