/** Lines out of a stream of bytes, with a limit: a line that is longer is told once and dropped whole. */

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

export class LineReader {
  private readonly maxBytes: number;
  private line: number[] = [];
  private isTooLong = false;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Calls `onLine` with each line that ended, without its end; null for one that was too long. */
  push(bytes: Uint8Array, onLine: (line: Uint8Array | null) => void): void {
    for (const byte of bytes) {
      if (byte === LINE_FEED) this.end(onLine);
      else if (this.line.length < this.maxBytes) this.line.push(byte);
      else this.isTooLong = true;
    }
  }

  clear(): void {
    this.line = [];
    this.isTooLong = false;
  }

  private end(onLine: (line: Uint8Array | null) => void): void {
    const { line, isTooLong } = this;
    this.clear();
    if (line.at(-1) === CARRIAGE_RETURN) line.pop();
    onLine(isTooLong ? null : Uint8Array.from(line));
  }
}
