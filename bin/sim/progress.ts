/** A progress bar on a terminal; nothing anywhere else. */
const WIDTH = 24;

export interface Progress {
  show(done: number, total: number, failures: number): void;
  /** Clears the line. */
  end(): void;
}

export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { show() {}, end() {} };
  return {
    show(done, total, failures) {
      const filled = Math.round((WIDTH * done) / total);
      const bar = '#'.repeat(filled) + '.'.repeat(WIDTH - filled);
      const broken = failures === 0 ? '' : `, ${failures} failed`;
      stream.write(`\r[${bar}] ${done} of ${total} runs${broken}\x1b[K`);
    },
    end() {
      stream.write('\r\x1b[K');
    },
  };
}
