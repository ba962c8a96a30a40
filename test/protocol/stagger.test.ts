/** Where one channel is shared by all, answers to one frame come one after the other. r1..r5 by rank. */
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/protocol/message.ts';
import { Actor, fence, LAN, type StageOptions } from './stage.ts';

const STAGGER_MS = 100;
const SHARED: StageOptions = { robots: 5, timing: { ...LAN, staggerMs: STAGGER_MS } };
const PASSIVE: StageOptions = { ...SHARED, guard: 'robots' };

const claim = (epoch: number): Message => ({ kind: 'claim', epoch });
const knows = { fence: fence(0, 0), holder: null, holds: false, queue: [] };
const vote = (epoch: number, candidate: number): Message => ({
  kind: 'vote',
  epoch,
  candidate,
  pads: [knows],
});
const coordinator = (epoch: number): Message => ({ kind: 'coordinator', epoch, disk: 0 });
const enter = (attempt: number, counter = 4): Message => ({
  kind: 'enter',
  pad: 0,
  fence: fence(3, counter),
  attempt,
  released: null,
});
const admit = (attempt: number): Message => ({
  kind: 'admit',
  pad: 0,
  robot: 0,
  fence: fence(3, 4),
  attempt,
  leaseMs: LAN.leaseMs,
});
const hello = (asks?: number[]): Message => ({
  kind: 'hello',
  nonce: 9,
  disk: 100,
  offPad: false,
  ...(asks ? { asks } : {}),
});

describe('votes', () => {
  it('come in the order of ranks, the highest first, the vote itself on disk at once', () => {
    // For r4: r5, then r3, then r2.
    const r2 = Actor.ready(1, SHARED).hear(3, claim(7));
    expect(r2.disk.votedFor).toBe(3);
    expect(r2.messages('vote')).toEqual([]);
    expect(r2.wait(2 * STAGGER_MS - 1).messages('vote')).toEqual([]);
    expect(r2.wait(1).messages('vote')).toHaveLength(1);
    expect(Actor.ready(4, SHARED).hear(3, claim(7)).messages('answer')).toEqual([]);
  });

  it('are kept back when the candidate has its majority without them', () => {
    const r1 = Actor.ready(0, SHARED).hear(3, claim(7));
    r1.hear(2, vote(7, 3))
      .hear(1, vote(7, 3))
      .wait(5 * STAGGER_MS);
    expect(r1.messages('vote')).toEqual([]);
    // It has not heard them, and asks again.
    r1.hear(3, claim(7))
      .hear(2, vote(7, 3))
      .hear(1, vote(7, 2))
      .wait(5 * STAGGER_MS);
    expect(r1.messages('vote')).toHaveLength(1);
  });

  it('are kept back when the leader has spoken, or this robot claims itself', () => {
    const r1 = Actor.ready(0, SHARED).hear(3, claim(7)).hear(3, coordinator(7));
    expect(r1.wait(5 * STAGGER_MS).messages('vote')).toEqual([]);
  });

  it('for an older claim stay as they are when a newer one is refused', () => {
    const r1 = Actor.ready(0, SHARED).hear(3, claim(7)).hear(1, claim(7));
    r1.wait(5 * STAGGER_MS);
    expect(r1.take(/^> (vote|answer)/)).toEqual([
      expect.stringContaining('> vote! epoch=7 candidate=3'),
      '> answer epoch=7',
    ]);
  });

  it('are waited for until all can have come', () => {
    const r5 = Actor.ready(4, SHARED);
    r5.state.context.setTimer('leader', r5.now);
    r5.step({ type: 'tick' });
    expect(r5.messages('claim')).toHaveLength(1);
    const roundMs = 2 * LAN.slotMs + 6 * STAGGER_MS;
    expect(r5.wait(roundMs - 1).messages('claim')).toEqual([]);
    expect(r5.wait(1).messages('claim')).toHaveLength(1);
  });
});

describe('a claim from below', () => {
  it('is answered by the highest alone, which then claims', () => {
    const r4 = Actor.ready(3, SHARED).hear(0, claim(7));
    expect(r4.messages('answer')).toEqual([]);
    r4.wait(LAN.slotMs);
    expect(r4.take(/answer|claim/)).toEqual(['> answer epoch=7', '>@ claim! epoch=8']);
    const silenced = Actor.ready(3, SHARED).hear(0, claim(7));
    silenced.hear(4, { kind: 'answer', epoch: 7 }).wait(LAN.slotMs);
    expect(silenced.take(/answer|claim/)).toEqual([]);
  });
});

describe('admissions to a passive pad', () => {
  it('come in the order of the roster, from the robot that asks on', () => {
    // r1 asks: r2 answers at once, r4 after two others.
    expect(Actor.ready(1, PASSIVE).hear(0, enter(1)).messages('admit')).toHaveLength(1);
    const r4 = Actor.ready(3, PASSIVE).hear(0, enter(1));
    expect(r4.pad().acceptor?.lease?.robot).toBe(0);
    expect(r4.wait(2 * STAGGER_MS - 1).messages('admit')).toEqual([]);
    expect(r4.wait(1).messages('admit')).toHaveLength(1);
  });

  it('begin with another robot at each attempt', () => {
    // r1 asks: it may not hear those that answer first, and they silence the rest.
    const places = [1, 2, 3, 4, 5].map((attempt) =>
      [1, 2, 3, 4].map((self) => {
        const robot = Actor.ready(self, PASSIVE).hear(0, enter(attempt));
        let place = 0;
        for (; place < 9 && robot.messages('admit').length === 0; place += 1)
          robot.wait(STAGGER_MS);
        return place;
      }),
    );
    expect(places).toEqual([
      [0, 1, 2, 3],
      [1, 2, 3, 0],
      [2, 3, 0, 1],
      [3, 0, 1, 2],
      [0, 1, 2, 3],
    ]);
  });

  it('are kept back when the quorum has admitted that very attempt', () => {
    const r5 = Actor.ready(4, PASSIVE).hear(0, enter(1));
    for (const other of [1, 2, 3]) r5.hear(other, admit(2));
    expect(r5.wait(5 * STAGGER_MS).messages('admit')).toHaveLength(1);
    r5.hear(0, enter(5));
    for (const other of [1, 2, 3]) r5.hear(other, admit(5));
    expect(r5.wait(5 * STAGGER_MS).messages('admit')).toEqual([]);
  });

  it('never come after the lease has ended', () => {
    const r4 = Actor.ready(3, PASSIVE).hear(0, enter(1));
    r4.hear(0, { kind: 'exit', pad: 0, fence: fence(3, 4) });
    expect(r4.wait(5 * STAGGER_MS).messages('admit')).toEqual([]);
  });
});

describe('WELCOMEs', () => {
  it('come in turns, one for all that have asked by then', () => {
    const r3 = Actor.ready(2, SHARED).hear(0, hello()).hear(1, hello());
    expect(r3.wait(2 * STAGGER_MS - 1).messages('welcome')).toEqual([]);
    const [both] = r3.wait(1).messages('welcome');
    expect(both).toMatchObject({ answers: [{ to: 0 }, { to: 1 }] });
    // The next one not before everybody else can have spoken, three times.
    r3.hear(0, hello());
    expect(r3.wait(18 * STAGGER_MS - 1).messages('welcome')).toEqual([]);
    expect(r3.wait(1).messages('welcome')).toHaveLength(1);
  });

  it('are asked again only of those who have not answered', () => {
    const r1 = new Actor(0, { ...SHARED, durable: { standing: 'joining', disk: 55, peers: {} } });
    const { nonce } = r1.state.join;
    const answers = [{ to: 0, nonce, boot: 0, otherDisk: false }];
    r1.hear(2, { kind: 'welcome', answers }).wait(60 * STAGGER_MS);
    expect(r1.messages('hello').at(-1)).toMatchObject({ asks: [1, 3, 4, 5] });
    const r3 = Actor.ready(2, SHARED).hear(0, hello([1, 3]));
    expect(r3.wait(20 * STAGGER_MS).messages('welcome')).toEqual([]);
    const r4 = Actor.ready(3, SHARED).hear(0, hello([1, 3]));
    expect(r4.wait(20 * STAGGER_MS).messages('welcome')).toHaveLength(1);
  });
});

describe('a medium that carries answers side by side', () => {
  it('lets everybody answer at once', () => {
    const side: StageOptions = { robots: 5, guard: 'robots' };
    expect(Actor.ready(0, side).hear(3, claim(7)).messages('vote')).toHaveLength(1);
    expect(Actor.ready(4, side).hear(0, enter(1)).messages('admit')).toHaveLength(1);
  });
});
