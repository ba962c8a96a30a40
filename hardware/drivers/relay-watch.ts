/**
 * Compares what a relay was told with what its feedback says, once it has had its time to move.
 *
 * Its time begins when the board has got the command, and is over when the board has told what it saw by then: both
 * are asked for. A clock alone would call a relay broken whenever this process, or the line, is slow.
 */

/** `welded`: closed although it was told to open. `silent`: not seen to close although it was told to. */
export type RelayTrouble = 'welded' | 'silent';

/** `sent`: nobody knows whether the board has it. `moving`: it has. `settled`: what is seen counts. */
type Stage = 'sent' | 'moving' | 'settled';

/** An answer that has not come by then was lost on the line. */
const ASK_AGAIN_MS = 1000;

export class RelayWatch {
  private readonly settleMs: number;
  private readonly hasFeedback: boolean;
  private closed = false;
  private stage: Stage | null = null;
  /** Counts the stages, so that an answer to an earlier one is none to this one. */
  private question = 0;
  private askAtMs = 0;
  private seen: boolean | null = null;

  constructor(settleMs: number, hasFeedback: boolean) {
    this.settleMs = settleMs;
    this.hasFeedback = hasFeedback;
  }

  get commandedClosed(): boolean {
    return this.closed;
  }

  command(closed: boolean, nowMs: number): void {
    // A command that is repeated gives the relay no more time.
    if (this.stage !== null && closed === this.closed) return;
    this.closed = closed;
    this.enter('sent', nowMs);
  }

  /** What the feedback says; null while nothing is known. */
  see(closed: boolean | null): void {
    this.seen = closed;
  }

  /** The board is to be asked now: the name of the question, to be given back with its answer. */
  ask(nowMs: number): number | null {
    if (this.stage === null || this.stage === 'settled' || nowMs < this.askAtMs) return null;
    this.askAtMs = nowMs + ASK_AGAIN_MS;
    return this.question;
  }

  answered(question: number, nowMs: number): void {
    if (question !== this.question) return;
    if (this.stage === 'sent') this.enter('moving', nowMs + this.settleMs);
    else if (this.stage === 'moving') this.enter('settled', nowMs);
  }

  /** Told to open, had its time, and nothing says that it did not. */
  get mayClose(): boolean {
    if (this.closed || this.stage !== 'settled') return false;
    return !this.hasFeedback || this.seen === false;
  }

  get trouble(): RelayTrouble | null {
    if (!this.hasFeedback || this.seen === null || this.stage !== 'settled') return null;
    if (this.seen === this.closed) return null;
    return this.seen ? 'welded' : 'silent';
  }

  /** When the board is to be asked next; null when it is not. */
  nextMs(): number | null {
    return this.stage === null || this.stage === 'settled' ? null : this.askAtMs;
  }

  private enter(stage: Stage, askAtMs: number): void {
    this.stage = stage;
    this.question += 1;
    this.askAtMs = askAtMs;
  }
}
