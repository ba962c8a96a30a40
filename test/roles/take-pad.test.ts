/** A person takes a pad that robots guard: the leader does it, and the robot that is on the pad goes. */
import { describe, expect, it } from 'vitest';
import type { MemberState } from '../../src/protocol/member-state.ts';
import { whyNotTakePad } from '../../src/roles/take-pad.ts';
import { Actor, fence, type StageOptions } from '../protocol/stage.ts';
import { RobotActor } from './stage.ts';

/** r2, where r1 is on p1 as far as it heard. */
function member(options: StageOptions = {}): MemberState {
  const actor = Actor.ready(1, { guard: 'robots', ...options });
  return actor.hear(0, {
    kind: 'enter',
    pad: 0,
    fence: fence(5, 2),
    attempt: 1,
    released: null,
  }).state;
}

function led(state: MemberState, by: number): MemberState {
  state.election.leader = { member: by, epoch: 5 };
  state.election.phase = by === 1 ? 'leading' : 'follower';
  return state;
}

describe('a pad that robots guard', () => {
  it('is taken by the leader', () => {
    expect(whyNotTakePad(led(member(), 1), 0)).toBeNull();
  });

  it('is not taken by another, which says who leads', () => {
    expect(whyNotTakePad(led(member(), 2), 0)).toBe('r2 does not lead: ask r3');
    expect(whyNotTakePad(member(), 0)).toBe('no robot leads now: ask again when one does');
  });

  it('is not taken while it is free', () => {
    const free = Actor.ready(1, { guard: 'robots' }).state;
    expect(whyNotTakePad(led(free, 1), 0)).toBe('p1 is free');
  });
});

it('a pad with a controller is not taken by a robot', () => {
  const reason = 'p1 has a controller of its own: ask p1';
  expect(whyNotTakePad(led(member({ guard: 'controller' }), 1), 0)).toBe(reason);
  const robot = RobotActor.charging();
  robot.step({ type: 'command', verb: 'release', ticket: 3, pad: 0 });
  // Its own turn goes on: it was asked about the pad, not about itself.
  expect(robot.take()).toEqual([`reply 3 ${reason}`]);
});

it('a robot that is told to go drives off, and asks again', () => {
  const robot = RobotActor.charging();
  robot.hear(3, {
    kind: 'refuse',
    pad: 0,
    robot: 0,
    fence: fence(5, 11),
    attempt: 0,
    reason: 'released',
    highest: fence(6, 0),
    waitMs: 0,
  });
  expect(robot.take()).toEqual(['phase leaving 30', 'body {"do":"leave"}']);
  robot.wait(100).body({ place: 'away' });
  expect(robot.take(/exit|phase/)).toEqual([
    'phase working 30',
    '* exit pad=0 fence=(5,11) reason=released',
    '> exit pad=0 fence=(5,11)',
    'phase requesting 30',
  ]);
});
