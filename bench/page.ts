/**
 * What the monitor's page costs a browser: share of one core that the page's own thread is busy, while a hub tells of
 * changes ten times a second. With 50 robots all of them change each time; with 2,000 each changes every three seconds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RobotView } from '../monitor/view/view.ts';
import { launchChromium } from '../test/support/browser.ts';
import { type FakeHub, openFakeHub } from '../test/support/fake-hub.ts';
import { fakeSwarm } from '../test/support/fake-swarm.ts';
import { progress } from './contenders.ts';
import { type Figure, figure } from './figures.ts';

const RUNS = 3;
const WARM_UP_MS = 3000;
const MEASURED_MS = 20_000;
const EVERY_MS = 100;

interface Load {
  readonly robots: number;
  readonly pads: number;
  readonly zones: number;
  /** Of all robots, at each turn. */
  readonly changing: number;
}

const LOADS: readonly Load[] = [
  { robots: 50, pads: 4, zones: 1, changing: 1 },
  { robots: 2000, pads: 120, zones: 40, changing: EVERY_MS / 3000 },
];

export async function page(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const load of LOADS) {
    const shares: number[] = [];
    for (let run = 1; run <= RUNS; run += 1) {
      const { share, deltas } = await measure(load);
      shares.push(share);
      progress(
        `page, ${load.robots} robots, ${run}/${RUNS}: ${share.toFixed(1)} %, ${deltas} changes`,
      );
    }
    figures.push(figure(`page, ${load.robots} robots: share of a core`, '%', shares));
  }
  return figures;
}

async function measure(load: Load): Promise<{ share: number; deltas: number }> {
  const hub = await openFakeHub({ view: fakeSwarm(load) });
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const tab = await context.newPage();
    await tab.goto(hub.url);
    await tab.locator('.live[data-up="yes"]').waitFor();
    const debug = await context.newCDPSession(tab);
    await debug.send('Performance.enable');
    const busySeconds = async () => {
      const { metrics } = await debug.send('Performance.getMetrics');
      return metrics.find(({ name }) => name === 'TaskDuration')!.value;
    };
    const stop = keepChanging(hub, load.changing);
    await sleep(WARM_UP_MS);
    const startedMs = performance.now();
    const before = await busySeconds();
    const deltasBefore = stop.deltas();
    await sleep(MEASURED_MS);
    const after = await busySeconds();
    const seconds = (performance.now() - startedMs) / 1000;
    const deltas = stop.deltas() - deltasBefore;
    stop();
    if (deltas < 8 * seconds) throw new Error(`only ${deltas} changes in ${seconds} s: no measure`);
    return { share: (100 * (after - before)) / seconds, deltas };
  } finally {
    await browser.close();
    await hub.close();
  }
}

function keepChanging(hub: FakeHub, share: number): (() => void) & { deltas(): number } {
  const ids = Object.keys(hub.view.robots);
  const each = Math.ceil(ids.length * share);
  let at = 0;
  let count = 0;
  const timer = setInterval(() => {
    const robots: Record<string, RobotView> = {};
    for (let i = 0; i < each; i += 1) {
      const id = ids[(at + i) % ids.length]!;
      robots[id] = changed(hub.view.robots[id]!, count + i);
    }
    at += each;
    count += 1;
    hub.tell({ robots, figures: { ...hub.view.figures, entriesInAll: count } });
  }, EVERY_MS);
  return Object.assign(() => clearInterval(timer), { deltas: () => count });
}

/** What a robot's state brings: another level, another phase now and then, and that it was heard. */
function changed(robot: RobotView, turn: number): RobotView {
  const nowMs = Date.now();
  const phase =
    turn % 10 === 0 ? (robot.phase === 'working' ? 'approaching' : 'working') : robot.phase;
  const battery = 5 + ((Math.round(robot.battery ?? 50) + 1) % 95);
  return { ...robot, battery, phase, heardAtMs: nowMs };
}
