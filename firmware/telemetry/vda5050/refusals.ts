/**
 * Messages that were not taken, told in the log: the first at once, those that follow it as a number, so that
 * nobody fills a log by sending nonsense.
 */

const QUIET_MS = 10_000;

export class Refusals {
  private readonly warn: (message: string) => void;
  private readonly quietMs: number;
  private quiet: NodeJS.Timeout | null = null;
  private untold = 0;

  constructor(warn: (message: string) => void, quietMs: number = QUIET_MS) {
    this.warn = warn;
    this.quietMs = quietMs;
  }

  note(problem: string): void {
    if (this.quiet !== null) {
      this.untold += 1;
      return;
    }
    this.warn(problem);
    this.beQuiet();
  }

  close(): void {
    if (this.quiet !== null) clearTimeout(this.quiet);
    this.quiet = null;
  }

  private beQuiet(): void {
    this.quiet = setTimeout(() => {
      this.quiet = null;
      if (this.untold === 0) return;
      this.warn(`not taken since then: ${this.untold} more`);
      this.untold = 0;
      this.beQuiet();
    }, this.quietMs);
    this.quiet.unref();
  }
}
