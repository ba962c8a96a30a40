/** A robot over a scripted body: asks at 35 %, leaves at 90 %, is critical at 10 %. */
import { describe, expect, it } from 'vitest';
import { beliefMs } from '../../src/protocol/timing.ts';
import { LAN } from '../protocol/stage.ts';
import { RobotActor, UNDOCK_MS } from './stage.ts';

const BELIEF = beliefMs(LAN.leaseMs, LAN.drift);

describe('a turn on the pad', () => {
  it('goes from work to work', () => {
    const robot = new RobotActor();
    robot.body({ batteryPercent: 36 }).body({ batteryPercent: 35 });
    robot.hear(1, { kind: 'hold', pad: 0, fence: { epoch: 5, counter: 9 }, asking: [0] });
    robot.admit();
    robot.body({ place: 'approaching' }).body({ place: 'docked' });
    robot.body({ batteryPercent: 89 }).body({ batteryPercent: 90 });
    robot.body({ place: 'leaving' }).body({ place: 'away' });
    expect(robot.take()).toMatchInlineSnapshot(`
      [
        "phase requesting 35",
        "body {"do":"rest"}",
        "phase waiting 35",
        "phase approaching 35",
        "body {"do":"approach","pad":0}",
        "phase charging 35",
        "phase leaving 90",
        "body {"do":"leave"}",
        "phase working 90",
        "body {"do":"work"}",
      ]
    `);
  });

  it('drives to the pad only with a lease, and says that it left only when it has (S1)', () => {
    const robot = new RobotActor({ batteryPercent: 30 });
    robot.wait(1000);
    expect(robot.take(/approach/)).toEqual([]);
    robot.admit();
    expect(robot.take(/approach/)).toHaveLength(2);
    robot.body({ place: 'approaching' }).body({ place: 'docked', batteryPercent: 95 });
    robot.body({ place: 'leaving' });
    expect(robot.take(/> exit/)).toEqual([]);
    robot.body({ place: 'away' });
    expect(robot.take(/> exit/)).toHaveLength(1);
  });

  it.each([
    [35, 0],
    [27, 0],
    [26, 1],
    [18, 2],
    [10, 3],
    [0, 3],
  ])('is asked for at %i %% with urgency %i', (batteryPercent, urgency) => {
    const robot = new RobotActor({ batteryPercent });
    expect(robot.take(/> request/)[0]).toContain(`urgency=${urgency}`);
  });

  it('is asked for again when the battery becomes critical, once', () => {
    const robot = new RobotActor({ batteryPercent: 30 });
    robot.take();
    robot.body({ batteryPercent: 15 }).body({ batteryPercent: 10 }).body({ batteryPercent: 9 });
    expect(robot.take(/> request/)).toEqual([expect.stringContaining('urgency=3')]);
  });

  it('is not asked for by a robot whose sensor gives no sense', () => {
    expect(new RobotActor({ batteryPercent: null }).wait(5000).take(/request/)).toEqual([]);
  });
});

describe('a missed docking', () => {
  it('is tried again twice, and then the turn is given up', () => {
    const robot = new RobotActor({ batteryPercent: 30 }).admit();
    robot.take();
    for (let time = 0; time < 3; time += 1)
      robot.body({ place: 'approaching' }).body({ place: 'away' });
    const lines = robot.take();
    expect(lines.filter((said) => said.includes('approach"'))).toHaveLength(2);
    expect(lines).toContain('phase leaving 30');
    expect(robot.role.describe()).not.toMatchObject({ phase: 'approaching' });
  });

  it('is no success while the body says that it is on its way', () => {
    const robot = new RobotActor({ batteryPercent: 30 }).admit();
    robot.body({ place: 'approaching' }).take();
    robot.body({ batteryPercent: 29 }).body({ batteryPercent: 28 });
    expect(robot.take()).toEqual([]);
  });

  it('of a robot that is pushed off the pad is tried again, too', () => {
    const robot = RobotActor.charging();
    expect(robot.body({ place: 'away' }).take()).toEqual([
      'phase approaching 30',
      'body {"do":"approach","pad":0}',
    ]);
  });
});

describe('a lease that is not renewed', () => {
  it('makes the body leave early enough to be clear when it ends', () => {
    const robot = RobotActor.charging();
    robot.wait(BELIEF - UNDOCK_MS - LAN.slotMs - 1);
    expect(robot.take()).toEqual([]);
    expect(robot.wait(1).take()).toEqual(['phase leaving 30', 'body {"do":"leave"}']);
    robot
      .body({ place: 'leaving' })
      .wait(UNDOCK_MS - 10)
      .body({ place: 'away' });
    expect(robot.take(/exit/)).toEqual([
      '* exit pad=0 fence=(5,11) reason=done',
      '> exit pad=0 fence=(5,11)',
    ]);
  });

  it('ends while the body is still there: it keeps leaving, and releases nothing then', () => {
    const robot = RobotActor.charging();
    robot.wait(BELIEF + 100);
    expect(robot.take(/phase|body|\* exit/)).toEqual([
      'phase leaving 30',
      'body {"do":"leave"}',
      '* exit pad=0 fence=(5,11) reason=lease-over',
    ]);
    expect(robot.body({ place: 'away' }).take()).toEqual([
      'phase working 30',
      'body {"do":"work"}',
      'phase requesting 30',
      'body {"do":"rest"}',
    ]);
  });

  it('is found over when a frozen process thaws, before its body is believed (S1)', () => {
    const robot = RobotActor.charging();
    robot.now += 60_000;
    robot.body({ batteryPercent: 60 });
    expect(robot.take()).toEqual(['phase leaving 30', 'body {"do":"leave"}']);
  });

  it('that is renewed in time keeps it there', () => {
    const robot = RobotActor.charging();
    for (let third = 0; third < 30; third += 1) {
      robot.wait(LAN.leaseMs / 3);
      robot.renew();
    }
    expect(robot.take(/^(body|phase)/)).toEqual([]);
  });
});

describe('a fault', () => {
  it('stops the motors; away from the pad the turn is given up', () => {
    const robot = new RobotActor({ batteryPercent: 30 }).admit();
    robot.take();
    robot.body({ place: 'approaching' }).body({ place: 'away', fault: 'wheel' });
    expect(robot.take(/phase|body|exit/)).toEqual([
      'phase fault 30',
      'body {"do":"stop"}',
      '* exit pad=0 fence=(5,11) reason=done',
      '> exit pad=0 fence=(5,11)',
    ]);
    robot.body({ fault: null });
    expect(robot.take().slice(0, 2)).toEqual(['phase working 30', 'body {"do":"work"}']);
  });

  it('on the pad keeps the lease while it can, for the body is in the way', () => {
    const robot = RobotActor.charging();
    robot.body({ fault: 'wheel' });
    expect(robot.take(/phase|body|exit/)).toEqual(['phase fault 30', 'body {"do":"stop"}']);
    robot.wait(LAN.leaseMs / 3);
    expect(robot.take(/> enter/)).toHaveLength(1);
    robot.body({ fault: null });
    expect(robot.take()).toEqual(['phase leaving 30', 'body {"do":"leave"}']);
  });

  it('while it waits takes it out of the queue', () => {
    const robot = new RobotActor({ batteryPercent: 30 });
    robot.body({ fault: 'wheel' }).take();
    expect(() => robot.admit()).toThrow('no ENTER');
    expect(robot.take(/approach/)).toEqual([]);
  });
});

describe('a command', () => {
  it('charge makes it ask with a full enough battery, and is refused with a full one', () => {
    const robot = new RobotActor().command('charge', 7);
    expect(robot.take()).toEqual(['reply 7 ok', 'phase requesting 80', 'body {"do":"rest"}']);
    expect(new RobotActor({ batteryPercent: 95 }).command('charge').take(/reply/)).toEqual([
      'reply 1 the battery is full',
    ]);
    const broken = new RobotActor().body({ fault: 'wheel' }).command('charge');
    expect(broken.take(/reply/)).toEqual(['reply 1 the robot has a fault: wheel']);
  });

  it('charge, given twice, is carried out once; on hold, too', () => {
    const robot = new RobotActor().command('hold').command('charge').command('charge');
    expect(robot.role.describe()).toMatchObject({ phase: 'requesting' });
  });

  it('charge is not called carried out when it is dropped', () => {
    const robot = RobotActor.charging().command('release', 2);
    robot.body({ place: 'leaving' }).take();
    const [reply] = robot.command('charge', 3).take(/reply/);
    robot.body({ place: 'away', batteryPercent: 60 });
    const asks = robot.take(/phase requesting/).length > 0;
    expect(asks || reply !== 'reply 3 ok').toBe(true);
  });

  it('release makes it leave the pad, and is refused elsewhere', () => {
    expect(RobotActor.charging().command('release').take()).toEqual([
      'phase leaving 30',
      'body {"do":"leave"}',
      'reply 1 ok',
    ]);
    expect(new RobotActor().command('release').take()).toEqual([
      'reply 1 the robot is not on a pad',
    ]);
  });

  it('hold gives up a wait, and keeps it from asking until resume', () => {
    const robot = new RobotActor({ batteryPercent: 30 });
    robot.take();
    expect(robot.command('hold').take(/phase|reply/)).toEqual(['reply 1 ok', 'phase working 30']);
    robot.body({ batteryPercent: 5 }).wait(10_000);
    expect(robot.take(/phase|> request/)).toEqual(['phase parked 5']);
    expect(robot.command('resume').take(/phase|reply/)).toEqual([
      'reply 1 ok',
      'phase requesting 5',
    ]);
  });

  it('hold leaves a robot that is on the pad there', () => {
    expect(RobotActor.charging().command('hold').take()).toEqual(['reply 1 ok']);
  });
});

describe('a stop', () => {
  const stop = { type: 'stop' as const, reason: 'SIGTERM', now: false };

  it('away from the pad is done at once', () => {
    const robot = new RobotActor();
    robot.take();
    expect(robot.step(stop).take(/finished|stop/)).toEqual(['* stop reason=SIGTERM', 'finished']);
  });

  it('while it waits takes the request back', () => {
    const robot = new RobotActor({ batteryPercent: 30 });
    robot.take();
    expect(robot.step(stop).take(/finished|stop/)).toEqual(['* stop reason=SIGTERM', 'finished']);
  });

  it('on the pad leaves first, releases, and is done then', () => {
    const robot = RobotActor.charging();
    expect(robot.step(stop).take()).toEqual(['phase leaving 30', 'body {"do":"leave"}']);
    expect(robot.body({ place: 'leaving' }).take()).toEqual([]);
    expect(robot.body({ place: 'away' }).take(/exit|finished|stop/)).toEqual([
      '* exit pad=0 fence=(5,11) reason=done',
      '> exit pad=0 fence=(5,11)',
      '* stop reason=SIGTERM',
      'finished',
    ]);
  });

  it('that is forced releases nothing of a pad that the body stands on (S1)', () => {
    const robot = RobotActor.charging();
    robot.step(stop).take();
    robot.step({ ...stop, now: true });
    expect(robot.take(/exit|token|finished/)).toEqual([
      '* exit pad=0 fence=(5,11) reason=stopped',
      'finished',
    ]);
  });

  it('finishes once', () => {
    const robot = new RobotActor()
      .step(stop)
      .step(stop)
      .step({ ...stop, now: true });
    expect(robot.take(/finished/)).toHaveLength(1);
  });

  it('refuses to charge from then on', () => {
    const robot = RobotActor.charging().step(stop).command('charge');
    expect(robot.take(/reply/)).toEqual(['reply 1 the robot is stopping']);
  });
});

describe('a restart on the pad', () => {
  it('leaves it first, without a lease, and then says that it is off', () => {
    const robot = new RobotActor({ place: 'docked', batteryPercent: 30 });
    expect(robot.take()).toEqual(['phase leaving 30', 'body {"do":"leave"}']);
    robot.wait(100);
    robot.take();
    robot.body({ place: 'leaving' });
    expect(robot.take(/hello/)).toEqual([]);
    robot.body({ place: 'away' });
    expect(robot.take(/hello|phase/)).toEqual([
      expect.stringContaining('offPad=true'),
      'phase working 30',
      'phase requesting 30',
    ]);
  });

  it('says before that it may still be there', () => {
    const robot = new RobotActor({ place: 'docked' });
    expect(robot.take(/hello/)).toEqual([expect.stringContaining('offPad=false')]);
    expect(new RobotActor().take(/hello/)).toEqual([expect.stringContaining('offPad=true')]);
  });
});
