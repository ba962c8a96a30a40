/** A person takes the pad from the robot that is on it: p1 (roster index 3), r3 leads, r1 is on the pad. */
import { describe, expect, it } from 'vitest';
import type {
  Enter,
  Message,
  PadKnowledge,
  Refuse,
  TokenPass,
} from '../../src/protocol/message.ts';
import { passPatienceMs } from '../../src/protocol/token.ts';
import { Actor, fence, LAN, type StageOptions } from './stage.ts';

const PAD = 3;

const enter = (epoch: number, counter: number, attempt = 1): Enter => ({
  kind: 'enter',
  pad: 0,
  fence: fence(epoch, counter),
  attempt,
  released: null,
});

/** What p1 says when (4,8) is to be given up. */
const released = (change: Partial<Refuse> = {}): Refuse => ({
  kind: 'refuse',
  pad: 0,
  robot: 0,
  fence: fence(4, 8),
  attempt: 0,
  reason: 'released',
  highest: fence(5, 0),
  waitMs: 0,
  ...change,
});

const pass = (change: Partial<TokenPass> = {}): TokenPass => ({
  kind: 'token',
  pad: 0,
  to: 0,
  toBoot: 1,
  fence: fence(4, 7),
  released: null,
  lastServed: [0, 0, 0],
  queue: [],
  ...change,
});

describe('the controller', () => {
  /** It has admitted (4,8) to r1 just now. */
  function leased(): Actor {
    const pad = Actor.ready(PAD).hear(0, enter(4, 8));
    pad.outputs = [];
    return pad;
  }
  const release = (pad: Actor) => pad.step({ type: 'release', pad: 0 });

  it('says so, and gives no power and no renewal; but the lease lasts as long as it was granted (S1)', () => {
    const pad = leased();
    const untilMs = pad.now + LAN.leaseMs;
    release(pad.wait(500));
    expect(pad.take()).toEqual([
      `- lease pad=0 lease={robot=0 untilMs=${Math.round(untilMs * 100) / 100} revoked=true}`,
      '> refuse! pad=0 robot=0 fence=(4,8) attempt=0 reason=released highest=(5,0) waitMs=0',
    ]);
    pad.hear(0, enter(4, 8, 2));
    expect(pad.take()).toEqual([
      '* refuse pad=0 fence=(4,8) robot=0 reason=released',
      '> refuse! pad=0 robot=0 fence=(4,8) attempt=2 reason=released waitMs=0 highest=(5,0)',
    ]);
    pad.hear(1, enter(5, 2));
    expect(pad.messages('refuse')).toMatchObject([{ reason: 'occupied' }]);
    pad.wait(untilMs - pad.now - 1);
    expect(pad.pad().acceptor!.lease).not.toBeNull();
    pad.wait(1);
    expect(pad.take(/release/)).toContain('* release pad=0 fence=(4,8) robot=0 reason=lease-over');
    pad.hear(1, enter(5, 2, 2));
    expect(pad.take(/admit pad/)[0]).toBe('* admit pad=0 fence=(5,2) robot=1');
  });

  it('admits the next at once when the robot leaves', () => {
    const pad = release(leased()).hear(0, { kind: 'exit', pad: 0, fence: fence(4, 8) });
    pad.outputs = [];
    pad.hear(1, enter(5, 2));
    expect(pad.take(/^\* admit/)).toEqual(['* admit pad=0 fence=(5,2) robot=1']);
  });

  it('says it again until it sees the newer token, also when the pad is free by then', () => {
    const pad = release(leased());
    const everyMs = passPatienceMs(pad.state.context);
    pad.wait(3 * everyMs);
    expect(pad.messages('refuse')).toHaveLength(4);
    // Somebody has only heard that the old token is void.
    pad.hear(1, { kind: 'request', pad: 0, epoch: 5, n: 1, urgency: 0 }).wait(everyMs);
    expect(pad.messages('refuse')).toHaveLength(1);
    pad.hear(2, { kind: 'hold', pad: 0, fence: fence(6, 1), asking: [] }).wait(3 * everyMs);
    expect(pad.messages('refuse')).toEqual([]);
  });

  it('does nothing while nobody is on the pad', () => {
    const pad = release(Actor.ready(PAD));
    expect(pad.take()).toEqual([]);
    expect(pad.member.nextDeadlineMs()).toBeNull();
  });
});

describe('the leader', () => {
  const known = (change: Partial<PadKnowledge> = {}): PadKnowledge => ({
    fence: fence(4, 8),
    holder: 0,
    holds: true,
    queue: [{ robot: 1, life: 1, urgency: 0, overtaken: 0 }],
    ...change,
  });
  const vote = (epoch: number, pad: PadKnowledge): Message => ({
    kind: 'vote',
    epoch,
    candidate: 2,
    pads: [pad],
  });

  /** r3 has won epoch 5, and r1 is on the pad with the token of epoch 4. */
  function leading(epoch = 5): Actor {
    const leader = Actor.ready(2, { durable: { epoch: epoch - 1 } });
    leader.state.context.setTimer('leader', leader.now);
    leader.step({ type: 'tick' }).hear(1, vote(epoch, known()));
    leader.hear(0, { kind: 'request', pad: 0, epoch: 4, n: 1, urgency: 0 });
    leader.hear(0, enter(4, 8));
    leader.outputs = [];
    return leader;
  }

  it('mints at once in its epoch, though the holder is alive, and serves the next', () => {
    const leader = leading().hear(PAD, released());
    expect(leader.take(/mint|> token|claim/)).toEqual([
      '* mint pad=0 fence=(5,1) reason=released',
      expect.stringContaining('> token pad=0 to=1 toBoot=1 fence=(5,2)'),
    ]);
  });

  it('does not put the robot into the queue again for the request that was served', () => {
    const leader = leading().hear(PAD, released());
    expect(leader.pad().view.lastServed[0]).toBeGreaterThan(0);
    expect(leader.messages('token')[0]!.queue).toEqual([]);
  });

  it('wins a new epoch first when its own has had its token (S2), whatever voters say that they hold', () => {
    // The token of r1 is of epoch 5, which r3 has won and minted in.
    const leader = leading();
    leader.hear(0, { kind: 'hello', nonce: 1, disk: 100, offPad: true }, 2);
    expect(leader.take(/mint/)).toHaveLength(1);
    leader.hear(1, { kind: 'hold', pad: 0, fence: fence(5, 2), asking: [] });
    leader.hear(0, enter(5, 4), 2);
    leader.outputs = [];
    leader.hear(PAD, released({ fence: fence(5, 4), highest: fence(6, 0) }));
    expect(leader.take(/mint|claim/)).toEqual(['>@ claim! epoch=7']);
    leader.hear(1, vote(7, known({ fence: fence(5, 4) })));
    expect(leader.take(/mint/)).toEqual(['* mint pad=0 fence=(7,1) reason=released']);
  });

  it('mints once, however often it is told', () => {
    const leader = leading();
    for (let time = 0; time < 5; time += 1) leader.hear(PAD, released());
    expect(leader.take(/mint|claim/)).toEqual(['* mint pad=0 fence=(5,1) reason=released']);
  });

  it('does not believe a robot: the pad has a controller', () => {
    const leader = leading().hear(1, released());
    expect(leader.take(/mint|claim/)).toEqual([]);
  });
});

describe('the robot that is told to go', () => {
  /** r1 is on the pad under (4,8). */
  function inside(options: StageOptions = {}): Actor {
    const robot = Actor.ready(0, { undockMs: 200, ...options });
    robot.step({ type: 'want', pad: 0, urgency: 0 }).hear(1, pass());
    const admit = { kind: 'admit', pad: 0, fence: fence(4, 8), attempt: 1 } as const;
    robot.hear(PAD, { ...admit, robot: 0, leaseMs: LAN.leaseMs });
    robot.outputs = [];
    return robot;
  }

  it('leaves at once, under the lease that it has, and asks for no other', () => {
    const robot = inside();
    const { untilMs } = robot.pad().entry!;
    robot.hear(PAD, released());
    expect(robot.take()).toEqual([`- must-leave pad=0 byMs=${Math.round(untilMs! * 100) / 100}`]);
    expect(robot.pad().token).toBeNull();
    robot.wait(300).step({ type: 'leave', pad: 0 });
    expect(robot.take(/^[>*]/)).toEqual([
      '* exit pad=0 fence=(4,8) reason=released',
      '> exit pad=0 fence=(4,8)',
    ]);
  });

  it('may ask again', () => {
    const robot = inside().hear(PAD, released()).step({ type: 'leave', pad: 0 });
    const served = robot.pad().lastN;
    robot.outputs = [];
    robot.step({ type: 'want', pad: 0, urgency: 0 });
    expect(robot.messages('request')).toMatchObject([{ epoch: 5, n: served + 1 }]);
  });

  it('goes at the end of its lease when its body does not obey (S1)', () => {
    const robot = inside().hear(PAD, released()).wait(LAN.leaseMs);
    expect(robot.take(/exit|enter/)).toEqual([
      '* exit pad=0 fence=(4,8) reason=lease-over',
      '- exited pad=0 reason=lease-over',
      '> exit pad=0 fence=(4,8)',
    ]);
  });

  it('gives up an entry that nobody has admitted, and asks anew', () => {
    const robot = Actor.ready(0).step({ type: 'want', pad: 0, urgency: 0 }).hear(1, pass());
    robot.outputs = [];
    robot.hear(PAD, released()).wait(LAN.beatMs);
    expect(robot.take(/^>/)[0]).toBe('> exit pad=0 fence=(4,8)');
    expect(robot.pad().want).not.toBeNull();
  });

  it('is not told by an answer about another fence', () => {
    const robot = inside();
    robot.hear(PAD, released({ fence: fence(3, 9), highest: fence(4, 0) }));
    expect(robot.take(/must-leave/)).toEqual([]);
    expect(robot.pad().token).not.toBeNull();
  });
});

describe('a pad that robots guard', () => {
  const guarded: StageOptions = { guard: 'robots', undockMs: 200 };

  /** r3 leads in epoch 5; r1 is on the pad under (4,8), which r3 has admitted, too. */
  function leading(): Actor {
    const leader = Actor.ready(2, { ...guarded, durable: { epoch: 4 } });
    leader.state.context.setTimer('leader', leader.now);
    const pads = [{ fence: fence(4, 7), holder: 0, holds: true, queue: [] }];
    leader.step({ type: 'tick' }).hear(1, { kind: 'vote', epoch: 5, candidate: 2, pads });
    leader.hear(1, { kind: 'request', pad: 0, epoch: 4, n: 1, urgency: 0 });
    leader.hear(0, enter(4, 8));
    leader.outputs = [];
    return leader;
  }

  it('is released by the leader: it mints, and its own lease lasts as long as it was granted', () => {
    const leader = leading();
    const { untilMs } = leader.pad().acceptor!.lease!;
    leader.step({ type: 'release', pad: 0 });
    expect(leader.take(/refuse|mint|token/)).toEqual([
      '>@ refuse! pad=0 robot=0 fence=(4,8) attempt=0 reason=released highest=(5,0) waitMs=0',
      '* mint pad=0 fence=(5,1) reason=released',
      expect.stringContaining('* token pad=0 fence=(5,2) to=1'),
      expect.stringContaining('>@ token pad=0 to=1'),
    ]);
    leader.hear(0, enter(4, 8, 2)).wait(LAN.beatMs);
    expect(leader.messages('refuse')).toMatchObject([{ reason: 'released' }]);
    expect(leader.pad().acceptor!.lease).toMatchObject({ robot: 0, untilMs, revoked: true });
  });

  it('hears no ADMIT from whoever has said that it is released (S4)', () => {
    // On a shared channel acceptors answer one after the other.
    const timing = { ...LAN, staggerMs: 30 };
    const acceptor = Actor.ready(2, { ...guarded, timing }).hear(0, enter(4, 8));
    expect(acceptor.pad().acceptor!.lease).not.toBeNull();
    acceptor.step({ type: 'release', pad: 0 }).wait(LAN.beatMs);
    expect(acceptor.take(/> (admit|refuse)|>@ refuse/)).toEqual([
      expect.stringContaining('>@ refuse! pad=0 robot=0 fence=(4,8) attempt=0 reason=released'),
    ]);
  });

  it('is released also when only others have admitted the robot', () => {
    const leader = leading();
    leader.pad().acceptor!.lease = null;
    leader.step({ type: 'release', pad: 0 });
    expect(leader.take(/mint/)).toEqual(['* mint pad=0 fence=(5,1) reason=released']);
  });

  it('is released also when the leader itself is on it', () => {
    const leader = Actor.ready(2, { ...guarded, durable: { epoch: 4 } });
    leader.state.context.setTimer('leader', leader.now);
    const pads = [{ fence: fence(0, 0), holder: null, holds: false, queue: [] }];
    leader.step({ type: 'tick' }).hear(1, { kind: 'vote', epoch: 5, candidate: 2, pads });
    leader.step({ type: 'want', pad: 0, urgency: 0 });
    leader.hear(1, {
      kind: 'admit',
      pad: 0,
      robot: 2,
      fence: fence(5, 2),
      attempt: 1,
      leaseMs: LAN.leaseMs,
    });
    expect(leader.pad().entry!.untilMs).not.toBeNull();
    leader.wait(LAN.slotMs).hear(0, { kind: 'request', pad: 0, epoch: 5, n: 1, urgency: 0 });
    leader.wait(LAN.slotMs);
    leader.outputs = [];
    leader.step({ type: 'release', pad: 0 });
    expect(leader.take(/must-leave|claim/)).toEqual([
      '>@ claim! epoch=7',
      expect.stringContaining('- must-leave'),
    ]);
    // It asks again at once, before it has the new token; r1 has waited for longer.
    leader.step({ type: 'leave', pad: 0 }).step({ type: 'want', pad: 0, urgency: 0 });
    leader.hear(1, { kind: 'vote', epoch: 7, candidate: 2, pads });
    expect(leader.take(/\* (mint|token)|enter/)).toEqual([
      '* mint pad=0 fence=(7,1) reason=released',
      '* token pad=0 fence=(7,2) to=0 queue=[2]',
    ]);
  });

  it('is renewed by no other acceptor either', () => {
    const other = Actor.ready(1, guarded).hear(0, enter(4, 8));
    const { untilMs } = other.pad().acceptor!.lease!;
    other.outputs = [];
    other
      .hear(2, released())
      .hear(0, enter(4, 8, 2))
      .wait(LAN.beatMs);
    expect(other.messages('refuse')).toMatchObject([{ reason: 'stale', highest: fence(5, 0) }]);
    expect(other.pad().acceptor!.lease).toMatchObject({ untilMs });
  });
});
