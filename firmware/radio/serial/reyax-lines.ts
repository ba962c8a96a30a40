/**
 * Takes what a REYAX module says apart: lines, and received data whose length stands before it.
 *
 * The data may hold anything, commas and ends of lines too, so it is counted and not searched. What
 * doesn't fit costs the line that it stands in, and no more.
 */

import { latin } from './inbox.ts';

export type ReyaxSaid =
  /** A line, without its end. */
  | { readonly said: 'line'; readonly line: string }
  /** +RCV=address,length,data,rssi,snr. */
  | { readonly said: 'received'; readonly data: string }
  /** Bytes that make neither. */
  | { readonly said: 'noise'; readonly bytes: number };

/** The longest that the module takes and gives (RYLR998 AT command guide, AT+SEND). */
export const REYAX_DATA_BYTES = 240;
/** Data, and around it at most `+RCV=65535,240,` and `,-128,-128` with the end of the line. */
const HELD_BYTES = REYAX_DATA_BYTES + 40;

const HEAD = /^\+RCV=(\d{1,5}),(\d{1,3}),/;
const HEAD_LENGTH = '+RCV=65535,240,'.length;
const TAIL = /^,-?\d{1,4},-?\d{1,4}\r?\n/;
const TAIL_LENGTH = ',-1280,-1280\r\n'.length;

/** The characters that the module needs; text with one byte a character. */
export class ReyaxLines {
  private held = '';
  /** So many bytes of a line that is too long were let go: all up to its end is noise. */
  private lost = 0;

  push(bytes: Uint8Array, on: (said: ReyaxSaid) => void): void {
    // In pieces, so that what is held stays short whatever comes at once.
    for (let from = 0; from < bytes.length; from += HELD_BYTES) {
      this.held += latin(bytes.subarray(from, from + HELD_BYTES));
      this.takeAll(on);
    }
  }

  private takeAll(on: (said: ReyaxSaid) => void): void {
    let at = 0;
    for (;;) {
      const taken = this.take(at, on);
      if (taken === 0) break;
      at += taken;
    }
    this.held = this.held.slice(at);
    if (this.held.length <= HELD_BYTES) return;
    this.lost += this.held.length;
    this.held = '';
  }

  /** Takes one thing from `at` on and returns its length; 0 when it has not come completely. */
  private take(at: number, on: (said: ReyaxSaid) => void): number {
    const rest = this.held.slice(at);
    const received = this.lost > 0 ? null : receivedIn(rest);
    if (received === 'incomplete') return 0;
    if (received !== null) {
      on({ said: 'received', data: received.data });
      return received.length;
    }
    const end = rest.indexOf('\n');
    if (end === -1) return 0;
    const line = rest.slice(0, end).replace(/\r$/, '');
    if (this.lost > 0 || /^\+RCV=/.test(line) || /[^\x20-\x7e]/.test(line))
      on({ said: 'noise', bytes: this.lost + end + 1 });
    else if (line !== '') on({ said: 'line', line });
    this.lost = 0;
    return end + 1;
  }
}

/** Received data at the start of the text; null when there is something else. */
function receivedIn(text: string): { data: string; length: number } | 'incomplete' | null {
  if (!text.startsWith('+RCV=')) return null;
  const head = HEAD.exec(text);
  // Without an end of line in it, a head may still be coming.
  if (head === null) return text.length < HEAD_LENGTH && !text.includes('\n') ? 'incomplete' : null;
  const length = Number(head[2]);
  if (length > REYAX_DATA_BYTES) return null;
  const from = head[0].length;
  const rest = text.slice(from + length);
  const tail = TAIL.exec(rest);
  if (tail !== null)
    return { data: text.slice(from, from + length), length: from + length + tail[0].length };
  return rest.length < TAIL_LENGTH && !rest.includes('\n') ? 'incomplete' : null;
}
