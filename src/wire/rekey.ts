/**
 * A member's part in a change of the swarm's key (docs: keys).
 *
 * The administrator hands every member the next key. A member that has it on its disk says so, and goes on
 * speaking under the old one. When it hears anybody speak under the new key, it switches, and listens to the
 * old one for a short while. So it never speaks under a key before somebody has seen that all have it, and
 * never stays behind when the others have gone on.
 *
 * A pure step: inputs and the time in, outputs out. Nothing is answered or used before it is on the disk. While
 * a save is on its way all else is let go: whoever says something about keys says it again.
 */
import type { MemberIndex } from '../protocol/roster.ts';
import type { Keyed } from './aside.ts';
import {
  isSameKey,
  type KeyRing,
  keyOf,
  newestKey,
  type RingKey,
  sendingKey,
  switchedTo,
  withKey,
  withoutOlder,
} from './keyring.ts';

export type RekeyInput =
  /** The administrator offers a key; it was wrapped for this member. */
  | { readonly type: 'offer'; readonly ticket: number; readonly key: RingKey }
  /** An authentic frame came under this key. */
  | { readonly type: 'heard'; readonly keyId: number }
  /** A frame came under this key, which the ring does not have; anybody can make one. */
  | { readonly type: 'unknown'; readonly keyId: number }
  /** What became of the save that was asked for. */
  | { readonly type: 'saved'; readonly ok: boolean }
  | { readonly type: 'tick' };

/** What the owner of the member should know. */
export type KeyNews =
  /** A new key is on the disk, and waits. */
  | { readonly what: 'got'; readonly keyId: number }
  /** Sends under this key from now on. */
  | { readonly what: 'switched'; readonly keyId: number }
  /** The keys before this one are not heard any more. */
  | { readonly what: 'alone'; readonly keyId: number }
  /** Others seem to have gone on to a key that this member was never given. */
  | { readonly what: 'left-behind'; readonly keyId: number }
  /** The administrator's key is not newer, is another one under a known id, or is one without this member. */
  | { readonly what: 'refused'; readonly keyId: number; readonly reason: RefusedOffer };

export type RefusedOffer = 'older' | 'other-key' | 'self-revoked';

export type RekeyOutput =
  /** Keep this ring; the answer comes as `saved`. */
  | { readonly do: 'save'; readonly ring: KeyRing }
  /** Seal and open with this ring from now on. */
  | { readonly do: 'adopt'; readonly ring: KeyRing }
  | { readonly do: 'answer'; readonly answer: Keyed }
  /** Say ROLL for this key: nobody else seems to have heard it. */
  | { readonly do: 'roll'; readonly keyId: number }
  | { readonly do: 'tell'; readonly news: KeyNews };

/** After a save that failed, no other is tried for so long: frames under a new key come by the dozen. */
const SAVE_PAUSE_MS = 1000;
/** So often at most a member tells others of a key that it alone speaks under. */
const ROLL_PAUSE_MS = 600_000;
/** Anybody can make a frame under a key that nobody has, so it is told this often at most. */
const LEFT_BEHIND_PAUSE_MS = 600_000;

interface Saving {
  readonly ring: KeyRing;
  /** What is kept by it; null for a switch. */
  readonly offer: { readonly ticket: number; readonly keyId: number } | null;
}

export class Rekey {
  private readonly self: MemberIndex;
  private readonly answerEveryMs: number;
  private ring: KeyRing;
  private saving: Saving | null = null;
  private saveFromMs = Number.NEGATIVE_INFINITY;
  private aloneAtMs: number | null = null;
  private toldBehindMs = Number.NEGATIVE_INFINITY;
  private answeredAtMs = Number.NEGATIVE_INFINITY;
  /** Somebody was heard under the key that is sent under. */
  private isAmongOthers = false;
  private rolledAtMs = Number.NEGATIVE_INFINITY;
  private refused: string | null = null;
  private outputs: RekeyOutput[] = [];

  /**
   * `ring` is what the disk has. Keys before the one that is sent under should be gone from it. An offer that
   * changes nothing is answered once in `answerEveryMs`: less than the administrator's pause between two, and
   * anybody may play a recording of one.
   */
  constructor(self: MemberIndex, ring: KeyRing, answerEveryMs = 0) {
    this.self = self;
    this.ring = ring;
    this.answerEveryMs = answerEveryMs;
  }

  /** When to step with a `tick` at the latest; null while nothing waits for its time. */
  nextDeadlineMs(): number | null {
    // While a save is on its way nothing can be done; what comes of it is a step of its own.
    return this.saving ? null : this.aloneAtMs;
  }

  /** All outputs are to be carried out, in order, before the next step. */
  step(input: RekeyInput, nowMs: number): readonly RekeyOutput[] {
    this.outputs = [];
    if (this.aloneAtMs !== null && nowMs >= this.aloneAtMs && !this.saving) this.dropOld();
    switch (input.type) {
      case 'offer':
        this.takeOffer(input.ticket, input.key, nowMs);
        break;
      case 'heard':
        if (input.keyId === this.ring.sendingId) this.isAmongOthers = true;
        else if (input.keyId > this.ring.sendingId) this.follow(input.keyId, nowMs);
        break;
      case 'unknown':
        this.noteUnknown(input.keyId, nowMs);
        break;
      case 'saved':
        this.noteSaved(input.ok, nowMs);
        break;
      case 'tick':
        break;
    }
    return this.outputs;
  }

  private takeOffer(ticket: number, key: RingKey, nowMs: number): void {
    if (this.saving) return;
    const known = keyOf(this.ring, key.id);
    if (known && isSameKey(known, key)) {
      this.answerAgain(ticket, false, nowMs);
      return;
    }
    const reason = this.reasonAgainst(key, known);
    if (reason !== null) {
      this.answerAgain(ticket, true, nowMs);
      // An offer is repeated until it is answered, and should be told of once.
      if (this.refused !== `${reason} ${key.id}`)
        this.tell({ what: 'refused', keyId: key.id, reason });
      this.refused = `${reason} ${key.id}`;
      return;
    }
    this.save(withKey(this.ring, key), { ticket, keyId: key.id }, nowMs);
  }

  private reasonAgainst(key: RingKey, known: RingKey | null): RefusedOffer | null {
    if (known) return 'other-key';
    if (key.id < this.ring.sendingId) return 'older';
    return key.revoked.includes(this.self) ? 'self-revoked' : null;
  }

  private follow(keyId: number, nowMs: number): void {
    if (this.saving || !keyOf(this.ring, keyId)) return;
    this.save(switchedTo(this.ring, keyId), null, nowMs);
  }

  private save(ring: KeyRing, offer: Saving['offer'], nowMs: number): void {
    if (nowMs < this.saveFromMs) return;
    this.saving = { ring, offer };
    this.outputs.push({ do: 'save', ring });
  }

  private noteSaved(ok: boolean, nowMs: number): void {
    const saved = this.saving;
    if (!saved) return;
    this.saving = null;
    if (!ok) {
      this.saveFromMs = nowMs + SAVE_PAUSE_MS;
      return;
    }
    const before = this.ring.sendingId;
    this.ring = saved.ring;
    this.outputs.push({ do: 'adopt', ring: this.ring });
    if (saved.offer) {
      this.tell({ what: 'got', keyId: saved.offer.keyId });
      this.answer(saved.offer.ticket, false);
    }
    if (this.ring.sendingId === before) return;
    this.isAmongOthers = false;
    this.tell({ what: 'switched', keyId: this.ring.sendingId });
    this.aloneAtMs = nowMs + sendingKey(this.ring).overlapMs;
  }

  /** The overlap is over. What the disk still has of old keys is not taken up again at a start. */
  private dropOld(): void {
    this.aloneAtMs = null;
    const ring = withoutOlder(this.ring);
    if (ring === this.ring) return;
    this.ring = ring;
    this.outputs.push({ do: 'adopt', ring });
    this.tell({ what: 'alone', keyId: ring.sendingId });
    this.saving = { ring, offer: null };
    this.outputs.push({ do: 'save', ring });
  }

  private noteUnknown(keyId: number, nowMs: number): void {
    if (keyId < this.ring.sendingId) this.takeAlong(nowMs);
    if (keyId <= this.ring.sendingId || nowMs < this.toldBehindMs + LEFT_BEHIND_PAUSE_MS) return;
    this.toldBehindMs = nowMs;
    this.tell({ what: 'left-behind', keyId });
  }

  /**
   * Others speak under an older key, and nobody under ours: the administrator's ROLL may have reached this
   * member alone, and a pad that nobody hears never speaks by itself.
   */
  private takeAlong(nowMs: number): void {
    if (this.isAmongOthers || nowMs < this.rolledAtMs + ROLL_PAUSE_MS) return;
    this.rolledAtMs = nowMs;
    this.outputs.push({ do: 'roll', keyId: this.ring.sendingId });
  }

  private answerAgain(ticket: number, refused: boolean, nowMs: number): void {
    if (nowMs < this.answeredAtMs + this.answerEveryMs) return;
    this.answeredAtMs = nowMs;
    this.answer(ticket, refused);
  }

  private answer(ticket: number, refused: boolean): void {
    const { ring } = this;
    const answer: Keyed = {
      kind: 'keyed',
      ticket,
      newest: newestKey(ring).id,
      sending: ring.sendingId,
      refused,
    };
    this.outputs.push({ do: 'answer', answer });
  }

  private tell(news: KeyNews): void {
    this.outputs.push({ do: 'tell', news });
  }
}
