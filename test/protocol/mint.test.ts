/** When a leader replaces the token: r3 leads r1 and r2; p1 has a controller. */
import { describe, expect, it } from 'vitest';
import type { Message, PadKnowledge } from '../../src/protocol/message.ts';
import { Actor, fence, LAN } from './stage.ts';

const known = (change: Partial<PadKnowledge> = {}): PadKnowledge => ({
  fence: fence(4, 8),
  holder: 0,
  holds: false,
  queue: [],
  ...change,
});
const vote = (epoch: number, pad: PadKnowledge): Message => ({
  kind: 'vote',
  epoch,
  candidate: 2,
  pads: [pad],
});

/** r3 has just won epoch 5 with a vote that says so much. */
function leading(pad: PadKnowledge = known()): Actor {
  const leader = Actor.ready(2, { durable: { epoch: 4 } });
  leader.state.context.setTimer('leader', leader.now);
  return leader.step({ type: 'tick' }).hear(1, vote(5, pad));
}

/** Lets the leader win the epoch that it claims. */
function win(leader: Actor, pad: PadKnowledge = known()): Actor {
  return leader.hear(1, vote(leader.disk.epoch, pad));
}

const mints = (leader: Actor): string[] => leader.take(/mint/);
const NEVER = known({ fence: fence(0, 0), holder: null });

describe('a new leader', () => {
  it('mints the first token when nobody knows of one', () => {
    expect(mints(leading(NEVER))).toEqual(['* mint pad=0 fence=(5,1) reason=first-token']);
  });

  it('mints nothing while a voter holds the token, or its holder gives signs', () => {
    const leader = leading(known({ holder: 1, holds: true }));
    for (let beat = 0; beat < 20; beat += 1) {
      leader.hear(1, { kind: 'hold', pad: 0, fence: fence(4, 8), asking: [] });
      leader.wait(LAN.beatMs);
    }
    expect(mints(leader)).toEqual([]);
  });

  it('mints when the holder is silent for two beats and a slot', () => {
    const leader = leading();
    // Somebody waits, so the beat is quick.
    leader.hear(1, { kind: 'request', pad: 0, epoch: 4, n: 1, urgency: 0 });
    leader.wait(2 * LAN.beatMs + LAN.slotMs - 1);
    expect(mints(leader)).toEqual([]);
    leader.wait(1);
    expect(mints(leader)).toEqual(['* mint pad=0 fence=(5,1) reason=holder-silent']);
  });

  it('mints when the holder only asks for the pad: who asks has lost the token (L1)', () => {
    // Its new life was not noticed by this leader; its requests must not pass for signs of holding.
    const leader = leading();
    for (let ms = 0; ms < 20 * LAN.beatMs; ms += 100) {
      if (ms % 400 === 0) leader.hear(0, { kind: 'request', pad: 0, epoch: 4, n: 1, urgency: 0 });
      leader.wait(100);
    }
    expect(mints(leader)).toHaveLength(1);
  });

  it('mints no token of an epoch that is over: it first wins a newer one (S4)', () => {
    const leader = leading();
    // Somebody else was elected meanwhile; only a refusal tells of it.
    const refusal = { pad: 0, robot: 0, fence: fence(4, 9), attempt: 1, waitMs: 0 };
    leader.hear(3, { kind: 'refuse', ...refusal, reason: 'stale', highest: fence(8, 2) });
    for (let waits = 0; leader.disk.epoch <= 8 && waits < 100; waits += 1) leader.wait(LAN.slotMs);
    expect(mints(leader)).toEqual([]);
    expect(leader.disk.epoch).toBe(9);
    win(leader, known({ fence: fence(8, 2) }));
    expect(mints(leader)).toEqual(['* mint pad=0 fence=(9,1) reason=holder-silent']);
  });

  it('mints when a restart of the holder is heard', () => {
    const leader = leading();
    leader.hear(0, { kind: 'hello', nonce: 1, disk: 100, offPad: true }, 2);
    expect(mints(leader)).toEqual(['* mint pad=0 fence=(5,1) reason=holder-restarted']);
  });

  it('mints when the token is STUCK at the newest fence, but not for an older one', () => {
    const leader = leading();
    leader.hear(1, { kind: 'stuck', pad: 0, fence: fence(4, 7), disk: 0 });
    expect(mints(leader)).toEqual([]);
    leader.hear(1, { kind: 'stuck', pad: 0, fence: fence(4, 8), disk: 0 });
    expect(mints(leader)).toEqual(['* mint pad=0 fence=(5,1) reason=token-stuck']);
  });

  it('serves those that wait, whom its voters know', () => {
    const queue = [{ robot: 1, life: 1, urgency: 1 as const, overtaken: 3 }];
    const leader = leading(known({ queue }));
    leader.wait(3 * LAN.beatMs);
    expect(leader.messages('token')[0]).toMatchObject({ to: 1, fence: fence(5, 2), queue: [] });
  });
});

describe('at most one token in an epoch (S2)', () => {
  it('whatever is lost again, restarts or is stuck', () => {
    const leader = leading(NEVER);
    const seen = new Set<number>();
    for (let turn = 0; turn < 300; turn += 1) {
      const { epoch } = leader.disk;
      const now = { holder: 0, fence: fence(epoch, 40 + turn) };
      if (turn % 7 === 0) leader.hear(0, { kind: 'stuck', pad: 0, fence: now.fence, disk: 0 });
      if (turn % 5 === 0)
        leader.hear(0, { kind: 'hello', nonce: 1, disk: 100, offPad: true }, 2 + turn);
      if (turn % 11 === 0) leader.hear(3, { kind: 'stuck', pad: 0, fence: now.fence, disk: 5 });
      leader.hear(1, { kind: 'request', pad: 0, epoch, n: turn + 1, urgency: 0 });
      leader.wait(90);
      win(leader, known(now));
      for (const output of leader.outputs)
        if (output.do === 'event' && output.event.event === 'mint') {
          expect(seen.has(output.event.fence.epoch)).toBe(false);
          expect(output.event.fence.epoch).toBeLessThanOrEqual(leader.disk.epoch);
          expect(output.event.fence.counter).toBe(1);
          seen.add(output.event.fence.epoch);
        }
      leader.outputs = [];
    }
    expect(seen.size).toBeGreaterThan(10);
  });

  it('and a second one needs a new epoch that is won', () => {
    const leader = leading(NEVER);
    leader.outputs = [];
    leader.hear(0, { kind: 'request', pad: 0, epoch: 5, n: 1, urgency: 0 });
    leader.hear(0, { kind: 'hello', nonce: 1, disk: 100, offPad: true }, 2);
    expect(leader.take(/mint|claim/)).toEqual(['>@ claim! epoch=6']);
    leader.hear(0, { kind: 'hello', nonce: 1, disk: 100, offPad: true }, 3);
    expect(leader.take(/mint|claim/)).toEqual([]);
    win(leader, known({ fence: fence(5, 2), holder: 0 }));
    expect(mints(leader)).toEqual(['* mint pad=0 fence=(6,1) reason=holder-restarted']);
  });

  it('and nobody mints who does not lead', () => {
    const robot = Actor.ready(2).hear(1, {
      kind: 'token',
      pad: 0,
      to: 0,
      toBoot: 1,
      fence: fence(4, 8),
      released: null,
      lastServed: [0, 0, 0],
      queue: [],
    });
    robot.hear(1, { kind: 'stuck', pad: 0, fence: fence(4, 8), disk: 0 });
    robot.hear(0, { kind: 'hello', nonce: 1, disk: 100, offPad: true }, 2);
    expect(robot.take(/mint|claim/)).toEqual([]);
  });
});

describe('a pad that lost its disk', () => {
  const stuck: Message = { kind: 'stuck', pad: 0, fence: fence(0, 0), disk: 77 };

  it('gets an epoch that is claimed after it asked, even when this one has had no token', () => {
    const leader = leading();
    leader.outputs = [];
    leader.hear(3, stuck);
    expect(leader.take(/claim|mint/)).toEqual(['>@ claim! epoch=6']);
    win(leader);
    expect(leader.take(/coordinator|mint/)).toEqual([
      '> coordinator epoch=6 disk=77',
      '* mint pad=0 fence=(6,1) reason=pad-lost-disk',
    ]);
  });

  it('is not believed when a robot says so, nor a robot that a pad says is stuck', () => {
    const leader = leading();
    leader.outputs = [];
    leader.hear(0, stuck).hear(3, { ...stuck, disk: 0, fence: fence(4, 8) });
    expect(leader.take(/claim|mint/)).toEqual([]);
  });
});

describe('a token of an older epoch (S4)', () => {
  const pass: Message = {
    kind: 'token',
    pad: 0,
    to: 0,
    toBoot: 1,
    fence: fence(4, 8),
    released: null,
    lastServed: [0, 0, 0],
    queue: [],
  };

  it('is dropped by its holder when a newer one is heard of', () => {
    const holder = Actor.ready(0).hear(1, pass);
    expect(holder.pad().token).not.toBeNull();
    holder.hear(1, { kind: 'request', pad: 0, epoch: 5, n: 1, urgency: 0 });
    expect(holder.pad().token).toBeNull();
    expect(holder.messages('token')).toEqual([]);
  });

  it('is not taken when a newer one is known', () => {
    const robot = Actor.ready(0).hear(1, { kind: 'passed', pad: 0, fence: fence(5, 1) });
    robot.hear(1, pass);
    expect(robot.pad().token).toBeNull();
  });

  it('is not taken twice, nor by another life than it was sent to', () => {
    const holder = Actor.ready(0).hear(1, pass);
    holder.hear(2, { kind: 'request', pad: 0, epoch: 4, n: 1, urgency: 0 });
    expect(holder.messages('token')).toMatchObject([{ to: 2, fence: fence(4, 9) }]);
    holder.hear(1, pass);
    expect(holder.pad().token).toBeNull();
    expect(holder.messages('passed')).toMatchObject([{ fence: fence(4, 9) }]);
    const other = Actor.ready(0, { durable: { boot: 1 } }).hear(1, pass);
    expect(other.pad().token).toBeNull();
    expect(other.messages('stuck')).toMatchObject([{ fence: fence(4, 8), disk: 0 }]);
  });

  it('is not taken by a member whose disk is new: its former life may have had it', () => {
    // Boots of a new disk start at one again, so the number of the life does not tell them apart.
    const robot = Actor.ready(0, { durable: { standing: 'joining', disk: 55 } }).hear(1, pass);
    expect(robot.pad().token).toBeNull();
  });
});
