/**
 * The header of each message: who says it, when, and the how-manieth on its topic it is, so that whoever listens
 * sees what was lost.
 */

import { MANUFACTURER } from './topics.ts';

export interface Header {
  readonly headerId: number;
  /** UTC, with milliseconds. */
  readonly timestamp: string;
  readonly version: string;
  readonly manufacturer: string;
  readonly serialNumber: string;
}

/** The standard's uint32. */
const HEADER_IDS = 2 ** 32;

export interface HeaderOptions {
  readonly version: string;
  readonly serialNumber: string;
  readonly wallMs: () => number;
}

/** Each call makes the header of one further message of one topic. */
export function headerSource({ version, serialNumber, wallMs }: HeaderOptions): () => Header {
  let next = 0;
  return () => {
    const headerId = next;
    next = (next + 1) % HEADER_IDS;
    const timestamp = new Date(wallMs()).toISOString();
    return { headerId, timestamp, version, manufacturer: MANUFACTURER, serialNumber };
  };
}
