/** Requests of several lives of one robot: a holder may hear of a life after its request came with the token. */
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/protocol/message.ts';
import { lifeOf } from '../../src/protocol/queue.ts';
import { requestNumber } from '../../src/protocol/request-number.ts';
import { Actor, fence, type StageOptions } from './stage.ts';

const FIVE: StageOptions = { robots: 5 };

/** A TOKEN for r1, with r3 waiting in its life 5, and r4 behind it in life 1. */
function token(life: number): Message {
  return {
    kind: 'token',
    pad: 0,
    to: 0,
    toBoot: 1,
    fence: fence(3, 7),
    released: null,
    lastServed: [0, 0, 0, 0, 0],
    queue: [
      { robot: 2, life, urgency: 0, overtaken: 1 },
      { robot: 3, life: lifeOf(1), urgency: 0, overtaken: 0 },
    ],
  };
}

/** r1 on its way to the pad, with the token. */
function holder(life: number): Actor {
  const robot = Actor.ready(0, FIVE);
  robot.step({ type: 'want', pad: 0, urgency: 0 });
  return robot.hear(1, token(life));
}

const waiting = (robot: Actor) => robot.pad().token?.queue.map((entry) => entry.robot);
const coordinator: Message = { kind: 'coordinator', epoch: 3, disk: 0 };

describe('a holder that hears of a new life', () => {
  it('keeps the request that this life has made: it came with the token', () => {
    const robot = holder(lifeOf(5)).hear(2, coordinator, 5);
    expect(waiting(robot)).toEqual([2, 3]);
    expect(robot.pad().token?.queue[0]?.overtaken).toBe(1);
  });

  it('drops the request of the life before: it is over', () => {
    expect(waiting(holder(lifeOf(4)).hear(2, coordinator, 5))).toEqual([3]);
  });

  it('puts what the new life asks for behind those who waited longer', () => {
    const robot = holder(lifeOf(4));
    robot.hear(2, { kind: 'request', pad: 0, epoch: 3, n: 1, urgency: 0 }, 5);
    robot.step({ type: 'cancel', pad: 0 });
    const passes = robot.messages('token');
    expect(passes[0]).toMatchObject({ to: 3, queue: [{ robot: 2, life: lifeOf(5) }] });
  });
});

describe('whoever gets the token', () => {
  it('leaves out the requests of lives that it knows to be over', () => {
    const robot = Actor.ready(0, FIVE);
    robot.hear(2, coordinator, 6).step({ type: 'want', pad: 0, urgency: 0 });
    expect(waiting(robot.hear(1, token(lifeOf(5))))).toEqual([3]);
  });

  it('keeps those of lives that it has not heard of yet', () => {
    const robot = Actor.ready(0, FIVE);
    robot.hear(2, coordinator, 4).step({ type: 'want', pad: 0, urgency: 0 });
    expect(waiting(robot.hear(1, token(lifeOf(5))))).toEqual([2, 3]);
  });

  it('numbers the lives of those whom it puts in', () => {
    const robot = holder(lifeOf(5));
    robot.hear(4, { kind: 'request', pad: 0, epoch: 3, n: 2, urgency: 0 }, 7);
    robot.step({ type: 'cancel', pad: 0 });
    const [pass] = robot.messages('token');
    expect(pass?.queue.at(-1)).toMatchObject({ robot: 4, life: lifeOf(7) });
    expect(robot.pad().view.heard[4]?.number).toBe(requestNumber(7, 2));
  });
});
