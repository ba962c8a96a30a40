import { randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connectAsync, type MqttClient } from 'mqtt';
import { expect, test } from 'vitest';
import { loadSwarm } from '../../firmware/config/load.ts';
import { nodeCrypto } from '../../firmware/crypto.ts';
import { FrameCodec } from '../../src/wire/frame.ts';
import { until } from '../support/until.ts';
import { type Swarm, withSwarm } from './swarm.ts';

const TOPIC = 'roost/processes/radio/test';
const A_BURST = 12;
const BURST_EVERY_MS = 20;
const RECORDED = 400;

/** Frames of a swarm that has another name but the same key. */
function foreignFrames(swarm: Swarm): () => Buffer {
  const { roster } = loadSwarm(swarm.file);
  const swarmKey = Buffer.from(readFileSync(swarm.keyFile, 'utf8').trim(), 'hex');
  const names = { keyId: 1, swarm: 'others', zone: 'test' };
  const codec = new FrameCodec({ crypto: nodeCrypto, swarmKey, ...names, roster });
  let sequence = 0;
  return () => {
    sequence += 1;
    const header = { source: randomInt(6), boot: 1, sequence };
    return Buffer.from(codec.seal(header, { kind: 'election', epoch: 9 })!);
  };
}

function oneOf<Item>(items: readonly Item[]): Item {
  return items[randomInt(items.length)]!;
}

/** Everything that somebody without the key can send. */
function hostileFrame(recorded: readonly Buffer[], foreign: () => Buffer): Buffer {
  const heard = oneOf(recorded);
  switch (randomInt(7)) {
    case 0:
      return randomBytes(randomInt(300));
    case 1:
      return foreign();
    case 2:
      return heard; // a replay
    case 3:
      return heard.subarray(0, randomInt(heard.length));
    case 4:
      return Buffer.concat([heard, randomBytes(randomInt(1, 5000))]);
    case 5:
      return randomBytes(oneOf([256, 258, 260, 261, 60_000]));
    default: {
      const forged = Buffer.from(heard);
      const at = randomInt(forged.length);
      forged[at] = forged[at]! ^ (1 << randomInt(8));
      return forged;
    }
  }
}

/** Publishes hostile frames until the returned function is called, which tells how many. */
function attack(client: MqttClient, frame: () => Buffer): () => number {
  let sent = 0;
  const timer = setInterval(() => {
    for (let count = 0; count < A_BURST; count += 1) client.publish(TOPIC, frame());
    sent += A_BURST;
  }, BURST_EVERY_MS);
  return () => {
    clearInterval(timer);
    return sent;
  };
}

test('frames of strangers do no harm, and are counted', async () => {
  await withSwarm({ name: 'hostile', telemetry: true }, async (swarm) => {
    const client = await connectAsync(swarm.broker.url);
    const recorded: Buffer[] = [];
    const states = new Map<string, { frames: { dropped: Record<string, number> } }>();
    let recording = true;
    client.on('message', (topic, payload) => {
      const [, , , id, what] = topic.split('/');
      if (topic === TOPIC) {
        if (recording && recorded.length < RECORDED) recorded.push(payload);
      } else if (what === 'state') states.set(id!, JSON.parse(payload.toString()));
    });
    await client.subscribeAsync([TOPIC, 'roost/processes/+/+/state']);
    let stop = (): number => 0;
    try {
      swarm.startAll();
      await swarm.entries(2);
      recording = false;
      const foreign = foreignFrames(swarm);
      stop = attack(client, () => hostileFrame(recorded, foreign));
      await swarm.entries(2);
      // A member that starts now knows nobody's sequence numbers yet.
      const before = swarm.mark();
      const robot = await swarm.someoneInside();
      await swarm.kill(robot, 'p1');
      swarm.start(robot);
      swarm.start('p1');
      await swarm.entries(2, swarm.busy, before);
      expect(stop()).toBeGreaterThan(1000);
      await swarm.entries(1);
      expect(swarm.judge()).toEqual([]);
      for (const id of swarm.members) {
        expect(swarm.life(id).isAlive(), swarm.life(id).log()).toBe(true);
        const counted = () => Object.keys(states.get(id)?.frames.dropped ?? {});
        const reasons = ['short', 'version', 'oversized', 'foreign', 'forged', 'replayed'];
        await until(
          `${id} counted ${reasons.join()}`,
          () => reasons.every((reason) => counted().includes(reason)),
          swarm.patienceMs,
        );
      }
    } finally {
      stop();
      await client.endAsync(true);
    }
  });
});
