/** A frame by its name, `r2/3/17`: who said it, in which boot, as the how manieth. */
import { memberId, memberOf, type Roster } from '../protocol/roster.ts';
import type { FrameHeader } from '../wire/frame.ts';

export function frameName(roster: Roster, header: FrameHeader): string {
  return frameNameOf(memberId(roster, header.source), header);
}

/** As `frameName`, for a sender whose id is known. */
export function frameNameOf(sender: string, { boot, sequence }: Omit<FrameHeader, 'source'>) {
  return `${sender}/${boot}/${sequence}`;
}

/** The header that a name stands for; null when it is no name of a frame in this swarm. */
export function parseFrameName(roster: Roster, name: string): FrameHeader | null {
  const match = /^(.+)\/(\d{1,5})\/(\d{1,8})$/.exec(name);
  const source = match ? memberOf(roster, match[1]!) : null;
  if (!match || source === null) return null;
  return { source, boot: Number(match[2]), sequence: Number(match[3]) };
}
