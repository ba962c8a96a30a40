/** Lines that were typed and not yet taken: the next command, or the answer to a question. */

export class LineQueue {
  private readonly lines: string[] = [];
  private taker: ((line: string | null) => void) | null = null;
  private hasEnded = false;

  push(line: string): void {
    if (this.taker === null) this.lines.push(line);
    else this.give(line);
  }

  /** Nothing more will come. */
  end(): void {
    this.hasEnded = true;
    if (this.taker !== null) this.give(null);
  }

  /** Throws away what was typed ahead; whoever waits for an answer gets an empty one. */
  clear(): void {
    this.lines.length = 0;
    if (this.taker !== null) this.give('');
  }

  /** Null when nothing comes any more. One at a time may wait. */
  next(): Promise<string | null> {
    const line = this.lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.hasEnded) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.taker = resolve;
    });
  }

  private give(line: string | null): void {
    const { taker } = this;
    this.taker = null;
    taker?.(line);
  }
}
