/** Bytes of text, and text of bytes: src/ has no TextEncoder, which is a platform's (RFC 3629). */
export function utf8(value: string): Uint8Array {
  const ascii = new Uint8Array(value.length);
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code >= 0x80) return utf8Of(value);
    ascii[at] = code;
  }
  return ascii;
}

function utf8Of(value: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of value) pushCodePoint(bytes, character.codePointAt(0)!);
  return Uint8Array.from(bytes);
}

function pushCodePoint(bytes: number[], code: number): void {
  const tail = (shift: number) => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x80) bytes.push(code);
  else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(0));
  else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(6), tail(0));
  else bytes.push(0xf0 | (code >> 18), tail(12), tail(6), tail(0));
}

const HEX_DIGITS = '0123456789abcdef';

export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX_DIGITS[byte >> 4]! + HEX_DIGITS[byte & 15]!;
  return text;
}

/** In constant time: how far a forged tag fits must not show. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let at = 0; at < a.length; at += 1) difference |= a[at]! ^ (b[at] ?? 0);
  return difference === 0;
}
