/**
 * The two long lists of a TOKEN as bytes: the queue, and LN as deltas from a base, because most
 * robots have booted about as often and asked about as often as each other.
 */
import {
  isQueued,
  MAX_OVERTAKES,
  type Queue,
  type QueueEntry,
  type Urgency,
} from '../protocol/queue.ts';
import { bootOf, nOf, type RequestNumber, requestNumber } from '../protocol/request-number.ts';
import type { MemberIndex } from '../protocol/roster.ts';
import { Malformed } from './fields.ts';

/** Two bytes an entry: life in the upper two bits, the robot in the rest; urgency, and times overtaken. */
export function packQueue(queue: Queue): Uint8Array {
  const bytes = new Uint8Array(queue.length * 2);
  queue.forEach((entry, place) => {
    bytes[2 * place] = (entry.life << 6) | entry.robot;
    bytes[2 * place + 1] = (entry.urgency << 6) | Math.min(entry.overtaken, MAX_OVERTAKES);
  });
  return bytes;
}

export function unpackQueue(bytes: Uint8Array, robots: number): Queue {
  if (bytes.length % 2 !== 0 || bytes.length > 2 * robots) throw new Malformed();
  const queue: QueueEntry[] = [];
  for (let at = 0; at < bytes.length; at += 2) {
    const life = bytes[at]! >> 6;
    const robot = bytes[at]! & 0x3f;
    const packed = bytes[at + 1]!;
    if (robot >= robots || isQueued(queue, robot)) throw new Malformed();
    queue.push({
      robot,
      life,
      urgency: (packed >> 6) as Urgency,
      overtaken: packed & MAX_OVERTAKES,
    });
  }
  return queue;
}

/** A set of members, a bit each: the first member in the lowest bit of the first byte. No zeros at the end. */
export function packMembers(members: readonly MemberIndex[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((Math.max(-1, ...members) + 1) / 8));
  for (const member of members) bytes[member >> 3] = bytes[member >> 3]! | (1 << (member & 7));
  return bytes;
}

export function unpackMembers(bytes: Uint8Array, count: number): MemberIndex[] {
  if (bytes.length > Math.ceil(count / 8)) throw new Malformed();
  const members: MemberIndex[] = [];
  for (let member = 0; member < 8 * bytes.length; member += 1)
    if ((bytes[member >> 3]! >> (member & 7)) & 1) members.push(member);
  if ((members.at(-1) ?? 0) >= count) throw new Malformed();
  return members;
}

/** LEB128: seven bits a byte, the lowest first. */
function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}

class VarintReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  next(max: number): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 35; scale *= 0x80) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new Malformed();
      this.at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        if (value > max) throw new Malformed();
        return value;
      }
    }
    throw new Malformed();
  }

  get done(): boolean {
    return this.at === this.bytes.length;
  }
}

const MAX_BOOT = 0xffff;
const MAX_N = 0xffffffff;

/**
 * `base boot, base n`, then per robot: 1 + 2 * (n - base n) for the base boot; 2 + 2 * n and then the
 * boot for any other; 0 and their number for robots in a row of which nothing is told. Those at the
 * end are left out.
 */
export function packLastServed(lastServed: readonly RequestNumber[]): Uint8Array {
  const served = lastServed.filter((number) => number > 0);
  const base = Math.min(...(served.length > 0 ? served : [0]));
  const baseBoot = bootOf(base);
  const bytes: number[] = [];
  pushVarint(bytes, baseBoot);
  pushVarint(bytes, nOf(base));
  let untold = 0;
  for (const number of lastServed) {
    if (number === 0) {
      untold += 1;
      continue;
    }
    if (untold > 0) {
      pushVarint(bytes, 0);
      pushVarint(bytes, untold);
      untold = 0;
    }
    if (bootOf(number) === baseBoot) pushVarint(bytes, 1 + 2 * (nOf(number) - nOf(base)));
    else {
      pushVarint(bytes, 2 + 2 * nOf(number));
      pushVarint(bytes, bootOf(number));
    }
  }
  return Uint8Array.from(bytes);
}

export function unpackLastServed(bytes: Uint8Array, robots: number): RequestNumber[] {
  const reader = new VarintReader(bytes);
  const baseBoot = reader.next(MAX_BOOT);
  const baseN = reader.next(MAX_N);
  const lastServed: RequestNumber[] = [];
  while (!reader.done) {
    const code = reader.next(2 * MAX_N + 2);
    if (code === 0)
      for (let untold = reader.next(robots); untold > 0; untold -= 1) lastServed.push(0);
    else if (code % 2 === 1) lastServed.push(numberOf(baseBoot, baseN + (code - 1) / 2));
    else lastServed.push(numberOf(reader.next(MAX_BOOT), (code - 2) / 2));
    if (lastServed.length > robots) throw new Malformed();
  }
  while (lastServed.length < robots) lastServed.push(0);
  return lastServed;
}

function numberOf(boot: number, n: number): RequestNumber {
  if (n > MAX_N) throw new Malformed();
  return requestNumber(boot, n);
}
