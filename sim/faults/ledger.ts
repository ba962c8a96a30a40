/**
 * Who decides what befalls single frames: the seed, or a script. Each mishap has a name that stays the
 * same when others are taken away, so a run can be repeated from the list of its mishaps, or a part of it.
 *
 * What the seed says about a copy of a frame is a hash of (seed, question, sender, boot, sequence,
 * receiver), not the next number of a stream: no decision moves another (FoundationDB's and TigerBeetle's
 * simulators share one stream, and lose this).
 */
import { frameNameOf } from '../../src/runtime/frame-name.ts';
import { headerOf } from '../../src/wire/frame.ts';
import type { Fate, Mishap } from '../air/fate.ts';
import type { Transmission } from '../air/transmission.ts';
import type { FrameMishap } from '../scenario/happening.ts';
import { hashOfText, settle, stir } from '../world/chance.ts';

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
    const header = headerOf(transmission.bytes);
    if (header === null) return settle(stir(stir(question, transmission.number), to)) / 2 ** 32;
    const word = (header.source << 24) | (to << 16) | header.boot;
    return settle(stir(stir(question, word), header.sequence)) / 2 ** 32;
  }
}

/** `r2/3/17` for a frame of r2 in its boot 3; null for bytes that are none. `names` are by roster index. */
export function nameOfFrame(names: readonly string[], bytes: Uint8Array): string | null {
  const header = headerOf(bytes);
  return header && frameNameOf(names[header.source] ?? `#${header.source}`, header);
}
