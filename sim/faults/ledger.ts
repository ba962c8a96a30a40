/**
 * Who decides what befalls single frames: the seed, or a script. Each mishap has a name that stays the
 * same when others are taken away, so a run can be repeated from the list of its mishaps, or a part of it.
 *
 * What the seed says about a copy of a frame is a hash of (seed, question, sender, boot, sequence,
 * receiver), not the next number of a stream: no decision moves another (FoundationDB's and TigerBeetle's
 * simulators share one stream, and lose this).
 */
import type { Fate, Mishap } from '../air/fate.ts';
import type { Transmission } from '../air/transmission.ts';
import type { FrameMishap } from '../scenario/happening.ts';
import { hashOfText, settle, stir } from '../world/chance.ts';

/** What stands in the header of a frame (src/wire/frame.ts): source, boot, sequence. */
const SOURCE_AT = 5;
const BOOT_AT = 6;
const SEQUENCE_AT = 8;
const HEADER_BYTES = 11;

export interface LedgerOptions {
  readonly seed: number;
  /** Ids by roster index. */
  readonly names: readonly string[];
  /** These mishaps happen, besides what the seed decides. */
  readonly script: readonly FrameMishap[];
  /** Where each mishap is written down; null for nowhere. */
  readonly log: ((mishap: FrameMishap) => void) | null;
}

export class Ledger implements Fate {
  private readonly options: LedgerOptions;
  private readonly questions = new Map<string, number>();
  private readonly scripted = new Set<string>();
  /** By the bytes on the air: which frame of that name they are, where they are not the first. */
  private readonly copies = new WeakMap<Uint8Array, number>();
  private readonly sent = new Map<string, number>();

  constructor(options: LedgerOptions) {
    this.options = options;
    for (const mishap of options.script)
      this.scripted.add(`${mishap.do} ${mishap.frame} ${mishap.to} ${mishap.copy}`);
  }

  strikes(mishap: Mishap, transmission: Transmission, to: number, probability: number): boolean {
    const { log, names } = this.options;
    const name = names[to];
    // Whoever listens in to record frames is no member: what it hears is of no concern.
    if (name === undefined) return false;
    const byChance = this.fraction(mishap, transmission, to) < probability;
    if (!byChance && this.scripted.size === 0) return false;
    const frame = nameOfFrame(names, transmission.bytes);
    const copy = this.copies.get(transmission.bytes) ?? 1;
    const hit = byChance || this.scripted.has(`${mishap} ${frame} ${name} ${copy}`);
    if (hit && log && frame !== null) log({ do: mishap, frame, to: name, copy });
    return hit;
  }

  /**
   * These bytes go on the air, and may not be the first of their name: somebody has recorded them, or their
   * sender has lost its disk and counts anew. All such must be told of, whatever befalls them.
   */
  sendAgain(bytes: Uint8Array): void {
    const { log, names } = this.options;
    const frame = log || this.scripted.size > 0 ? nameOfFrame(names, bytes) : null;
    if (frame === null) return;
    const copy = (this.sent.get(frame) ?? 1) + 1;
    this.sent.set(frame, copy);
    this.copies.set(bytes, copy);
  }

  fraction(purpose: string, transmission: Transmission, to: number): number {
    let question = this.questions.get(purpose);
    if (question === undefined) {
      question = hashOfText(this.options.seed, purpose);
      this.questions.set(purpose, question);
    }
    const { bytes } = transmission;
    if (bytes.length < HEADER_BYTES)
      return settle(stir(stir(question, transmission.number), to)) / 2 ** 32;
    const boot = (bytes[BOOT_AT]! << 8) | bytes[BOOT_AT + 1]!;
    const word = (bytes[SOURCE_AT]! << 24) | (to << 16) | boot;
    return settle(stir(stir(question, word), sequenceOf(bytes))) / 2 ** 32;
  }
}

/** `r2/3/17` for a frame of r2 in its boot 3; null for bytes that are none. `names` are by roster index. */
export function nameOfFrame(names: readonly string[], bytes: Uint8Array): string | null {
  if (bytes.length < HEADER_BYTES) return null;
  const source = bytes[SOURCE_AT]!;
  const boot = (bytes[BOOT_AT]! << 8) | bytes[BOOT_AT + 1]!;
  return `${names[source] ?? `#${source}`}/${boot}/${sequenceOf(bytes)}`;
}

function sequenceOf(bytes: Uint8Array): number {
  return (bytes[SEQUENCE_AT]! << 16) | (bytes[SEQUENCE_AT + 1]! << 8) | bytes[SEQUENCE_AT + 2]!;
}
