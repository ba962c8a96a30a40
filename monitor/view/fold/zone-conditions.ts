/** What can be wrong with a zone as a whole: its leader, and its key. */
import type { Condition } from './alarm-board.ts';
import { isLive, type MemberFacts, type ZoneFacts } from './facts.ts';
import { ABOUT_NOTHING, type Situation } from './situation.ts';

/** So long after another has taken the lead a leader may not have heard of it. */
const OUSTED_GRACE_MS = 2000;
const HEARING_MS = 60_000;
/** Noise that looks like a frame comes now and then, and so do frames that were damaged on their way. */
const MANY_MISFITS = 5;
/** Of all that somebody hears. A member with a wrong key finds nothing fit. */
const MISFIT_SHARE = 1 / 3;

export function zoneConditions(zone: ZoneFacts, situation: Situation): Condition[] {
  const about = { ...ABOUT_NOTHING, zone: zone.id };
  const members = [...zone.members];
  const found: Condition[] = [];
  const robots = members.filter(({ kind, online }) => kind === 'robots' && online === true);
  if (zone.leader === null && robots.length > 0)
    found.push({
      ...about,
      id: `no-leader:${zone.id}`,
      kind: 'no-leader',
      severity: 'critical',
      text: `Zone ${zone.id} has no leader`,
      mend: `Start robots until a majority of them runs and hears each other; ${robots.length} are on now. Charging goes on until the token is lost.`,
      graceMs: situation.leaderGraceMs,
      holdMs: 0,
    });
  const leaders = twoLeaders(members);
  if (leaders) {
    const [one, other] = leaders;
    const inOneEpoch = one.epoch === other.epoch;
    const epochs = inOneEpoch ? `epoch ${one.epoch}` : `epochs ${one.epoch} and ${other.epoch}`;
    found.push({
      ...about,
      id: `two-leaders:${zone.id}`,
      kind: 'two-leaders',
      severity: inOneEpoch ? 'critical' : 'warning',
      text: `${one.id} and ${other.id} were both seen leading zone ${zone.id}, in ${epochs}`,
      mend: inOneEpoch
        ? 'This should be impossible. Stop the swarm; look for two processes with one identity, or a state file that was restored; then start a new swarm (docs/operating.md).'
        : 'One of them does not hear the others: look at its radio. The one with the lower epoch can change nothing.',
      graceMs: 0,
      holdMs: 10_000,
    });
  }
  const misfits = keyMismatch(members, situation.nowMs);
  if (misfits) found.push({ ...about, id: `key-mismatch:${zone.id}`, ...misfits });
  return found;
}

/**
 * Two that both say that they lead. With different epochs this counts only when the older one has said so again,
 * well after the newer one began: one that is frozen says nothing new.
 */
function twoLeaders(members: readonly MemberFacts[]): [MemberFacts, MemberFacts] | null {
  const claims = members.filter((member) => member.leadsSinceMs !== null && isLive(member));
  claims.sort((one, other) => one.leadsSinceMs! - other.leadsSinceMs!);
  for (const [at, newer] of claims.entries())
    for (const older of claims.slice(0, at)) {
      const saidAgain = (older.heardAtMs ?? 0) > newer.leadsSinceMs! + OUSTED_GRACE_MS;
      if (older.epoch === newer.epoch || saidAgain) return [older, newer];
    }
  return null;
}

function keyMismatch(members: readonly MemberFacts[], nowMs: number) {
  const heard = members.map((member) => ({ member, ...hearingOf(member, nowMs) }));
  const many = heard.filter(({ misfits }) => misfits >= MANY_MISFITS);
  const odd = many.filter(({ misfits, taken }) => misfits >= MISFIT_SHARE * (misfits + taken));
  if (odd.length === 0) return null;
  // With one wrong key among many, its member hears it from everybody.
  const most = odd.reduce((one, other) => (other.misfits > one.misfits ? other : one)).member;
  const others = many.length === 2 ? 'one other member' : `${many.length - 1} other members`;
  const who = many.length === 1 ? `${most.id} hears` : `${most.id}, and ${others}, hear`;
  return {
    member: most.id,
    kind: 'key-mismatch',
    severity: 'warning',
    text: `${who} frames that do not fit the key`,
    mend: `Compare the key of ${most.id} with that of the others (roost check, docs/keys.md). Another swarm on the same radio channel shows like this as well.`,
    graceMs: 0,
    holdMs: 10_000,
  } as const;
}

function hearingOf({ hearing }: MemberFacts, nowMs: number) {
  while (hearing.length > 0 && nowMs - hearing[0]!.atMs > HEARING_MS) hearing.shift();
  let misfits = 0;
  let taken = 0;
  for (const one of hearing) {
    misfits += one.misfits;
    taken += one.taken;
  }
  return { misfits, taken };
}
