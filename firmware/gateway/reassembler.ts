/**
 * Reports from their pieces, which may be lost, doubled, late or in another order.
 *
 * A piece belongs to a report by its sender, the sender's boot and the report's number, so that two reports are never
 * mixed, also when a restarted member counts from the beginning. A report with a lost piece is lost: it gives way to
 * those that come after it.
 */
import type { MemberIndex } from '../../src/protocol/roster.ts';
import type { Report } from '../../src/wire/aside.ts';
import { MAX_REPORT_BYTES } from '../../src/wire/report.ts';

interface Partial {
  readonly number: number;
  readonly pieces: (Uint8Array | undefined)[];
  missing: number;
  bytes: number;
}

interface Sender {
  readonly boot: number;
  /** Those that were begun, the oldest first. */
  readonly open: Partial[];
  /** Numbers of those that are done with, the oldest first. */
  readonly done: number[];
}

/** A member sends one report after the other: more are open only where frames overtake each other. */
const MAX_OPEN = 4;
const MAX_DONE = 16;

export class Reassembler {
  /** Reports of which a piece never came. */
  incomplete = 0;
  private readonly senders = new Map<MemberIndex, Sender>();

  /**
   * Takes a piece that `from` sent in `boot`. The whole report when it was the last one missing, 'more' while there are
   * others, 'odd' for a piece that does not fit what came before it.
   */
  push(from: MemberIndex, boot: number, piece: Report): Uint8Array | 'more' | 'odd' {
    const sender = this.senderOf(from, boot);
    if (sender === null) return 'odd';
    const { number, part, parts, bytes } = piece;
    if (sender.done.includes(number)) return 'more';
    const partial = this.partialOf(sender, number, parts);
    if (partial.pieces.length !== parts || part >= parts) return 'odd';
    if (partial.pieces[part] !== undefined) return 'more';
    partial.pieces[part] = bytes.slice();
    partial.missing -= 1;
    partial.bytes += bytes.length;
    if (partial.bytes > MAX_REPORT_BYTES) {
      finish(sender, number);
      return 'odd';
    }
    if (partial.missing > 0) return 'more';
    finish(sender, number);
    return joined(partial);
  }

  /** Null for a boot before the one that is known: frames of a former life. */
  private senderOf(from: MemberIndex, boot: number): Sender | null {
    const known = this.senders.get(from);
    if (known && known.boot > boot) return null;
    if (known && known.boot === boot) return known;
    this.incomplete += known?.open.length ?? 0;
    const sender: Sender = { boot, open: [], done: [] };
    this.senders.set(from, sender);
    return sender;
  }

  private partialOf(sender: Sender, number: number, parts: number): Partial {
    const known = sender.open.find((partial) => partial.number === number);
    if (known) return known;
    const begun: Partial = { number, pieces: new Array(parts), missing: parts, bytes: 0 };
    sender.open.push(begun);
    if (sender.open.length > MAX_OPEN) {
      this.incomplete += 1;
      finish(sender, sender.open[0]!.number);
    }
    return begun;
  }
}

function finish({ open, done }: Sender, number: number): void {
  const place = open.findIndex((partial) => partial.number === number);
  if (place >= 0) open.splice(place, 1);
  done.push(number);
  if (done.length > MAX_DONE) done.shift();
}

function joined({ pieces, bytes }: Partial): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece!, at);
    at += piece!.length;
  }
  return whole;
}
