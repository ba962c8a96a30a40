/**
 * The replay guard: which frames of a peer were not heard before (wire.md, "Frame").
 *
 * Per source a boot number, the highest sequence number, and a window of the 64 before it. A peer of
 * which nothing is known since this member started must first prove that it is alive now: a recording
 * of its past would look the same.
 */
import type { MemberIndex } from '../protocol/roster.ts';

interface PeerWindow {
  boot: number;
  highest: number;
  /** Bit k set: sequence number `highest - k` was heard. Two words of 32 bits. */
  low: number;
  high: number;
}

export type Verdict = 'fresh' | 'replayed' | 'old-boot' | 'unproven';

const WINDOW = 64;
const ALL_HEARD = 0xffffffff;

export class ReplayGuard {
  private readonly peers: (PeerWindow | undefined)[] = [];

  /** Believe this peer's frames from the one after this on. */
  prove(peer: MemberIndex, boot: number, sequence: number): void {
    const known = this.peers[peer];
    if (known && (known.boot > boot || (known.boot === boot && known.highest >= sequence))) return;
    // What came before the proof may be a recording: the window counts as heard.
    this.peers[peer] = { boot, highest: sequence, low: ALL_HEARD, high: ALL_HEARD };
  }

  /** Judges a frame and remembers it. */
  check(peer: MemberIndex, boot: number, sequence: number): Verdict {
    const known = this.peers[peer];
    if (!known) return 'unproven';
    if (boot < known.boot) return 'old-boot';
    if (boot > known.boot) {
      this.peers[peer] = { boot, highest: sequence, low: 1, high: 0 };
      return 'fresh';
    }
    if (sequence > known.highest) {
      shift(known, sequence - known.highest);
      known.highest = sequence;
      return 'fresh';
    }
    return mark(known, known.highest - sequence) ? 'fresh' : 'replayed';
  }
}

/** Moves the window up by `by` places and marks the newest. */
function shift(window: PeerWindow, by: number): void {
  if (by >= WINDOW) {
    window.high = 0;
    window.low = 0;
  } else if (by >= 32) {
    window.high = by === 32 ? window.low : (window.low << (by - 32)) >>> 0;
    window.low = 0;
  } else {
    window.high = ((window.high << by) | (window.low >>> (32 - by))) >>> 0;
    window.low = (window.low << by) >>> 0;
  }
  window.low = (window.low | 1) >>> 0;
}

/** Marks the place; false when it was marked already, or lies before the window. */
function mark(window: PeerWindow, place: number): boolean {
  if (place >= WINDOW) return false;
  const word = place < 32 ? 'low' : 'high';
  const bit = (1 << (place % 32)) >>> 0;
  if ((window[word] & bit) !== 0) return false;
  window[word] = (window[word] | bit) >>> 0;
  return true;
}
