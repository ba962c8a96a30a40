/**
 * A change of key over a radio, from the first frame to the last: drives the administrator's part (roll-over.ts)
 * with a timer, and writes to the administrator's disk before anything that members will remember.
 */

import { randomInt } from 'node:crypto';
import {
  isRobot,
  type MemberIndex,
  majority,
  memberCount,
  memberId,
  type Roster,
} from '../../src/protocol/roster.ts';
import type { Radio, RadioListener } from '../../src/runtime/ports.ts';
import { FrameCodec } from '../../src/wire/frame.ts';
import { wrapOffer } from '../../src/wire/key-offer.ts';
import { newestKey, switchedTo, withoutOlder } from '../../src/wire/keyring.ts';
import { nodeCrypto, nodeKeyWrap } from '../crypto.ts';
import type { Administrator } from './administrator.ts';
import { RollOver } from './roll-over.ts';

export interface RotationOptions {
  readonly administrator: Administrator;
  readonly swarm: string;
  readonly zone: string;
  /** Opens the zone's radio. */
  readonly openRadio: (listener: RadioListener) => Radio;
  /** Longer than a frame and its answer take. */
  readonly stepMs: number;
  /** How long to wait for the link. */
  readonly linkPatienceMs: number;
  /** How long to wait for the answers of all. */
  readonly patienceMs: number;
  /** After that time, go on without those that are silent. */
  readonly goOn: boolean;
  /** These are not waited for. */
  readonly notAwaited: ReadonlySet<MemberIndex>;
  /** What a person may want to follow. */
  readonly onProgress: (text: string) => void;
}

export type RotationEnd =
  /** `unconfirmed` have the key and will switch when they hear anybody; `missing` do not have it. */
  | {
      readonly how: 'done';
      readonly keyId: number;
      readonly switched: readonly MemberIndex[];
      readonly unconfirmed: readonly MemberIndex[];
      readonly missing: readonly MemberIndex[];
    }
  /** Nothing has changed for anybody: those did not answer. */
  | { readonly how: 'silent'; readonly silent: readonly MemberIndex[] }
  /** Nothing has changed: to go on without those that are silent would leave too few robots for a leader. */
  | { readonly how: 'too-few'; readonly having: number; readonly silent: readonly MemberIndex[] }
  /** Nothing has changed: those have another key under that id, or a later one (`newest`). */
  | { readonly how: 'refused'; readonly by: readonly MemberIndex[]; readonly newest: number }
  | { readonly how: 'no-radio'; readonly reason: string };

/** So long at least members are asked whether they have switched. */
const SHORTEST_ROLL_MS = 10_000;
const LONGEST_ROLL_STEPS = 100;

/** Hands out the newest key of the administrator's file, and has it switched to. Rejects with a StoreError. */
export async function rotate(options: RotationOptions): Promise<RotationEnd> {
  const { administrator } = options;
  const rollOver = prepare(options);
  const radio = await openLink(options, (frame) => {
    if (rollOver.hear(frame)) tellProgress(options, rollOver);
  });
  if (typeof radio === 'string') return { how: 'no-radio', reason: radio };
  const speak = (): void => {
    const frame = rollOver.next();
    if (frame) radio.send(frame);
  };
  try {
    const refusal = await handOut(options, rollOver, speak);
    if (refusal) return refusal;
    const { file } = administrator;
    const keyId = newestKey(file.ring).id;
    // Members remember that they switched, so the administrator must, too.
    await administrator.save({ ...file, ring: switchedTo(file.ring, keyId) });
    options.onProgress(`all who are waited for have key ${keyId}; telling them to switch`);
    rollOver.roll();
    const rollMs = Math.max(SHORTEST_ROLL_MS, LONGEST_ROLL_STEPS * options.stepMs);
    await every(options.stepMs, rollMs, speak, () => rollOver.phase === 'done');
    await administrator.save({ ...file, ring: withoutOlder(administrator.file.ring) });
    const { having, switched } = rollOver;
    const members = heardMembers(administrator);
    return {
      how: 'done',
      keyId,
      switched,
      unconfirmed: having.filter((member) => !switched.includes(member)),
      missing: members.filter((member) => !having.includes(member)),
    };
  } finally {
    await radio.close();
  }
}

/** Null when the key may be switched to. */
async function handOut(
  options: RotationOptions,
  rollOver: RollOver,
  speak: () => void,
): Promise<RotationEnd | null> {
  const refused = () =>
    [...rollOver.refusing].filter(([member]) => !options.notAwaited.has(member));
  await every(
    options.stepMs,
    options.patienceMs,
    speak,
    () => rollOver.isHandedOut || refused().length > 0,
  );
  const by = refused();
  if (by.length > 0) {
    const newest = Math.max(...by.map(([, { newest: id }]) => id));
    return { how: 'refused', by: by.map(([member]) => member), newest };
  }
  const { silent, having, isHandedOut } = rollOver;
  if (having.length === 0 || (!isHandedOut && !options.goOn)) return { how: 'silent', silent };
  const { roster } = options.administrator;
  const robots = having.filter((member) => isRobot(roster, member)).length;
  const enough = isHandedOut || robots >= majority(roster.robots.length);
  return enough ? null : { how: 'too-few', having: robots, silent };
}

/** All but the revoked ones. */
export function heardMembers({ file, roster }: Administrator): MemberIndex[] {
  const { revoked } = newestKey(file.ring);
  const all = Array.from({ length: memberCount(roster) }, (_, member) => member);
  return all.filter((member) => !revoked.includes(member) && hasController(roster, member));
}

/** A pad that the robots guard is nobody who could be given a key. */
function hasController(roster: Roster, member: MemberIndex): boolean {
  const pad = roster.pads[member - roster.robots.length];
  return pad === undefined || pad.guard === 'controller';
}

function prepare(options: RotationOptions): RollOver {
  const { administrator, swarm, zone, notAwaited } = options;
  const { file, roster } = administrator;
  const key = newestKey(file.ring);
  const kek = (member: MemberIndex) => administrator.kekOf(member);
  const codec = new FrameCodec({
    crypto: nodeCrypto,
    ring: file.ring,
    kekOf: kek,
    swarm,
    zone,
    roster,
  });
  const offers = new Map(
    heardMembers(administrator).map((member) => [member, wrapOffer(nodeKeyWrap, kek(member), key)]),
  );
  return new RollOver({ codec, keyId: key.id, offers, notAwaited, ticket: randomInt(2 ** 32) });
}

/** The radio once its link is up, or why it did not come up. */
async function openLink(
  options: RotationOptions,
  onFrame: (frame: Uint8Array) => void,
): Promise<Radio | string> {
  let reason = 'the radio did not come up';
  const up = Promise.withResolvers<boolean>();
  const radio = options.openRadio({
    onFrame,
    onDrop: () => {},
    onLink(isUp, why) {
      if (isUp) up.resolve(true);
      else {
        reason = why;
        options.onProgress(`radio: ${why}`);
      }
    },
  });
  const patience = setTimeout(() => up.resolve(false), options.linkPatienceMs);
  const isUp = await up.promise;
  clearTimeout(patience);
  if (isUp) return radio;
  await radio.close();
  return reason;
}

/** Acts at once and at every step, until it is over or the time has passed. */
function every(
  stepMs: number,
  forMs: number,
  act: () => void,
  isOver: () => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    let leftMs = forMs;
    const timer = setInterval(() => {
      leftMs -= stepMs;
      if (isOver() || leftMs < 0) {
        clearInterval(timer);
        resolve();
      } else act();
    }, stepMs);
    act();
  });
}

function tellProgress({ administrator, onProgress }: RotationOptions, rollOver: RollOver): void {
  const { roster } = administrator;
  const ids = (members: readonly MemberIndex[]) =>
    members.map((member) => memberId(roster, member)).join(', ');
  const missing = rollOver.silent;
  if (rollOver.phase === 'handing-out')
    onProgress(
      missing.length === 0
        ? `the key is with ${ids(rollOver.having)}`
        : `the key is with ${ids(rollOver.having) || 'nobody'}; no answer yet from ${ids(missing)}`,
    );
  else onProgress(`under the new key speak ${ids(rollOver.switched) || 'none yet'}`);
}
