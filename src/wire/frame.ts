/**
 * Message <-> authenticated frame (wire.md, "Frame").
 *
 * Opening is a pure function of the bytes and the key: a simulator may open a frame once for all who
 * hear it. Checks run from the cheapest to the dearest, and each failure has a name to be counted by.
 */
import { isPadMessage } from '../protocol/message.ts';
import { type MemberIndex, memberCount, type Roster } from '../protocol/roster.ts';
import { equalBytes, utf8 } from './bytes.ts';
import { type Bounds, type Content, decodeBody, encodeBody, kindNumber, kindOf } from './codec.ts';
import type { Crypto } from './crypto.ts';

/** Of the frame's format; it stands in the first bits of each frame. */
export const WIRE_VERSION = 1;
const HEADER_BYTES = 11;
const TAG_BYTES = 8;
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
  | 'unknown-source'
  | 'unknown-pad'
  | 'unknown-kind'
  | 'forged' // the tag does not fit
  | 'malformed'; // authentic, but its body says nothing sensible

export interface FrameCodecOptions {
  readonly crypto: Crypto;
  /** 32 bytes. */
  readonly swarmKey: Uint8Array;
  readonly keyId: number;
  readonly swarm: string;
  readonly zone: string;
  readonly roster: Roster;
}

export class FrameCodec {
  private readonly options: FrameCodecOptions;
  private readonly namespace: Uint8Array;
  private readonly keys: Uint8Array[];
  /** By resource byte: its length and name, as the tag covers them. */
  private readonly resources = new Map<number, Uint8Array>();
  private readonly bounds: Bounds;

  constructor(options: FrameCodecOptions) {
    this.options = options;
    const { crypto, swarmKey, keyId, swarm, zone, roster } = options;
    this.namespace = crypto.hkdfSha256(swarmKey, utf8(`ns\0${swarm}\0${zone}`), 2);
    this.keys = Array.from({ length: memberCount(roster) }, (_, source) =>
      crypto.hkdfSha256(swarmKey, utf8(`roost v1 mac\0${swarm}\0${zone}\0${keyId}\0${source}`), 32),
    );
    this.resources.set(ZONE, Uint8Array.of(0));
    roster.pads.forEach((pad, index) => {
      const name = utf8(pad.id);
      this.resources.set(index, Uint8Array.of(name.length, ...name));
    });
    this.bounds = {
      robots: roster.robots.length,
      members: memberCount(roster),
      pads: roster.pads.length,
    };
  }

  /** The frame of a message, or null when it would be too long for any radio. */
  seal(header: FrameHeader, message: Content): Uint8Array | null {
    const body = encodeBody(message);
    const length = HEADER_BYTES + body.length + TAG_BYTES;
    if (length > MAX_FRAME_BYTES) return null;
    const frame = new Uint8Array(length);
    const resource = isPadMessage(message) ? message.pad : ZONE;
    frame[0] = (WIRE_VERSION << 6) | kindNumber(message.kind);
    frame[1] = this.options.keyId;
    frame.set(this.namespace, 2);
    frame[4] = resource;
    frame[5] = header.source;
    frame[6] = header.boot >> 8;
    frame[7] = header.boot & 0xff;
    frame[8] = header.sequence >> 16;
    frame[9] = (header.sequence >> 8) & 0xff;
    frame[10] = header.sequence & 0xff;
    frame.set(body, HEADER_BYTES);
    frame.set(this.tag(frame, header.source, resource), length - TAG_BYTES);
    return frame;
  }

  /** What a frame says, once it is known to be authentic; or why it is dropped. Never throws. */
  open(bytes: Uint8Array): Frame | DropReason {
    const header = headerOf(bytes);
    if (header === null || bytes.length <= HEADER_BYTES + TAG_BYTES) return 'short';
    if (bytes.length > MAX_FRAME_BYTES) return 'oversized';
    if (bytes[0]! >> 6 !== WIRE_VERSION) return 'version';
    if (bytes[2] !== this.namespace[0] || bytes[3] !== this.namespace[1]) return 'foreign';
    if (bytes[1] !== this.options.keyId) return 'unknown-key';
    const { source } = header;
    if (source >= this.keys.length) return 'unknown-source';
    const resource = bytes[4]!;
    if (!this.resources.has(resource)) return 'unknown-pad';
    const kind = kindOf(bytes[0]! & 0x3f);
    if (kind === null) return 'unknown-kind';
    const tagAt = bytes.length - TAG_BYTES;
    if (!equalBytes(bytes.subarray(tagAt), this.tag(bytes, source, resource))) return 'forged';
    const message = decodeBody(kind, bytes.subarray(HEADER_BYTES, tagAt), resource, this.bounds);
    if (message === null || isPadMessage(message) === (resource === ZONE)) return 'malformed';
    return { ...header, message, tag: [wordAt(bytes, tagAt), wordAt(bytes, tagAt + 4)] };
  }

  private tag(frame: Uint8Array, source: number, resource: number): Uint8Array {
    const covered = frame.subarray(0, frame.length - TAG_BYTES);
    return this.options.crypto
      .hmacSha256(this.keys[source]!, this.resources.get(resource)!, covered)
      .subarray(0, TAG_BYTES);
  }
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
