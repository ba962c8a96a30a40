/**
 * What members say beside the protocol, over radios that carry nothing else: what those see who watch the
 * swarm, and what they want done. The protocol takes no notice of it; framing, authentication and the replay
 * guard are those of every frame.
 */
import type { MemberIndex } from '../protocol/roster.ts';
import { type Codec, Malformed } from './fields.ts';
import { LAST_KEY_ID } from './keyring.ts';

/** A piece of what a member shows of itself. Only whoever has all pieces of a number can read it. */
export interface Report {
  readonly kind: 'report';
  /** Counts the reports of the sender's boot; pieces of one report share it. */
  readonly number: number;
  /** Which piece this is, from 0, of how many. */
  readonly part: number;
  readonly parts: number;
  readonly bytes: Uint8Array;
}

/** Somebody wants something of a member, through a gateway. */
export interface Command {
  readonly kind: 'command';
  readonly to: MemberIndex;
  /** The gateway's number for it, which the reply repeats. */
  readonly ticket: number;
  /** UTF-8: `charge`, `release`, `hold` or `resume`; a member that doesn't know it says so. */
  readonly verb: Uint8Array;
}

/** What came of a command. */
export interface Reply {
  readonly kind: 'reply';
  readonly to: MemberIndex;
  readonly ticket: number;
  /** UTF-8: why not; empty when it was carried out. */
  readonly error: Uint8Array;
}

/**
 * The administrator hands a member the next key of the swarm. Sealed for this member alone, under its own
 * key-encryption key; so only the administrator, who has them all, can say it.
 */
export interface KeyMessage {
  readonly kind: 'key';
  readonly to: MemberIndex;
  /** The administrator's number for it, which the answer repeats. */
  readonly ticket: number;
  /** What is in it: key-offer.ts. */
  readonly wrapped: Uint8Array;
}

/** A member's answer: which keys it has on its disk. Sealed for the administrator alone. */
export interface Keyed {
  readonly kind: 'keyed';
  readonly ticket: number;
  /** The highest key id that it has. */
  readonly newest: number;
  /** The key id that it sends under. */
  readonly sending: number;
  /** It does not take the key that it was given: it has another one under that id, or a later one. */
  readonly refused: boolean;
}

/** The administrator says, under the new key, that all have it: send under it from now on. */
export interface Roll {
  readonly kind: 'roll';
  readonly keyId: number;
}

/** What the administrator and the members say to each other; other kinds nobody takes from him. */
export type KeyAside = KeyMessage | Keyed | Roll;

/** The source of what the administrator says, who is no member. */
export const ADMINISTRATOR = 255;

export type Aside = Report | Command | Reply | KeyAside;
export type AsideKind = Aside['kind'];

/** A report has at most so many pieces. */
export const MAX_PARTS = 32;

/** The kinds on the wire from this number on are about keys. */
export const FIRST_KEY_KIND = 21;

const KINDS: ReadonlySet<string> = new Set<AsideKind>([
  'report',
  'command',
  'reply',
  'key',
  'keyed',
  'roll',
]);

/** Whether a message is an aside. */
export function isAside(message: { readonly kind: string }): message is Aside {
  return KINDS.has(message.kind);
}

type Of<K extends AsideKind> = Extract<Aside, { kind: K }>;

/** Beside the codecs of the protocol's messages (codec.ts). */
export const ASIDE_CODECS: { readonly [K in AsideKind]: Codec<Of<K>> } = {
  report: {
    number: 18,
    write: (m) => [m.number, m.part, m.parts, m.bytes],
    read: (f) => {
      const [number, part, parts] = [f.uint(), f.uint(MAX_PARTS - 1), f.uint(MAX_PARTS)];
      if (part >= parts) throw new Malformed();
      return { kind: 'report', number, part, parts, bytes: f.bytes() };
    },
  },
  command: {
    number: 19,
    write: (m) => [m.to, m.ticket, m.verb],
    read: (f, bounds) => ({
      kind: 'command',
      to: f.index(bounds.members),
      ticket: f.uint(),
      verb: f.bytes(),
    }),
  },
  reply: {
    number: 20,
    write: (m) => [m.to, m.ticket, m.error],
    read: (f, bounds) => ({
      kind: 'reply',
      to: f.index(bounds.members),
      ticket: f.uint(),
      error: f.bytes(),
    }),
  },
  key: {
    number: FIRST_KEY_KIND,
    write: (m) => [m.ticket, m.wrapped],
    // Whom it is for stands in the header, in place of a pad.
    read: (f, _bounds, to) => ({ kind: 'key', to, ticket: f.uint(), wrapped: f.bytes() }),
  },
  keyed: {
    number: 22,
    write: (m) => [m.ticket, m.newest, m.sending, m.refused ? 1 : 0],
    read: (f) => ({
      kind: 'keyed',
      ticket: f.uint(),
      newest: f.uint(LAST_KEY_ID),
      sending: f.uint(LAST_KEY_ID),
      refused: f.flag(),
    }),
  },
  roll: {
    number: 23,
    write: (m) => [m.keyId],
    read: (f) => ({ kind: 'roll', keyId: f.uint(LAST_KEY_ID) }),
  },
};
