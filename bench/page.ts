/**
 * What the monitor's page costs a browser, in processor time, while a hub tells of changes ten times a second. With 50
 * robots all of them change each time; with 2,000 each changes every three seconds.
 *
 * Two figures: the page's own thread (script, style, layout, painting), and the whole process that shows the page.
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
    const threads: number[] = [];
    const processes: number[] = [];
    for (let run = 1; run <= RUNS; run += 1) {
      const { thread, process, deltas } = await measure(load);
      threads.push(thread);
      processes.push(process);
      const shares = `thread ${thread.toFixed(1)} %, process ${process.toFixed(1)} %`;
      progress(`page, ${load.robots} robots, ${run}/${RUNS}: ${shares}, ${deltas} changes`);
    }
    const name = `page, ${load.robots} robots: share of a core`;
    figures.push(figure(`${name}, its thread`, '%', threads));
    figures.push(figure(`${name}, its process`, '%', processes));
  }
  return figures;
}

interface Measured {
  readonly thread: number;
  readonly process: number;
  readonly deltas: number;
}

async function measure(load: Load): Promise<Measured> {
  const hub = await openFakeHub({ view: fakeSwarm(load) });
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const tab = await context.newPage();
    await tab.goto(hub.url);
    await tab.locator('.live[data-up="yes"]').waitFor();
    const debug = await context.newCDPSession(tab);
    const system = await browser.newBrowserCDPSession();
    // Processor time, so that other work on the machine does not count.
    await debug.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () => {
      const { metrics } = await debug.send('Performance.getMetrics');
      const { processInfo } = await system.send('SystemInfo.getProcessInfo');
      const renderers = processInfo.filter(({ type }) => type === 'renderer');
      return {
        atMs: performance.now(),
        thread: metrics.find(({ name }) => name === 'TaskDuration')!.value,
        process: renderers.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
        deltas: changes.count(),
      };
    };
    const changes = keepChanging(hub, load.changing);
    await sleep(WARM_UP_MS);
    const before = await spent();
    await sleep(MEASURED_MS);
    const after = await spent();
    changes.stop();
    const seconds = (after.atMs - before.atMs) / 1000;
    const deltas = after.deltas - before.deltas;
    if (deltas < 8 * seconds) throw new Error(`only ${deltas} changes in ${seconds} s: no measure`);
    return {
      thread: (100 * (after.thread - before.thread)) / seconds,
      process: (100 * (after.process - before.process)) / seconds,
      deltas,
    };
  } finally {
    await browser.close();
    await hub.close();
  }
}

function keepChanging(hub: FakeHub, share: number): { stop(): void; count(): number } {
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
  return { stop: () => clearInterval(timer), count: () => count };
}

/** What a robot's state brings: another level, another phase now and then, and that it was heard. */
function changed(robot: RobotView, turn: number): RobotView {
  const nowMs = Date.now();
  const phase =
    turn % 10 === 0 ? (robot.phase === 'working' ? 'approaching' : 'working') : robot.phase;
  const battery = 5 + ((Math.round(robot.battery ?? 50) + 1) % 95);
  return { ...robot, battery, phase, heardAtMs: nowMs };
}
