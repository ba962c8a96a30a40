/** What an idle swarm costs: processor time of a robot, and frames for each beat of the leader. */

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadKey } from '../firmware/config/key.ts';
import { loadSwarm } from '../firmware/config/load.ts';
import { nodeCrypto } from '../firmware/crypto.ts';
import { openMqttRadio } from '../firmware/radio/mqtt-radio.ts';
import { FrameCodec } from '../src/wire/frame.ts';
import type { Swarm } from '../test/processes/swarm.ts';
import { progress, withContenders } from './contenders.ts';
import { type Figure, figure } from './figures.ts';

const RUNS = 3;
const MEASURED_MS = 8000;
/** Of /proc: 100 a second on every Linux that Node runs on. */
const TICK_MS = 10;

export async function idle(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const robots of [3, 8]) {
    const shares: number[] = [];
    const perBeat: number[] = [];
    await withContenders('told', { name: `idle-${robots}`, robots }, async (swarm) => {
      await settle(swarm);
      const ear = await listen(swarm);
      for (let run = 1; run <= RUNS; run += 1) {
        const before = swarm.robots.map((id) => cpuMs(swarm.life(id).pid));
        ear.reset();
        await sleep(MEASURED_MS);
        const used = swarm.robots.map((id, index) => cpuMs(swarm.life(id).pid) - before[index]!);
        shares.push((100 * used.reduce((sum, ms) => sum + ms, 0)) / robots / MEASURED_MS);
        perBeat.push(ear.frames() / ear.beats());
        progress(`idle, ${robots} robots, ${run}/${RUNS}: ${ear.frames()} frames`);
      }
      await ear.close();
    });
    figures.push(
      figure(`idle, ${robots} robots: share of a core, each`, '%', shares),
      figure(`idle, ${robots} robots: frames per beat`, 'frames', perBeat),
    );
  }
  return figures;
}

/** The highest rank leads, another robot has the token, and nobody wants the pad. */
async function settle(swarm: Swarm): Promise<void> {
  const leader = swarm.robots.at(-1)!;
  swarm.startAll();
  await swarm.line(
    `${leader} leads`,
    ({ event, leader: who, from }) => event === 'leader' && who === leader && from === 'r1',
    0,
    60_000,
  );
  for (const [word, event] of [
    ['want', 'enter'],
    ['leave', 'exit'],
  ] as const) {
    const since = swarm.mark();
    swarm.life('r1').tell(word);
    await swarm.line(`r1: ${event}`, (line) => line.event === event && line.from === 'r1', since);
  }
  // Until the slow beat has begun, and the runtime has compiled what it will.
  await sleep(5000);
}

/** Processor time of a process so far. */
function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

interface Ear {
  reset(): void;
  frames(): number;
  beats(): number;
  close(): Promise<void>;
}

/** Counts what is said on the radio topic. */
async function listen(swarm: Swarm): Promise<Ear> {
  const config = loadSwarm(swarm.file);
  const codec = new FrameCodec({
    crypto: nodeCrypto,
    swarmKey: loadKey(config),
    keyId: 1,
    swarm: config.swarm,
    zone: config.zone,
    roster: config.roster,
  });
  const up = Promise.withResolvers<void>();
  let frames = 0;
  let beats = 0;
  const radio = openMqttRadio({
    url: swarm.broker.url,
    topic: `roost/${config.swarm}/radio/${config.zone}`,
    listener: {
      onDrop: () => {},
      onLink: (isUp) => isUp && up.resolve(),
      onFrame(bytes) {
        const frame = codec.open(bytes);
        frames += 1;
        if (typeof frame !== 'string' && frame.message.kind === 'beat') beats += 1;
      },
    },
  });
  await up.promise;
  return {
    reset() {
      frames = 0;
      beats = 0;
    },
    frames: () => frames,
    beats: () => beats,
    close: () => radio.close(),
  };
}
