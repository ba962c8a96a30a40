/** For how long somebody is shown on a pad who tells nothing any more, by who is left to ask. */
import { expect, test } from 'vitest';
import { Stage } from './stage.ts';

/** r1 has entered at the first second, and its lease is for two seconds. */
function entered(): Stage {
  const stage = new Stage().online('r1', 'r2', 'r3', 'p1').at(1).enter('r1', 'p1', [2, 3], 2);
  stage.event('r1', 'body', { phase: 'charging', battery: 40 });
  return stage;
}

/** The pad's state: whom it has admitted. */
function padSays(stage: Stage, lease: string | null): Stage {
  return stage.state('p1', {
    phase: lease === null ? 'free' : 'leased',
    pads: [{ pad: 'p1', lease }],
  });
}

function occupant(stage: Stage): string | null {
  const { robots, pads } = stage.view;
  const id = pads.p1?.occupant?.robot ?? null;
  // What the robot shows of itself agrees.
  expect(robots.r1?.pad).toBe(id === null ? null : 'p1');
  return id;
}

test('it renews: for as long as it does', () => {
  const stage = entered();
  for (let seconds = 2; seconds < 20; seconds += 1)
    stage
      .at(seconds)
      .event('r1', 'renew', { pad: 'p1', fence: [2, 3], until: seconds * 1000 + 2000 });
  expect(occupant(stage.at(21))).toBe('r1');
});

test('it is dead: for as long as the pad says that its lease lives', () => {
  const stage = padSays(entered(), 'r1').offline('r1').at(30);
  expect(occupant(stage)).toBe('r1');
  expect(stage.view.pads.p1?.occupant).toEqual({
    robot: 'r1',
    sinceMs: stage.view.atMs - 29_000,
    fence: [2, 3],
  });
  // The event of its release was lost; the state tells.
  expect(occupant(padSays(stage, null))).toBeNull();
});

test('it is dead, and so is the pad: until its own time is over', () => {
  const stage = padSays(entered(), 'r1').offline('r1').offline('p1');
  expect(occupant(stage.at(2.9))).toBe('r1');
  expect(occupant(stage.at(3.2))).toBeNull();
});

test('it is frozen, and the pad has let go: until a late renewal would have come', () => {
  const stage = padSays(entered().at(2), null);
  expect(occupant(stage.at(4.4))).toBe('r1');
  expect(occupant(stage.at(4.8))).toBeNull();
});

test('it is frozen, and the pad is dead: for one more lease, since renewals may be lost', () => {
  const stage = padSays(entered(), 'r1').offline('p1');
  expect(occupant(stage.at(4.9))).toBe('r1');
  expect(occupant(stage.at(5.3))).toBeNull();
});

test('the hub came later: what the pad has admitted, unless the robot says otherwise', () => {
  const stage = new Stage().at(1);
  padSays(stage, 'r1');
  expect(stage.view.pads.p1?.occupant).toEqual({
    robot: 'r1',
    sinceMs: stage.view.atMs,
    fence: null,
  });
  stage.online('r1').state('r1', { phase: 'waiting' }).at(1.5);
  expect(stage.view.pads.p1?.occupant).toBeNull();
  const pads = [{ pad: 'p1', holder: 'r1', fence: [2, 3] as const, occupied: true }];
  stage.at(2).state('r1', { phase: 'charging', pads });
  expect(stage.view.pads.p1?.occupant).toMatchObject({ robot: 'r1', fence: [2, 3] });
  expect(stage.view.robots.r1?.pad).toBe('p1');
});

test('the hub has just started: what the broker has kept of the pad', () => {
  const stage = new Stage().at(1);
  const pads = [{ pad: 'p1', lease: 'r1' }];
  stage.state('p1', { phase: 'leased', pads }, true);
  expect(stage.view.pads.p1).toMatchObject({ occupant: null, stale: true });
  stage.tell({ what: 'availability', kind: 'pads', id: 'p1', online: true, retained: true });
  expect(stage.view.pads.p1?.occupant?.robot).toBe('r1');
  expect(padSays(stage, null).view.pads.p1?.occupant).toBeNull();
});

test('a renewal that comes after its end was told brings nobody back', () => {
  const stage = entered().at(2);
  stage.event('p1', 'release', { pad: 'p1', fence: [2, 3], robot: 'r1', reason: 'released' });
  stage.event('r1', 'renew', { pad: 'p1', fence: [2, 3], until: 4000 });
  expect(occupant(stage)).toBeNull();
});

test('a restart ends what the robot believes; the pad still knows better', () => {
  const stage = padSays(entered(), 'r1').at(2).event('r1', 'boot', { reason: 'start' });
  stage.event('r1', 'body', { phase: 'leaving', battery: 40 });
  expect(stage.view.robots.r1?.pad).toBeNull();
  expect(stage.view.pads.p1?.occupant?.robot).toBe('r1');
  stage.event('p1', 'release', { pad: 'p1', fence: [2, 3], robot: 'r1', reason: 'restarted' });
  expect(stage.view.pads.p1?.occupant).toBeNull();
});
