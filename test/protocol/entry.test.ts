/** A robot's entry: which ADMITs count, and until when the pad may be occupied. */
import { describe, expect, it } from 'vitest';
import type { Admit, TokenPass } from '../../src/protocol/message.ts';
import { beliefMs } from '../../src/protocol/timing.ts';
import { Actor, fence, LAN, type StageOptions } from './stage.ts';

const PAD = 3;
const BELIEF = beliefMs(LAN.leaseMs, LAN.drift);

const admit = (attempt: number, change: Partial<Admit> = {}): Admit => ({
  kind: 'admit',
  pad: 0,
  robot: 0,
  fence: fence(5, 11),
  attempt,
  leaseMs: LAN.leaseMs,
  ...change,
});

const pass = (change: Partial<TokenPass> = {}): TokenPass => ({
  kind: 'token',
  pad: 0,
  to: 0,
  toBoot: 1,
  fence: fence(5, 10),
  released: null,
  lastServed: [0, 0, 0],
  queue: [],
  ...change,
});

/** r1 wants the pad, got the token at (5,10), and has sent ENTER (5,11) #1 just now. */
function asking(options: StageOptions = {}): Actor {
  const robot = Actor.ready(0, options).step({ type: 'want', pad: 0, urgency: 0 }).hear(1, pass());
  robot.outputs = [];
  return robot;
}

/** The moments, in milliseconds from now, until which it was told that it may be inside. */
function beliefs(robot: Actor, from: number): number[] {
  const untils = robot.outputs.flatMap((output) =>
    output.do === 'event' && (output.event.event === 'enter' || output.event.event === 'renew')
      ? [output.event.untilMs - from]
      : [],
  );
  robot.outputs = [];
  return untils;
}

describe('an ADMIT', () => {
  it('counts from the send time of its attempt, shrunk by the drift (S1)', () => {
    const robot = asking();
    const sentAtMs = robot.now;
    robot.wait(50).hear(PAD, admit(1));
    expect(beliefs(robot, sentAtMs)).toEqual([BELIEF]);
    expect(BELIEF).toBeCloseTo((2000 * 0.999) / 1.001, 9);
  });

  it('of an earlier attempt is anchored at that one, not at the last (section 9, 3)', () => {
    const robot = asking();
    const firstMs = robot.now;
    robot.wait(200);
    expect(robot.messages('enter').map((message) => message.attempt)).toEqual([2, 3]);
    robot.hear(PAD, admit(1));
    expect(beliefs(robot, firstMs)).toEqual([BELIEF]);
  });

  it('lasts as long as its acceptor said, not as the robot would have it', () => {
    const robot = asking();
    const sentAtMs = robot.now;
    robot.hear(PAD, admit(1, { leaseMs: 700 }));
    expect(beliefs(robot, sentAtMs)).toEqual([beliefMs(700, LAN.drift)]);
  });

  it('comes too late when its lease would be over', () => {
    const robot = asking();
    robot.now += LAN.leaseMs;
    robot.hear(PAD, admit(1));
    expect(robot.take(/enter pad=0 fence=.* untilMs/)).toEqual([]);
  });

  it.each([
    ['for another robot', admit(1, { robot: 1 })],
    ['for another fence', admit(1, { fence: fence(5, 10) })],
    ['for an attempt that was not made', admit(2)],
  ])('%s changes nothing', (_, message) => {
    const robot = asking().hear(PAD, message);
    expect(robot.pad().entry!.untilMs).toBeNull();
    expect(robot.take()).toEqual([]);
  });

  it('of a robot changes nothing at a pad that has a controller', () => {
    const robot = asking().hear(1, admit(1));
    expect(robot.pad().entry!.untilMs).toBeNull();
  });

  it('of an old attempt never shortens what was granted since', () => {
    const robot = asking();
    robot.hear(PAD, admit(1)).wait(700);
    const untilMs = robot.pad().entry!.untilMs!;
    const [renewal] = robot.messages('enter');
    robot.hear(PAD, admit(renewal!.attempt));
    expect(robot.pad().entry!.untilMs).toBeGreaterThan(untilMs + 600);
    const renewedMs = robot.pad().entry!.untilMs!;
    robot.hear(PAD, admit(1));
    expect(robot.pad().entry!.untilMs).toBe(renewedMs);
  });
});

describe('at a passive pad, a quorum', () => {
  const passive: StageOptions = { robots: 5, guard: 'robots' };
  // Its own acceptor starts with the rest of an earlier lease, so it refuses; 3 of 5 must agree.
  const alone: StageOptions = { ...passive, durable: { standing: 'member' } };

  function askingWithoutOwn(): Actor {
    const robot = Actor.ready(0, alone);
    robot.pad().acceptor!.quarantineUntilMs = robot.now + 60_000;
    robot.step({ type: 'want', pad: 0, urgency: 0 });
    robot.hear(1, pass({ lastServed: [0, 0, 0, 0, 0] }));
    robot.outputs = [];
    return robot;
  }

  it('is of one attempt: admissions of two do not add up', () => {
    const robot = askingWithoutOwn();
    robot.hear(1, admit(1)).hear(2, admit(1)).wait(100);
    robot.hear(3, admit(2)).hear(4, admit(2));
    expect(robot.pad().entry!.untilMs).toBeNull();
    robot.hear(1, admit(2));
    expect(robot.pad().entry!.untilMs).not.toBeNull();
  });

  it('counts each acceptor once', () => {
    const robot = askingWithoutOwn();
    for (let time = 0; time < 5; time += 1) robot.hear(1, admit(1));
    robot.hear(2, admit(1));
    expect(robot.pad().entry!.untilMs).toBeNull();
  });

  it('lasts as long as the shortest of its leases', () => {
    const robot = askingWithoutOwn();
    const sentAtMs = robot.now;
    robot
      .hear(1, admit(1))
      .hear(2, admit(1, { leaseMs: 900 }))
      .hear(3, admit(1));
    expect(beliefs(robot, sentAtMs)).toEqual([beliefMs(900, LAN.drift)]);
  });

  it('has the robot itself in it', () => {
    const robot = Actor.ready(0, passive).step({ type: 'want', pad: 0, urgency: 0 });
    robot.hear(1, pass({ lastServed: [0, 0, 0, 0, 0] }));
    robot.hear(1, admit(1));
    expect(robot.pad().entry!.untilMs).toBeNull();
    robot.hear(2, admit(1));
    expect(robot.pad().entry!.untilMs).not.toBeNull();
  });
});

describe('a lease', () => {
  it('is renewed after a third of it, and asked for again while nobody answers', () => {
    const robot = asking().hear(PAD, admit(1));
    robot.outputs = [];
    const startMs = robot.now;
    robot.wait(LAN.leaseMs / 3 - 1);
    expect(robot.messages('enter')).toEqual([]);
    robot.wait(1);
    expect(robot.messages('enter')).toHaveLength(1);
    robot.wait(startMs + BELIEF - robot.now - 1);
    const asked = robot.messages('enter');
    expect(asked.length).toBeGreaterThan(3);
    expect(new Set(asked.map((message) => message.fence.counter))).toEqual(new Set([11]));
  });

  it('that is not renewed makes the body leave in time, and then is over', () => {
    const robot = asking({ undockMs: 300 }).hear(PAD, admit(1));
    const startMs = robot.now;
    robot.outputs = [];
    robot.wait(BELIEF - 300 - LAN.slotMs - 1);
    expect(robot.take(/must-leave|exited/)).toEqual([]);
    robot.wait(1);
    expect(robot.take(/must-leave|exited/)).toEqual([
      `- must-leave pad=0 byMs=${Math.round((startMs + BELIEF) * 100) / 100}`,
    ]);
    robot.wait(300 + LAN.slotMs - 1);
    expect(robot.take(/exit/)).toEqual([]);
    robot.wait(1);
    expect(robot.take(/exit/)).toEqual([
      '* exit pad=0 fence=(5,11) reason=lease-over',
      '- exited pad=0 reason=lease-over',
      '> exit pad=0 fence=(5,11)',
    ]);
  });

  it('is over before anything else when the process thaws too late (S1)', () => {
    const robot = asking().hear(PAD, admit(1));
    robot.outputs = [];
    robot.now += 10_000;
    robot.hear(PAD, admit(1));
    expect(robot.take(/exit|renew|enter/).slice(0, 2)).toEqual([
      '* exit pad=0 fence=(5,11) reason=lease-over',
      '- exited pad=0 reason=lease-over',
    ]);
    expect(robot.pad().entry).toBeNull();
  });
});

describe('an orphaned entry: a newer token was minted', () => {
  const beat = {
    kind: 'beat' as const,
    epoch: 6,
    idle: false,
    pads: [{ fence: fence(6, 1), holder: 2 }],
  };

  it('stays for its lease, renews nothing, and passes nothing on (section 7)', () => {
    const robot = asking().hear(PAD, admit(1));
    robot.hear(1, { kind: 'request', pad: 0, epoch: 5, n: 1, urgency: 0 }).hear(2, beat);
    robot.outputs = [];
    robot.wait(BELIEF);
    expect(robot.take(/enter|token|exit|must/)).toEqual([
      expect.stringContaining('- must-leave pad=0'),
      '* exit pad=0 fence=(5,11) reason=lease-over',
      '- exited pad=0 reason=lease-over',
      '> exit pad=0 fence=(5,11)',
    ]);
  });

  it('that only asks ends at once, and its robot asks for the new token', () => {
    const robot = asking().hear(2, beat);
    expect(robot.take()).toEqual(['* leader leader=2 epoch=6', '> exit pad=0 fence=(5,11)']);
    robot.wait(3 * LAN.slotMs);
    expect(robot.take()).toEqual(['> request pad=0 epoch=6 n=3 urgency=0']);
  });

  it('is not forgotten when the new token comes to its robot while it is inside (S1)', () => {
    const robot = asking({ undockMs: 100 }).hear(PAD, admit(1));
    const untilMs = robot.pad().entry!.untilMs!;
    // The leader believed somebody else, and serves the robot's old request.
    robot.wait(100).hear(2, pass({ fence: fence(6, 2) }));
    robot.outputs = [];
    robot.wait(untilMs - robot.now);
    // Somebody has to tell the body to leave, and that its lease is over.
    const told = robot.take(/must-leave|exit/);
    expect(told).toContainEqual(expect.stringContaining('- must-leave pad=0'));
    expect(told).toContain('* exit pad=0 fence=(5,11) reason=lease-over');
    expect(told).toContain('- exited pad=0 reason=lease-over');
  });
});
