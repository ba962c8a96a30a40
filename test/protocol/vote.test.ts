/** Elections: votes, claims, answers. r1..r5 by rank, p1 has a controller; roster index = name - 1. */
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/protocol/message.ts';
import { Actor, fence, LAN, type StageOptions } from './stage.ts';

const FIVE: StageOptions = { robots: 5 };
const claim = (epoch: number): Message => ({ kind: 'claim', epoch });
const knows = { fence: fence(0, 0), holder: null, holds: false, queue: [] };
const vote = (epoch: number, candidate: number): Message => ({
  kind: 'vote',
  epoch,
  candidate,
  pads: [knows],
});
const beat = (epoch: number): Message => ({
  kind: 'beat',
  epoch,
  idle: false,
  pads: [{ fence: fence(0, 0), holder: null }],
});

/** A robot that is about to look for a leader. */
function looking(self: number, options: StageOptions = {}): Actor {
  const robot = Actor.ready(self, { ...FIVE, ...options });
  robot.state.context.setTimer('leader', robot.now);
  return robot.step({ type: 'tick' });
}

describe('a vote', () => {
  it('is on disk before it leaves, and is given once per epoch (S2)', () => {
    const robot = Actor.ready(1, FIVE).hear(3, claim(7));
    expect(robot.take(/^(disk|>)/)).toEqual([
      'disk boot=1 epoch=7 votedFor=3 standing=member',
      '> vote! epoch=7 candidate=3 pads=[{fence=(0,0) holder=- holds=false queue=[]}]',
    ]);
    expect(robot.hear(4, claim(7)).take(/^(disk|>)/)).toEqual(['> answer epoch=7']);
    expect(robot.hear(4, claim(6)).take(/^(disk|>)/)).toEqual(['> answer epoch=7']);
  });

  it('is repeated for the same candidate, when its first one was lost', () => {
    const robot = Actor.ready(1, FIVE).hear(3, claim(7)).hear(3, claim(7));
    expect(robot.take(/^disk/)).toHaveLength(1);
    expect(Actor.ready(1, FIVE).hear(3, claim(7)).hear(3, claim(7)).messages('vote')).toHaveLength(
      2,
    );
  });

  it('is remembered by the next life (S5)', () => {
    const former = Actor.ready(1, FIVE).hear(3, claim(7));
    const again = Actor.ready(1, { ...FIVE, durable: former.disk });
    expect(again.hear(4, claim(7)).messages('vote')).toEqual([]);
    expect(again.hear(3, claim(7)).messages('vote')).toHaveLength(1);
    expect(again.hear(4, claim(8)).messages('vote')).toHaveLength(1);
  });

  it.each(['joining', 'outsider'] as const)('is not given by one that is %s (S5)', (standing) => {
    const robot = Actor.ready(1, { ...FIVE, durable: { standing } });
    robot.hear(3, claim(7)).hear(4, claim(8));
    expect(robot.take(/vote|answer|epoch=8/)).toEqual([]);
    expect(robot.disk.epoch).toBe(0);
    robot.wait(10_000);
    expect(robot.take(/claim|election/)).toEqual([]);
  });

  it('is not given to a rank below, which is answered and outbid', () => {
    const robot = Actor.ready(3, FIVE).hear(1, claim(7));
    expect(robot.take(/^[>*]/)).toEqual(['> answer epoch=7', '>@ claim! epoch=8']);
  });

  it('is not given to a rank below a leader that is still heard', () => {
    const robot = Actor.ready(0, FIVE).hear(3, beat(6));
    robot.outputs = [];
    expect(robot.hear(2, claim(7)).take(/^>/)).toEqual(['> answer epoch=7']);
    expect(robot.hear(4, claim(8)).messages('vote')).toHaveLength(1);
    const deaf = Actor.ready(0, FIVE).hear(3, beat(6));
    deaf.now += 3 * LAN.beatMs;
    expect(deaf.hear(2, claim(7)).messages('vote')).toHaveLength(1);
  });

  it('tells what the voter knows, and whether it holds the token', () => {
    const robot = Actor.ready(1, FIVE);
    const queue = [{ robot: 4, life: 1, urgency: 2 as const, overtaken: 1 }];
    robot.hear(0, {
      kind: 'token',
      pad: 0,
      to: 2,
      toBoot: 1,
      fence: fence(3, 9),
      released: null,
      lastServed: [0, 0, 0, 0, 0],
      queue,
    });
    robot.hear(3, claim(7));
    expect(robot.messages('vote')[0]!.pads).toEqual([
      { fence: fence(3, 9), holder: 2, holds: false, queue },
    ]);
  });
});

describe('a claim', () => {
  it('is of the next epoch, on disk with its own vote before it leaves', () => {
    const robot = looking(4, { durable: { epoch: 6 } });
    expect(robot.take(/^(disk|>)/)).toEqual([
      'disk boot=1 epoch=7 votedFor=4 standing=member',
      '>@ claim! epoch=7',
    ]);
  });

  it('goes above every epoch that was heard of, won or not', () => {
    const robot = Actor.ready(4, FIVE).hear(1, { kind: 'answer', epoch: 30 });
    robot.state.context.setTimer('leader', robot.now);
    expect(robot.step({ type: 'tick' }).messages('claim')).toEqual([{ kind: 'claim', epoch: 31 }]);
  });

  it('wins with the votes of a majority of the roster, each counted once', () => {
    const robot = looking(4);
    robot.hear(0, vote(1, 4)).hear(0, vote(1, 4)).hear(0, vote(1, 4));
    expect(robot.take(/leader/)).toEqual([]);
    robot.hear(1, vote(1, 4));
    expect(robot.take(/^[>*]/)).toEqual([
      '* leader leader=4 epoch=1',
      '> coordinator epoch=1 disk=0',
      '* mint pad=0 fence=(1,1) reason=first-token',
      '> hold pad=0 fence=(1,1) asking=[]',
    ]);
  });

  it('does not win with votes of another epoch, for another, or after it has voted', () => {
    const robot = looking(4);
    robot.hear(0, vote(2, 4)).hear(1, vote(1, 3)).hear(2, vote(0, 4)).hear(5, vote(1, 4));
    robot.hear(3, vote(1, 4));
    expect(robot.take(/leader/)).toEqual([]);
    // r4 cannot win its vote once it has given it to itself; but an older claim it may give up.
    const other = looking(2);
    other.wait(10 * LAN.slotMs).hear(4, claim(9));
    other.hear(0, vote(1, 2)).hear(1, vote(1, 2));
    expect(other.take(/leader/)).toEqual([]);
  });

  it('is repeated, and given up for a while when nobody votes', () => {
    const robot = looking(4);
    robot.wait(6 * LAN.slotMs - 1);
    expect(robot.messages('claim').map((message) => message.epoch)).toEqual([1, 1, 1]);
    robot.wait(60_000);
    const claims = robot.messages('claim');
    expect(new Set(claims.map((message) => message.epoch)).size).toBeGreaterThan(5);
    // Random back-off up to eight beats: no more than one epoch in a beat on average.
    expect(new Set(claims.map((message) => message.epoch)).size).toBeLessThan(60_000 / LAN.beatMs);
  });
});

describe('an election', () => {
  it('costs ELECTION, CLAIM and COORDINATOR, beside the votes', () => {
    const robot = looking(2);
    robot.wait((2 + 2) * LAN.slotMs);
    robot.hear(0, vote(1, 2)).hear(1, vote(1, 2));
    expect(robot.take(/^>/).map((said) => said.split(' ')[1])).toEqual([
      'election',
      'claim!',
      'coordinator',
      'hold',
    ]);
  });

  it('is answered in slots by rank, the highest first', () => {
    const slotsUntilAnswer = (self: number): number => {
      const robot = Actor.ready(self, FIVE).hear(4, beat(1));
      robot.outputs = [];
      robot.hear(0, { kind: 'election', epoch: 1 });
      for (let slot = 0; slot < 20; slot += 1) {
        robot.step({ type: 'tick' });
        if (robot.messages('answer').length > 0) return slot;
        robot.now += LAN.slotMs;
      }
      return -1;
    };
    expect([3, 2, 1].map(slotsUntilAnswer)).toEqual([1, 2, 3]);
  });

  it('leaves those silent that heard a higher rank answer, and not the others', () => {
    const robot = Actor.ready(2, FIVE).hear(4, beat(1)).hear(0, { kind: 'election', epoch: 1 });
    robot.outputs = [];
    robot.hear(3, { kind: 'answer', epoch: 1 }).wait(5 * LAN.slotMs);
    expect(robot.messages('answer')).toEqual([]);
    robot.hear(4, beat(1)).hear(0, { kind: 'election', epoch: 1 });
    robot.hear(1, { kind: 'answer', epoch: 1 }).wait(5 * LAN.slotMs);
    expect(robot.messages('answer')).toHaveLength(1);
  });

  it('is stopped by an answer from above', () => {
    const robot = looking(2).hear(3, { kind: 'answer', epoch: 4 });
    robot.outputs = [];
    robot.wait(6 * LAN.slotMs);
    expect(robot.messages('claim')).toEqual([]);
  });

  it('does not wait for ever for a rank that only answers', () => {
    const robot = looking(2);
    for (let time = 0; time < 40; time += 1) robot.hear(3, { kind: 'answer', epoch: 4 }).wait(100);
    expect(robot.messages('claim').length).toBeGreaterThan(0);
  });

  it('is won by the former leader when it is merely asked for', () => {
    const robot = looking(4).hear(0, vote(1, 4)).hear(1, vote(1, 4));
    robot.wait(LAN.beatMs).take();
    robot.hear(0, { kind: 'election', epoch: 1 }).wait(2 * LAN.slotMs);
    expect(robot.messages('beat')).toHaveLength(1);
  });
});

describe('Bully', () => {
  it('takes over from a rank below, but only after it was stable for a while', () => {
    const robot = Actor.ready(4, FIVE).hear(2, beat(3));
    for (let ms = 0; ms < LAN.stableMs; ms += 100) {
      expect(robot.messages('claim')).toEqual([]);
      robot.hear(2, beat(3)).wait(100);
    }
    for (let ms = 0; ms < 3 * LAN.slotMs; ms += 5) robot.wait(5);
    expect(robot.messages('claim')[0]).toEqual({ kind: 'claim', epoch: 4 });
  });

  it('leaves a higher rank alone', () => {
    const robot = Actor.ready(2, FIVE);
    for (let ms = 0; ms < 4 * LAN.stableMs; ms += 100) robot.hear(4, beat(3)).wait(100);
    expect(robot.messages('claim')).toEqual([]);
  });

  it('raises an alarm when it hears two leaders in one epoch, and follows the first', () => {
    const robot = Actor.ready(0, FIVE).hear(2, beat(3)).hear(4, beat(3));
    expect(robot.take(/leader/)).toEqual([
      '* leader leader=2 epoch=3',
      '* alarm reason=two leaders in epoch 3',
    ]);
  });

  it('follows no leader of an older epoch (S4)', () => {
    const robot = Actor.ready(0, FIVE).hear(2, beat(3)).hear(4, beat(2));
    expect(robot.take(/leader/)).toEqual(['* leader leader=2 epoch=3']);
  });
});
