/**
 * What a swarm file may not say although its shape is right: numbers that contradict each
 * other, and names or ranks that two members share.
 *
 * It looks at the plain value and skips what isn't of the right type, so that these problems are
 * told together with those of the shape.
 */

import { MAX_PADS } from '../../src/protocol/roster.ts';
import type { Timing } from '../../src/protocol/timing.ts';
import { type Sharers, TIMING_PROFILES } from '../../src/radio/timing.ts';
import type { SerialFile } from '../radio/serial/schema.ts';
import { idleBoards, sharedPorts, slowestUndock, type Undock } from './board-sense.ts';
import type { SwarmBoards } from './boards.ts';
import { brokerSense } from './broker-entry.ts';
import { chargingOf, defaultProfile, timingWith } from './defaults.ts';
import type { Finding } from './finding.ts';
import { isMapping, type Path, valueAt } from './path.ts';
import { radioSense } from './radio-sense.ts';

/** `boards`: what their board files say. */
export function checkSense(value: unknown, boards: SwarmBoards): Finding[] {
  return [
    ...sameIds(value),
    ...sameRanks(value),
    ...tooManyPads(value),
    ...chargingOrder(value),
    ...timingOrder(value, boards),
    ...radioSense(value),
    ...brokerSense(value),
    ...sharedPorts(value, boards),
    ...idleBoards(value, boards),
  ];
}

interface Member {
  readonly path: Path;
  readonly member: Record<string, unknown>;
}

function membersOf(value: unknown, kind: 'robots' | 'pads'): Member[] {
  const list = valueAt(value, [kind]);
  if (!Array.isArray(list)) return [];
  return list.flatMap((member, index) =>
    isMapping(member) ? [{ path: [kind, index], member }] : [],
  );
}

function sameIds(value: unknown): Finding[] {
  return repeated(
    [...membersOf(value, 'robots'), ...membersOf(value, 'pads')],
    'id',
    (id, first) => `${first} has the id '${id}' too`,
    'give each robot and each pad an id of its own',
  );
}

function sameRanks(value: unknown): Finding[] {
  return repeated(
    membersOf(value, 'robots'),
    'rank',
    (rank, first) => `${first} has rank ${rank} too`,
    'give each robot a rank of its own',
  );
}

function repeated(
  members: readonly Member[],
  key: string,
  what: (value: unknown, first: string) => string,
  mend: string,
): Finding[] {
  const first = new Map<unknown, Member>();
  const findings: Finding[] = [];
  for (const entry of members) {
    const own = entry.member[key];
    if (typeof own !== 'string' && typeof own !== 'number') continue;
    const earlier = first.get(own);
    if (earlier === undefined) first.set(own, entry);
    else {
      const also = [[...earlier.path, key]];
      const path = [...entry.path, key];
      findings.push({ path, also, what: what(own, earlier.path.join('.')), mend });
    }
  }
  return findings;
}

function tooManyPads(value: unknown): Finding[] {
  const pads = membersOf(value, 'pads').length;
  if (pads <= MAX_PADS) return [];
  const mend = `a zone has ${MAX_PADS} pads at most; make two zones of it`;
  return [{ path: ['pads'], what: `there are ${pads} pads`, mend }];
}

/** What contradicts what in `charging`. */
export function chargingOrder(value: unknown): Finding[] {
  const charging = chargingOf(numbersAt(value, ['charging']));
  const { requestBelow, chargeTo, criticalBelow } = charging;
  const findings: Finding[] = [];
  const paths = (...keys: string[]) => keys.map((key): Path => ['charging', key]);
  if (chargeTo <= requestBelow) {
    const [path, ...also] = paths('chargeTo', 'requestBelow');
    findings.push({
      path: path!,
      also,
      what: `chargeTo (${chargeTo}) is not above requestBelow (${requestBelow})`,
      mend: 'a robot that has charged would ask again at once: raise chargeTo',
    });
  }
  if (criticalBelow >= requestBelow) {
    const [path, ...also] = paths('criticalBelow', 'requestBelow');
    findings.push({
      path: path!,
      also,
      what: `criticalBelow (${criticalBelow}) is not below requestBelow (${requestBelow})`,
      mend: 'every request would be urgent: lower criticalBelow',
    });
  }
  return findings;
}

function timingOrder(value: unknown, boards: SwarmBoards): Finding[] {
  const given = valueAt(value, ['timing']);
  const serial = valueAt(value, ['radio', 'serial']) as SerialFile | undefined;
  const absent = defaultProfile(isMapping(serial) ? serial : undefined);
  const name = isMapping(given) ? (given.profile ?? absent) : (given ?? absent);
  if (!(TIMING_PROFILES as readonly unknown[]).includes(name)) return [];
  const numbers = numbersAt(value, ['timing']);
  const { timing } = timingWith({ profile: name as string, ...numbers }, sharersIn(value));
  return timesInOrder(timing, slowestUndock(value, boards));
}

function sharersIn(value: unknown): Sharers {
  const passive = membersOf(value, 'pads').some(({ member }) => member.guard === 'robots');
  const relayed = membersOf(value, 'pads').some(({ member }) => member.relay === true);
  return { robots: membersOf(value, 'robots').length, passive, relayed };
}

/** What contradicts what in `timing`. */
export function timesInOrder(timing: Timing, { undockMs, path, leaveMs }: Undock): Finding[] {
  const { slotMs, retryMs, beatMs, leaseMs } = timing;
  const findings: Finding[] = [];
  const check = (
    isWrong: boolean,
    keys: readonly [keyof Timing, ...(keyof Timing)[]],
    what: string,
    mend: string,
    more: readonly Path[] = [],
  ) => {
    if (!isWrong) return;
    const [first, ...also] = keys.map((key): Path => ['timing', key]);
    findings.push({ path: first!, also: [...also, ...more], what, mend });
  };
  check(
    leaseMs < 4 * slotMs,
    ['leaseMs', 'slotMs'],
    `a lease of ${leaseMs} ms is shorter than four slots of ${slotMs} ms`,
    `it would end before it could be renewed: make leaseMs at least ${4 * slotMs}`,
  );
  check(
    leaseMs <= 2 * undockMs,
    ['leaseMs'],
    `a lease of ${leaseMs} ms is too short for a robot that takes ${undockMs} ms to leave the pad` +
      (leaveMs === undefined ? '' : ` (${leaveMs})`),
    `make leaseMs more than ${2 * undockMs}`,
    path === null ? [] : [path],
  );
  check(
    leaseMs <= beatMs,
    ['leaseMs', 'beatMs'],
    `a lease of ${leaseMs} ms is not longer than a beat of ${beatMs} ms`,
    `make leaseMs several times beatMs`,
  );
  check(
    retryMs < slotMs,
    ['retryMs', 'slotMs'],
    `a retry after ${retryMs} ms comes before a slot of ${slotMs} ms is over`,
    'every frame would be sent twice: make retryMs at least two slots',
  );
  check(
    beatMs <= slotMs,
    ['beatMs', 'slotMs'],
    `a beat of ${beatMs} ms is not longer than a slot of ${slotMs} ms`,
    'nobody could answer in between: make beatMs at least ten slots',
  );
  return findings;
}

/** The settings of a mapping that are usable numbers. */
export function numbersAt(value: unknown, path: Path): Record<string, number> {
  const mapping = valueAt(value, path);
  if (!isMapping(mapping)) return {};
  const pairs = Object.entries(mapping);
  return Object.fromEntries(
    pairs.filter((pair): pair is [string, number] => Number.isFinite(pair[1])),
  );
}
