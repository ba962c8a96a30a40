// The Grafana dashboard against what the hub really tells Prometheus: every metric and every label that it asks for.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Metrics } from '../../monitor/metrics/metrics.ts';
import type { SwarmView } from '../../monitor/view/view.ts';
import { fakeSwarm } from '../support/fake-swarm.ts';

interface Target {
  readonly expr: string;
  readonly legendFormat: string;
  readonly refId: string;
}

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly targets: readonly Target[];
}

interface Variable {
  readonly name: string;
  readonly definition: string;
}

const file = join(import.meta.dirname, '../../docs/grafana/roost.json');
const dashboard: { panels: Panel[]; templating: { list: Variable[] } } = JSON.parse(
  readFileSync(file, 'utf8'),
);
const targets = dashboard.panels.flatMap((panel) => panel.targets);
const variables = dashboard.templating.list;
const expressions = [...targets.map(({ expr }) => expr), ...variables.map((one) => one.definition)];

/** Labels by the name of each series, of a hub to which everything has happened once. */
async function exposed(): Promise<Map<string, Set<string>>> {
  const calm = fakeSwarm({ robots: 2 });
  const robots = Object.entries(calm.robots).map(([id, robot]) => {
    const health = { ...robot.health, retries: 1, roundTripMs: 2 };
    return [id, { ...robot, health, clock: { offsetMs: 3, driftPpm: null } }];
  });
  const hub = { ...calm.hub, messages: 9, dropped: { malformed: 1 }, historyBytes: 4096 };
  const view: SwarmView = { ...calm, robots: Object.fromEntries(robots), hub };
  const metrics = new Metrics('orchard', {
    view: () => view,
    pages: () => 1,
    usage: () => ({ cpuMs: 5, memoryBytes: 6 }),
  });
  const events = ['request', 'enter', 'exit', 'mint'] as const;
  for (const [index, event] of events.entries()) {
    const record = {
      v: 1,
      t: 0,
      mono: 0,
      from: 'r1',
      boot: 1,
      seq: index,
      event,
      pad: 'p1',
    } as const;
    metrics.told({ what: 'event', kind: 'robots', id: 'r1', event: record }, 1000 * index);
  }
  metrics.frame('beat');
  const series = new Map<string, Set<string>>();
  for (const line of (await metrics.text()).text.split('\n')) {
    const [, name, labels = ''] = /^([a-z_]+)(?:\{(.*)\})? /.exec(line) ?? [];
    if (name === undefined) continue;
    const known = series.get(name) ?? new Set();
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!);
    series.set(name, known);
  }
  return series;
}

test('asks for nothing that the hub does not tell', async () => {
  const series = await exposed();
  const missing: string[] = [];
  for (const expression of expressions) {
    for (const [, name, selector = ''] of expression.matchAll(/\b(roost_\w+)(?:\{([^}]*)\})?/g)) {
      const labels = series.get(name!);
      if (labels === undefined) missing.push(name!);
      for (const [, label] of selector.matchAll(/(\w+)=/g)) {
        if (labels && !labels.has(label!)) missing.push(`${name}{${label}}`);
      }
    }
  }
  expect(missing).toEqual([]);
  expect(expressions.join()).toContain('roost_wait_seconds_bucket');
});

test('names series by labels that they have', async () => {
  const series = await exposed();
  const missing = targets.flatMap(({ expr, legendFormat }) => {
    const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/, */));
    const names = [...expr.matchAll(/\b(roost_\w+)/g)].map(([, name]) => name!);
    const labels = grouped.length > 0 ? grouped : names.flatMap((name) => [...series.get(name)!]);
    const asked = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
    const unknown = names.flatMap((name) => grouped.filter((one) => !series.get(name)!.has(one)));
    return [...asked.filter((label) => !labels.includes(label)), ...unknown].map(
      (label) => `${label}: ${expr}`,
    );
  });
  expect(missing).toEqual([]);
});

test('shows one swarm, whatever else the same Prometheus knows', () => {
  const open = targets.filter(({ expr }) => {
    const asked = [...expr.matchAll(/\broost_\w+(\{[^}]*\})?/g)];
    return !asked.every(([, selector]) => selector?.includes('swarm="$swarm"'));
  });
  expect(open.map(({ expr }) => expr)).toEqual([]);
  expect(variables.map(({ name }) => name)).toEqual(['swarm', 'zone']);
});

test('panels say what they show, and none lies on another', () => {
  const cells = new Map<string, string>();
  for (const { title, description, gridPos } of dashboard.panels) {
    expect([title, description.length > 10]).toEqual([title, true]);
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect([title, cells.get(`${x},${y}`)]).toEqual([title, undefined]);
        cells.set(`${x},${y}`, title);
      }
    }
  }
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
});
