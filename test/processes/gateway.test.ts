/** Members without a network, seen over MQTT; and members that hear each other only through a pad. */
import { connectAsync, type MqttClient } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { FleetTool } from '../firmware/telemetry/vda5050/fleet-tool.ts';
import { until } from '../support/until.ts';
import { withSwarm } from './swarm.ts';

/** The quickest of the radios that share a channel. */
const SERIAL = { serial: 'driver: transparent, module: sik', timing: 'sik', patienceMs: 60_000 };

/** The newest message on each topic, and all events. */
class Watcher {
  readonly newest = new Map<string, string>();
  readonly events: Record<string, unknown>[] = [];
  readonly client: MqttClient;

  constructor(client: MqttClient) {
    this.client = client;
    client.on('message', (topic, payload) => {
      this.newest.set(topic, payload.toString());
      if (topic.endsWith('/event')) this.events.push(JSON.parse(payload.toString()));
    });
  }

  of(path: string): string | undefined {
    return this.newest.get(`roost/processes/${path}`);
  }

  json(path: string): Record<string, unknown> {
    return JSON.parse(this.of(path) ?? '{}');
  }
}

describe('a gateway', () => {
  test('shows the members that have no network, and takes commands to them', async () => {
    const options = { name: 'gateway', robots: 3, telemetry: true, ...SERIAL };
    await withSwarm(options, async (swarm) => {
      const watcher = new Watcher(await connectAsync(swarm.broker.url));
      await watcher.client.subscribeAsync('roost/#');
      const fleetTool = await FleetTool.start(swarm.broker.url, '3.0', 'processes', 'r2');
      for (const id of swarm.members) swarm.start(id, { set: ['telemetry.vda5050="3.0"'] });
      await swarm.entries(1, swarm.busy, 0);

      await until(
        'all are seen',
        () =>
          swarm.robots.every(
            (id) =>
              watcher.of(`robots/${id}/availability`) === 'online' &&
              watcher.json(`robots/${id}/state`).via === 'p1',
          ) && watcher.of('pads/p1/availability') === 'online',
        60_000,
      );
      expect(watcher.json('robots/r2/state')).toMatchObject({ v: 1, id: 'r2', via: 'p1' });
      await until('a fleet tool sees r2', () => fleetTool.states.length > 0, 60_000);
      expect(fleetTool.connectionStates).toContain('ONLINE');
      expect(fleetTool.states[0].information).toContainEqual({
        infoType: 'gateway',
        infoLevel: 'DEBUG',
        infoDescriptor: 'p1',
        infoReferences: [],
      });
      await until(
        'an entry is told',
        () => watcher.events.some(({ event, via }) => event === 'enter' && via === 'p1'),
        60_000,
      );

      const cmd = 'roost/processes/robots/r1/cmd/hold';
      await watcher.client.publishAsync(cmd, '{"transaction":"t1"}');
      await until('r1 has answered', () => watcher.newest.has(`${cmd}/reply`), 60_000);
      expect(JSON.parse(watcher.newest.get(`${cmd}/reply`)!)).toMatchObject({
        status: 'ok',
        transaction: 't1',
      });

      await swarm.kill('p1');
      await until(
        'the broker says offline for all',
        () => swarm.robots.every((id) => watcher.of(`robots/${id}/availability`) === 'offline'),
        60_000,
      );
      await until(
        'the fleet tool is told',
        () => fleetTool.connectionStates.at(-1) === 'CONNECTION_BROKEN',
        60_000,
      );
      expect(fleetTool.problems).toEqual([]);
      await fleetTool.close();
      await watcher.client.endAsync();
      expect(swarm.judge({ robots: [] })).toEqual([]);
    });
  });
});

/** Each robot hears the pad alone. */
const PAIRS = ['r1 r2', 'r1 r3', 'r2 r3'];

describe('a relay', () => {
  test('lets robots share its pad that do not hear each other', async () => {
    const options = { name: 'relay', robots: 3, pad: ', relay: true', ...SERIAL };
    await withSwarm(options, async (swarm) => {
      for (const pair of PAIRS) await swarm.ether.tell(`cut ${pair}`);
      swarm.startAll();
      await swarm.entries(2, swarm.busy, 0);
      await swarm.kill('r3');
      await swarm.entries(1, ['r1', 'r2']);
      expect(swarm.judge()).toEqual([]);
    });
  });

  test('is what they miss: without it they find no leader', async () => {
    const options = { name: 'no-relay', robots: 3, ...SERIAL };
    await withSwarm(options, async (swarm) => {
      for (const pair of PAIRS) await swarm.ether.tell(`cut ${pair}`);
      swarm.startAll();
      await new Promise((resolve) => setTimeout(resolve, 15_000));
      expect(swarm.lines().filter(({ event }) => event === 'enter')).toEqual([]);
      expect(swarm.leader()).toBeNull();
    });
  });
});
