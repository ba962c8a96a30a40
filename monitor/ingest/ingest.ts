/**
 * From messages of a broker to what the fold takes (told.ts).
 *
 * The broker may let anybody publish, so nothing is believed of a message: neither its size, nor its form, nor that
 * its sender is who it says. What is not sound is thrown away and counted by reason, and nothing is ever thrown.
 */
import { DROP_REASONS, type DropReason } from '../view/drops.ts';
import type { MemberState, Told } from '../view/told.ts';
import { readEvent } from './event.ts';
import { type JsonBounds, type JsonFields, readJson } from './json.ts';
import { readState } from './state.ts';
import { type MemberTopic, readTopic, topicsOf } from './topic.ts';

export interface IngestOptions {
  readonly swarm: string;
  /** Ids of the swarm file: there is always room for them, however many others somebody makes up. */
  readonly expected?: readonly string[];
}

const MAX_MEMBERS = 10_000;
const AVAILABILITY_BYTES = 16;
const STATE: JsonBounds = { bytes: 64 * 1024, depth: 6, values: 4096 };
const EVENT: JsonBounds = { bytes: 16 * 1024, depth: 4, values: 256 };

export class Ingest {
  /** What to subscribe to. */
  readonly topics: readonly string[];
  private readonly swarm: string;
  private readonly expected: ReadonlySet<string>;
  private readonly counts = new Map<DropReason, number>();
  /** Members that have told anything, by the first part of their topics. */
  private readonly known = new Set<string>();

  constructor({ swarm, expected = [] }: IngestOptions) {
    this.swarm = swarm;
    this.expected = new Set(expected);
    this.topics = topicsOf(swarm);
  }

  /** Messages that were thrown away, by reason. */
  get dropped(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      DROP_REASONS.filter((reason) => this.counts.has(reason)).map((reason) => [
        reason,
        this.counts.get(reason)!,
      ]),
    );
  }

  /** Null: thrown away, and counted. */
  take(topic: string, payload: Uint8Array, retained: boolean): Told | null {
    const told = this.read(topic, payload, retained);
    if (typeof told !== 'string') return told;
    this.counts.set(told, (this.counts.get(told) ?? 0) + 1);
    return null;
  }

  private read(topic: string, payload: Uint8Array, retained: boolean): Told | DropReason {
    const member = readTopic(this.swarm, topic);
    if (typeof member === 'string') return member;
    const { kind, id, leaf } = member;
    const key = `${kind}/${id}`;
    if (payload.length === 0 && leaf !== 'event') {
      this.known.delete(key);
      return { what: 'cleared', kind, id };
    }
    const told = readPayload(member, payload, retained);
    if (typeof told === 'string') return told;
    // Only with something sound to tell does a name take room.
    if (!this.known.has(key)) {
      if (this.known.size >= MAX_MEMBERS && !this.expected.has(id)) return 'too-many-members';
      this.known.add(key);
    }
    return told;
  }
}

function readPayload(member: MemberTopic, payload: Uint8Array, retained: boolean) {
  switch (member.leaf) {
    case 'availability':
      return readAvailability(member, payload, retained);
    case 'state':
      return readMemberState(member, payload, retained);
    case 'event':
      return readMemberEvent(member, payload);
  }
}

function readAvailability(
  { kind, id }: MemberTopic,
  payload: Uint8Array,
  retained: boolean,
): Told | DropReason {
  if (payload.length > AVAILABILITY_BYTES) return 'oversized';
  const text = String.fromCharCode(...payload);
  if (text !== 'online' && text !== 'offline') return 'malformed';
  return { what: 'availability', kind, id, online: text === 'online', retained };
}

function readMemberState(
  { kind, id }: MemberTopic,
  payload: Uint8Array,
  retained: boolean,
): Told | DropReason {
  const given = readJson(payload, STATE);
  if (typeof given === 'string') return given;
  if (isOfAnother(given, 'id', id)) return 'wrong-sender';
  const state: MemberState | undefined = readState(given);
  return state ? { what: 'state', kind, id, state, retained } : 'malformed';
}

function readMemberEvent({ kind, id }: MemberTopic, payload: Uint8Array): Told | DropReason {
  const given = readJson(payload, EVENT);
  if (typeof given === 'string') return given;
  const event = readEvent(given);
  if (!event) return 'malformed';
  return event.from === id ? { what: 'event', kind, id, event } : 'wrong-sender';
}

/** It names somebody, and not the member whose topic it is. */
function isOfAnother(given: JsonFields, field: string, id: string): boolean {
  return Object.hasOwn(given, field) && given[field] !== id;
}
