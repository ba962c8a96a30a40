/**
 * What a scenario file may not say although its shape is right. It looks at the plain value and skips what
 * is of no use by itself, so that these problems are told together with those of the shape.
 */

import type * as z from 'zod';
import { timingWith } from '../../firmware/config/defaults.ts';
import type { Finding } from '../../firmware/config/finding.ts';
import { valueAt } from '../../firmware/config/path.ts';
import { chargingOrder, timesInOrder } from '../../firmware/config/sense.ts';
import { scenarioWith } from '../../sim/scenario/defaults.ts';
import { parseTime } from '../../sim/scenario/duration.ts';
import type { Happening } from '../../sim/scenario/happening.ts';
import { type Nonsense, nonsenseOfLinks, strangersInScript } from '../../sim/scenario/nonsense.ts';
import type { Members } from '../../sim/scenario/scenario.ts';
import { nonsenseOfScript } from '../../sim/scenario/script-nonsense.ts';
import type { Timing } from '../../src/protocol/timing.ts';
import { virtualUndockMs } from '../../src/roles/virtual-body.ts';
import { type ScenarioFile, scenarioShape } from './schema.ts';

type Key = keyof typeof scenarioShape.shape;
type Part<K extends Key> = z.output<(typeof scenarioShape.shape)[K]>;

const DEFAULTS = scenarioWith();

/** Null in `script` stands for a happening that could not be read. */
export function checkSense(value: unknown, script: readonly (Happening | null)[]): Finding[] {
  const members = membersIn(value);
  const found = [
    ...nonsenseOfScript(script, members, forMsIn(value)),
    ...scriptForMany(value, script.length),
  ];
  if (members !== null) {
    const gains = given(value, 'gains', []) ?? [];
    const hidden = given(value, 'hidden', []) ?? [];
    found.push(...strangersInScript(script, members));
    found.push(...nonsenseOfLinks({ gains, hidden }, members));
  }
  return [...found.map(findingOf), ...timingSense(value), ...chargingOrder(value)];
}

/** The numbers of a `timing`. Those that it leaves open are of the radio's profile. */
export function timingIn(
  timing: ScenarioFile['timing'],
  { radio = DEFAULTS.radio, robots = DEFAULTS.robots, guard = DEFAULTS.guard }: TimingGround,
): Timing {
  const numbers = typeof timing === 'string' ? { profile: timing } : (timing ?? {});
  const sharers = { robots, passive: guard === 'robots', relayed: false };
  return timingWith({ ...numbers, profile: numbers.profile ?? radio }, sharers).timing;
}

type TimingGround = Pick<ScenarioFile, 'radio' | 'robots' | 'guard'>;

/** What stands at a key, `absent` where nothing does, and null for what is of no use. */
function given<K extends Key>(
  value: unknown,
  key: K,
  absent: NonNullable<Part<K>>,
): NonNullable<Part<K>> | null {
  const result = scenarioShape.shape[key].safeParse(valueAt(value, [key]));
  return result.success ? ((result.data ?? absent) as NonNullable<Part<K>>) : null;
}

function membersIn(value: unknown): Members | null {
  const robots = given(value, 'robots', DEFAULTS.robots);
  const pads = given(value, 'pads', DEFAULTS.pads);
  const guard = given(value, 'guard', DEFAULTS.guard);
  return robots === null || pads === null || guard === null ? null : { robots, pads, guard };
}

function forMsIn(value: unknown): number | null {
  const text = given(value, 'for', `${DEFAULTS.forMs}ms`);
  return text === null ? null : parseTime(text);
}

function scriptForMany(value: unknown, happenings: number): Nonsense[] {
  const zones = given(value, 'zones', DEFAULTS.zones);
  if (zones === null || zones === 1 || happenings === 0) return [];
  const what = `a script names the members of one zone, and there are ${zones} zones`;
  const mend = 'write zones: 1, or leave out the script';
  return [{ path: ['zones'], also: ['script'], what, mend }];
}

function timingSense(value: unknown): Finding[] {
  const radio = given(value, 'radio', DEFAULTS.radio);
  const speed = given(value, 'speed', DEFAULTS.speed);
  const timing = given(value, 'timing', radio ?? DEFAULTS.radio);
  const members = membersIn(value);
  if (radio === null || speed === null || timing === null || members === null) return [];
  const undock = { undockMs: virtualUndockMs(speed), path: ['speed'] };
  return timesInOrder(timingIn(timing, { radio, ...members }), undock);
}

function findingOf({ path, also, what, mend }: Nonsense): Finding {
  return { path, also: also.map((key) => [key]), what, mend };
}
