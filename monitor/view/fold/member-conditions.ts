/** What can be wrong with one member. */
import type { Condition } from './alarm-board.ts';
import type { MemberFacts, PadFacts, RobotFacts } from './facts.ts';
import { mendOf } from './mends.ts';
import { ABOUT_NOTHING, type Situation } from './situation.ts';
import { isAsking } from './waits.ts';

/** A link that breaks and comes back at once is not worth a word. */
const OFFLINE_GRACE_MS = 1000;
/** An alarm that a member tells only once is shown for so long. */
const CRIED_SHOWN_MS = 60_000;
/** A clock that has made a step is shown for so long. */
const JUMP_SHOWN_MS = 600_000;

export function memberConditions(member: RobotFacts | PadFacts, situation: Situation): Condition[] {
  const found: (Condition | null)[] = [
    silence(member, situation),
    ownAlarm(member, situation),
    clockDrift(member, situation),
    member.kind === 'robots' ? criticalWait(member, situation) : null,
  ];
  return found.filter((condition) => condition !== null);
}

function aboutOf(member: MemberFacts) {
  const pad = member.kind === 'pads' ? member.id : null;
  return { ...ABOUT_NOTHING, zone: member.zone, member: member.id, pad };
}

function silence(member: RobotFacts | PadFacts, situation: Situation): Condition | null {
  const { nowMs, broker, startedAtMs, silentAfterMs } = situation;
  const { id, online, signAtMs } = member;
  const common = {
    ...aboutOf(member),
    id: `member-silent:${id}`,
    kind: 'member-silent',
    severity: 'warning',
    holdMs: 0,
  } as const;
  const stay = member.kind === 'robots' ? member.stay : null;
  if (online === false) {
    const sinceMs = member.onlineSinceMs;
    if (stay)
      return {
        ...common,
        pad: stay.pad,
        severity: 'critical',
        text: `${id} went silent on pad ${stay.pad}: it may still stand there when its lease is over`,
        mend: `Go and look at pad ${stay.pad}: move the robot away, or start it again; it drives off by itself then.`,
        graceMs: 0,
        sinceMs,
      };
    const text =
      member.stopped === null ? `${id} went silent` : `${id} was stopped (${member.stopped})`;
    const mend = `Start ${id} again, or look at its power and its network. If it is gone for good: roost clean.`;
    return { ...common, text, mend, graceMs: OFFLINE_GRACE_MS, sinceMs };
  }
  // A pad that robots guard has no process; others that are only spoken of may be on another broker.
  const wasHeard = online !== null || signAtMs !== null;
  if (!wasHeard && (!member.expected || (member.kind === 'pads' && member.guard === 'robots')))
    return null;
  const quietSinceMs = Math.max(signAtMs ?? startedAtMs, broker.sinceMs);
  if (nowMs - quietSinceMs <= silentAfterMs) return null;
  return {
    ...common,
    text: wasHeard
      ? `${id} tells nothing any more, though its connection stands: it may be frozen`
      : `${id} stands in the swarm file and was never heard of`,
    mend: wasHeard
      ? `Look at the log of ${id}, and start it again.`
      : `Start ${id}, and see that its telemetry goes to this broker; or take it out of the swarm file.`,
    graceMs: 0,
    sinceMs: quietSinceMs,
  };
}

function ownAlarm(member: MemberFacts, { nowMs }: Situation): Condition | null {
  const { id, fault, alarm, cried, online } = member;
  if (online === false) return null;
  const recent = cried !== null && nowMs - cried.atMs < CRIED_SHOWN_MS ? cried.reason : null;
  const reason = fault ?? alarm ?? recent;
  if (reason === null) return null;
  return {
    ...aboutOf(member),
    id: `member-alarm:${id}`,
    kind: 'member-alarm',
    severity: fault === null ? 'warning' : 'critical',
    text: reason.includes(id) ? reason : `${id}: ${reason}`,
    mend: mendOf(reason),
    graceMs: 0,
    holdMs: 2000,
  };
}

function clockDrift(member: MemberFacts, { nowMs, driftBoundPpm }: Situation): Condition | null {
  const { id, clock } = member;
  const drift = clock.leastDriftPpm;
  const { jump } = clock;
  const common = {
    ...aboutOf(member),
    id: `clock-drift:${id}`,
    kind: 'clock-drift',
    severity: 'warning',
    graceMs: 0,
    holdMs: 60_000,
  } as const;
  if (Math.abs(drift) > driftBoundPpm)
    return {
      ...common,
      text: `The clock of ${id} runs ${drift > 0 ? 'fast' : 'slow'} by more than ${driftBoundPpm} parts in a million`,
      mend: `Leases rest on clocks that keep this bound: stop ${id} and look at its board, or give the swarm a larger drift and restart all of it (docs/operating.md, Timing).`,
    };
  if (!jump || nowMs - jump.atMs > JUMP_SHOWN_MS) return null;
  const seconds = Math.abs(jump.byMs / 1000).toFixed(1);
  const way = jump.byMs < 0 ? 'stood still for' : 'went forward by';
  return {
    ...common,
    sinceMs: jump.atMs,
    text: `The clock of ${id} ${way} ${seconds} s at once`,
    mend: `A clock that stands still makes a lease longer than the pad grants it: see that the machine of ${id} does not sleep and is not moved while it runs.`,
  };
}

function criticalWait(robot: RobotFacts, { criticalBelow }: Situation): Condition | null {
  const { id, battery, wait, online } = robot;
  if (battery === null || battery > criticalBelow || online === false) return null;
  if (wait === null && !isAsking(robot)) return null;
  const where = wait === null ? 'a pad' : `pad ${wait.pad}`;
  return {
    ...aboutOf(robot),
    id: `robot-critical-waiting:${id}`,
    kind: 'robot-critical-waiting',
    severity: 'critical',
    pad: wait?.pad ?? null,
    text: `${id} waits for ${where} with ${Math.floor(battery)} % left`,
    mend: `Let others make room (release); if it stays, charge ${id} by hand.`,
    graceMs: 0,
    holdMs: 3000,
  };
}
