/** What the hub makes of what members tell: the page's messages, hub topics, the history. */

import { describe, expect, it } from 'vitest';
import { applyDelta } from '../../../monitor/view/apply.ts';
import type { Snapshot } from '../../../monitor/view/wire.ts';
import { HubStage, START_MS } from './stage.ts';

const ALL = { fromMs: START_MS - 1000, toMs: START_MS + 86_400_000 };

describe('an open page', () => {
  it('comes by deltas to the same view as by a new snapshot', async () => {
    const stage = new HubStage();
    stage.link.onUp();
    const first = JSON.parse(stage.hub.snapshot()) as Snapshot;
    expect(first).toMatchObject({ type: 'snapshot', commands: true, view: { swarm: 'orchard' } });
    stage.listen();
    stage.hear('robots/r1/availability', 'online');
    stage.state('r1', { phase: 'working', battery: 80 });
    await stage.wait(300);
    stage.event('r1', 'request', { pad: 'p1', number: [1, 1], urgency: 1 });
    stage.state('r1', { phase: 'waiting', battery: 30 });
    await stage.wait(1500);
    stage.state('unknown-7', { phase: 'working', battery: 50 });
    await stage.wait(300);
    const deltas = stage.toldOf('delta');
    expect(deltas.map(({ seq }) => seq)).toEqual(deltas.map((_, n) => first.seq + 1 + n));
    const folded = deltas.reduce(applyDelta, first.view);
    const now = (JSON.parse(stage.hub.snapshot()) as Snapshot).view;
    expect(folded.robots).toEqual(now.robots);
    expect(folded).toEqual({ ...now, atMs: folded.atMs });
    expect(now.robots.r1).toMatchObject({ phase: 'waiting', battery: 30 });
  });

  it('hears ten times a second at most what changes, and each second that the hub is there', async () => {
    const stage = new HubStage();
    stage.listen();
    for (let n = 0; n < 200; n += 1) {
      stage.state('r1', { phase: 'working', battery: n % 100 });
      await stage.wait(50);
    }
    expect(stage.toldOf('delta').length).toBeLessThanOrEqual(101);
    expect(stage.toldOf('delta').length).toBeGreaterThan(90);
    expect(stage.toldOf('tick')).toHaveLength(10);
    expect(stage.toldOf('tick')[9]!.atMs).toBe(START_MS + 10_000);
  });

  it('hears events in the form of the history, a bounded number at a time', async () => {
    const stage = new HubStage();
    stage.listen();
    for (let n = 0; n < 300; n += 1) stage.event('r1', 'body', { phase: 'working', battery: 50 });
    await stage.wait(100);
    const [message] = stage.toldOf('events');
    expect(message!.events).toHaveLength(200);
    expect(message!.events[0]).toMatchObject({ id: 1, from: 'r1', event: 'body', atMs: START_MS });
    stage.history.flush();
    expect(stage.hub.queries!.around(ALL, null).events).toHaveLength(300);
  });
});

describe('hub topics', () => {
  it('are not listened to by the hub itself', () => {
    const { topics } = new HubStage().link;
    expect(topics).toContain('roost/orchard/robots/+/state');
    expect(topics).toContain('roost/orchard/pads/+/cmd/+/reply');
    expect(topics.some((topic) => /hub|#/.test(topic))).toBe(false);
  });

  it('carry the view when it changes, once a second at most, and every half minute', async () => {
    const stage = new HubStage();
    stage.link.onUp();
    stage.state('r1', { phase: 'working', battery: 80 });
    await stage.wait(2000);
    const states = () => stage.publishedOn('roost/orchard/hub/state');
    expect(states().length).toBeGreaterThanOrEqual(1);
    expect(states().length).toBeLessThanOrEqual(2);
    const last = JSON.parse(states().at(-1)!.text);
    expect(last).toMatchObject({ swarm: 'orchard', robotsLeftOut: 0 });
    expect(last.robots.r1.battery).toBe(80);
    expect(states()[0]!.retain).toBe(true);
    for (let n = 0; n < 100; n += 1) {
      stage.state('r1', { phase: 'working', battery: n });
      await stage.wait(50);
    }
    expect(states().length).toBeLessThanOrEqual(8);
    await stage.wait(5000);
    const calm = states().length;
    await stage.wait(60_000);
    expect(states().length - calm).toBeGreaterThanOrEqual(2);
    // Alarms come and go while nothing is told; a view each second would be thirty times as many.
    expect(states().length - calm).toBeLessThan(12);
  });

  it('say how the hub does, which hub it is, and when it has gone', async () => {
    const stage = new HubStage();
    expect(stage.link.will).toEqual({
      topic: 'roost/orchard/hub/health',
      payload: '{"v":1,"status":"offline","hub":"here:1"}',
    });
    stage.link.onUp();
    stage.hear('robots/r1/state', 'nonsense');
    stage.hear('robots/<b>/state', {});
    await stage.wait(10_000);
    const health = stage.publishedOn('roost/orchard/hub/health');
    expect(JSON.parse(health.at(-1)!.text)).toMatchObject({
      ...{ status: 'online', hub: 'here:1', version: '1.2.3', messages: 2 },
      dropped: { 'not-json': 1, 'bad-id': 1 },
      ...{ cpuShare: 0.1, memoryBytes: 1e8, history: { trouble: null } },
    });
    await stage.hub.close();
    const last = stage.published.at(-1)!;
    expect([last.text, last.retain]).toEqual([stage.link.will.payload, true]);
    expect(stage.linkClosed).toBe(true);
  });

  it('are silent while there is no broker, and the page says since when', async () => {
    const stage = new HubStage();
    stage.link.onUp();
    stage.link.onDown('no broker listens');
    stage.published.length = 0;
    await stage.wait(3000);
    expect(stage.publishedOn('roost/orchard/hub/state')).toEqual([]);
    expect(stage.hub.view().broker).toEqual({
      ...{ up: false, sinceMs: START_MS, reason: 'no broker listens' },
    });
  });
});

describe('the history', () => {
  it('has faults when they come and go, batteries, and alarms with their ends', async () => {
    const stage = new HubStage();
    stage.link.onUp();
    stage.state('r1', { phase: 'working', battery: 80, fault: null });
    await stage.wait(1000);
    stage.state('r1', { phase: 'fault', battery: 80, fault: 'the motor is stuck' });
    await stage.wait(1000);
    stage.state('r1', { phase: 'fault', battery: 79, fault: 'the motor is stuck' });
    await stage.wait(1000);
    stage.state('r1', { phase: 'working', battery: 79, fault: null });
    stage.link.onDown('gone');
    await stage.wait(1000);
    stage.link.onUp();
    await stage.wait(1000);
    const { marks, alarms } = stage.hub.queries!.timeline(ALL, null);
    expect(marks.filter(({ what }) => what === 'fault').map(({ text }) => text)).toEqual([
      'r1: the motor is stuck',
      'r1: the fault is over',
    ]);
    const down = alarms.find(({ kind }) => kind === 'broker-down');
    expect(down!.untilMs).toBeGreaterThan(down!.sinceMs);
    expect(stage.hub.queries!.series(ALL, 'battery', []).series.r1).toBeDefined();
  });

  it('takes nothing for new that the broker had kept', async () => {
    const stage = new HubStage();
    const state = { v: 1, id: 'r1', phase: 'fault', battery: 3, fault: 'old news' };
    stage.hear('robots/r1/state', state, true);
    await stage.wait(1000);
    expect(stage.hub.queries!.timeline(ALL, null).marks).toEqual([]);
    expect(stage.hub.queries!.series(ALL, 'battery', []).series).toEqual({});
  });

  it('is optional', async () => {
    const stage = new HubStage({ history: null });
    stage.listen();
    stage.event('r1', 'boot', { reason: 'first start' });
    await stage.wait(20_000);
    expect(stage.hub.queries).toBe(null);
    expect(stage.toldOf('events')[0]!.events[0]!.id).toBe(1);
  });
});

describe('frames', () => {
  it('go into figures and history; what is no frame is counted', async () => {
    const topic = 'roost/orchard/radio/east';
    const decode = (bytes: Uint8Array) =>
      bytes.length === 3 ? { from: 'r1', kind: 'hold', to: null, pad: 'p1' } : null;
    const stage = new HubStage({ radio: { topic, zone: 'east', decode } });
    expect(stage.link.topics).toContain(topic);
    stage.hear('radio/east', 'abc');
    stage.hear('radio/east', 'nonsense');
    await stage.wait(1000);
    expect(stage.hub.queries!.around(ALL, 'east').frames).toEqual([
      { atMs: START_MS, zone: 'east', from: 'r1', kind: 'hold', to: null, pad: 'p1', bytes: 3 },
    ]);
    expect(stage.hub.view().hub.dropped).toEqual({ 'strange-frame': 1 });
  });
});
