/** The two primitives that authentication rests on. */
export interface Crypto {
  /** HMAC-SHA-256 of the concatenated parts: 32 bytes. */
  hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array;
  /** HKDF-SHA-256 with an empty salt (RFC 5869). */
  hkdfSha256(key: Uint8Array, info: Uint8Array, lengthBytes: number): Uint8Array;
}
