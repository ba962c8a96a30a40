/** `roost rotate`: a new key for a running swarm, over its radio. */

import { findMember } from '../../firmware/config/find-member.ts';
import { loadSwarm } from '../../firmware/config/load.ts';
import { shownPath } from '../../firmware/config/shown-path.ts';
import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import {
  type Administrator,
  isUnfinished,
  openAdministrator,
  stillRevoked,
  withNextKey,
} from '../../firmware/keys/administrator.ts';
import { heardMembers, type RotationEnd, rotate } from '../../firmware/keys/rotation.ts';
import { openZoneRadio } from '../../firmware/keys/zone-radio.ts';
import { type MemberIndex, majority, memberId, type Roster } from '../../src/protocol/roster.ts';
import { newestKey } from '../../src/wire/keyring.ts';
import { alone } from '../change-lock.ts';
import { EXIT, ExitError } from '../errors.ts';

export interface RotateOptions {
  readonly config: string;
  readonly set: readonly string[];
  readonly master?: string;
  /** Members that are not waited for. */
  readonly without?: readonly string[];
  /** How long to wait for answers, in milliseconds, before going on without the silent ones. */
  readonly patience?: number;
  /** How long the old key is heard after the switch, in milliseconds. */
  readonly overlap?: number;
  /** Hands out the present key once more. */
  readonly again?: boolean;
  readonly json?: boolean;
}

const OVERLAP_BEATS = 10;
const LINK_PATIENCE_MS = 10_000;
const SHORTEST_PATIENCE_MS = 120_000;
/** So often at least every member is asked before it counts as silent. */
const PATIENCE_ROUNDS = 4;

export async function run(options: RotateOptions): Promise<void> {
  await changeKey(options, []);
}

/** A change of key after which nobody hears those `revoke`. */
export async function changeKey(options: RotateOptions, revoke: readonly string[]): Promise<void> {
  const config = loadSwarm(options.config, { set: options.set });
  const revoked = revoke.map((id) => findMember(config, id));
  const notAwaited = new Set((options.without ?? []).map((id) => findMember(config, id)));
  const administrator = openAdministrator(config, options.master ?? null);
  await alone(administrator, async () => {
    await planNextKey(administrator, config, revoked, options);
    const stepMs = 2 * config.timing.slotMs;
    const members = heardMembers(administrator).length;
    const usualMs = Math.max(SHORTEST_PATIENCE_MS, PATIENCE_ROUNDS * members * stepMs);
    const end = await rotate({
      administrator,
      swarm: config.swarm,
      zone: config.zone,
      openRadio: (listener) => openZoneRadio(config, listener, say),
      stepMs,
      linkPatienceMs: Math.min(LINK_PATIENCE_MS, options.patience ?? LINK_PATIENCE_MS),
      patienceMs: options.patience ?? usualMs,
      goOn: options.patience !== undefined,
      notAwaited,
      onProgress: say,
    });
    report(end, administrator, options);
  });
}

function say(text: string): void {
  process.stderr.write(`roost: ${text}\n`);
}

/** Puts the next key into the administrator's file, before anybody is given it. */
async function planNextKey(
  administrator: Administrator,
  config: SwarmConfig,
  revoke: readonly MemberIndex[],
  options: RotateOptions,
): Promise<void> {
  const { file, roster } = administrator;
  const before = newestKey(file.ring);
  if (options.again) {
    say(`handing out key ${before.id} once more`);
    tellOfRevoked(administrator);
    return;
  }
  const still = stillRevoked(file, roster);
  if (revoke.length > 0) {
    refuseRepeated(revoke, still, administrator);
    warnOfTooFew([...still, ...revoke], roster);
  }
  const revoked = [...new Set([...still, ...revoke])].sort((a, b) => a - b);
  const overlapMs = options.overlap ?? OVERLAP_BEATS * config.timing.beatMs;
  const next = withNextKey(file, revoked, Math.round(overlapMs));
  if (next === file) {
    say(`going on with the change to key ${before.id}, which was begun and not ended`);
    tellOfRevoked(administrator);
    return;
  }
  if (isUnfinished(file.ring)) say(`the change to key ${before.id} was not ended; it is left out`);
  await administrator.save(next);
  say(`made key ${before.id + 1}, in ${shownPath(administrator.path)}`);
  tellOfRevoked(administrator);
}

/** A revocation stays, also one that was broken off: whoever mistook the robot should see it. */
function tellOfRevoked({ file, roster }: Administrator): void {
  const ids = newestKey(file.ring).revoked.map((member) => memberId(roster, member));
  if (ids.length > 0)
    say(
      `under it nobody hears ${ids.join(', ')}; taken in again is one by: roost join ID --readmit`,
    );
}

/** A change that was begun may be gone on with; one that is done need not be repeated. */
function refuseRepeated(
  revoke: readonly MemberIndex[],
  still: readonly MemberIndex[],
  { file, roster }: Administrator,
): void {
  if (isUnfinished(file.ring) || !revoke.every((member) => still.includes(member))) return;
  const names = revoke.map((member) => memberId(roster, member)).join(', ');
  throw new ExitError(
    `${names} is revoked already; to reach members that do not have the key yet: roost rotate --again`,
    EXIT.usage,
  );
}

function warnOfTooFew(revoked: readonly MemberIndex[], roster: Roster): void {
  const pads = roster.pads.filter(
    ({ guard }, pad) => guard === 'controller' && revoked.includes(roster.robots.length + pad),
  );
  if (pads.length > 0)
    say(`without its controller nobody charges at ${pads.map(({ id }) => id).join(', ')}`);
  const count = roster.robots.length;
  const left = roster.robots.filter((_, robot) => !revoked.includes(robot)).length;
  if (left >= majority(count)) return;
  say(
    `only ${left} of ${count} robots are left then, too few for a leader: after the next loss of a token ` +
      'nobody charges. Make a new swarm of those that are left',
  );
}

function report(end: RotationEnd, administrator: Administrator, options: RotateOptions): void {
  const { roster } = administrator;
  if (end.how !== 'done') throw new ExitError(...refusalOf(end, roster));
  const ids = (members: readonly MemberIndex[]) =>
    members.map((member) => memberId(roster, member));
  const { keyId } = end;
  const [switched, unconfirmed, missing] = [end.switched, end.unconfirmed, end.missing].map(ids);
  if (options.json) {
    const document = { schemaVersion: 1, key: keyId, switched, unconfirmed, missing };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else
    process.stdout.write(`key ${keyId}: ${switched!.join(', ') || 'nobody yet'} speak under it\n`);
  if (unconfirmed!.length > 0)
    say(`${unconfirmed!.join(', ')} have it, and switch when they hear one of the others`);
  if (missing!.length > 0)
    say(`${missing!.join(', ')} do not have it; when they run again: roost rotate --again`);
}

function refusalOf(
  end: Exclude<RotationEnd, { how: 'done' }>,
  roster: Roster,
): [message: string, code: (typeof EXIT)[keyof typeof EXIT]] {
  const ids = (members: readonly MemberIndex[]) =>
    members.map((member) => memberId(roster, member)).join(', ');
  const same = 'all speak under the old key as before';
  switch (end.how) {
    case 'silent': {
      const names = ids(end.silent);
      const mend =
        'start them (only members that were given their key by roost join can answer), ' +
        `or go on without them (--without ${names.replaceAll(', ', ',')}, or --patience 30s)`;
      return [`no answer from ${names}, so ${same}; ${mend}`, EXIT.timeout];
    }
    case 'too-few':
      return [
        `only ${end.having} of ${roster.robots.length} robots answered, too few for a leader, so ${same}; ` +
          `start ${ids(end.silent)}`,
        EXIT.timeout,
      ];
    case 'refused':
      return [
        `${ids(end.by)} have another key ${end.newest} than the administrator's file, so ${same}; ` +
          'bring the newest copy of that file, or give them their keys by hand (roost join)',
        EXIT.config,
      ];
    case 'no-radio':
      return [`the radio is not to be had: ${end.reason}`, EXIT.unreachable];
  }
}
