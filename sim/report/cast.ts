/** The members of a report by name and by the index that messages have for them (src/protocol/roster.ts). */
import type { TraceRecord } from '../../src/runtime/trace.ts';
import { textOf, WORLD } from './fields.ts';

export interface Cast {
  readonly robots: readonly string[];
  readonly pads: readonly string[];
  /** Those who have a line of their own: robots, controllers of pads, and whoever else has spoken. */
  readonly members: readonly string[];
  /** The name behind the roster index of a message. */
  nameOf(index: number): string;
  /** The place among `members`; -1 for the world and for strangers. */
  placeOf(name: string | null): number;
}

export function castOf(
  robots: readonly string[],
  pads: readonly string[],
  records: readonly TraceRecord[],
): Cast {
  const seen = new Set<string>();
  for (const record of records) {
    if (record.from !== WORLD) seen.add(record.from);
    else if (record.event === 'start') seen.add(textOf(record, 'member') ?? WORLD);
  }
  seen.delete(WORLD);
  // Pads that nobody speaks for are passive: robots guard them.
  const members = [...robots, ...pads.filter((pad) => seen.has(pad))];
  members.push(...[...seen].filter((name) => !members.includes(name)));
  const places = new Map(members.map((name, place) => [name, place]));
  return {
    robots,
    pads,
    members,
    nameOf: (index) => robots[index] ?? pads[index - robots.length] ?? `#${index}`,
    placeOf: (name) => (name === null ? -1 : (places.get(name) ?? -1)),
  };
}
