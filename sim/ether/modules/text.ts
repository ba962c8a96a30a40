/** Bytes and the ASCII text of AT commands. */

/** One character for each byte. */
export function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** The lowest eight bits of each character. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);
}

/** A whole number without sign, in the range, or null. */
export function numberIn(text: string, low: number, high: number): number | null {
  if (!/^\d{1,10}$/.test(text)) return null;
  const number = Number(text);
  return number >= low && number <= high ? number : null;
}
