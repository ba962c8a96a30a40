/** The world and its boards in one time. */
import { expect, test } from 'vitest';
import { makeRoster } from '../../../sim/board/roster.ts';
import { Stage, type StageBoard } from '../../../sim/board/stage.ts';

function stageWith(makeBoard: (nowMs: () => number) => StageBoard) {
  const { world } = makeRoster({
    members: [],
    bodies: { robots: ['r1'], pads: ['p1'] },
    speed: 1,
    charge: 0.5,
    driveMs: 1000,
    seed: 1,
    nowMs: 100,
    onChange: () => {},
    onHappening: () => {},
  });
  const stage = new Stage(world, [makeBoard(() => world.nowMs)]);
  return { world, stage };
}

test('pins see every bounce of a contact, however far time is moved at once', () => {
  const seen: boolean[] = [];
  const { world, stage } = stageWith((nowMs) => ({
    sense: () => {
      const closed = world.robots[0]!.dock.isClosed(nowMs());
      if (seen.at(-1) !== closed) seen.push(closed);
    },
    advance: () => {},
  }));
  stage.advance(105);
  world.robots[0]!.way.put('p1');
  world.settle();
  stage.advance(150);
  expect(seen).toEqual([false, true, false, true, false, true]);
  expect(world.nowMs).toBe(150);
  expect(stage.nowMs).toBe(150);
});

test('boards go on in slices of two milliseconds at most, up to the very end', () => {
  const times: number[] = [];
  const { stage } = stageWith(() => ({
    sense: () => {},
    advance: (toMs) => times.push(toMs),
  }));
  stage.advance(121);
  const steps = times.map((ms, k) => ms - (times[k - 1] ?? 100));
  expect(Math.max(...steps)).toBeLessThanOrEqual(2);
  expect(Math.min(...steps)).toBeGreaterThan(0);
  expect(times.at(-1)).toBe(121);
});

test('a board may take the world a little further than its slice', () => {
  const { world, stage } = stageWith(() => ({
    sense: () => {},
    advance: (toMs) => world.advance(toMs + 0.5),
  }));
  stage.advance(110);
  expect(stage.nowMs).toBe(110);
  expect(world.nowMs).toBe(110.5);
});
