/** The two primitives that authentication rests on. */
export interface Crypto {
  /** HMAC-SHA-256 of the concatenated parts: 32 bytes. */
  hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array;
  /** HKDF-SHA-256 with an empty salt (RFC 5869). */
  hkdfSha256(key: Uint8Array, info: Uint8Array, lengthBytes: number): Uint8Array;
}

/** A key inside a key: AES Key Wrap with a key-encryption key of 32 bytes (RFC 3394). */
export interface KeyWrap {
  /** `plain` has a multiple of 8 bytes, 16 at least; what comes out has 8 more. */
  wrap(keyEncryptionKey: Uint8Array, plain: Uint8Array): Uint8Array;
  /** What was wrapped, or null when it was not wrapped with this key, or was changed since. Never throws. */
  unwrap(keyEncryptionKey: Uint8Array, wrapped: Uint8Array): Uint8Array | null;
}
