/**
 * What may happen next in the model, as one integer, and in words. The words have a loose form, too,
 * without numbers that depend on what came before: a shorter path is found by doing the same things
 * again in a world in which not all of the others happened.
 */
import type { Fence } from '../../src/protocol/fence.ts';
import { memberId, type Roster } from '../../src/protocol/roster.ts';
import type { Said } from './locals.ts';

/**
 * `tick` to `release` happen to a member, `pass` leads to a time. A frame is heard by all others but
 * those of a mask (`deliver`), by all with a double to follow (`double`), or by one alone (`late`).
 */
export const ACTION = {
  tick: 0,
  want: 1,
  leave: 2,
  offPad: 3,
  crash: 4,
  start: 5,
  release: 6,
  pass: 7,
  deliver: 8,
  double: 9,
  late: 10,
} as const;

const KIND_BITS = 4;
const MASK_BITS = 7;

/** Of a member or a time. */
export function actionOf(kind: number, part: number): number {
  return (part << KIND_BITS) | kind;
}

/** Of a message, with a mask of members: who misses it, or with `late` who hears it. */
export function frameAction(kind: number, message: number, mask: number): number {
  return (((message << MASK_BITS) | mask) << KIND_BITS) | kind;
}

export function kindOf(action: number): number {
  return action & ((1 << KIND_BITS) - 1);
}

/** The member or the time that an action is about. */
export function partOf(action: number): number {
  return action >> KIND_BITS;
}

export function messageOfAction(action: number): number {
  return action >> (KIND_BITS + MASK_BITS);
}

export function maskOfAction(action: number): number {
  return (action >> KIND_BITS) & ((1 << MASK_BITS) - 1);
}

/** Stands for all members but the sender. */
export const ALL = 7;

/** A frame in flight to `ALL`, or a copy that one member has not heard when the others did. */
export function copyCode(message: number, to: number): number {
  return (message << 3) | to;
}

export function messageOf(copy: number): number {
  return copy >> 3;
}

export function receiverOf(copy: number): number {
  return copy & 7;
}

/** `TOKEN (1,3) for r2`: what matters of a message. */
export function messageText(message: Said['message'], roster: Roster): string {
  const words = [message.kind.toUpperCase()];
  if ('epoch' in message) words.push(`epoch ${message.epoch}`);
  if ('fence' in message) words.push(fenceText(message.fence));
  if ('attempt' in message) words.push(`attempt ${message.attempt}`);
  if (message.kind === 'refuse') words.push(message.reason);
  const addressee = addresseeOf(message);
  if (addressee !== null) words.push(`for ${memberId(roster, addressee)}`);
  return words.join(' ');
}

export function addresseeOf(message: Said['message']): number | null {
  switch (message.kind) {
    case 'token':
      return message.to;
    case 'admit':
    case 'refuse':
      return message.robot;
    case 'vote':
      return message.candidate;
    default:
      return null;
  }
}

export function fenceText(fence: Fence): string {
  return `(${fence.epoch},${fence.counter})`;
}
