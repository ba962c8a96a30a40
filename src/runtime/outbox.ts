/**
 * Messages on their way out. One that rests on state waits until that state is saved, and all of them
 * wait for the boot number that they go out under (S5).
 */
import type { Message } from '../protocol/message.ts';

export interface Outgoing {
  readonly message: Message;
  /** Goes out on the radio. */
  readonly air: boolean;
  /** Comes back to the member itself. */
  readonly self: boolean;
  /** The save that must be done before. */
  readonly needs: number;
}

/** Messages that wait for the disk; a disk that takes longer than this many costs the oldest. */
const MAX_WAITING = 64;

export class Outbox {
  /** Saves that were asked for, and how many of them are done. */
  private saves = 0;
  private saved = 0;
  /** The save that put the present boot number on disk. */
  private bootSave = 0;
  private waiting: Outgoing[] = [];

  /** The number of a save that is asked for now: what is durable from here on waits for it. */
  nextSave(): number {
    this.saves += 1;
    return this.saves;
  }

  /** The boot number of the save that was asked for last is in force. */
  startBoot(): void {
    this.bootSave = this.saves;
  }

  /** The save that a message must wait for which promises what was put out up to now. */
  get newestSave(): number {
    return this.saves;
  }

  /** Whether the present boot number is on disk, so that something may be said under it. */
  get isBootSaved(): boolean {
    return this.bootSave <= this.saved;
  }

  /** Whether the message may leave at once; otherwise it waits here. */
  isReady(outgoing: Outgoing): boolean {
    if (this.restsOnDisk(outgoing)) return true;
    this.waiting.push(outgoing);
    if (this.waiting.length > MAX_WAITING) this.waiting.shift();
    return false;
  }

  /** A save is done, and with it all before it: the messages that may leave now, in order. */
  noteSaved(save: number): Outgoing[] {
    this.saved = Math.max(this.saved, save);
    const ready = this.waiting.filter((outgoing) => this.restsOnDisk(outgoing));
    this.waiting = this.waiting.filter((outgoing) => !this.restsOnDisk(outgoing));
    return ready;
  }

  private restsOnDisk({ needs }: Outgoing): boolean {
    return Math.max(needs, this.bootSave) <= this.saved;
  }
}
