/** The acceptor of a pad: here a controller, p1 beside the robots r1..r3 (roster index 3). */
import { describe, expect, it } from 'vitest';
import type { Enter, RefuseReason } from '../../src/protocol/message.ts';
import { quarantineMs } from '../../src/protocol/timing.ts';
import { Actor, fence, LAN, type StageOptions } from './stage.ts';

const PAD = 3;

const enter = (epoch: number, counter: number, change: Partial<Enter> = {}): Enter => ({
  kind: 'enter',
  pad: 0,
  fence: fence(epoch, counter),
  attempt: 1,
  released: null,
  ...change,
});

/** When a lease that is granted or renewed at this moment ends. */
const ends = (pad: Actor): number => Math.round((pad.now + LAN.leaseMs) * 100) / 100;

/** A pad that guards with epoch 5 as the newest, and admitted (5,10) to r1. */
function leased(options: StageOptions = {}): Actor {
  const pad = Actor.ready(PAD, options);
  pad.hear(0, enter(5, 10));
  expect(pad.take()).toEqual([
    '* admit pad=0 fence=(5,10) robot=0',
    `- lease pad=0 lease={robot=0 untilMs=${ends(pad)} revoked=false}`,
    '> admit! pad=0 robot=0 fence=(5,10) attempt=1 leaseMs=2000',
  ]);
  return pad;
}

const faulty = (pad: Actor): Actor =>
  pad.step({ type: 'contact', pad: 0, contact: false, faulty: true });

describe('refuses', () => {
  const cases: [RefuseReason, string, () => Actor, number, Enter][] = [
    ['occupied', 'while a lease of another fence is live', leased, 1, enter(5, 11)],
    ['occupied', 'the robot itself under another fence', leased, 0, enter(5, 11)],
    ['stale', 'a fence below the one that is in', leased, 1, enter(5, 9)],
    ['stale', 'the same fence from another robot', leased, 1, enter(5, 10)],
    ['stale', 'an older epoch', () => leased().hear(1, enter(6, 1)), 1, enter(5, 99)],
    [
      'stale',
      'the renewal of an older epoch, once a newer one is known (S4)',
      () => leased().hear(1, enter(6, 1)),
      0,
      enter(5, 10, { attempt: 2 }),
    ],
    [
      'stale',
      'a fence that is over',
      () => leased().hear(0, { kind: 'exit', pad: 0, fence: fence(5, 10) }),
      0,
      enter(5, 10),
    ],
    ['stale', 'a fence whose lease ran out', () => leased().wait(LAN.leaseMs + 1), 0, enter(5, 10)],
    ['quarantine', 'anybody at first', () => new Actor(PAD), 0, enter(5, 10)],
    [
      'contact',
      'when something stands there without a lease',
      () => Actor.ready(PAD).step({ type: 'contact', pad: 0, contact: true, faulty: false }),
      0,
      enter(5, 10),
    ],
    ['fault', 'while the pad is not safe to use', () => faulty(Actor.ready(PAD)), 0, enter(5, 10)],
    [
      'occupied',
      'another robot while a faulty pad still has its lease',
      () => faulty(leased()),
      1,
      enter(5, 11),
    ],
    ['lost-disk', 'without an epoch won since', () => Actor.ready(PAD, newDisk), 0, enter(5, 10)],
  ];
  const newDisk: StageOptions = { durable: { acceptors: {} } };

  it.each(cases)('%s: %s', (reason, _, actor, from, ask) => {
    const pad = actor();
    pad.take();
    pad.hear(from, ask);
    expect(pad.outputs.map((output) => output.do)).toEqual(['event', 'send']);
    expect(pad.messages('refuse')).toMatchObject([
      { robot: from, fence: ask.fence, attempt: ask.attempt, reason },
    ]);
  });

  it('and says what to go beyond, and when to come back', () => {
    const pad = leased();
    pad.wait(500).hear(1, enter(5, 11, { attempt: 3 }));
    expect(pad.messages('refuse')).toEqual([
      {
        kind: 'refuse',
        pad: 0,
        robot: 1,
        fence: fence(5, 11),
        attempt: 3,
        reason: 'occupied',
        highest: fence(5, 10),
        waitMs: 1500,
      },
    ]);
    pad.hear(1, enter(7, 1)).hear(2, enter(6, 5));
    expect(pad.messages('refuse').at(-1)).toMatchObject({ reason: 'stale', highest: fence(7, 0) });
  });
});

describe('a pad that is not safe to use', () => {
  it('says so before it says that something stands on it, and when to come back', () => {
    const pad = Actor.ready(PAD).step({ type: 'contact', pad: 0, contact: true, faulty: true });
    pad.hear(0, enter(5, 10));
    expect(pad.messages('refuse')).toMatchObject([
      { reason: 'fault', waitMs: LAN.beatMs * LAN.idleFactor },
    ]);
  });

  it('renews the lease of whoever is on it: it is safer there with a lease than without', () => {
    const pad = faulty(leased());
    pad.wait(1500).hear(0, enter(5, 10, { attempt: 2 }));
    expect(pad.messages('admit')).toMatchObject([{ robot: 0, attempt: 2 }]);
  });

  it('admits again, once it is', () => {
    const pad = faulty(Actor.ready(PAD)).hear(0, enter(5, 10));
    expect(pad.messages('refuse')).toHaveLength(1);
    pad.step({ type: 'contact', pad: 0, contact: false, faulty: false });
    pad.hear(0, enter(5, 10, { attempt: 2 }));
    expect(pad.messages('admit')).toHaveLength(1);
  });
});

describe('renews', () => {
  it('the lease of the fence that is in, from the receipt of each ENTER', () => {
    const pad = leased();
    for (let attempt = 2; attempt < 6; attempt += 1) {
      pad.wait(1500).hear(0, enter(5, 10, { attempt }));
      expect(pad.take()).toEqual([
        `- lease pad=0 lease={robot=0 untilMs=${ends(pad)} revoked=false}`,
        `> admit! pad=0 robot=0 fence=(5,10) attempt=${attempt} leaseMs=2000`,
      ]);
    }
    expect(pad.wait(1999).take()).toEqual([]);
    expect(pad.wait(1).take()).toEqual([
      '* release pad=0 fence=(5,10) robot=0 reason=lease-over',
      '- lease pad=0 lease=-',
    ]);
  });

  it('no lease of another life of the robot', () => {
    const pad = leased();
    pad.hear(0, enter(5, 10, { attempt: 2 }), 2);
    expect(pad.messages('refuse')).toMatchObject([{ reason: 'stale' }]);
  });
});

describe('a lease ends', () => {
  const RELEASED = [
    '* release pad=0 fence=(5,10) robot=0 reason=released',
    '- lease pad=0 lease=-',
  ];

  it('by EXIT', () => {
    const pad = leased().hear(0, { kind: 'exit', pad: 0, fence: fence(5, 10) });
    expect(pad.take()).toEqual(RELEASED);
  });

  it('by the TOKEN of its holder', () => {
    const pass = {
      kind: 'token' as const,
      pad: 0,
      to: 1,
      toBoot: 1,
      fence: fence(5, 11),
      released: fence(5, 10),
      lastServed: [0, 0, 0],
      queue: [],
    };
    expect(leased().hear(0, pass).take()).toEqual(RELEASED);
    expect(
      leased()
        .hear(0, { ...pass, released: null })
        .take(),
    ).toEqual([]);
  });

  it('by the ENTER of the next, which is admitted at once', () => {
    const pad = leased().hear(1, enter(5, 12, { released: fence(5, 10) }));
    expect(pad.take()).toEqual([
      ...RELEASED,
      '* admit pad=0 fence=(5,12) robot=1',
      `- lease pad=0 lease={robot=1 untilMs=${ends(pad)} revoked=false}`,
      '> admit! pad=0 robot=1 fence=(5,12) attempt=1 leaseMs=2000',
    ]);
  });

  it('by a later exit of its own robot, but by nothing of another robot or token', () => {
    expect(
      leased()
        .hear(0, { kind: 'exit', pad: 0, fence: fence(5, 12) })
        .take(),
    ).toEqual(RELEASED);
    expect(
      leased()
        .hear(1, { kind: 'exit', pad: 0, fence: fence(5, 12) })
        .take(),
    ).toEqual([]);
    for (const other of [fence(5, 9), fence(4, 99), fence(6, 1)])
      expect(leased().hear(1, { kind: 'exit', pad: 0, fence: other }).take()).toEqual([]);
  });

  it('when its robot starts anew with its body off the pad, and not before (section 5)', () => {
    const hello = { kind: 'hello' as const, nonce: 1, disk: 100, offPad: true };
    const ended = [
      '* release pad=0 fence=(5,10) robot=0 reason=restarted',
      '- lease pad=0 lease=-',
    ];
    expect(leased().hear(0, hello, 2).take(/^[*-]/)).toEqual(ended);
    expect(
      leased()
        .hear(0, { ...hello, offPad: false }, 2)
        .take(/^[*-]/),
    ).toEqual([]);
    expect(leased().hear(0, hello, 1).take(/^[*-]/)).toEqual([]);
    expect(leased().hear(1, hello, 2).take(/^[*-]/)).toEqual([]);
  });

  it('and a late ENTER of it does not bring it back', () => {
    const pad = leased().hear(0, { kind: 'exit', pad: 0, fence: fence(5, 10) });
    pad.take();
    pad.hear(0, enter(5, 10, { attempt: 2 }));
    expect(pad.messages('refuse')).toMatchObject([{ reason: 'stale', highest: fence(5, 10) }]);
    pad.hear(1, enter(5, 12));
    expect(pad.messages('admit')).toHaveLength(1);
  });

  it('also when only its EXIT came, and its ENTER comes after it', () => {
    const pad = Actor.ready(PAD).hear(0, { kind: 'exit', pad: 0, fence: fence(5, 10) });
    pad.hear(0, enter(5, 10));
    expect(pad.messages('refuse')).toMatchObject([{ reason: 'stale' }]);
  });
});

describe('after a restart', () => {
  it('the acceptor refuses everybody for a lease, stretched by the drift of both clocks', () => {
    const drift = 0.01;
    const timing = { ...LAN, drift };
    const pad = new Actor(PAD, { timing });
    const waitMs = quarantineMs(LAN.leaseMs, drift);
    expect(waitMs).toBeCloseTo((2000 * 1.01) / 0.99, 6);
    pad.wait(waitMs - 1).hear(0, enter(5, 10));
    expect(pad.messages('refuse')).toMatchObject([{ reason: 'quarantine' }]);
    pad.wait(1).hear(0, enter(5, 10));
    expect(pad.messages('admit')).toHaveLength(1);
  });

  it('it waits for the longest lease that it ever granted, whatever the profile is now', () => {
    const former = Actor.ready(PAD, { timing: { ...LAN, leaseMs: 9000 } }).hear(0, enter(5, 10));
    const again = new Actor(PAD, { durable: former.disk });
    again.wait(9000).hear(0, enter(5, 99));
    expect(again.messages('refuse')).toMatchObject([{ reason: 'quarantine' }]);
    again.wait(100).hear(0, enter(5, 99));
    expect(again.messages('admit')).toHaveLength(1);
  });

  it('it refuses all that its former life may have admitted (S3)', () => {
    const former = leased();
    const again = Actor.ready(PAD, { durable: former.disk });
    again.hear(1, enter(5, 11));
    const [refusal] = again.messages('refuse');
    expect(refusal).toMatchObject({ reason: 'stale', highest: fence(5, 74) });
    again.hear(1, enter(5, 75));
    expect(again.messages('admit')).toMatchObject([{ fence: fence(5, 75) }]);
  });

  it('and its disk was written before the ADMIT that needs it, and then seldom', () => {
    const pad = Actor.ready(PAD);
    let saves = 0;
    for (let counter = 1; counter <= 640; counter += 1) {
      pad.hear(0, enter(5, counter, { released: counter > 1 ? fence(5, counter - 1) : null }));
      const outputs = pad.outputs.map((output) => output.do);
      if (outputs.includes('persist')) {
        saves += 1;
        expect(outputs.indexOf('persist')).toBeLessThan(outputs.lastIndexOf('send'));
      }
      expect(pad.disk.acceptors[0]!.ceiling.counter).toBeGreaterThanOrEqual(counter);
      pad.outputs = [];
    }
    expect(saves).toBeLessThanOrEqual(11);
  });
});

describe('with a lost disk', () => {
  const lost: StageOptions = { durable: { acceptors: {}, disk: 99, standing: 'joining' } };

  it('a controller asks for an epoch, and admits from the one that was won for it on', () => {
    const pad = new Actor(PAD, lost);
    const stuck = pad.wait(LAN.beatMs).messages('stuck');
    expect(stuck).toEqual([{ kind: 'stuck', pad: 0, fence: fence(0, 0), disk: 99 }]);
    // A leader of an epoch that was won before says so in vain.
    pad.hear(2, { kind: 'coordinator', epoch: 8, disk: 0 });
    pad.hear(2, { kind: 'coordinator', epoch: 9, disk: 98 });
    pad.wait(5000).hear(0, enter(9, 3));
    expect(pad.messages('refuse')).toMatchObject([{ reason: 'lost-disk' }]);
    pad.hear(2, { kind: 'coordinator', epoch: 10, disk: 99 });
    pad.hear(0, enter(9, 3));
    expect(pad.messages('refuse')).toMatchObject([{ reason: 'stale', highest: fence(10, 0) }]);
    pad.hear(0, enter(10, 2));
    expect(pad.messages('admit')).toHaveLength(1);
  });

  it('keeps asking until it is heard', () => {
    const pad = new Actor(PAD, lost);
    expect(pad.wait(5000).messages('stuck').length).toBeGreaterThan(4);
  });
});

describe('a robot that guards a passive pad', () => {
  const passive: StageOptions = { guard: 'robots' };

  it('answers others on air, and itself not', () => {
    const robot = Actor.ready(0, passive);
    robot.hear(1, enter(5, 10));
    expect(robot.take(/admit!/)).toEqual([
      '> admit! pad=0 robot=1 fence=(5,10) attempt=1 leaseMs=2000',
    ]);
  });

  it('admits nobody while its standing is not known (S5)', () => {
    for (const standing of ['joining', 'outsider'] as const) {
      const robot = Actor.ready(0, { ...passive, durable: { standing } });
      robot.hear(1, enter(5, 10));
      expect(robot.messages('refuse')).toMatchObject([{ reason: 'lost-disk' }]);
    }
  });

  it('does not renew an older token when it has minted a newer one itself (S4)', () => {
    const robot = Actor.ready(2, { ...passive, durable: { standing: 'member', epoch: 5 } });
    robot.hear(0, enter(5, 10));
    expect(robot.messages('admit')).toHaveLength(1);
    robot.state.context.setTimer('leader', robot.now);
    robot.step({ type: 'tick' });
    const knows = { fence: fence(5, 10), holder: 0, holds: false, queue: [] };
    robot.hear(1, { kind: 'vote', epoch: 6, candidate: 2, pads: [knows] });
    robot.wait(3 * LAN.beatMs);
    expect(robot.take(/mint/)).toHaveLength(1);
    robot.hear(0, enter(5, 10, { attempt: 2 }));
    expect(robot.messages('admit')).toEqual([]);
  });
});
