/** Bytes of text, and text of bytes: src/ has no TextEncoder, which is a platform's (RFC 3629). */
export function utf8(value: string): Uint8Array {
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

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** In constant time: how far a forged tag fits must not show. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let at = 0; at < a.length; at += 1) difference |= a[at]! ^ (b[at] ?? 0);
  return difference === 0;
}
