/** When a robot asks before it has to, when it gives way, and what becomes of a turn that comes to nothing. */
import { describe, expect, it } from 'vitest';
import type { Refuse, TokenPass } from '../../src/protocol/message.ts';
import type { Urgency } from '../../src/protocol/queue.ts';
import { requestNumber } from '../../src/protocol/request-number.ts';
import { fence, LAN } from '../protocol/stage.ts';
import { RobotActor } from './stage.ts';

const MINUTE_MS = 60_000;

/** r2 gives the token on. */
function pass(to: number, counter: number): TokenPass {
  return {
    kind: 'token',
    pad: 0,
    to,
    toBoot: 1,
    fence: fence(5, counter),
    released: null,
    lastServed: [0, 0, 0],
    queue: [],
  };
}

const asks = (urgency: Urgency) => ({ kind: 'request' as const, pad: 0, epoch: 5, n: 1, urgency });

/** r2 takes the pad, and r3 waits for it. */
function occupy(robot: RobotActor): void {
  robot.hear(1, asks(0));
  robot.hear(1, { kind: 'enter', pad: 0, fence: fence(5, 100), attempt: 1, released: null });
  robot.hear(2, asks(0));
}

/** Each `minutesEach` for a percent, from one level to another. */
function spend(robot: RobotActor, from: number, to: number, minutesEach: number): RobotActor {
  const step = from > to ? -1 : 1;
  for (let percent = from; percent !== to + step; percent += step)
    robot.wait(minutesEach * MINUTE_MS).body({ batteryPercent: percent });
  return robot;
}

/** A whole turn: it has asked, is admitted, takes a minute to dock, and charges two percent a minute up to 90 %. */
function visit(robot: RobotActor): RobotActor {
  robot.admit().body({ place: 'approaching' });
  robot.stay(MINUTE_MS).body({ place: 'docked' });
  for (let percent = 36; percent <= 90; percent += 1)
    robot.stay(MINUTE_MS / 2).body({ batteryPercent: percent });
  return robot.body({ place: 'leaving' }).body({ place: 'away' });
}

/** Has worked from 80 % to 35 %, a percent a minute, charged once, and is at work again with 90 %. */
function experienced(): RobotActor {
  const robot = visit(spend(new RobotActor(), 80, 35, 1));
  expect(robot.role.describe()).toMatchObject({ phase: 'working', battery: 90 });
  robot.take();
  return robot;
}

describe('a robot that knows what it draws', () => {
  it('asks at its level when nobody else wants the pad', () => {
    const robot = spend(experienced(), 89, 36, 1);
    expect(robot.take(/phase requesting/)).toEqual([]);
    expect(spend(robot, 35, 35, 1).take(/phase requesting/)).toEqual(['phase requesting 35']);
  });

  it('asks earlier when the queue is long, works on meanwhile, and rests when it gets low', () => {
    const robot = experienced();
    // Half an hour each; it never rested long enough to know that this draws less.
    occupy(robot);
    robot.take();
    spend(robot, 89, 63, 1);
    expect(robot.take(/phase|> request|body/)).toEqual([]);
    spend(robot, 62, 36, 1);
    const [asked, request, ...others] = robot.take(/phase|> request|body/);
    const [, percent] = /^phase requesting (\d+)$/.exec(asked ?? '') ?? [];
    expect(Number(percent)).toBeGreaterThan(40);
    expect(Number(percent)).toBeLessThanOrEqual(62);
    expect(request).toContain('urgency=0');
    expect(others.filter((line) => line.includes('body'))).toEqual([]);
    expect(spend(robot, 35, 34, 1).take(/^body/)).toEqual(['body {"do":"rest"}']);
  });

  it('goes to the pad at once when it is its turn before that', () => {
    const robot = experienced();
    occupy(robot);
    spend(robot, 89, 50, 1);
    expect(robot.take(/phase/)).toEqual([expect.stringMatching(/^phase requesting/)]);
    robot.hear(1, pass(0, 102)).renew();
    expect(robot.take(/^(phase|body)/)).toEqual([
      'phase approaching 50',
      'body {"do":"approach","pad":0}',
    ]);
  });
});

describe('on the pad, beside another that waits', () => {
  it('it gives way to one that is about to run empty, once it has enough itself', () => {
    const robot = RobotActor.charging().hear(1, asks(3));
    robot.body({ batteryPercent: 62 });
    expect(robot.take(/^(phase|body)/)).toEqual([]);
    robot.body({ batteryPercent: 63 });
    expect(robot.take()).toEqual(['phase leaving 63', 'body {"do":"leave"}']);
    robot.body({ place: 'leaving' }).body({ place: 'away' });
    expect(robot.take(/> token|phase/)).toEqual([
      'phase working 63',
      expect.stringMatching(/> token .*to=1/),
    ]);
  });

  it('it leaves as soon as it hears of that', () => {
    const robot = RobotActor.charging().body({ batteryPercent: 80 });
    expect(robot.hear(1, asks(2)).take()).toEqual([]);
    expect(robot.hear(2, asks(3)).take()).toEqual(['phase leaving 80', 'body {"do":"leave"}']);
  });

  it('it stays for one that has been served', () => {
    const robot = RobotActor.charging().body({ batteryPercent: 80 });
    const { state } = (robot.role as unknown as { member: { state: { pads: unknown[] } } }).member;
    const { view } = state.pads[0] as { view: { lastServed: number[] } };
    view.lastServed = [0, requestNumber(1, 1), 0];
    expect(robot.hear(1, asks(3)).take()).toEqual([]);
  });
});

describe('a turn in which it cannot dock', () => {
  /** Misses the contacts in all approaches of a turn. */
  function miss(robot: RobotActor): RobotActor {
    for (let time = 0; time < 3; time += 1)
      robot.body({ place: 'approaching' }).body({ place: 'away' });
    return robot;
  }

  it('is given up for those who wait, and asked for again behind them', () => {
    const robot = new RobotActor({ batteryPercent: 30 }).admit();
    robot.hear(1, { kind: 'request', pad: 0, epoch: 5, n: 1, urgency: 0 });
    robot.take();
    miss(robot);
    expect(robot.take(/> (token|exit|request)/)).toEqual([
      expect.stringMatching(/> token .*to=1 .*released=\(5,11\)/),
      expect.stringMatching(/> request /),
    ]);
    // The next turn begins with all its approaches.
    robot.hear(1, pass(0, 14)).renew().take();
    expect(miss(robot).take(/approach"/)).toHaveLength(2);
  });

  it('is an alarm from the third in a row on, once, until it docks', () => {
    const alarms: number[] = [];
    const robot = new RobotActor({ batteryPercent: 30 }).admit();
    for (let turn = 1; turn <= 5; turn += 1) {
      miss(robot);
      if (robot.take(/cannot dock at p1/).length > 0) alarms.push(turn);
      robot.renew();
    }
    expect(alarms).toEqual([3]);
    expect(robot.role.describe()).toMatchObject({
      alarm: 'r1 cannot dock at p1: it misses the contacts',
    });
    robot.body({ place: 'approaching' }).body({ place: 'docked' });
    expect(robot.role.describe()).toMatchObject({ phase: 'charging', alarm: null });
    // From there it is counted anew.
    robot.body({ batteryPercent: 90 }).body({ place: 'leaving' }).body({ place: 'away' });
    robot.body({ batteryPercent: 30 }).renew();
    for (let turn = 1; turn <= 2; turn += 1) miss(robot).renew();
    expect(robot.take(/cannot dock/)).toEqual([]);
    expect(miss(robot).take(/cannot dock/)).toHaveLength(1);
  });
});

describe('a pad that is broken', () => {
  const refusal = (pad: number, robot: number): Refuse => ({
    kind: 'refuse',
    pad,
    robot,
    fence: fence(5, 20),
    attempt: 1,
    reason: 'fault',
    highest: fence(5, 10),
    waitMs: 1000,
  });
  /** Two pads: p1 and p2 are members 3 and 4. */
  const waiting = () => {
    const robot = new RobotActor({ batteryPercent: 30 }, 2);
    expect(robot.take(/> request/)).toEqual([expect.stringContaining('pad=0')]);
    return robot;
  };

  it('is left for another one by all who wait for it, as soon as they hear of it', () => {
    const robot = waiting().hear(3, refusal(0, 1));
    expect(robot.take(/> request|phase/)).toEqual([
      'phase working 30',
      'phase requesting 30',
      expect.stringContaining('pad=1'),
    ]);
  });

  it('is not one that refuses for another reason', () => {
    const robot = waiting().hear(3, { ...refusal(0, 1), reason: 'contact' });
    expect(robot.take(/phase/)).toEqual([]);
  });

  it('is waited for when the other one is broken, too', () => {
    const robot = waiting().hear(4, refusal(1, 1)).hear(3, refusal(0, 1));
    expect(robot.take(/phase/)).toEqual([]);
    expect(new RobotActor({ batteryPercent: 30 }).hear(3, refusal(0, 1)).take(/phase/)).toEqual([
      'phase requesting 30',
    ]);
  });

  it('is not asked for while that is known, and tried again after a while, or when it admits', () => {
    const asked = (robot: RobotActor) => {
      robot.take();
      return robot.body({ batteryPercent: 30 }).take(/> request/)[0];
    };
    const broken = () => new RobotActor({}, 2).hear(3, refusal(0, 1));
    expect(asked(broken())).toContain('pad=1');
    expect(asked(broken().wait(60 * LAN.beatMs - 1))).toContain('pad=1');
    expect(asked(broken().wait(60 * LAN.beatMs))).toContain('pad=0');
    const admit = { kind: 'admit' as const, pad: 0, robot: 1, fence: fence(5, 21), attempt: 1 };
    const mended = broken().hear(3, { ...admit, leaseMs: LAN.leaseMs });
    mended.hear(1, { kind: 'exit', pad: 0, fence: fence(5, 21) });
    expect(asked(mended)).toContain('pad=0');
  });

  it('is left by a robot that a person has sent to a pad', () => {
    const robot = new RobotActor({}, 2).command('charge');
    robot.take();
    expect(robot.hear(3, refusal(0, 1)).take(/> request/)).toEqual([
      expect.stringContaining('pad=1'),
    ]);
  });
});

describe('a fault', () => {
  it('is told, once for each reason', () => {
    const robot = new RobotActor();
    robot.take();
    robot.body({ fault: 'the board does not answer' }).body({ fault: 'the board does not answer' });
    expect(robot.take()).toEqual([
      '* alarm reason=the board does not answer',
      'phase fault 80',
      'body {"do":"stop"}',
    ]);
    expect(robot.role.describe()).toMatchObject({
      fault: 'the board does not answer',
      alarm: null,
    });
    robot.body({ fault: 'the left motor draws too much' });
    expect(robot.take()).toEqual(['* alarm reason=the left motor draws too much']);
    robot.body({ fault: null }).take();
    expect(robot.body({ fault: 'the board does not answer' }).take(/alarm/)).toHaveLength(1);
  });

  it('at the start keeps it from asking, and from driving off the pad before it can', () => {
    const robot = new RobotActor({ place: 'docked', batteryPercent: 20, fault: 'no board' });
    expect(robot.take()).toEqual([
      '* alarm reason=no board',
      'phase fault 20',
      'body {"do":"stop"}',
    ]);
    expect(robot.wait(LAN.leaseMs).take(/request|leave/)).toEqual([]);
    robot.body({ fault: null });
    expect(robot.take()).toEqual(['phase leaving 20', 'body {"do":"leave"}']);
    robot.body({ place: 'leaving' }).body({ place: 'away' });
    expect(robot.take(/hello|phase/)).toEqual([
      expect.stringContaining('offPad=true'),
      'phase working 20',
      'phase requesting 20',
    ]);
  });

  it('at the start that turns out to be off the pad says so', () => {
    const robot = new RobotActor({ place: 'docked', batteryPercent: 80, fault: 'no board' });
    robot.take();
    robot.body({ place: 'away', fault: null });
    expect(robot.take(/hello|phase/)).toEqual([
      'phase working 80',
      expect.stringContaining('offPad=true'),
    ]);
  });
});

it('what the body measures and what a person should know is shown', () => {
  const robot = RobotActor.charging();
  robot.body({ charging: true, alarm: 'the left motor is hot' });
  expect(robot.take(/alarm/)).toEqual(['* alarm reason=the left motor is hot']);
  expect(robot.role.describe()).toMatchObject({
    phase: 'charging',
    charging: true,
    fault: null,
    alarm: 'the left motor is hot',
  });
});
