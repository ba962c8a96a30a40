/** Traces of real processes, killed and frozen ones among them, are done again to the last output. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { expect, test } from 'vitest';
import { linesOf } from '../../sim/replay/lines.ts';
import { type ReplayResult, TraceReplay } from '../../sim/replay/trace-replay.ts';
import { isRecord } from '../../src/runtime/trace.ts';
import { until } from '../support/until.ts';
import { monoMs, withSwarm } from './swarm.ts';

async function replay(path: string): Promise<ReplayResult> {
  const replaying = new TraceReplay(null);
  for await (const line of linesOf(path)) replaying.take(line);
  return replaying.end();
}

test('a swarm with a kill, a freeze and an orderly end', async () => {
  const options = { name: 'replay', robots: 3, traceFrames: true, telemetry: true };
  await withSwarm(options, async (swarm) => {
    const client = await connectAsync(swarm.broker.url);
    const published: string[] = [];
    client.on('message', (_, payload) => published.push(JSON.parse(payload.toString()).event));
    await client.subscribeAsync('roost/processes/+/+/event');
    swarm.startAll();
    await swarm.entries(1);
    await swarm.kill('r1');
    swarm.start('r1');
    await swarm.freeze('r2');
    const thawAtMs = monoMs() + 3000;
    await until('a lease is over', () => monoMs() > thawAtMs);
    swarm.thaw('r2');
    await swarm.entries(1);
    for (const id of ['r1', 'r2', 'r3']) swarm.life(id).signal('SIGTERM');
    await Promise.all(['r1', 'r2', 'r3'].map((id) => swarm.life(id).ended));
    await swarm.kill('p1');

    await client.endAsync();
    expect(published).toContain('enter');
    expect(published.filter(isRecord)).toEqual([]);

    const key = readFileSync(swarm.keyFile, 'utf8').trim();
    for (const id of swarm.members) {
      const path = join(swarm.folder, 'traces', `${id}.ndjson`);
      const result = await replay(path);
      expect([id, result.differences]).toEqual([id, []]);
      expect(result.lives).toBe(id === 'r1' ? 2 : 1);
      expect(result.steps).toBeGreaterThan(50);
      expect(result.outputs).toBeGreaterThan(30);
      expect(readFileSync(path, 'utf8')).not.toContain(key);
    }
  });
});
