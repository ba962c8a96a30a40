/** The order of those who wait, where it is known from, and how long it will take them yet. */
import { expect, test } from 'vitest';
import type { PadOverheard } from '../../../monitor/view/told.ts';
import { Stage } from './stage.ts';

const R = ['r1', 'r2', 'r3', 'r4', 'r5'];

function five(): Stage {
  const expected = [
    ...R.map((id) => ({ kind: 'robots', id, zone: 'east' }) as const),
    { kind: 'pads', id: 'p1', zone: 'east', guard: 'controller' } as const,
  ];
  return new Stage({ expected }).online(...R, 'p1');
}

/** What a member has overheard of the pad. */
function heard(
  stage: Stage,
  id: string,
  fence: [number, number],
  holder: string | null,
  queue: string[],
  more: Partial<PadOverheard> & { phase?: string; leader?: string; epoch?: number } = {},
): Stage {
  const { phase = 'working', leader = 'r5', epoch = 1, ...pad } = more;
  return stage.state(id, {
    phase,
    leader,
    epoch,
    pads: [{ pad: 'p1', fence, holder, queue, ...pad }],
  });
}

/** One stay of so many seconds, from where the stage is. */
function stay(stage: Stage, id: string, counter: number, from: number, seconds: number): void {
  stage.at(from).enter(id, 'p1', [1, counter], seconds + 1);
  stage.at(from + seconds).event(id, 'exit', { pad: 'p1', fence: [1, counter], reason: 'done' });
}

test('the expected wait is the rest of the present stay, and a usual stay for each ahead', () => {
  const stage = five();
  const ask = (id: string, urgency = 0) => stage.event(id, 'request', { pad: 'p1', urgency });
  ask('r2');
  expect(stage.pads()).toBe('p1: free; token ?; ? r2!0');
  stay(stage, 'r1', 1, 10, 20);
  stay(stage, 'r1', 2, 40, 30);
  stay(stage, 'r1', 3, 80, 100);
  // Stays of 20, 30 and 100 s: usually 30 s. Nobody is there now.
  expect(stage.pads()).toBe('p1: free; token r1; ? r2!0 in 0 s');
  stage.at(200).enter('r3', 'p1', [1, 4], 500);
  stage.event('r3', 'token', { pad: 'p1', fence: [1, 4], to: 'r3', queue: ['r4', 'r2'] });
  ask('r4', 3);
  ask('r5');
  expect(stage.pads()).toBe(
    'p1: r3 [1,4]; token r3; 1 r4!3 in 30 s, 2 r2!0 in 60 s, ? r5!0 in 90 s',
  );
  // Told in steps of five seconds.
  stage.at(212);
  expect(stage.pads()).toBe(
    'p1: r3 [1,4]; token r3; 1 r4!3 in 20 s, 2 r2!0 in 50 s, ? r5!0 in 80 s',
  );
  // It stays for longer than usual: then for a moment more, as far as anybody knows.
  stage.at(260);
  expect(stage.pads()).toBe(
    'p1: r3 [1,4]; token r3; 1 r4!3 in 0 s, 2 r2!0 in 30 s, ? r5!0 in 60 s',
  );
  expect(stage.view.robots.r2?.wait).toEqual(stage.view.pads.p1?.queue[1]);
  expect(stage.view.robots.r2?.wait?.sinceMs).toBe(stage.view.atMs - 260_000);
  expect(stage.view.robots.r3?.wait).toBeNull();
});

test('a stay of which nobody saw the beginning or the end tells nothing about the next ones', () => {
  const stage = five().at(1);
  heard(stage, 'r1', [1, 1], 'r1', [], { phase: 'charging', occupied: true });
  expect(stage.pads()).toBe('p1: r1 [1,1]; token r1; nobody waits');
  stage.at(50).event('r1', 'exit', { pad: 'p1', fence: [1, 1], reason: 'done' });
  stage.at(60).enter('r2', 'p1', [1, 2], 5).at(62).offline('r2').at(70);
  stage.event('r3', 'request', { pad: 'p1', urgency: 0 });
  expect(stage.pads()).toBe('p1: free; token r2; ? r3!0');
});

test('the queue is that of the highest fence, and not of whoever spoke last', () => {
  const stage = five().at(1);
  heard(stage, 'r1', [1, 5], 'r2', ['r3', 'r4']);
  heard(stage, 'r4', [1, 4], 'r1', ['r2', 'r3', 'r4'], { phase: 'waiting' });
  expect(stage.pads()).toBe('p1: free; token r2; 1 r3, 2 r4');
});

test('of one fence the holder knows best, then the leader, then who told of it first', () => {
  const stage = five().at(1);
  heard(stage, 'r1', [1, 5], 'r2', ['r3']);
  heard(stage, 'r4', [1, 5], 'r2', ['r4'], { phase: 'waiting' });
  expect(stage.pads()).toContain('1 r3');
  heard(stage, 'r5', [1, 5], 'r2', ['r4', 'r3']);
  expect(stage.pads()).toContain('1 r4, 2 r3');
  heard(stage, 'r2', [1, 5], 'r2', ['r3']);
  expect(stage.pads()).toBe('p1: free; token r2; 1 r3, ? r4');
  heard(stage, 'r5', [1, 5], 'r2', ['r4', 'r3']);
  expect(stage.pads()).toBe('p1: free; token r2; 1 r3, ? r4');
});

test('a swarm that was started anew counts its fences from one again', () => {
  const stage = five().at(1);
  heard(stage, 'r1', [9, 50], 'r1', ['r2'], { phase: 'waiting' });
  heard(stage, 'r2', [9, 50], 'r1', ['r2'], { phase: 'waiting' });
  expect(stage.view.pads.p1?.fence).toEqual([9, 50]);
  heard(stage.at(60), 'r1', [1, 1], 'r3', ['r1'], { phase: 'waiting' });
  heard(stage, 'r2', [1, 1], 'r3', ['r1'], { phase: 'working' });
  expect(stage.view.pads.p1).toMatchObject({ fence: [1, 1], holder: 'r3' });
});

test('what a dead member told last does not outlive what the others tell', () => {
  const stage = five().at(1);
  heard(stage, 'r1', [3, 1], 'r2', ['r3']);
  heard(stage, 'r4', [2, 9], 'r4', ['r2']);
  expect(stage.view.pads.p1?.fence).toEqual([3, 1]);
  stage.offline('r1');
  expect(stage.view.pads.p1).toMatchObject({ fence: [2, 9], holder: 'r4' });
});

test('the holder that is not in yet is next', () => {
  const stage = five().at(1).event('r1', 'request', { pad: 'p1', urgency: 2 });
  heard(stage, 'r5', [1, 5], 'r1', ['r2']);
  expect(stage.pads()).toBe('p1: free; token r1; 1 r1!2, 2 r2');
  stage.enter('r1', 'p1', [1, 6]);
  expect(stage.pads()).toBe('p1: r1 [1,6]; token r1; 1 r2');
});

test('a robot that waits, though nobody heard it ask: known by its phase', () => {
  const stage = five().at(1);
  stage.event('r3', 'body', { phase: 'waiting', battery: 30 });
  heard(stage, 'r3', [1, 1], null, [], { phase: 'waiting' });
  expect(stage.view.pads.p1?.queue).toEqual([
    {
      robot: 'r3',
      pad: 'p1',
      place: null,
      sinceMs: stage.view.atMs,
      urgency: null,
      expectedMs: null,
    },
  ]);
  stage.at(2).event('r3', 'body', { phase: 'working', battery: 30 });
  expect(stage.pads()).toBe('p1: free; token ?; nobody waits');
});

test('whoever gives up, stops, dies or starts anew waits no longer', () => {
  const stage = five().at(1);
  for (const id of R) stage.event(id, 'request', { pad: 'p1', urgency: 0 });
  stage.at(5).event('r1', 'body', { phase: 'working', battery: 80 });
  stage.event('r2', 'boot', { reason: 'start' });
  stage.event('r3', 'stop', { reason: 'SIGTERM' });
  stage.offline('r4');
  expect(stage.pads()).toBe('p1: free; token ?; ? r5!0');
});

test('a robot that dies while it waits, and has told of no pad but by asking', () => {
  const stage = five().at(1).event('r4', 'request', { pad: 'p1', urgency: 0 });
  expect(stage.pads()).toContain('? r4!0');
  expect(stage.offline('r4').pads()).toContain('nobody waits');
});

test('a state that was written before an event, and comes after it, undoes nothing', () => {
  const stage = five().at(1);
  stage.event('r1', 'body', { phase: 'requesting', battery: 30 });
  stage.event('r1', 'request', { pad: 'p1', urgency: 1 });
  stage.at(1.1).state('r1', { phase: 'working', battery: 31, mono: 950 });
  expect(stage.view.robots.r1).toMatchObject({ phase: 'requesting', battery: 30 });
  expect(stage.pads()).toContain('? r1!1');
  stage.event('r1', 'body', { phase: 'waiting', battery: 30 });
  stage.at(1.2).state('r1', { phase: 'waiting', battery: 30, mono: 1150 });
  expect(stage.pads()).toContain('? r1!1');
  stage.at(3).enter('r1', 'p1', [1, 1]).event('r1', 'body', { phase: 'approaching', battery: 29 });
  stage.at(3.1).state('r1', { phase: 'waiting', mono: 2960 });
  expect(stage.pads()).toBe('p1: r1 [1,1]; token r1; nobody waits');
  expect(stage.view.robots.r1?.phase).toBe('approaching');
  stage.at(3.4).state('r1', { phase: 'working', battery: 90, mono: 3300 });
  expect(stage.pads()).toBe('p1: free; token r1; nobody waits');
});

test('a robot whose phase was not known yet asks: an older state does not take that back', () => {
  const stage = five().at(1).event('r1', 'request', { pad: 'p1', urgency: 1 });
  stage.at(1.1).state('r1', { phase: 'working', mono: 950 });
  expect(stage.pads()).toContain('? r1!1');
  stage.at(1.3).state('r1', { phase: 'working', mono: 1250 });
  expect(stage.pads()).toContain('nobody waits');
});

test('figures by the nearest rank, of the last ten minutes', () => {
  const stage = five();
  for (let number = 1; number <= 100; number += 1) {
    const from = number * 2;
    stage.at(from).event('r1', 'request', { pad: 'p1', urgency: 0 });
    stage.at(from + number / 100).enter('r1', 'p1', [1, number]);
    stage.at(from + 1.5).event('r1', 'exit', { pad: 'p1', fence: [1, number], reason: 'done' });
  }
  // Waits of 10, 20 ... 1000 ms.
  stage.at(205);
  expect(stage.view.figures).toMatchObject({
    entries: 100,
    entriesInAll: 100,
    waitP50Ms: 500,
    waitP99Ms: 990,
    framesPerEntry: null,
  });
  expect(stage.at(500).view.figures).toMatchObject({ entries: 100 });
  expect(stage.at(815).view.figures).toMatchObject({
    entries: 0,
    entriesInAll: 100,
    waitP50Ms: null,
  });
});

test('frames: as the hub hears them, else as the members count them', () => {
  const stage = five().at(1);
  const sent = (id: string, hello: number, token: number) =>
    stage.state(id, { frames: { sent: { hello, token }, heard: {}, dropped: {} } });
  sent('r1', 100, 50);
  sent('r2', 10, 5);
  stage.enter('r3', 'p1', [1, 1]).enter('r3', 'p1', [1, 2]);
  stage.at(3);
  expect(stage.view.figures.framesPerEntry).toBeNull();
  sent('r1', 103, 51);
  sent('r2', 1, 1);
  stage.at(5);
  // r1 has sent 4 more; r2 started anew and has sent 2.
  expect(stage.view.figures).toMatchObject({
    framesPerEntry: 3,
    radioShare: { hello: 0.667, token: 0.333 },
    framesPerSecond: 1.2,
  });
  const frame = { zone: 'east', from: 'r1', to: null, pad: null, atMs: stage.view.atMs };
  for (const [kind, bytes] of [
    ['beat', 10],
    ['token', 30],
  ] as const)
    stage.fold.takeFrame({ ...frame, kind, bytes });
  stage.at(7);
  expect(stage.view.figures).toMatchObject({
    framesPerEntry: 1,
    radioShare: { token: 0.75, beat: 0.25 },
  });
});
