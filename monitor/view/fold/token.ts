/**
 * Where a pad's token is, and who waits for it: all members overhear it, some of them late.
 *
 * The highest fence is the newest. Of two that tell of the same fence, the holder knows best, then the leader, then
 * whoever told of it first: not whoever spoke last. When the one who told of it takes it back (a swarm that was
 * started anew counts from one), the others are asked again.
 */
import type { PadOverheard } from '../told.ts';
import { compareFences, type FencePair, isLive, type MemberFacts, type PadFacts } from './facts.ts';
import type { Roll } from './roll.ts';

/** A member's state has told of all pads anew; `before` is what its last one told. */
export function hearPads(
  roll: Roll,
  member: MemberFacts,
  before: readonly PadOverheard[],
  atMs: number,
): void {
  for (const heard of member.pads) {
    const pad = roll.pad(heard.pad);
    if (!pad) continue;
    if (pad.zone === null && member.zone !== null) roll.moveTo(pad, member.zone);
    hearLease(roll, pad, member, heard);
    if (pad.token?.reporter === member.id && isLower(heard.fence, pad.token.fence))
      askAll(roll, pad, atMs);
    else hearToken(roll, pad, member, heard, atMs);
  }
  for (const { pad: id } of before) {
    const pad = roll.pads.get(id);
    if (!pad || member.pads.some((heard) => heard.pad === id)) continue;
    if (pad.grants.delete(member.id)) roll.unsettledPads.add(pad);
    if (pad.token?.reporter === member.id) askAll(roll, pad, atMs);
  }
}

function isLower(fence: FencePair | undefined, than: FencePair): boolean {
  return fence !== undefined && compareFences(fence, than) < 0;
}

function hearLease(roll: Roll, pad: PadFacts, member: MemberFacts, heard: PadOverheard): void {
  if (heard.lease === undefined) return;
  if (member.kind === 'robots' && pad.guard === null) {
    pad.guard = 'robots';
    roll.touch(pad);
  }
  setGrant(roll, pad, member.id, heard.lease);
}

export function setGrant(roll: Roll, pad: PadFacts, acceptor: string, robot: string | null): void {
  if (pad.grants.get(acceptor) === robot) return;
  pad.grants.set(acceptor, robot);
  roll.unsettledPads.add(pad);
}

/** One member tells where it believes the token to be. */
export function hearToken(
  roll: Roll,
  pad: PadFacts,
  member: MemberFacts,
  heard: Pick<PadOverheard, 'fence' | 'holder' | 'queue'>,
  atMs: number,
): void {
  const { fence, holder = null, queue = [] } = heard;
  if (!fence) return;
  const known = pad.token;
  const order = known ? compareFences(fence, known.fence) : 1;
  if (order < 0 || (order === 0 && !knowsBetter(roll, member, pad))) return;
  if (order === 0 && known && known.holder === holder && isSame(known.queue, queue)) {
    pad.token = { ...known, reporter: member.id };
    return;
  }
  const sinceMs = order > 0 || !known ? atMs : known.sinceMs;
  pad.token = { fence, holder, queue, reporter: member.id, sinceMs };
  roll.unsettledPads.add(pad);
}

function knowsBetter(roll: Roll, member: MemberFacts, { token, zone }: PadFacts): boolean {
  if (!token || member.id === token.reporter || member.id === token.holder) return true;
  if (token.reporter === token.holder) return false;
  return zone !== null && roll.zones.get(zone)?.leader === member.id;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, at) => id === other[at]);
}

/** From what the members last told, those before all that are live. */
export function askAll(roll: Roll, pad: PadFacts, atMs: number): void {
  const members = pad.zone === null ? undefined : roll.zones.get(pad.zone)?.members;
  const all = [...(members ?? [])];
  const live = all.filter((member) => isLive(member));
  pad.token = null;
  roll.unsettledPads.add(pad);
  for (const member of live.length > 0 ? live : all) {
    const heard = member.pads.find((one) => one.pad === pad.id);
    if (heard) hearToken(roll, pad, member, heard, atMs);
  }
}
