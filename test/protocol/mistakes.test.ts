/** The five mistakes that the prototype made first (protocol.md section 9), as transcripts. */
import { expect, test } from 'vitest';
import type { Admit, Beat, Enter, TokenPass } from '../../src/protocol/message.ts';
import { Actor, fence, LAN } from './stage.ts';

const PAD = 3;

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

const admit = (enter: Enter): Admit => ({
  kind: 'admit',
  pad: 0,
  robot: 0,
  fence: enter.fence,
  attempt: enter.attempt,
  leaseMs: LAN.leaseMs,
});

/** Lets r1 enter with the token that it holds or gets, and leave again. */
function turn(robot: Actor): string[] {
  const [enter] = robot.messages('enter');
  robot.hear(PAD, admit(enter!)).step({ type: 'leave', pad: 0 });
  return robot.take();
}

test('1: the idle holder enters again under a new fence; a renewal keeps it', () => {
  const robot = Actor.ready(0).step({ type: 'want', pad: 0, urgency: 0 }).hear(1, pass());
  expect(turn(robot)).toMatchInlineSnapshot(`
    [
      "* enter pad=0 fence=(5,11) untilMs=2996",
      "- entered pad=0 untilMs=2996",
      "* exit pad=0 fence=(5,11) reason=done",
      "- exited pad=0 reason=done",
      "> exit pad=0 fence=(5,11)",
    ]
  `);
  robot.step({ type: 'want', pad: 0, urgency: 0 });
  expect(robot.take()).toMatchInlineSnapshot(`
    [
      "* request pad=0 epoch=5 number=[1 3] urgency=0",
      "> enter pad=0 fence=(5,12) attempt=1 released=(5,11)",
    ]
  `);

  // The acceptor sees it the same way: the first fence again is stale, the next one is not.
  const pad = Actor.ready(PAD);
  const enter: Enter = { kind: 'enter', pad: 0, fence: fence(5, 11), attempt: 1, released: null };
  pad.hear(0, enter).hear(0, { ...enter, attempt: 2 });
  expect(pad.messages('admit')).toHaveLength(2);
  pad.hear(0, { kind: 'exit', pad: 0, fence: fence(5, 11) }).hear(0, { ...enter, attempt: 1 });
  expect(pad.messages('refuse')).toMatchObject([{ reason: 'stale' }]);
  pad.hear(0, { ...enter, fence: fence(5, 12), released: fence(5, 11) });
  expect(pad.messages('admit')).toMatchObject([{ fence: fence(5, 12) }]);
});

test('2: a stale refusal raises the counter; only a newer epoch voids the token', () => {
  const robot = Actor.ready(0).step({ type: 'want', pad: 0, urgency: 0 }).hear(1, pass());
  robot.take();
  const refuse = {
    kind: 'refuse' as const,
    pad: 0,
    robot: 0,
    fence: fence(5, 11),
    attempt: 1,
    reason: 'stale' as const,
    highest: fence(5, 74),
    waitMs: 0,
  };
  robot.hear(PAD, refuse);
  expect(robot.take()).toMatchInlineSnapshot(`
    [
      "> enter pad=0 fence=(5,75) attempt=1 released=(5,11)",
    ]
  `);
  // The same refusal again is about an entry that is no more.
  expect(robot.hear(PAD, refuse).take()).toEqual([]);
  robot.hear(PAD, { ...refuse, fence: fence(5, 75), highest: fence(6, 0) });
  expect(robot.take()).toMatchInlineSnapshot(`
    [
      "> exit pad=0 fence=(5,75)",
    ]
  `);
  expect(robot.pad().token).toBeNull();
});

test('3: an ADMIT counts for its own attempt, from the send time of that one', () => {
  const robot = Actor.ready(0).step({ type: 'want', pad: 0, urgency: 0 }).hear(1, pass());
  const [first] = robot.messages('enter');
  const firstMs = robot.now;
  robot.wait(500);
  robot.outputs = [];
  robot.hear(PAD, admit(first!));
  const { untilMs } = robot.pad().entry!;
  expect(untilMs! - firstMs).toBeLessThan(LAN.leaseMs);
  expect(robot.now - firstMs).toBe(500);
});

test('4: a robot that is named stays silent, until it is named no more', () => {
  const robot = Actor.ready(0).step({ type: 'want', pad: 0, urgency: 1 });
  const hold = { kind: 'hold' as const, pad: 0, fence: fence(5, 3), asking: [0] };
  const requests: number[] = [robot.messages('request').length];
  for (let second = 0; second < 60; second += 1) {
    robot.hear(1, hold).wait(1000);
    requests.push(robot.messages('request').length);
  }
  expect(requests.reduce((sum, count) => sum + count)).toBe(1);
  // Named by nobody: it asks again.
  robot.wait(4000);
  expect(robot.messages('request').length).toBeGreaterThan(1);
  // A newer epoch may not know of it.
  robot
    .hear(1, hold)
    .hear(2, { ...hold, fence: fence(6, 1), asking: [] })
    .wait(3 * LAN.slotMs);
  expect(robot.messages('request')).toHaveLength(1);
});

test('5: a leader that has minted wins a new epoch before it mints again', () => {
  const leader = Actor.ready(2, { durable: { epoch: 4 } });
  leader.state.context.setTimer('leader', leader.now);
  leader.step({ type: 'tick' });
  const knows = { fence: fence(0, 0), holder: null, holds: false, queue: [] };
  leader.hear(0, { kind: 'vote', epoch: 5, candidate: 2, pads: [knows] });
  expect(leader.take(/mint|claim|leader|coordinator/)).toMatchInlineSnapshot(`
    [
      ">@ claim! epoch=5",
      "* leader leader=2 epoch=5",
      "> coordinator epoch=5 disk=0",
      "* mint pad=0 fence=(5,1) reason=first-token",
    ]
  `);
  // It passes the token to r1, which is never heard again.
  leader.hear(0, { kind: 'request', pad: 0, epoch: 5, n: 1, urgency: 0 });
  leader.wait(20 * LAN.beatMs);
  const lines = leader.take(/mint|claim|leader/);
  expect(lines.filter((said) => said.includes('mint'))).toEqual([]);
  expect(lines).toContain('>@ claim! epoch=6');
  leader.wait(LAN.beatMs);
  const { epoch } = leader.disk;
  leader.state.election.phase = 'claiming';
  leader.hear(0, {
    kind: 'vote',
    epoch,
    candidate: 2,
    pads: [{ ...knows, fence: fence(5, 2), holder: 0 }],
  });
  leader.hear(1, {
    kind: 'vote',
    epoch,
    candidate: 2,
    pads: [{ ...knows, fence: fence(5, 2), holder: 0 }],
  });
  expect(leader.take(/mint/)).toEqual([expect.stringContaining(`mint pad=0 fence=(${epoch},1)`)]);
});

test('a BEAT names the holder, and the holder alone answers it', () => {
  const beat: Beat = {
    kind: 'beat',
    epoch: 5,
    idle: true,
    pads: [{ fence: fence(5, 10), holder: 0 }],
  };
  const holder = Actor.ready(0).hear(1, pass());
  holder.take();
  expect(holder.hear(2, beat).take()).toEqual([
    '* leader leader=2 epoch=5',
    '> hold pad=0 fence=(5,10) asking=[]',
  ]);
  expect(Actor.ready(1).hear(2, beat).take()).toEqual(['* leader leader=2 epoch=5']);
});
