/**
 * The words that members say again and again, so that a report carries a number in place of each.
 *
 * Both lists only ever grow at their ends: a number that meant one word must not come to mean another. A word
 * that is in neither goes as text. In CBOR the first 24 numbers take one byte, and the next 232 two.
 */
import { type MemberIndex, memberCount, memberId, type Roster } from '../protocol/roster.ts';

/** Names of fields. */
export const FIELDS =
  `event seq boot age pad fence reason phase battery place leader epoch pads holder queue occupied
lease fault held power contact robot standing left member number urgency to sent heard dropped hello welcome request
token hold passed stuck enter admit refuse exit election answer claim vote coordinator beat report command reply echo
short oversized version foreign unknown-key unknown-source unknown-pad unknown-kind forged malformed unproven replayed
old-boot sequence-exhausted event-unsent noise charging alarm`.split(/\s+/);

/** Values that are said most. */
const COMMON_WORDS =
  `working requesting waiting approaching charging leaving free leased away docked enter exit body
request done released`.split(/\s+/);

/** Values that are said now and then. */
const RARE_WORDS =
  `boot stop token mint renew admit refuse release suspect trust election leader alarm fault joining
member outsider lease-over stopped restarted occupied stale quarantine contact lost-disk first-token holder-silent
holder-restarted token-stuck pad-lost-disk restart SIGTERM SIGINT parked`.split(/\s+/);

/** Numbers of the words of one swarm: the common ones, the ids of its members, the rare ones. */
export class ReportWords {
  private readonly words: readonly string[];
  private readonly numbers: ReadonlyMap<string, number>;

  constructor(roster: Roster) {
    const ids = Array.from({ length: memberCount(roster) }, (_, member: MemberIndex) =>
      memberId(roster, member),
    );
    // An id may be a word as well: the first number of it counts, for both.
    this.words = [...new Set([...COMMON_WORDS, ...ids, ...RARE_WORDS])];
    this.numbers = new Map(this.words.map((word, number) => [word, number]));
  }

  /** Undefined for a word that has none. */
  numberOf(word: string): number | undefined {
    return this.numbers.get(word);
  }

  wordOf(number: number): string | undefined {
    return this.words[number];
  }
}

const FIELD_NUMBERS: ReadonlyMap<string, number> = new Map(
  FIELDS.map((field, number) => [field, number]),
);

export function fieldNumber(field: string): number | undefined {
  return FIELD_NUMBERS.get(field);
}
