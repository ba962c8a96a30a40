/** Each kind of alarm: when it comes, when it goes, what it says, and that it does not come for nothing. */
import { expect, test } from 'vitest';
import { ALARM_KINDS } from '../../../monitor/view/view.ts';
import { Stage } from './stage.ts';

const seen = new Set<string>();

/** A swarm in which all is well: r3 leads in epoch 2. */
function calm(): Stage {
  const stage = new Stage().online('r1', 'r2', 'r3', 'p1');
  for (const id of ['r1', 'r2', 'r3', 'p1']) stage.state(id, { leader: 'r3', epoch: 2, boot: 1 });
  return stage;
}

/** All that are up, in lines. */
function alarms(stage: Stage): string {
  const { alarms: up } = stage.view;
  for (const { kind } of up) seen.add(kind);
  return up.map(({ severity, id, text }) => `${severity} ${id}: ${text}`).join('\n');
}

test('a calm swarm has none', () => {
  expect(alarms(calm().at(30))).toBe('');
});

test('a robot that dies on the pad, until the pad says that its lease is over', () => {
  const stage = calm().at(1).enter('r1', 'p1', [2, 3]);
  stage.event('p1', 'admit', { pad: 'p1', fence: [2, 3], robot: 'r1' });
  expect(alarms(stage.at(2))).toBe('');
  stage.offline('r1').at(2.5);
  expect(alarms(stage)).toBe(
    'critical member-silent:r1: r1 went silent on pad p1: it may still stand there when its lease is over',
  );
  expect(stage.view.alarms[0]).toMatchObject({ member: 'r1', pad: 'p1', zone: 'east' });
  // Its own time is over, and the pad has not let go yet.
  stage.state('p1', { leader: 'r3', epoch: 2, pads: [{ pad: 'p1', lease: 'r1' }] }).at(6);
  expect(stage.view.pads.p1?.occupant?.robot).toBe('r1');
  stage.event('p1', 'release', { pad: 'p1', fence: [2, 3], robot: 'r1', reason: 'lease-over' });
  expect(alarms(stage.at(8))).toBe('warning member-silent:r1: r1 went silent');
  expect(stage.view.pads.p1?.occupant).toBeNull();
  expect(stage.view.robots.r1?.pad).toBeNull();
  expect(alarms(stage.online('r1').at(8.5))).toBe('');
});

test('a short break of a connection is none; an orderly end has its reason', () => {
  const stage = calm().at(1).offline('r2').at(1.9);
  expect(alarms(stage)).toBe('');
  expect(alarms(stage.online('r2').at(4))).toBe('');
  stage.event('r2', 'stop', { reason: 'SIGTERM' }).offline('r2');
  expect(alarms(stage.at(6))).toBe('warning member-silent:r2: r2 was stopped (SIGTERM)');
});

test('a member that tells nothing, though its connection stands; and one that never came', () => {
  const stage = new Stage().online('r1', 'r2', 'p1').at(50);
  for (const id of ['r1', 'p1']) stage.state(id, { leader: 'r1', epoch: 1 });
  expect(alarms(stage.at(75))).toBe('');
  expect(alarms(stage.at(76))).toBe(
    [
      'warning member-silent:r2: r2 tells nothing any more, though its connection stands: it may be frozen',
      'warning member-silent:r3: r3 stands in the swarm file and was never heard of',
    ].join('\n'),
  );
  expect(alarms(stage.state('r2', { leader: 'r1', epoch: 1 }).online('r3').at(77))).toBe('');
});

test('a passive pad has no process that could be silent', () => {
  const pads = [{ kind: 'pads', id: 'p1', zone: 'east', guard: 'robots' }] as const;
  expect(alarms(new Stage({ expected: pads }).at(200))).toBe('');
});

test('no leader: only after an election has had its time, and only where somebody runs', () => {
  const stage = new Stage().at(20);
  expect(alarms(stage)).toBe('');
  stage.online('r1').state('r1', { leader: null, epoch: 0 });
  expect(alarms(stage.at(29.5))).toBe('');
  expect(alarms(stage.at(30.5))).toBe('critical no-leader:east: Zone east has no leader');
  expect(alarms(stage.event('r1', 'leader', { leader: 'r3', epoch: 4 }).at(31))).toBe('');
  expect(stage.view.zones.east).toMatchObject({ leader: 'r3', epoch: 4 });
  stage.offline('r3');
  expect(stage.view.zones.east).toMatchObject({ leader: null, epoch: 4 });
  expect(alarms(stage.at(41.5))).toContain('critical no-leader:east');
});

test('two leaders in one epoch at once; in two epochs when the older one says so again', () => {
  const stage = calm().at(1);
  stage.state('r2', { leader: 'r2', epoch: 3 });
  // r3 may be frozen, or not have heard it yet.
  expect(alarms(stage.at(20))).toBe('');
  stage.state('r3', { leader: 'r3', epoch: 2 });
  expect(alarms(stage.at(20.5))).toBe(
    'warning two-leaders:east: r3 and r2 were both seen leading zone east, in epochs 2 and 3',
  );
  stage.state('r3', { leader: 'r2', epoch: 3 });
  expect(alarms(stage.at(25))).toContain('two-leaders');
  expect(alarms(stage.at(31))).toBe('');
  stage.event('r3', 'leader', { leader: 'r3', epoch: 3 });
  expect(alarms(stage.at(31.5))).toContain('critical two-leaders:east: r2 and r3 were both seen');
});

test('a state that the broker kept claims nothing', () => {
  const stage = calm().at(1).state('r2', { leader: 'r2', epoch: 2 }, true);
  expect(alarms(stage.at(10))).toBe('');
  expect(stage.view.robots.r2?.stale).toBe(true);
});

test('two robots that both say that they have the pad', () => {
  const stage = calm().at(1).enter('r1', 'p1', [2, 3], 20);
  // Messages cross: the one that leaves is heard a little later than the one that comes.
  stage.at(5).enter('r2', 'p1', [2, 4], 20).at(5.9);
  stage.event('r1', 'exit', { pad: 'p1', fence: [2, 3], reason: 'done' });
  expect(alarms(stage.at(8))).toBe('');
  expect(stage.view.pads.p1?.occupant?.robot).toBe('r2');
  stage.enter('r1', 'p1', [2, 5], 20).at(9.5);
  expect(alarms(stage)).toBe(
    'critical two-on-a-pad:p1: r1 and r2 were both seen to have pad p1 at one time',
  );
  // It is kept, so that nobody misses it.
  stage.event('r2', 'exit', { pad: 'p1', fence: [2, 4], reason: 'done' }).at(20);
  expect(alarms(stage)).toContain('two-on-a-pad:p1');
  for (let seconds = 25; seconds < 70; seconds += 10)
    stage
      .at(seconds)
      .event('r1', 'renew', { pad: 'p1', fence: [2, 5], until: (seconds + 20) * 1000 });
  expect(alarms(stage.at(70))).toBe('');
});

test('two on a pad for longer than messages cross, though nobody looked meanwhile', () => {
  const stage = calm().at(1).enter('r1', 'p1', [2, 3], 20).enter('r2', 'p1', [2, 4], 20);
  const event = { v: 1, t: 0, mono: 2500, from: 'r1', boot: 1, seq: 99, event: 'exit', pad: 'p1' };
  const late = stage.view.atMs + 1500;
  stage.fold.take({ what: 'event', kind: 'robots', id: 'r1', event: event as never }, late);
  stage.fold.tick(late + 300);
  expect(stage.alarmIds).toEqual(['two-on-a-pad:p1']);
});

test('a robot whose lease is over by its own word does not count as a second one', () => {
  const stage = calm().at(1).enter('r1', 'p1', [2, 3], 2).at(3.1).enter('r2', 'p1', [2, 4], 60);
  expect(alarms(stage.at(8))).toBe('');
  expect(stage.view.pads.p1?.occupant?.robot).toBe('r2');
});

test('a token that rests, while somebody waits and the pad is free', () => {
  const stage = calm().at(1);
  const ask = () =>
    stage.event('r1', 'request', { pad: 'p1', epoch: 2, number: [1, 1], urgency: 1 });
  stage.event('r3', 'mint', { pad: 'p1', fence: [2, 1], reason: 'first-token' });
  expect(alarms(stage.at(40))).toBe('');
  ask();
  expect(alarms(stage.at(59))).toBe('');
  expect(alarms(stage.at(61))).toBe(
    'warning token-old:p1: The token of pad p1 rests, though robots wait and the pad is free: r3 has it',
  );
  stage.event('r3', 'token', { pad: 'p1', fence: [2, 2], to: 'r1', queue: [] });
  expect(alarms(stage.at(64))).toBe('');
  stage.enter('r1', 'p1', [2, 3], 100).event('r2', 'request', { pad: 'p1', urgency: 0 });
  // Somebody waits, but the pad is in use.
  for (const id of ['r1', 'r2', 'r3', 'p1']) stage.at(70).state(id, { leader: 'r3', epoch: 2 });
  expect(alarms(stage.at(100))).toBe('');
});

test('a robot below its critical level that waits', () => {
  const stage = calm().at(1);
  stage.event('r1', 'body', { phase: 'waiting', battery: 11 });
  stage.event('r1', 'request', { pad: 'p1', urgency: 3 });
  expect(alarms(stage.at(2))).toBe('');
  stage.event('r1', 'body', { phase: 'waiting', battery: 9.5 });
  expect(alarms(stage.at(3))).toBe(
    'critical robot-critical-waiting:r1: r1 waits for pad p1 with 9 % left',
  );
  stage.enter('r1', 'p1', [2, 3], 100).event('r1', 'body', { phase: 'approaching', battery: 9 });
  expect(alarms(stage.at(7))).toBe('');
});

test("a member's own alarms", () => {
  const stage = calm().at(1);
  stage.state('p1', { leader: 'r3', epoch: 2, fault: 'the relay is stuck' });
  stage.state('r1', { leader: 'r3', epoch: 2, alarm: 'no charge flows on p1' });
  stage.event('r2', 'alarm', { reason: 'two leaders in epoch 2' });
  expect(alarms(stage.at(2))).toBe(
    [
      'critical member-alarm:p1: p1: the relay is stuck',
      'warning member-alarm:r1: r1: no charge flows on p1',
      'warning member-alarm:r2: r2: two leaders in epoch 2',
    ].join('\n'),
  );
  expect(stage.view.alarms[1]?.mend).toBe('Look at contacts, fuse and charger of the pad.');
  stage.state('p1', { leader: 'r3', epoch: 2 }).state('r1', { leader: 'r3', epoch: 2 });
  expect(alarms(stage.at(5))).toContain('member-alarm:r2');
  expect(alarms(stage.at(64))).toBe('');
});

test('an alarm that came as an event and stands in the state goes with the state', () => {
  const stage = calm().at(1).event('r1', 'alarm', { reason: 'no charge flows on p1' });
  stage.state('r1', { leader: 'r3', epoch: 2, alarm: 'no charge flows on p1' }).at(3);
  expect(stage.alarmIds).toEqual(['member-alarm:r1']);
  expect(alarms(stage.state('r1', { leader: 'r3', epoch: 2 }).at(6))).toBe('');
});

test('a clock beyond its bound, and one that stood still', () => {
  const stage = calm();
  // r1 gains 2000 ppm; r2 stands still for five seconds after 100 s; what they say takes up to 30 ms.
  for (let seconds = 5; seconds <= 260; seconds += 5) {
    const delayMs = (seconds * 7) % 30;
    const ms = seconds * 1000 - delayMs;
    stage.at(seconds).state('r1', { leader: 'r3', epoch: 2, mono: ms * 1.002 });
    stage.state('r2', { leader: 'r3', epoch: 2, mono: seconds > 100 ? ms - 5000 : ms });
    stage.state('r3', { leader: 'r3', epoch: 2, mono: ms * 1.0005 });
    stage.state('p1', { leader: 'r3', epoch: 2, mono: ms });
    if (seconds === 100) expect(alarms(stage)).toBe('');
  }
  expect(alarms(stage)).toBe(
    [
      'warning clock-drift:r2: The clock of r2 stood still for 5.0 s at once',
      'warning clock-drift:r1: The clock of r1 runs fast by more than 1000 parts in a million',
    ].join('\n'),
  );
  expect(Math.abs(stage.view.robots.r1!.clock!.driftPpm! - 2000)).toBeLessThan(100);
  // A step is no drift.
  expect(Math.abs(stage.view.robots.r2!.clock!.driftPpm!)).toBeLessThan(100);
  expect(Math.abs(stage.view.robots.r3!.clock!.driftPpm! - 500)).toBeLessThan(100);
});

test('frames under another key: by the rise of the counts, not by their height', () => {
  const stage = calm().at(1);
  const drop = (id: string, foreign: number, forged = 0, beat = 100) => {
    const dropped = { foreign, forged, echo: 1000 };
    const frames = { sent: { hello: 1 }, heard: { beat }, dropped };
    return stage.state(id, { leader: 'r3', epoch: 2, frames });
  };
  drop('r1', 1000);
  drop('r1', 1002);
  expect(alarms(stage.at(2))).toBe('');
  // Damaged on their way, among many that are not.
  drop('r1', 1002, 90, 1000);
  expect(alarms(stage.at(70))).toBe('');
  stage.online('r1', 'r2', 'r3', 'p1').at(75);
  drop('r1', 1004, 94, 1011);
  expect(alarms(stage.at(76))).toBe(
    'warning key-mismatch:east: r1 hears frames that do not fit the key',
  );
  drop('r2', 0);
  drop('r2', 90);
  expect(alarms(stage.at(77))).toBe(
    'warning key-mismatch:east: r2, and one other member, hear frames that do not fit the key',
  );
  stage.at(130).online('r1', 'r2', 'r3', 'p1');
  expect(alarms(stage.at(147))).toBe('');
});

test('messages that no member would send', () => {
  const stage = calm().at(1);
  stage.fold.setHub({ messages: 9, dropped: { 'too-deep': 1, overload: 7 } });
  expect(alarms(stage.at(2))).toBe(
    'warning hostile-input: Somebody publishes messages on the topics of this swarm that no member would send: too-deep',
  );
  stage.at(40).fold.setHub({ messages: 99, dropped: { 'too-deep': 1, overload: 70 } });
  expect(alarms(stage.at(60))).toContain('hostile-input');
  expect(alarms(stage.at(62))).toBe('');
});

test('the broker is down: nothing else is judged, and nothing is forgotten', () => {
  const stage = calm().at(1).offline('r2').at(3);
  expect(stage.alarmIds).toEqual(['member-silent:r2']);
  stage.fold.setBroker(false, 'connection refused', stage.view.atMs);
  expect(alarms(stage.at(400))).toBe(
    [
      'critical broker-down: The broker is not connected: connection refused',
      'warning member-silent:r2: r2 went silent',
    ].join('\n'),
  );
  expect(stage.view.broker).toMatchObject({ up: false, reason: 'connection refused' });
  stage.fold.setBroker(true, null, stage.view.atMs);
  // They are given the time to tell again.
  expect(alarms(stage.at(401))).toBe('warning member-silent:r2: r2 went silent');
  expect(stage.view.robots.r1?.online).toBe(true);
  stage.at(476.5);
  expect(stage.alarmIds.toSorted()).toEqual(
    ['p1', 'r1', 'r2', 'r3'].map((id) => `member-silent:${id}`),
  );
});

test('all kinds were seen here', () => {
  expect([...seen].sort()).toEqual([...ALARM_KINDS].sort());
});
