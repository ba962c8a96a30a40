/** What Prometheus reads: the text is parsed as Prometheus would, and compared with the view. */

import { describe, expect, it } from 'vitest';
import { Metrics } from '../../../monitor/metrics/metrics.ts';
import type { SwarmView } from '../../../monitor/view/view.ts';
import { fakeSwarm } from '../../support/fake-swarm.ts';
import { parseMetrics } from './parse.ts';

const NOW_MS = 1_800_000_000_000;

function stage(view: SwarmView = fakeSwarm({ robots: 4, pads: 2, nowMs: NOW_MS })) {
  const it = { view };
  const metrics = new Metrics('orchard', {
    view: () => it.view,
    pages: () => 3,
    usage: () => ({ cpuMs: 1500, memoryBytes: 2e8 }),
  });
  const read = async () => parseMetrics((await metrics.text()).text);
  const event = (from: string, name: string, atMs: number, what: object = {}) =>
    metrics.told(
      {
        ...{ what: 'event', kind: 'robots', id: from },
        event: { v: 1, t: atMs, mono: 0, from, boot: 1, seq: 1, event: name, ...what },
      },
      atMs,
    );
  return { it, metrics, read, event };
}

describe('gauges', () => {
  it('show what the view shows', async () => {
    const { it: of, read } = stage();
    const { value, types } = await read();
    const { robots, pads, zones, alarms, hub } = of.view;
    for (const { id, battery, zone } of Object.values(robots)) {
      expect(value('roost_robot_battery_ratio', { robot: id, zone: zone! })).toBe(battery! / 100);
    }
    for (const { id, occupant, queue } of Object.values(pads)) {
      expect(value('roost_pad_occupied', { pad: id })).toBe(occupant === null ? 0 : 1);
      expect(value('roost_pad_queue_length', { pad: id })).toBe(queue.length);
    }
    const [zone] = Object.values(zones);
    expect(value('roost_zone_epoch', { zone: zone!.id })).toBe(zone!.epoch);
    expect(value('roost_zone_leader', { zone: zone!.id, robot: zone!.leader! })).toBe(1);
    const silent = alarms.filter(({ kind }) => kind === 'member-silent').length;
    expect(value('roost_alarms', { kind: 'member-silent' })).toBe(silent);
    expect(value('roost_alarms', { kind: 'two-leaders' })).toBe(
      alarms.filter(({ kind }) => kind === 'two-leaders').length,
    );
    expect(value('roost_hub_messages_total')).toBe(hub.messages);
    expect(value('roost_hub_cpu_seconds_total')).toBe(1.5);
    expect(value('roost_hub_pages')).toBe(3);
    expect(types.get('roost_hub_messages_total')).toBe('counter');
    expect(types.get('roost_wait_seconds')).toBe('histogram');
  });

  it('forget a robot that was removed, and a battery that is old news', async () => {
    const { it: of, read } = stage();
    expect((await read()).value('roost_robot_online', { robot: 'r1' })).toBeDefined();
    const { r1: _, r2, ...others } = of.view.robots;
    of.view = { ...of.view, robots: { ...others, r2: { ...r2!, stale: true } } };
    const { value } = await read();
    expect(value('roost_robot_online', { robot: 'r1' })).toBe(undefined);
    expect(value('roost_robot_battery_ratio', { robot: 'r2' })).toBe(undefined);
    expect(value('roost_robot_online', { robot: 'r2' })).toBeDefined();
  });

  it('escape what would break the text', async () => {
    const { it: of, read } = stage();
    const odd = 'r"1\\\n# HELP';
    of.view = { ...of.view, robots: { [odd]: { ...of.view.robots.r1!, id: odd } } };
    expect((await read()).value('roost_robot_online', { robot: odd })).toBeDefined();
  });
});

describe('counters and histograms', () => {
  it('count entries, and measure waits and stays', async () => {
    const { event, read } = stage();
    event('r1', 'request', NOW_MS, { pad: 'p1' });
    event('r1', 'request', NOW_MS + 500, { pad: 'p1' });
    event('r1', 'enter', NOW_MS + 3000, { pad: 'p1' });
    event('r1', 'exit', NOW_MS + 23_000, { pad: 'p1' });
    // Nobody heard when it asked, nor where it was.
    event('r2', 'exit', NOW_MS, { pad: 'p1' });
    event('r2', 'enter', NOW_MS + 1, { pad: 'p1' });
    const { value } = await read();
    expect(value('roost_entries_total', { pad: 'p1' })).toBe(2);
    expect(value('roost_wait_seconds_count', { pad: 'p1' })).toBe(1);
    expect(value('roost_wait_seconds_sum', { pad: 'p1' })).toBe(3);
    expect(value('roost_wait_seconds_bucket', { pad: 'p1', le: '2' })).toBe(0);
    expect(value('roost_wait_seconds_bucket', { pad: 'p1', le: '5' })).toBe(1);
    expect(value('roost_stay_seconds_sum', { pad: 'p1' })).toBe(20);
    expect(value('roost_events_total', { event: 'enter' })).toBe(2);
  });

  it('do not count a wait across a restart', async () => {
    const { event, read } = stage();
    event('r1', 'request', NOW_MS, { pad: 'p1' });
    event('r1', 'boot', NOW_MS + 1000);
    event('r1', 'enter', NOW_MS + 2000, { pad: 'p1' });
    expect((await read()).value('roost_wait_seconds_count', { pad: 'p1' })).toBe(undefined);
  });

  it('have no label for every word that somebody makes up', async () => {
    const { event, read, metrics } = stage();
    for (let n = 0; n < 100; n += 1) event('r1', `made-up-${n}`, NOW_MS);
    metrics.frame('hold');
    metrics.frame('hold');
    const { value, text } = await read();
    expect(text).not.toContain('made-up');
    expect(value('roost_frames_total', { kind: 'hold' })).toBe(2);
  });

  it('never run backwards while the hub runs', async () => {
    const { it: of, read } = stage();
    const dropped = { malformed: 4 };
    of.view = { ...of.view, hub: { ...of.view.hub, messages: 10, dropped } };
    expect((await read()).value('roost_hub_dropped_total', { reason: 'malformed' })).toBe(4);
    of.view = { ...of.view, hub: { ...of.view.hub, messages: 12 } };
    const again = await read();
    expect(again.value('roost_hub_messages_total')).toBe(12);
    expect(again.value('roost_hub_dropped_total', { reason: 'malformed' })).toBe(4);
  });
});
