/** Why the hub throws a message away unread. None of these comes from a member that is well. */
export const DROP_REASONS = [
  'foreign-topic',
  'bad-id',
  'oversized',
  'not-utf8',
  'too-deep',
  'too-many-values',
  'not-json',
  'malformed',
  'wrong-sender',
  'too-many-members',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];
