/** A robot whose battery, gauge or pad is not as it should be: it parks, calls, leaves, and tells once what is wrong. */
import { describe, expect, it } from 'vitest';
import type { BodyReport } from '../../src/roles/body.ts';
import { RobotActor } from './stage.ts';

const MINUTE_MS = 60_000;
/** What it does and tells; it is alone here, and that nobody votes is an alarm of another kind. */
const SHOWN_OR_ASKED = /^(> request|phase|body|\* alarm reason=(?!no majority))/;
const SHOWN = /^(phase|body|\* alarm reason=(?!no majority))/;
const LOST: Partial<BodyReport> = {
  batteryPercent: null,
  alarm: 'the battery sensor does not answer',
};
const LOST_ALARM = '* alarm reason=the battery sensor does not answer';

/** Asks, is admitted and docks. */
function dock(robot: RobotActor, report: Partial<BodyReport> = {}): RobotActor {
  robot.admit();
  return robot.body({ place: 'approaching' }).body({ place: 'docked', ...report });
}

describe('a battery below the critical level', () => {
  it('while it waits: it calls, once, and is urgent', () => {
    const robot = new RobotActor({ batteryPercent: 30 });
    robot.take();
    robot.body({ batteryPercent: 11 }).body({ batteryPercent: 10 }).body({ batteryPercent: 8 });
    expect(robot.take(/alarm|> request|body/)).toEqual([
      '* alarm reason=battery at 10 %: r1 has parked and waits for p1',
      expect.stringContaining('urgency=3'),
    ]);
    expect(robot.role.describe()).toMatchObject({
      alarm: 'battery at 10 %: r1 has parked and waits for p1',
    });
  });

  it('while it is on hold: it parks and calls, and asks for nothing', () => {
    const robot = new RobotActor({ batteryPercent: 12 }).command('hold');
    robot.take();
    robot.body({ batteryPercent: 10 }).body({ batteryPercent: 9 }).wait(5000);
    expect(robot.take(/alarm|request|body|phase/)).toEqual([
      'phase parked 10',
      'body {"do":"rest"}',
      '* alarm reason=battery at 10 %: r1 has parked and brings itself no further',
    ]);
    expect(robot.command('resume').take(/phase|> request|body|alarm/)).toEqual([
      'phase requesting 9',
      expect.stringContaining('urgency=3'),
    ]);
  });

  it('is told of again when it comes again, and not for a percent more or less', () => {
    const robot = new RobotActor({ batteryPercent: 30 }).command('hold');
    for (const batteryPercent of [10, 11, 12, 10, 9]) robot.body({ batteryPercent });
    expect(robot.take(/alarm|phase/)).toHaveLength(4);
    robot.body({ batteryPercent: 13 });
    expect(robot.take(/alarm|phase|body/)).toEqual(['phase working 13', 'body {"do":"work"}']);
    expect(robot.role.describe()).toMatchObject({ alarm: null });
    expect(robot.body({ batteryPercent: 10 }).take(/alarm/)).toHaveLength(1);
  });

  it('still brings it to the pad when it is admitted, and the call is over as it charges', () => {
    const robot = dock(new RobotActor({ batteryPercent: 8 }));
    expect(robot.take(SHOWN)).toEqual([
      'phase requesting 8',
      'body {"do":"rest"}',
      '* alarm reason=battery at 8 %: r1 has parked and waits for p1',
      'phase approaching 8',
      'body {"do":"approach","pad":0}',
      'phase charging 8',
    ]);
    robot.body({ batteryPercent: 13 });
    expect(robot.role.describe()).toMatchObject({ alarm: null });
  });

  it('does not move it when it is told to stop', () => {
    const robot = new RobotActor({ batteryPercent: 5 }).command('hold');
    robot.take();
    robot.step({ type: 'stop', reason: 'SIGTERM', now: false });
    expect(robot.take()).toEqual(['finished']);
  });
});

describe('a gauge that is lost', () => {
  it('at work: it parks, tells it once, and asks for no pad', () => {
    const robot = new RobotActor();
    robot.take();
    robot
      .body(LOST)
      .body(LOST)
      .wait(10 * MINUTE_MS);
    expect(robot.take(SHOWN_OR_ASKED)).toEqual([
      LOST_ALARM,
      'phase parked null',
      'body {"do":"rest"}',
    ]);
    expect(robot.role.describe()).toMatchObject({
      phase: 'parked',
      battery: null,
      alarm: LOST.alarm,
    });
  });

  it('at the start, too', () => {
    expect(new RobotActor(LOST).take(/phase|body|alarm|request/)).toEqual([
      LOST_ALARM,
      'phase parked null',
      'body {"do":"rest"}',
    ]);
  });

  it('while it waits: it gives up its wait', () => {
    const robot = new RobotActor({ batteryPercent: 30 });
    robot.take();
    robot.body(LOST);
    expect(robot.take(/phase|body/)).toEqual(['phase parked null']);
    expect(() => robot.admit()).toThrow('no ENTER');
  });

  it('on its way to the pad: it turns back', () => {
    const robot = new RobotActor({ batteryPercent: 30 }).admit().body({ place: 'approaching' });
    robot.take();
    robot.body(LOST);
    expect(robot.take(/phase|body/)).toEqual(['phase leaving null', 'body {"do":"leave"}']);
    robot.body({ place: 'away' });
    expect(robot.take(/phase|body|> exit/)).toEqual([
      'phase parked null',
      'body {"do":"rest"}',
      '> exit pad=0 fence=(5,11)',
    ]);
  });

  it('on the pad: it leaves, for it could not tell when it is full', () => {
    const robot = RobotActor.charging();
    robot.body(LOST);
    expect(robot.take()).toEqual([LOST_ALARM, 'phase leaving null', 'body {"do":"leave"}']);
  });

  it('that comes back: it goes on, and asks if it has to', () => {
    const robot = new RobotActor().body(LOST);
    robot.take();
    robot.body({ batteryPercent: 60, alarm: null });
    expect(robot.take()).toEqual(['phase working 60', 'body {"do":"work"}']);
    expect(robot.role.describe()).toMatchObject({ alarm: null });
    robot.body(LOST).take();
    robot.body({ batteryPercent: 20, alarm: null });
    expect(robot.take()).toEqual(['phase requesting 20']);
  });

  it('keeps a person from sending it to a pad', () => {
    const robot = new RobotActor().body(LOST).command('charge');
    expect(robot.take(/reply|request/)).toEqual([
      'reply 1 the robot could not tell when it is full: the battery sensor does not answer',
    ]);
  });

  it('is not one that has said nothing yet', () => {
    expect(new RobotActor({ batteryPercent: null }).take(/phase|body/)).toEqual([]);
  });
});

describe('a pad that gives no charge', () => {
  it('is left within a minute where a sensor tells, and tried again later', () => {
    const robot = dock(new RobotActor({ batteryPercent: 30 }), { charging: false });
    robot.take();
    robot.stay(MINUTE_MS - 10);
    expect(robot.take(SHOWN)).toEqual([]);
    robot.stay(20);
    expect(robot.take(SHOWN)).toEqual([
      '* alarm reason=no charge flows on p1',
      'phase leaving 30',
      'body {"do":"leave"}',
    ]);
    const leftAtMs = robot.now;
    robot.body({ place: 'leaving', charging: null }).body({ place: 'away' });
    expect(robot.take(/phase|body/)).toEqual(['phase working 30', 'body {"do":"work"}']);
    expect(robot.role.describe()).toMatchObject({ alarm: 'no charge flows on p1' });
    robot.wait(leftAtMs + MINUTE_MS - 30 - robot.now);
    expect(robot.take(/request/)).toEqual([]);
    robot.wait(30);
    expect(robot.take(/phase|> (request|enter)/)).toEqual([
      'phase requesting 30',
      expect.stringContaining('> enter'),
    ]);
  });

  it('is tried ever more rarely', () => {
    const robot = new RobotActor({ batteryPercent: 30 });
    const waits: number[] = [];
    dock(robot, { charging: false });
    for (let visit = 0; visit < 3; visit += 1) {
      robot.stay(MINUTE_MS + 10);
      robot.body({ place: 'leaving', charging: null }).body({ place: 'away' }).take();
      const leftAtMs = robot.now;
      for (let waited = 0; waited < 20 && robot.take(/phase requesting/).length === 0; waited += 1)
        robot.wait(MINUTE_MS / 4);
      waits.push(Math.round((robot.now - leftAtMs) / (MINUTE_MS / 4)) / 4);
      robot.renew();
      robot.body({ place: 'approaching' }).body({ place: 'docked', charging: false }).take();
    }
    expect(waits).toEqual([1, 2, 4]);
  });

  it('is left after ten minutes by a robot that has only its gauge', () => {
    const robot = dock(new RobotActor({ batteryPercent: 30 }));
    robot.take();
    robot.stay(10 * MINUTE_MS - 10);
    expect(robot.take(/^(phase|\* alarm reason=(?!no majority))/)).toEqual([]);
    robot.stay(20);
    expect(robot.take(/^(phase|\* alarm reason=(?!no majority))/)).toEqual([
      '* alarm reason=no charge flows on p1',
      'phase leaving 30',
    ]);
  });

  it('is left with other words where charge flows and the gauge is stuck', () => {
    const robot = dock(new RobotActor({ batteryPercent: 30 }), { charging: true });
    robot.stay(10 * MINUTE_MS + 10);
    expect(robot.take(/alarm reason=(?!no majority)/)).toEqual([
      '* alarm reason=charge flows on p1, and the battery gauge does not rise',
    ]);
  });

  it('is forgiven when it gives charge again', () => {
    const robot = dock(new RobotActor({ batteryPercent: 30 }), { charging: false });
    robot.stay(MINUTE_MS + 10);
    robot.body({ place: 'leaving', charging: null }).body({ place: 'away' }).wait(MINUTE_MS);
    robot.renew();
    robot.body({ place: 'approaching' }).body({ place: 'docked', charging: true });
    robot.body({ batteryPercent: 31 });
    expect(robot.role.describe()).toMatchObject({ alarm: 'no charge flows on p1' });
    robot.body({ batteryPercent: 32 });
    expect(robot.role.describe()).toMatchObject({ alarm: null });
  });

  it('may be asked for by a person all the same', () => {
    const robot = dock(new RobotActor({ batteryPercent: 30 }), { charging: false });
    robot.stay(MINUTE_MS + 10);
    robot.body({ place: 'leaving', charging: null }).body({ place: 'away' }).take();
    expect(robot.command('charge').take(/phase|reply/)).toEqual([
      'reply 1 ok',
      'phase requesting 30',
    ]);
  });
});
