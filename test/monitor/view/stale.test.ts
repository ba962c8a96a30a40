/** What is old is never taken for new; and who is gone is forgotten only when nobody expects it. */
import { expect, test } from 'vitest';
import { Stage } from './stage.ts';

test('a state that the broker had kept is shown as such until a live one comes', () => {
  const stage = new Stage().at(1);
  stage.state('r1', { zone: 'east', phase: 'charging', battery: 50, boot: 3 }, true);
  expect(stage.view.robots.r1).toMatchObject({
    stale: true,
    heardAtMs: null,
    phase: 'charging',
    phaseSinceMs: null,
    battery: 50,
    clock: null,
  });
  stage.at(2).state('r1', { zone: 'east', phase: 'charging', battery: 51, boot: 3 });
  expect(stage.view.robots.r1).toMatchObject({ stale: false, battery: 51 });
  expect(stage.view.robots.r1?.heardAtMs).toBe(stage.view.atMs);
  // After a break of the link the broker sends again what it has kept meanwhile.
  stage.at(60).state('r1', { zone: 'east', phase: 'working', battery: 90, boot: 3 }, true);
  expect(stage.view.robots.r1).toMatchObject({ stale: true, phase: 'working', battery: 90 });
});

test('the broker goes down: everything keeps its last value', () => {
  const stage = new Stage().at(1).online('r1').state('r1', { phase: 'working', battery: 50 });
  const before = stage.view;
  stage.fold.setBroker(false, 'connection refused', before.atMs + 500);
  stage.at(100);
  expect(stage.view.robots).toEqual(before.robots);
  expect(stage.view.broker).toEqual({
    up: false,
    sinceMs: before.atMs + 500,
    reason: 'connection refused',
  });
});

test('a member whose topics were cleared is forgotten; one of the swarm file stays', () => {
  const stage = new Stage()
    .at(1)
    .online('r1', 'x9')
    .state('x9', { zone: 'west', phase: 'working' });
  stage.state('r1', { zone: 'east', phase: 'working' });
  stage.fold.changes();
  for (const id of ['x9', 'r1']) stage.tell({ what: 'cleared', kind: 'robots', id });
  expect(stage.fold.changes()).toMatchObject({
    robots: { x9: null, r1: { online: null, stale: true } },
    zones: { west: null },
  });
  expect(Object.keys(stage.view.robots)).toEqual(['r1', 'r2', 'r3']);
  expect(Object.keys(stage.view.zones)).toEqual(['east']);
});

test('a robot that was renamed leaves no guest and no place in a queue', () => {
  const stage = new Stage().at(1).online('x9');
  stage.enter('x9', 'p1', [1, 1]).event('x9', 'request', { pad: 'p1', urgency: 0 });
  expect(stage.view.pads.p1?.occupant?.robot).toBe('x9');
  stage.tell({ what: 'cleared', kind: 'robots', id: 'x9' });
  expect(stage.pads()).toBe('p1: free; token x9; nobody waits');
});

test('a pad that was taken out leaves nobody on it and nobody waiting for it', () => {
  const stage = new Stage().at(1).online('p9').enter('r1', 'p9', [1, 1], 60);
  stage.event('r2', 'request', { pad: 'p9', urgency: 0 });
  expect(stage.view.robots).toMatchObject({ r1: { pad: 'p9' }, r2: { wait: { pad: 'p9' } } });
  stage.tell({ what: 'cleared', kind: 'pads', id: 'p9' });
  expect(stage.view.robots).toMatchObject({ r1: { pad: null }, r2: { wait: null } });
  // Nor does its former wait keep it from another pad.
  stage.state('r2', { phase: 'waiting', pads: [{ pad: 'p1' }] });
  expect(stage.pads()).toBe('p1: free; token ?; ? r2');
});

test('pads that robots guard have no topics of their own and are known all the same', () => {
  const stage = new Stage({ expected: [] }).at(1).online('r1', 'r2', 'r3');
  for (const id of ['r1', 'r2'])
    stage.state(id, { zone: 'west', pads: [{ pad: 'q1', lease: 'r3', fence: [1, 2] }] });
  stage.state('r3', { zone: 'west', phase: 'fault', pads: [{ pad: 'q1', lease: null }] });
  expect(stage.view.pads.q1).toMatchObject({ zone: 'west', guard: 'robots', online: null });
  expect(stage.view.pads.q1?.occupant?.robot).toBe('r3');
  // A majority of the three is needed.
  stage.state('r2', { zone: 'west', pads: [{ pad: 'q1', lease: null }] });
  expect(stage.view.pads.q1?.occupant).toBeNull();
});

test('the leader is that of the highest epoch, of those that are on, whoever spoke last', () => {
  const stage = new Stage().at(1).online('r1', 'r2', 'r3', 'p1');
  stage.state('r1', { leader: 'r1', epoch: 3 }).state('r2', { leader: 'r3', epoch: 2 });
  expect(stage.view.zones.east).toEqual({
    id: 'east',
    leader: 'r1',
    epoch: 3,
    leaderSinceMs: stage.view.atMs,
    online: 4,
    members: 4,
  });
  const { atMs } = stage.view;
  stage.at(5).event('r3', 'leader', { leader: 'r3', epoch: 2 });
  expect(stage.view.zones.east).toMatchObject({ leader: 'r1', epoch: 3, leaderSinceMs: atMs });
  stage.offline('r1');
  expect(stage.view.zones.east).toMatchObject({ leader: 'r3', epoch: 2, online: 3 });
});

test('a robot whose host started anew counts its time from nothing, and is believed', () => {
  const stage = new Stage().at(1).online('r1').event('r1', 'request', { pad: 'p1', urgency: 0 });
  stage.event('r1', 'body', { phase: 'waiting', battery: 30, mono: 5e6 });
  stage.state('r1', { boot: 1, phase: 'waiting', mono: 5e6 });
  stage.at(60).state('r1', { boot: 2, phase: 'working', battery: 80, mono: 20_000 });
  expect(stage.view.robots.r1).toMatchObject({ phase: 'working', battery: 80, wait: null });
  stage.event('r1', 'body', { phase: 'charging', battery: 81, mono: 5e6 });
  stage.event('r1', 'boot', { reason: 'start', mono: 100 });
  stage.at(61).state('r1', { boot: 2, phase: 'leaving', battery: 82, mono: 200 });
  expect(stage.view.robots.r1).toMatchObject({ phase: 'leaving', battery: 82 });
});

test('a clock that is set back moves nothing back', () => {
  const stage = new Stage().at(100);
  const { atMs } = stage.view;
  stage.fold.tick(atMs - 50_000);
  expect(stage.view.atMs).toBe(atMs);
});
