/**
 * A key ring as one line of text: in a key file, in a member's state folder, in a QR code, through a pipe.
 *
 * ```
 * roost-key-1 swarm=orchard zone=main member=r3 namespace=5f0a kek=... sending=2 key=2,...,3000,4.5 sum=...
 * ```
 *
 * One line, because a scanner types it and a person copies it; words with names, because somebody will look into
 * the file; a checksum, because half a line must not pass for a key. `key` is: id, 32 bytes, overlap in
 * milliseconds, places in the roster of those who were revoked. Bytes are in base64 for URLs.
 */

import { NAME_PATTERN } from '../../src/protocol/roster.ts';
import {
  FIRST_KEY_ID,
  KEY_BYTES,
  type KeyRing,
  keyOf,
  LAST_KEY_ID,
  MAX_KEYS,
  NAMESPACE_BYTES,
  type RingKey,
} from '../../src/wire/keyring.ts';
import { nodeCrypto } from '../crypto.ts';

export const KEY_TEXT_START = 'roost-key-';
const MAGIC = `${KEY_TEXT_START}1`;
const SUM_BYTES = 8;
const LONGEST_OVERLAP_MS = 0xffffffff;
const MOST_MEMBERS = 255;

export interface Readmission {
  /** How often by now: each time gives the member another key-encryption key. */
  readonly times: number;
  /** The newest key id at that time; the member is heard again under the keys after it. */
  readonly afterKey: number;
}

export interface KeyFile {
  readonly swarm: string;
  readonly zone: string;
  /** Whose file this is; null for the administrator's own. */
  readonly member: string | null;
  /** The key-encryption key of that member: 32 bytes. */
  readonly kek: Uint8Array | null;
  readonly ring: KeyRing;
  /** The administrator's: members that were taken in again after they had been revoked, by id. */
  readonly readmitted: ReadonlyMap<string, Readmission>;
}

/** One line, without a line end. */
export function formatKeyFile(file: KeyFile): string {
  const { swarm, zone, member, kek, ring, readmitted } = file;
  const words = [MAGIC, `swarm=${swarm}`, `zone=${zone}`];
  if (member !== null) words.push(`member=${member}`);
  words.push(`namespace=${Buffer.from(ring.namespace).toString('hex')}`);
  if (kek !== null) words.push(`kek=${base64(kek)}`);
  for (const [id, { times, afterKey }] of readmitted)
    words.push(`readmitted=${id},${times},${afterKey}`);
  words.push(`sending=${ring.sendingId}`);
  for (const { id, key, overlapMs, revoked } of ring.keys)
    words.push(`key=${id},${base64(key)},${overlapMs},${revoked.join('.')}`);
  const text = words.join(' ');
  return `${text} sum=${sumOf(text)}`;
}

/** What a line says, or what is wrong with it in a few words. */
export function parseKeyFile(line: string): KeyFile | string {
  const text = line.trim();
  if (!text.startsWith(`${MAGIC} `)) return 'it is of a later version of Roost';
  const sumAt = text.lastIndexOf(' sum=');
  if (sumAt < 0) return 'it is cut short';
  const covered = text.slice(0, sumAt);
  if (text.slice(sumAt) !== ` sum=${sumOf(covered)}`) return 'its checksum does not fit';
  const file = readWords(covered.split(' ').slice(1));
  return file ?? 'its checksum fits, but what it says makes no sense';
}

function readWords(words: readonly string[]): KeyFile | null {
  const single = new Map<string, string>();
  const keys: RingKey[] = [];
  const readmitted = new Map<string, Readmission>();
  for (const word of words) {
    const at = word.indexOf('=');
    const [name, value] = [word.slice(0, Math.max(0, at)), word.slice(at + 1)];
    if (name === 'key') {
      const key = readKey(value);
      if (key === null || (keys.at(-1)?.id ?? 0) >= key.id) return null;
      keys.push(key);
    } else if (name === 'readmitted') {
      const match = /^([A-Za-z0-9_-]{1,32}),(\d{1,6}),(\d{1,3})$/.exec(value);
      if (!match) return null;
      readmitted.set(match[1]!, { times: Number(match[2]), afterKey: Number(match[3]) });
    } else if (single.has(name)) return null;
    else single.set(name, value);
  }
  const swarm = single.get('swarm') ?? '';
  const zone = single.get('zone') ?? '';
  const member = single.get('member') ?? null;
  const namespace = Buffer.from(single.get('namespace') ?? '', 'hex');
  const kekText = single.get('kek');
  const kek = kekText === undefined ? null : bytesOf(kekText);
  const ring: KeyRing = {
    namespace: Uint8Array.from(namespace),
    keys,
    sendingId: Number(single.get('sending')),
  };
  const isSound =
    [swarm, zone, member ?? 'none'].every((name) => NAME_PATTERN.test(name)) &&
    namespace.length === NAMESPACE_BYTES &&
    (kekText === undefined || kek !== null) &&
    keys.length <= MAX_KEYS &&
    keyOf(ring, ring.sendingId) !== null;
  return isSound ? { swarm, zone, member, kek, ring, readmitted } : null;
}

function readKey(text: string): RingKey | null {
  const match = /^(\d{1,3}),([A-Za-z0-9_-]{43}),(\d{1,10}),((?:\d{1,3}(?:\.\d{1,3})*)?)$/.exec(
    text,
  );
  if (!match) return null;
  const [id, key, overlapMs] = [Number(match[1]), bytesOf(match[2]!), Number(match[3])];
  const revoked = match[4] === '' ? [] : match[4]!.split('.').map(Number);
  const isSound =
    id >= FIRST_KEY_ID &&
    id <= LAST_KEY_ID &&
    overlapMs <= LONGEST_OVERLAP_MS &&
    revoked.every((member, at) => member < MOST_MEMBERS && member > (revoked[at - 1] ?? -1));
  return key !== null && isSound ? { id, key, overlapMs, revoked } : null;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** 32 bytes, or null. */
function bytesOf(text: string): Uint8Array | null {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64url'));
  return bytes.length === KEY_BYTES && base64(bytes) === text ? bytes : null;
}

/** Against accidents only: it is no secret what it is made with. */
function sumOf(text: string): string {
  const sum = nodeCrypto.hmacSha256(Buffer.from(MAGIC), Buffer.from(text));
  return base64(sum.subarray(0, SUM_BYTES));
}
