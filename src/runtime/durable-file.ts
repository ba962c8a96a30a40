/**
 * Durable state as bytes: one line with a version and a checksum, one line of JSON, so that a person
 * can read it and a torn write is noticed (protocol.md section 3).
 */
import type { Durable } from '../protocol/durable.ts';
import { hex, utf8 } from '../wire/bytes.ts';
import type { Crypto } from '../wire/crypto.ts';

const MAGIC = 'roost-state 1';
const CHECKSUM_KEY = utf8(MAGIC);

export type LoadedDurable =
  | { readonly state: 'intact'; readonly durable: Durable }
  /** Torn or damaged: what the member had promised is not known any more. */
  | { readonly state: 'damaged'; readonly reason: string };

export function encodeDurable(crypto: Crypto, durable: Durable): Uint8Array {
  const json = JSON.stringify(durable);
  const checksum = hex(crypto.hmacSha256(CHECKSUM_KEY, utf8(json)));
  return utf8(`${MAGIC} ${checksum}\n${json}\n`);
}

export function decodeDurable(crypto: Crypto, bytes: Uint8Array): LoadedDurable {
  // All of it is ASCII: ids and names are not part of the state.
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const [head, json, end, more] = text.split('\n');
  if (!head?.startsWith('roost-state ')) return damaged('it does not begin as a state file');
  if (!head.startsWith(`${MAGIC} `)) return damaged('it is of another version of the format');
  if (json === undefined || end === undefined) return damaged('it is cut short');
  if (end !== '' || more !== undefined) return damaged('there is more in it than a state');
  const checksum = hex(crypto.hmacSha256(CHECKSUM_KEY, utf8(json)));
  if (head !== `${MAGIC} ${checksum}`) return damaged('its checksum does not fit');
  return { state: 'intact', durable: JSON.parse(json) as Durable };
}

function damaged(reason: string): LoadedDurable {
  return { state: 'damaged', reason };
}
