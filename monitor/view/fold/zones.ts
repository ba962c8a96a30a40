/**
 * Who leads a zone: the leader of the highest epoch that any member tells of, of those that are on.
 *
 * After a swarm was started anew its epochs begin at one again; nobody who is on tells of the old ones then.
 */
import { isLive, type MemberFacts, type ZoneFacts } from './facts.ts';
import type { Roll } from './roll.ts';

/** True when the zone looks different. */
export function settleZone(roll: Roll, zone: ZoneFacts, nowMs: number): boolean {
  const members = [...zone.members];
  const live = members.filter((member) => isLive(member));
  const claim =
    highestClaim(live) ?? highestClaim(members.filter(({ online }) => online !== false));
  const isOff = claim !== null && roll.robots.get(claim.leader)?.online === false;
  const leader = claim === null || isOff ? null : claim.leader;
  // The epoch outlives its leader.
  const epoch = claim?.epoch ?? zone.epoch;
  const online = members.filter((member) => member.online === true).length;
  if (leader === zone.leader && epoch === zone.epoch && online === zone.online) return false;
  if (leader !== zone.leader || epoch !== zone.epoch)
    zone.leaderSinceMs = leader === null || live.length === 0 ? null : nowMs;
  Object.assign(zone, { leader, epoch, online });
  return true;
}

function highestClaim(members: readonly MemberFacts[]) {
  let highest: { readonly leader: string; readonly epoch: number } | null = null;
  for (const { leader, epoch } of members)
    if (leader !== null && epoch !== null && epoch > (highest?.epoch ?? -1))
      highest = { leader, epoch };
  return highest;
}
