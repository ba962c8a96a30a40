/**
 * How fast the simulator is: deliveries of frames for each second of CPU time, with the whole stack attached
 * (encode, authenticate, decode, step), and how a great swarm keeps up with the clock on the wall.
 */
import { nodeCrypto } from '../firmware/crypto.ts';
import { Run } from '../sim/run/run.ts';
import { scenarioWith } from '../sim/scenario/defaults.ts';
import { eagerBody } from '../sim/world/body.ts';
import { makeStage } from '../test/sim/stage.ts';
import { progress } from './contenders.ts';
import { type Figure, figure } from './figures.ts';

const RUNS = 5;

export async function simulator(): Promise<Figure[]> {
  return [
    figure(
      'simulator, frame deliveries per CPU second, 64 robots at one pad',
      'M/s',
      runs(busyPad),
    ),
    figure(
      'simulator, 2,000 robots in 40 zones, simulated per wall time',
      's/s',
      runs(fortyZones, 3),
    ),
    figure(
      'simulator, heap after a simulated day beside after an hour',
      'MB',
      runs(dayOfMemory, 1),
    ),
  ];
}

function runs(measure: () => number, count: number = RUNS): number[] {
  return Array.from({ length: count }, () => {
    const value = measure();
    progress(`${measure.name}: ${value.toFixed(2)}`);
    return value;
  });
}

/** Everybody always wants the pad, and needs no time on it: what is left is frames. */
function busyPad(): number {
  const { swarm, run } = makeStage({
    robots: 64,
    makeBody: (host) => eagerBody(host, () => 100),
  });
  run(20_000);
  const before = { deliveries: swarm.deliveries, cpu: process.cpuUsage() };
  run(60_000);
  const { user, system } = process.cpuUsage(before.cpu);
  if (swarm.failure) throw new Error(`${swarm.failure.promise}: ${swarm.failure.what}`);
  return (swarm.deliveries - before.deliveries) / (user + system);
}

/** Fifty robots and a pad in each zone, at their real pace, for three minutes. */
function fortyZones(): number {
  const scenario = scenarioWith({ robots: 50, zones: 40, speed: 1, forMs: 180_000 });
  const made = new Run(scenario, { crypto: nodeCrypto });
  const start = performance.now();
  made.advance();
  const wallMs = performance.now() - start;
  if (made.failure) throw new Error(`${made.failure.promise}: ${made.failure.what}`);
  return made.schedule.nowMs / wallMs;
}

/** A day of five robots; what the heap has grown by since the first hour. */
function dayOfMemory(): number {
  const HOUR_MS = 3_600_000;
  const scenario = scenarioWith({ forMs: 24 * HOUR_MS });
  const made = new Run(scenario, { crypto: nodeCrypto });
  made.advance(HOUR_MS);
  const early = heapBytes();
  made.advance();
  if (made.failure) throw new Error(`${made.failure.promise}: ${made.failure.what}`);
  return (heapBytes() - early) / 1e6;
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
