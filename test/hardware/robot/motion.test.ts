/** The motion of a robot as transcripts: what goes in, and which way the motors turn, where it is and what it says. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FAULT_REST_MS,
  LONGEST_FAULT_REST_MS,
  MOST_NUDGES,
  Motion,
} from '../../../hardware/robot/motion.ts';
import type { BodyCommand } from '../../../src/roles/body.ts';

const LIMITS = { approachMs: 15_000, leaveMs: 800, clearMs: 200, limitAmps: 2 };
const STUCK = 'stuck on the pad: the dock contact is still closed after 800 ms of driving backward';
const BLOCKED = 'the motors draw 2.6 A, more than 2 A: blocked?';

class Stage {
  readonly motion = new Motion(LIMITS);
  nowMs = 1000;

  static up(closed = false): Stage {
    const stage = new Stage();
    stage.motion.boardUp(closed);
    return stage;
  }

  do(what: BodyCommand['do']): string {
    this.motion.command(what === 'approach' ? { do: what, pad: 0 } : { do: what }, this.nowMs);
    return this.state;
  }

  contact(closed: boolean): string {
    this.motion.contact(closed, this.nowMs);
    return this.state;
  }

  amps(amps: number): string {
    this.motion.amps(amps, this.nowMs);
    return this.state;
  }

  /** Lets time pass; ticks come when they are asked for. */
  pass(ms: number): string {
    const endMs = this.nowMs + ms;
    for (let ticks = 0; ticks < 100; ticks += 1) {
      const nextMs = this.motion.nextMs();
      if (nextMs === null || nextMs > endMs) break;
      this.nowMs = Math.max(this.nowMs, nextMs);
      this.motion.tick(this.nowMs);
    }
    this.nowMs = endMs;
    return this.state;
  }

  /** Driven on it, as a role does it. */
  static docked(): Stage {
    const stage = Stage.up();
    stage.do('approach');
    stage.pass(3000);
    stage.contact(true);
    return stage;
  }

  get state(): string {
    const { place, drive, fault } = this.motion;
    return `${place}, motors ${drive}${fault === null ? '' : `, fault: ${fault}`}`;
  }
}

describe('where a robot is, once its board is up', () => {
  it('is taken for docked before the board was there, since it may stand on a pad', () => {
    const stage = new Stage();
    expect(stage.state).toBe('docked, motors off');
    stage.motion.boardDown('no board');
    expect(stage.state).toBe('docked, motors off, fault: no board');
  });

  it('is read from the contact', () => {
    expect(Stage.up(false).state).toBe('away, motors off');
    expect(Stage.up(true).state).toBe('docked, motors off');
  });

  it('takes no command before the contact is known', () => {
    const stage = new Stage();
    expect(stage.do('leave')).toBe('docked, motors off');
    expect(stage.do('approach')).toBe('docked, motors off');
    expect(stage.motion.nextMs()).toBeNull();
  });

  it('follows the contact while it stands still and is pushed about', () => {
    const stage = Stage.up();
    expect(stage.contact(true)).toBe('docked, motors off');
    expect(stage.contact(false)).toBe('away, motors off');
  });
});

describe('an approach', () => {
  it('drives forward until the contact closes', () => {
    const stage = Stage.up();
    expect(stage.do('approach')).toBe('approaching, motors forward');
    expect(stage.pass(14_999)).toBe('approaching, motors forward');
    expect(stage.contact(true)).toBe('docked, motors off');
    expect(stage.pass(60_000)).toBe('docked, motors off');
  });

  it('has missed when that takes too long: it backs off for a moment and is away', () => {
    const stage = Stage.up();
    stage.do('approach');
    expect(stage.pass(15_000)).toBe('leaving, motors backward');
    expect(stage.pass(199)).toBe('leaving, motors backward');
    expect(stage.pass(1)).toBe('away, motors off');
  });

  it('can be tried again as often as it is commanded', () => {
    const stage = Stage.up();
    for (let round = 0; round < 3; round += 1) {
      expect(stage.do('approach')).toBe('approaching, motors forward');
      expect(stage.pass(15_200)).toBe('away, motors off');
    }
    stage.do('approach');
    expect(stage.contact(true)).toBe('docked, motors off');
  });

  it('is no longer for being commanded twice', () => {
    const stage = Stage.up();
    stage.do('approach');
    stage.pass(10_000);
    stage.do('approach');
    expect(stage.pass(5000)).toBe('leaving, motors backward');
  });

  it('needs no motor where it stands on the pad already', () => {
    expect(Stage.up(true).do('approach')).toBe('docked, motors off');
  });

  it('that is given up backs off until it is clear for sure', () => {
    const stage = Stage.up();
    stage.do('approach');
    stage.pass(5000);
    expect(stage.do('leave')).toBe('leaving, motors backward');
    expect(stage.pass(200)).toBe('away, motors off');
  });

  it('that is given up for work or rest is left in the same way', () => {
    for (const what of ['work', 'rest'] as const) {
      const stage = Stage.up();
      stage.do('approach');
      expect(stage.do(what)).toBe('leaving, motors backward');
      expect(stage.pass(200)).toBe('away, motors off');
    }
  });
});

describe('leaving', () => {
  it('drives backward until the contact opens, and a moment more', () => {
    const stage = Stage.docked();
    expect(stage.do('leave')).toBe('leaving, motors backward');
    stage.pass(300);
    expect(stage.contact(false)).toBe('leaving, motors backward');
    expect(stage.pass(199)).toBe('leaving, motors backward');
    expect(stage.pass(1)).toBe('away, motors off');
  });

  it('never takes longer than the protocol has planned with', () => {
    const stage = Stage.docked();
    stage.do('leave');
    stage.pass(700);
    stage.contact(false);
    expect(stage.pass(99)).toBe('leaving, motors backward');
    expect(stage.pass(1)).toBe('away, motors off');
  });

  it('counts the moment anew when the contact closes once more', () => {
    const stage = Stage.docked();
    stage.do('leave');
    stage.contact(false);
    stage.pass(150);
    stage.contact(true);
    stage.pass(50);
    stage.contact(false);
    expect(stage.pass(150)).toBe('leaving, motors backward');
    expect(stage.pass(50)).toBe('away, motors off');
  });

  it('is not begun anew by a second command', () => {
    const stage = Stage.docked();
    stage.do('leave');
    stage.pass(500);
    stage.do('leave');
    expect(stage.pass(300)).toContain(STUCK);
  });

  it('goes on to its end when work or rest are commanded meanwhile', () => {
    for (const what of ['work', 'rest'] as const) {
      const stage = Stage.docked();
      stage.do('leave');
      expect(stage.do(what)).toBe('leaving, motors backward');
      stage.contact(false);
      expect(stage.pass(200)).toBe('away, motors off');
    }
  });

  it('does nothing where it is away', () => {
    const stage = Stage.up();
    expect(stage.do('leave')).toBe('away, motors off');
    expect(stage.motion.nextMs()).toBeNull();
  });

  it('gets off a pad that a former life has left it on', () => {
    const stage = Stage.up(true);
    expect(stage.do('leave')).toBe('leaving, motors backward');
    stage.contact(false);
    expect(stage.pass(200)).toBe('away, motors off');
  });
});

describe('a robot that is stuck on the pad', () => {
  const stuck = (): Stage => {
    const stage = Stage.docked();
    stage.do('leave');
    stage.pass(800);
    return stage;
  };

  it('stops its motors and says so, and is not away', () => {
    expect(stuck().state).toBe(`docked, motors off, fault: ${STUCK}`);
  });

  it('keeps its fault through the stop with which a role answers', () => {
    expect(stuck().do('stop')).toBe(`docked, motors off, fault: ${STUCK}`);
  });

  it('tries again when it is told to', () => {
    const stage = stuck();
    expect(stage.do('leave')).toBe('leaving, motors backward');
    stage.contact(false);
    expect(stage.pass(200)).toBe('away, motors off');
  });

  it('is allowed another try after a rest, which is longer each time', () => {
    const stage = stuck();
    stage.do('stop');
    for (let restMs = FAULT_REST_MS; restMs < LONGEST_FAULT_REST_MS; restMs *= 2) {
      expect(stage.pass(restMs - 1)).toContain(STUCK);
      expect(stage.pass(1)).toBe('docked, motors off');
      stage.do('leave');
      expect(stage.pass(800)).toContain(STUCK);
    }
    stage.pass(LONGEST_FAULT_REST_MS);
    stage.do('leave');
    expect(stage.pass(800)).toContain(STUCK);
    expect(stage.pass(LONGEST_FAULT_REST_MS)).toBe('docked, motors off');
  });

  it('rests as shortly as at first after all has gone well once', () => {
    const stage = stuck();
    stage.pass(FAULT_REST_MS);
    stage.do('leave');
    stage.contact(false);
    stage.pass(200);
    stage.do('approach');
    stage.contact(true);
    stage.do('leave');
    stage.pass(800);
    expect(stage.pass(FAULT_REST_MS)).toBe('docked, motors off');
  });

  it('is well again when somebody frees it, and still has to back off', () => {
    const stage = stuck();
    expect(stage.contact(false)).toBe('leaving, motors off');
    expect(stage.do('leave')).toBe('leaving, motors backward');
    expect(stage.pass(200)).toBe('away, motors off');
  });
});

describe('motors that draw too much', () => {
  it('are switched off after 200 ms', () => {
    const stage = Stage.up();
    stage.do('approach');
    stage.amps(2.6);
    stage.pass(199);
    expect(stage.amps(2.6)).toBe('approaching, motors forward');
    stage.pass(1);
    expect(stage.amps(2.6)).toBe(`approaching, motors off, fault: ${BLOCKED}`);
  });

  it('are switched off whichever way the sensor is wired, backward too', () => {
    const stage = Stage.docked();
    stage.do('leave');
    stage.amps(-2.6);
    stage.pass(200);
    expect(stage.amps(-2.6)).toBe(`docked, motors off, fault: ${BLOCKED}`);
  });

  it('may do so for a moment when they start, and need 200 ms in one piece', () => {
    const stage = Stage.up();
    stage.do('approach');
    for (let turn = 0; turn < 10; turn += 1) {
      stage.amps(4);
      stage.pass(190);
      stage.amps(1.9);
      stage.pass(10);
    }
    expect(stage.state).toBe('approaching, motors forward');
  });

  it('count from the start of each move', () => {
    const stage = Stage.up();
    stage.amps(4);
    stage.pass(1000);
    stage.do('approach');
    expect(stage.amps(4)).toBe('approaching, motors forward');
    stage.pass(150);
    stage.do('leave');
    stage.amps(4);
    stage.pass(150);
    expect(stage.amps(4)).toBe('leaving, motors backward');
    stage.do('approach');
    stage.pass(150);
    expect(stage.amps(4)).toBe('approaching, motors forward');
  });

  it('are tried again by a command, or after a rest, but not by the stop', () => {
    const blocked = (): Stage => {
      const stage = Stage.up();
      stage.do('approach');
      stage.amps(2.6);
      stage.pass(200);
      stage.amps(2.6);
      stage.do('stop');
      return stage;
    };
    expect(blocked().state).toBe(`approaching, motors off, fault: ${BLOCKED}`);
    expect(blocked().do('leave')).toBe('leaving, motors backward');
    expect(blocked().do('approach')).toBe('approaching, motors forward');
    expect(blocked().pass(FAULT_REST_MS)).toBe('approaching, motors off');
  });
});

describe('a contact that is lost while the robot stands on the pad', () => {
  it('makes it push forward for a moment', () => {
    const stage = Stage.docked();
    expect(stage.contact(false)).toBe('approaching, motors forward');
    expect(stage.contact(true)).toBe('docked, motors off');
  });

  it('makes it give up after a push in vain: it backs off and is away', () => {
    const stage = Stage.docked();
    stage.contact(false);
    expect(stage.pass(800)).toBe('leaving, motors backward');
    expect(stage.pass(200)).toBe('away, motors off');
  });

  it('makes it give up after some pushes, however well each goes', () => {
    const stage = Stage.docked();
    for (let push = 0; push < MOST_NUDGES; push += 1) {
      expect(stage.contact(false)).toBe('approaching, motors forward');
      stage.contact(true);
    }
    expect(stage.contact(false)).toBe('leaving, motors backward');
    expect(stage.pass(200)).toBe('away, motors off');
    stage.do('approach');
    stage.contact(true);
    expect(stage.contact(false)).toBe('approaching, motors forward');
  });

  it('moves nothing when nobody has commanded it there', () => {
    expect(Stage.up(true).contact(false)).toBe('away, motors off');
    const stopped = Stage.docked();
    stopped.do('stop');
    expect(stopped.contact(false)).toBe('leaving, motors off');
  });
});

describe('stop', () => {
  it('switches the motors off and changes no place', () => {
    const coming = Stage.up();
    coming.do('approach');
    expect(coming.do('stop')).toBe('approaching, motors off');
    expect(coming.pass(60_000)).toBe('approaching, motors off');

    const going = Stage.docked();
    going.do('leave');
    going.contact(false);
    expect(going.do('stop')).toBe('leaving, motors off');
    expect(going.pass(60_000)).toBe('leaving, motors off');
    expect(going.do('leave')).toBe('leaving, motors backward');
    expect(going.pass(200)).toBe('away, motors off');
  });

  it('on the pad leaves it docked', () => {
    const stage = Stage.docked();
    stage.do('leave');
    expect(stage.do('stop')).toBe('docked, motors off');
  });
});

describe('a board that is lost', () => {
  const LOST = 'the board does not answer';
  const lose = (stage: Stage): string => {
    stage.motion.boardDown(LOST);
    return stage.state;
  };
  const find = (stage: Stage, closed: boolean): string => {
    stage.motion.boardUp(closed);
    return stage.state;
  };

  it.each<[string, () => Stage, string, string, string]>([
    ['away', () => Stage.up(), 'away', 'away', 'docked'],
    ['docked', () => Stage.docked(), 'docked', 'leaving', 'docked'],
    [
      'approaching',
      () => {
        const stage = Stage.up();
        stage.do('approach');
        return stage;
      },
      'approaching',
      'approaching',
      'docked',
    ],
    [
      'leaving',
      () => {
        const stage = Stage.docked();
        stage.do('leave');
        return stage;
      },
      'leaving',
      'leaving',
      'docked',
    ],
  ])(
    'while %s: motors off, the place stays, and is read when it is back',
    (_, make, lost, open, closed) => {
      const first = make();
      expect(lose(first)).toBe(
        `${lost === 'leaving' ? 'docked' : lost}, motors off, fault: ${LOST}`,
      );
      expect(find(first, true)).toBe(`${closed}, motors off`);
      const second = make();
      lose(second);
      expect(find(second, false)).toBe(`${open}, motors off`);
      expect(second.do('leave')).toBe(
        open === 'away' ? 'away, motors off' : 'leaving, motors backward',
      );
      expect(second.pass(200)).toBe('away, motors off');
    },
  );

  it('takes no command and hears no contact, nor does time heal it', () => {
    const stage = Stage.up();
    lose(stage);
    expect(stage.do('approach')).toBe(`away, motors off, fault: ${LOST}`);
    expect(stage.contact(true)).toBe(`away, motors off, fault: ${LOST}`);
    expect(stage.pass(3_600_000)).toBe(`away, motors off, fault: ${LOST}`);
  });

  it('tells a newer reason', () => {
    const stage = Stage.up();
    lose(stage);
    stage.motion.boardDown('another firmware');
    expect(stage.state).toBe('away, motors off, fault: another firmware');
  });
});

describe('a board that has stopped the motors by itself', () => {
  const TRIPPED =
    'the board has stopped the motors by itself: this computer was silent for 1000 ms';

  it('is a fault while they should run', () => {
    const stage = Stage.up();
    stage.do('approach');
    stage.motion.tripped(1000, stage.nowMs);
    expect(stage.state).toBe(`approaching, motors off, fault: ${TRIPPED}`);
    expect(stage.pass(FAULT_REST_MS)).toBe('approaching, motors off');
  });

  it('is none while they are off', () => {
    const stage = Stage.docked();
    stage.motion.tripped(1000, stage.nowMs);
    expect(stage.state).toBe('docked, motors off');
  });
});

type Step =
  | { readonly kind: 'command'; readonly what: BodyCommand['do'] }
  | { readonly kind: 'contact'; readonly closed: boolean }
  | { readonly kind: 'amps'; readonly amps: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'freeze'; readonly ms: number }
  | { readonly kind: 'down' }
  | { readonly kind: 'up'; readonly closed: boolean }
  | { readonly kind: 'trip' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('command' as const),
    what: fc.constantFrom('work', 'rest', 'approach', 'leave', 'stop'),
  }),
  fc.record({ kind: fc.constant('contact' as const), closed: fc.boolean() }),
  fc.record({ kind: fc.constant('amps' as const), amps: fc.constantFrom(0, 1, 3, -3) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 20_000 }) }),
  fc.record({ kind: fc.constant('freeze' as const), ms: fc.integer({ min: 0, max: 60_000 }) }),
  fc.constant({ kind: 'down' } as const),
  fc.record({ kind: fc.constant('up' as const), closed: fc.boolean() }),
  fc.constant({ kind: 'trip' } as const),
);

describe('whatever happens in whatever order', () => {
  it('keeps the motors off in doubt, and says away only when it is clear', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const stage = new Stage();
        const { motion } = stage;
        let up = false;
        let closed = false;
        let driving: string = 'off';
        let sinceMs = 0;
        for (const step of steps) {
          switch (step.kind) {
            case 'command':
              stage.do(step.what);
              if (step.what === 'stop') expect(motion.drive).toBe('off');
              break;
            case 'contact':
              closed = up ? step.closed : closed;
              stage.contact(step.closed);
              break;
            case 'amps':
              stage.amps(step.amps);
              break;
            case 'pass':
              stage.pass(step.ms);
              break;
            case 'freeze':
              stage.nowMs += step.ms;
              motion.tick(stage.nowMs);
              break;
            case 'down':
              up = false;
              motion.boardDown('lost');
              break;
            case 'up':
              up = true;
              closed = step.closed;
              motion.boardUp(closed);
              break;
            case 'trip':
              motion.tripped(1000, stage.nowMs);
              expect(motion.drive).toBe('off');
              break;
          }
          if (motion.drive !== driving) {
            driving = motion.drive;
            sinceMs = stage.nowMs;
          }
          if (!up || motion.fault !== null) expect(motion.drive).toBe('off');
          if (motion.drive === 'forward') expect(motion.place).toBe('approaching');
          if (motion.drive === 'backward') expect(motion.place).toBe('leaving');
          if (motion.drive === 'off') {
            if (up && closed) expect(motion.place).toBe('docked');
          } else {
            expect(motion.nextMs()).not.toBeNull();
            expect(stage.nowMs - sinceMs).toBeLessThanOrEqual(LIMITS.approachMs);
            expect(closed && motion.drive === 'forward').toBe(false);
          }
          if (up && motion.place === 'away') expect(closed).toBe(false);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('always gets clear of the pad in time, once told to and with a contact that opens', () => {
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 40 }),
        fc.integer({ min: 0, max: 799 }),
        (steps, opensMs) => {
          const stage = new Stage();
          for (const step of steps) {
            if (step.kind === 'command') stage.do(step.what);
            else if (step.kind === 'contact') stage.contact(step.closed);
            else if (step.kind === 'amps') stage.amps(step.amps);
            else if (step.kind === 'pass') stage.pass(step.ms);
          }
          stage.motion.boardUp(true);
          stage.do('stop');
          stage.do('leave');
          stage.pass(opensMs);
          stage.contact(false);
          expect(stage.pass(LIMITS.leaveMs - opensMs)).toBe('away, motors off');
        },
      ),
    );
  });
});
