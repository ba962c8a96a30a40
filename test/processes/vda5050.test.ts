/** A robot's process as a fleet tool sees it, from its start to kill -9 and to its orderly end. */
import { expect, test } from 'vitest';
import { FleetTool } from '../firmware/telemetry/vda5050/fleet-tool.ts';
import { until } from '../support/until.ts';
import { withSwarm } from './swarm.ts';

const PATIENCE_MS = 30_000;

test('a robot is followed, sent to charge, killed, started again and ended', async () => {
  // A charge takes some seconds, and none is needed by itself for a while.
  const options = { name: 'vda5050', robots: 1, telemetry: true, speed: 200, battery: () => 60 };
  await withSwarm(options, async (swarm) => {
    const tool = await FleetTool.start(swarm.broker.url, '3.0', 'processes', 'r1');
    const connection = (state: string) =>
      until(`it is ${state}`, () => tool.connectionStates.at(-1) === state, PATIENCE_MS);
    const set = ['telemetry.vda5050="3.0"'];
    swarm.start('p1', { set });
    swarm.start('r1', { set });
    await connection('ONLINE');
    await until(
      'it works as a member',
      () => tool.states.at(-1)?.operatingMode === 'AUTOMATIC',
      PATIENCE_MS,
    );

    await tool.act({ a1: 'startCharging' });
    await swarm.line('it enters', ({ event, from }) => event === 'enter' && from === 'r1', 0);
    await until('it charges', () => tool.actions.a1 === 'FINISHED', PATIENCE_MS);
    const charging = tool.states.find(({ powerSupply }) => powerSupply.charging);
    expect(charging).toMatchObject({ driving: false, errors: [] });
    await tool.act({ a2: 'stopCharging' });
    await until('it has left', () => tool.actions.a2 === 'FINISHED', PATIENCE_MS);

    await swarm.kill('r1');
    await connection('CONNECTION_BROKEN');
    swarm.start('r1', { set });
    await connection('ONLINE');
    swarm.life('r1').signal('SIGTERM');
    await connection('OFFLINE');
    expect(await swarm.life('r1').ended).toEqual({ code: 0, signal: null });

    expect(tool.connectionStates).toEqual(['ONLINE', 'CONNECTION_BROKEN', 'ONLINE', 'OFFLINE']);
    expect(tool.problems).toEqual([]);
    // Pads are no vehicles.
    const pad = await FleetTool.start(swarm.broker.url, '3.0', 'processes', 'p1');
    const robot = await FleetTool.start(swarm.broker.url, '3.0', 'processes', 'r1');
    await until('what is retained has come', () => robot.seen.length > 0, PATIENCE_MS);
    expect(pad.seen).toEqual([]);
    await Promise.all([tool.close(), pad.close(), robot.close()]);
  });
});
