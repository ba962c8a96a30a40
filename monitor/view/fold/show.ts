/** Records as others see them (view.ts). */
import type { MemberView, PadView, RobotView, ZoneView } from '../view.ts';
import type { MemberFacts, PadFacts, RobotFacts, ZoneFacts } from './facts.ts';

function showMember(member: MemberFacts): MemberView {
  const { id, zone, online, onlineSinceMs, heardAtMs, stale, boot, standing } = member;
  const { leader, epoch, fault, alarm, via, health, clock } = member;
  return {
    id,
    zone,
    online,
    onlineSinceMs,
    heardAtMs,
    stale,
    boot,
    standing,
    leader,
    epoch,
    fault,
    alarm,
    via,
    health,
    clock: clock.view,
  };
}

export function showRobot(robot: RobotFacts): RobotView {
  const { phase, phaseSinceMs, battery, place, charging, held, stay, wait, entries } = robot;
  return {
    ...showMember(robot),
    phase,
    phaseSinceMs,
    battery,
    place,
    charging,
    held,
    pad: stay?.pad ?? null,
    wait,
    entries,
  };
}

export function showPad(pad: PadFacts): PadView {
  const { guard, phase, power, contact, token, occupant, queue, entries } = pad;
  return {
    ...showMember(pad),
    guard,
    phase,
    power,
    contact,
    fence: token?.fence ?? null,
    holder: token?.holder ?? null,
    occupant,
    queue,
    entries,
  };
}

export function showZone({
  id,
  leader,
  epoch,
  leaderSinceMs,
  online,
  members,
}: ZoneFacts): ZoneView {
  return { id, leader, epoch, leaderSinceMs, online, members: members.size };
}
