/**
 * Hand-over: from `exit` of one robot to `enter` of the next, while eight of them want the pad all the
 * time and need no time on it; beside it one hop of a frame through the same broker's software.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { openMqttRadio } from '../firmware/radio/mqtt-radio.ts';
import { byTime, judge, type TraceLine } from '../test/processes/judge.ts';
import { startMosquitto } from '../test/support/mosquitto.ts';
import { progress, withContenders } from './contenders.ts';
import { type Figure, fairness, figure, quantile } from './figures.ts';

const ROBOTS = 8;
const RUNS = 5;
const WARM_UP_MS = 2000;
const MEASURED_MS = 6000;
const HOPS = 2000;

interface Run {
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly entriesPerSecond: number;
  readonly fairness: number;
}

export async function handOver(): Promise<Figure[]> {
  const runs: Run[] = [];
  for (let number = 1; number <= RUNS; number += 1) {
    const one = await measure();
    runs.push(one);
    progress(
      `hand-over ${number}/${RUNS}: median ${one.medianMs.toFixed(2)} ms, ` +
        `p99 ${one.p99Ms.toFixed(1)} ms, ${one.entriesPerSecond.toFixed(0)} entries/s`,
    );
  }
  const hops = await hopMs();
  const medians = runs.map(({ medianMs }) => medianMs);
  return [
    figure('hand-over, median', 'ms', medians),
    figure(
      'hand-over, p99',
      'ms',
      runs.map(({ p99Ms }) => p99Ms),
    ),
    figure(
      'hand-over, entries',
      '1/s',
      runs.map((one) => one.entriesPerSecond),
    ),
    figure(
      "hand-over, Jain's fairness",
      '1',
      runs.map((one) => one.fairness),
    ),
    figure('one hop, median', 'ms', [hops]),
    figure(
      'hand-over, median in hops',
      'hops',
      medians.map((medianMs) => medianMs / hops),
    ),
  ];
}

function measure(): Promise<Run> {
  return withContenders('eager', { name: 'hand-over', robots: ROBOTS }, async (swarm) => {
    swarm.startAll();
    await swarm.entries(20, swarm.robots, 0, 60_000);
    await sleep(WARM_UP_MS);
    const before = swarm.mark();
    await sleep(MEASURED_MS);
    const lines = byTime(swarm.lines().slice(before));
    const wrong = judge(swarm.lines(), { robots: swarm.robots });
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    return summarise(lines, swarm.robots);
  });
}

function summarise(lines: readonly TraceLine[], robots: readonly string[]): Run {
  const gaps: number[] = [];
  const entries = new Map(robots.map((robot) => [robot, 0]));
  let left: TraceLine | null = null;
  for (const line of lines) {
    if (line.event === 'exit') left = line;
    if (line.event !== 'enter') continue;
    entries.set(line.from, entries.get(line.from)! + 1);
    if (left && left.from !== line.from) gaps.push(line.mono - left.mono);
  }
  const counts = [...entries.values()];
  const spanMs = lines.at(-1)!.mono - lines[0]!.mono;
  return {
    medianMs: quantile(gaps, 0.5),
    p99Ms: quantile(gaps, 0.99),
    entriesPerSecond: (1000 * counts.reduce((sum, count) => sum + count, 0)) / spanMs,
    fairness: fairness(counts),
  };
}

/** Half of a round trip between two radios, in milliseconds. */
async function hopMs(): Promise<number> {
  const broker = await startMosquitto();
  const times: number[] = [];
  const up: Promise<void>[] = [];
  const open = (topic: string, onFrame: (frame: Uint8Array) => void) => {
    const ready = Promise.withResolvers<void>();
    up.push(ready.promise);
    const onLink = (isUp: boolean) => isUp && ready.resolve();
    return openMqttRadio({
      url: broker.url,
      topic,
      listener: { onFrame, onLink, onDrop: () => {} },
    });
  };
  const done = Promise.withResolvers<void>();
  const ping = open('bench/hop', (frame) => {
    if (frame[0] !== 2) return;
    times.push((performance.now() - sentAtMs) / 2);
    if (times.length < HOPS) send();
    else done.resolve();
  });
  const pong = open('bench/hop', (frame) => {
    if (frame[0] === 1) pong.send(Uint8Array.of(2, ...frame.subarray(1)));
  });
  let sentAtMs = 0;
  const send = () => {
    sentAtMs = performance.now();
    ping.send(new Uint8Array(40).fill(1));
  };
  try {
    await Promise.all(up);
    send();
    await done.promise;
  } finally {
    await Promise.all([ping.close(), pong.close()]);
    await broker.dispose();
  }
  return quantile(times, 0.5);
}
