/**
 * Message <-> authenticated frame (wire.md, "Frame").
 *
 * Opening is a pure function of the bytes and the key: a simulator may open a frame once for all who
 * hear it. Checks run from the cheapest to the dearest, and each failure has a name to be counted by.
 */
import { isPadMessage } from '../protocol/message.ts';
import { type MemberIndex, memberCount, memberId, type Roster } from '../protocol/roster.ts';
import { ADMINISTRATOR, FIRST_KEY_KIND } from './aside.ts';
import { equalBytes, utf8 } from './bytes.ts';
import { type Content, decodeBody, encodeBody, kindNumber, kindOf } from './codec.ts';
import type { Crypto } from './crypto.ts';
import type { Bounds } from './fields.ts';
import { type KeyRing, namespaceOf, ringOfOne, sendingKey } from './keyring.ts';

/** Of the frame's format; it stands in the first bits of each frame. */
export const WIRE_VERSION = 1;
export const HEADER_BYTES = 11;
export const TAG_BYTES = 8;
/** With COBS framing this stays within the 260 bytes that every radio driver takes. */
export const MAX_FRAME_BYTES = 255;
/** The resource byte of a message that is not about a pad. */
const ZONE = 0xff;
export const MAX_SEQUENCE = 0xffffff;

export interface FrameHeader {
  readonly source: MemberIndex;
  readonly boot: number;
  readonly sequence: number;
}

export interface Frame extends FrameHeader {
  readonly message: Content;
  /** The authentication tag: 8 bytes, as two numbers of 32 bits. */
  readonly tag: readonly [number, number];
}

export type DropReason =
  | 'short' // no room for a header, a body and a tag
  | 'oversized'
  | 'version' // of a later or unknown protocol version
  | 'foreign' // another swarm or zone
  | 'unknown-key'
  | 'revoked' // its sender is no member any more
  | 'not-ours' // between the administrator and another member
  | 'unknown-source'
  | 'unknown-pad'
  | 'unknown-kind'
  | 'forged' // the tag does not fit
  | 'malformed'; // authentic, but its body says nothing sensible

interface Swarm {
  readonly crypto: Crypto;
  readonly swarm: string;
  readonly zone: string;
  readonly roster: Roster;
  /**
   * A member's key-encryption key (32 bytes), where it is known: a member knows its own, the administrator
   * all of them. Without one, what the administrator says to that member cannot be opened.
   */
  readonly kekOf?: (member: MemberIndex) => Uint8Array | null;
}

/** The keys: a ring of them, or in short the 32 bytes of the only one. */
export type FrameCodecOptions = Swarm &
  ({ readonly ring: KeyRing } | { readonly swarmKey: Uint8Array; readonly keyId: number });

/** What is made of one key of the ring. */
interface KeyTable {
  readonly key: Uint8Array;
  /** By member: what it tags its frames with. */
  readonly tagging: readonly Uint8Array[];
  readonly administrator: Uint8Array;
  /** By source: as `tagging`, and nothing for whom nobody hears any more. */
  heard: readonly (Uint8Array | undefined)[];
}

/** The key id of frames that are sealed for one member alone. */
const PRIVATE = 0;

export class FrameCodec {
  private readonly options: FrameCodecOptions;
  private readonly namespace: Uint8Array;
  /** By key id. */
  private tables: (KeyTable | undefined)[] = [];
  private sending!: KeyTable;
  private sendsUnder = 0;
  private revoked: ReadonlySet<MemberIndex> = new Set();
  /** By member, what the administrator and this member tag with; made when it is needed. */
  private readonly privateKeys = new Map<MemberIndex, Uint8Array>();
  /** By resource byte: its length and name, as the tag covers them. */
  private readonly resources = new Map<number, Uint8Array>();
  private readonly memberNames: readonly Uint8Array[];
  private readonly bounds: Bounds;

  constructor(options: FrameCodecOptions) {
    this.options = options;
    const { crypto, swarm, zone, roster } = options;
    const ring =
      'ring' in options
        ? options.ring
        : ringOfOne(
            namespaceOf(crypto, options.swarmKey, swarm, zone),
            options.swarmKey,
            options.keyId,
          );
    this.namespace = ring.namespace;
    const members = memberCount(roster);
    this.memberNames = Array.from({ length: members }, (_, member) =>
      prefixed(memberId(roster, member)),
    );
    this.resources.set(ZONE, Uint8Array.of(0));
    roster.pads.forEach((pad, index) => {
      this.resources.set(index, prefixed(pad.id));
    });
    this.bounds = { robots: roster.robots.length, members, pads: roster.pads.length };
    this.adopt(ring);
  }

  /** The id of the key that is sent under. */
  get sendingId(): number {
    return this.sendsUnder;
  }

  /** Seals and opens with the keys of another ring of the same swarm from now on. */
  adopt(ring: KeyRing): void {
    this.revoked = new Set(sendingKey(ring).revoked);
    const tables: (KeyTable | undefined)[] = [];
    for (const { id, key } of ring.keys) {
      const known = this.tables[id];
      const table = known && equalBytes(known.key, key) ? known : this.tableOf(id, key);
      table.heard = table.tagging.map((bytes, source) =>
        this.revoked.has(source) ? undefined : bytes,
      );
      tables[id] = table;
    }
    this.tables = tables;
    this.sendsUnder = ring.sendingId;
    this.sending = tables[ring.sendingId]!;
  }

  /**
   * The frame of a message, or null when it cannot be sealed: it would be too long for any radio, or its key is
   * not known. A message about keys chooses its key by itself; all others go out under the one that is sent under.
   */
  seal(header: FrameHeader, message: Content): Uint8Array | null {
    switch (message.kind) {
      case 'key':
        return this.sealPrivately(header, message, message.to, message.to);
      case 'keyed':
        return this.sealPrivately(header, message, ZONE, header.source);
      case 'roll': {
        const table = this.tables[message.keyId];
        if (!table) return null;
        const zone = this.resources.get(ZONE)!;
        return this.write(header, message, message.keyId, ZONE, table.administrator, zone);
      }
      default: {
        const resource = isPadMessage(message) ? message.pad : ZONE;
        const key = this.sending.tagging[header.source]!;
        const name = this.resources.get(resource)!;
        return this.write(header, message, this.sendsUnder, resource, key, name);
      }
    }
  }

  private sealPrivately(
    header: FrameHeader,
    message: Content,
    resource: number,
    member: MemberIndex,
  ): Uint8Array | null {
    const key = this.privateKey(member);
    return key && this.write(header, message, PRIVATE, resource, key, this.memberNames[member]!);
  }

  private write(
    header: FrameHeader,
    message: Content,
    keyId: number,
    resource: number,
    key: Uint8Array,
    name: Uint8Array,
  ): Uint8Array | null {
    const body = encodeBody(message);
    const length = HEADER_BYTES + body.length + TAG_BYTES;
    if (length > MAX_FRAME_BYTES) return null;
    const frame = new Uint8Array(length);
    frame[0] = (WIRE_VERSION << 6) | kindNumber(message.kind);
    frame[1] = keyId;
    frame.set(this.namespace, 2);
    frame[4] = resource;
    frame[5] = header.source;
    frame[6] = header.boot >> 8;
    frame[7] = header.boot & 0xff;
    frame[8] = header.sequence >> 16;
    frame[9] = (header.sequence >> 8) & 0xff;
    frame[10] = header.sequence & 0xff;
    frame.set(body, HEADER_BYTES);
    frame.set(this.tag(frame, key, name), length - TAG_BYTES);
    return frame;
  }

  /** What a frame says, once it is known to be authentic; or why it is dropped. Never throws. */
  open(bytes: Uint8Array): Frame | DropReason {
    const header = headerOf(bytes);
    if (header === null || bytes.length <= HEADER_BYTES + TAG_BYTES) return 'short';
    if (bytes.length > MAX_FRAME_BYTES) return 'oversized';
    if (bytes[0]! >> 6 !== WIRE_VERSION) return 'version';
    if (bytes[2] !== this.namespace[0] || bytes[3] !== this.namespace[1]) return 'foreign';
    const keyId = bytes[1]!;
    if (keyId === PRIVATE) return this.openPrivately(bytes, header);
    const table = this.tables[keyId];
    if (table === undefined) return 'unknown-key';
    const { source } = header;
    const aboutKeys = (bytes[0]! & 0x3f) >= FIRST_KEY_KIND;
    if (aboutKeys && source === ADMINISTRATOR) return this.openRoll(bytes, header, table);
    const key = table.heard[source];
    if (key === undefined) return this.revoked.has(source) ? 'revoked' : 'unknown-source';
    const resource = bytes[4]!;
    const name = this.resources.get(resource);
    if (name === undefined) return 'unknown-pad';
    const kind = kindOf(bytes[0]! & 0x3f);
    if (kind === null || aboutKeys) return 'unknown-kind';
    return this.read(bytes, header, key, name);
  }

  /** Of the administrator, to all who have a key. */
  private openRoll(bytes: Uint8Array, header: FrameHeader, table: KeyTable): Frame | DropReason {
    if (kindOf(bytes[0]! & 0x3f) !== 'roll') return 'unknown-kind';
    if (bytes[4] !== ZONE) return 'unknown-pad';
    const frame = this.read(bytes, header, table.administrator, this.resources.get(ZONE)!);
    if (typeof frame === 'string' || frame.message.kind !== 'roll') return frame;
    return frame.message.keyId === bytes[1] ? frame : 'malformed';
  }

  /** Between the administrator and one member. */
  private openPrivately(bytes: Uint8Array, header: FrameHeader): Frame | DropReason {
    const kind = kindOf(bytes[0]! & 0x3f);
    if (kind !== 'key' && kind !== 'keyed') return 'unknown-key';
    const resource = bytes[4]!;
    const toMember = kind === 'key';
    const member = toMember ? resource : header.source;
    const name = this.memberNames[member];
    if (name === undefined || (toMember && header.source !== ADMINISTRATOR))
      return 'unknown-source';
    if (!toMember && resource !== ZONE) return 'unknown-pad';
    const key = this.privateKey(member);
    return key === null ? 'not-ours' : this.read(bytes, header, key, name);
  }

  /** Checks the tag, and only then looks at the body. */
  private read(
    bytes: Uint8Array,
    header: FrameHeader,
    key: Uint8Array,
    name: Uint8Array,
  ): Frame | DropReason {
    const tagAt = bytes.length - TAG_BYTES;
    if (!equalBytes(bytes.subarray(tagAt), this.tag(bytes, key, name))) return 'forged';
    const kind = kindOf(bytes[0]! & 0x3f)!;
    const resource = bytes[4]!;
    const message = decodeBody(kind, bytes.subarray(HEADER_BYTES, tagAt), resource, this.bounds);
    if (message === null) return 'malformed';
    if (kind !== 'key' && isPadMessage(message) === (resource === ZONE)) return 'malformed';
    return { ...header, message, tag: [wordAt(bytes, tagAt), wordAt(bytes, tagAt + 4)] };
  }

  private tag(frame: Uint8Array, key: Uint8Array, name: Uint8Array): Uint8Array {
    const covered = frame.subarray(0, frame.length - TAG_BYTES);
    return this.options.crypto.hmacSha256(key, name, covered).subarray(0, TAG_BYTES);
  }

  private tableOf(id: number, key: Uint8Array): KeyTable {
    const { crypto, swarm, zone, roster } = this.options;
    const derived = (source: number) =>
      crypto.hkdfSha256(key, utf8(`roost v1 mac\0${swarm}\0${zone}\0${id}\0${source}`), 32);
    const tagging = Array.from({ length: memberCount(roster) }, (_, source) => derived(source));
    return { key, tagging, administrator: derived(ADMINISTRATOR), heard: tagging };
  }

  private privateKey(member: MemberIndex): Uint8Array | null {
    const known = this.privateKeys.get(member);
    if (known) return known;
    const kek = this.options.kekOf?.(member) ?? null;
    if (kek === null) return null;
    const key = this.options.crypto.hkdfSha256(kek, utf8('roost v1 private mac'), 32);
    this.privateKeys.set(member, key);
    return key;
  }
}

function prefixed(text: string): Uint8Array {
  const name = utf8(text);
  return Uint8Array.of(name.length, ...name);
}

/** What a frame says of itself, whether it is authentic or not; null for bytes too short to have a header. */
export function headerOf(bytes: Uint8Array): FrameHeader | null {
  if (bytes.length < HEADER_BYTES) return null;
  return {
    source: bytes[5]!,
    boot: (bytes[6]! << 8) | bytes[7]!,
    sequence: (bytes[8]! << 16) | (bytes[9]! << 8) | bytes[10]!,
  };
}

/** The tag of a frame that this member has sealed. */
export function tagOf(frame: Uint8Array): readonly [number, number] {
  const at = frame.length - TAG_BYTES;
  return [wordAt(frame, at), wordAt(frame, at + 4)];
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
  );
}
