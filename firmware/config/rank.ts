/**
 * The rank of a robot that was given none: as good as random, but the same for every member that reads
 * the same file, on every start. So it needs no frame, and nothing has to be remembered.
 */

import { createHash } from 'node:crypto';

/** 48 bits, so that it is exact as a number. */
export function derivedRank(swarm: string, id: string): number {
  return createHash('sha256').update(`rank\0${swarm}\0${id}`).digest().readUIntBE(0, 6);
}
