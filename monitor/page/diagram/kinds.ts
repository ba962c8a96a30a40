/**
 * The kinds of frames in groups, for colours and filters.
 *
 * Seventeen kinds are too many to tell apart by colour. The groups are what a person asks about: is it asking for a
 * pad, passing the token, being let in, electing, or staying known to each other?
 */

export interface KindGroup {
  readonly id: 'asking' | 'token' | 'admission' | 'election' | 'beat' | 'joining';
  readonly name: string;
  readonly kinds: readonly string[];
}

export type GroupId = KindGroup['id'];

/** A kind of a newer version that is not here belongs to the last. */
export const GROUPS: readonly KindGroup[] = [
  { id: 'asking', name: 'asking', kinds: ['request'] },
  { id: 'token', name: 'token', kinds: ['token', 'hold', 'passed', 'stuck'] },
  { id: 'admission', name: 'admission', kinds: ['enter', 'admit', 'refuse', 'exit'] },
  {
    id: 'election',
    name: 'election',
    kinds: ['election', 'answer', 'claim', 'vote', 'coordinator'],
  },
  { id: 'beat', name: 'beats', kinds: ['beat'] },
  { id: 'joining', name: 'joining and other', kinds: ['hello', 'welcome'] },
];

export function groupOf(kind: string): GroupId {
  return GROUPS.find(({ kinds }) => kinds.includes(kind))?.id ?? 'joining';
}
