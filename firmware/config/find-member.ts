/** From an id that was typed to a member of the roster. */

import { type MemberIndex, memberOf, type Roster } from '../../src/protocol/roster.ts';
import { configError } from './config-error.ts';
import { nearest } from './nearest.ts';
import { shownPath } from './shown-path.ts';

/**
 * The roster index of `id`, which must be a robot or a pad when `role` says so. Throws
 * ConfigError with the nearest id, or all of them.
 */
export function findMember(
  config: { readonly file: string; readonly roster: Roster },
  id: string,
  role?: 'robot' | 'pad',
): MemberIndex {
  const robots = config.roster.robots.map((robot) => robot.id);
  const pads = config.roster.pads.map((pad) => pad.id);
  const where = shownPath(config.file);
  const isOther = role === 'robot' ? pads.includes(id) : role === 'pad' && robots.includes(id);
  if (isOther) {
    const other = role === 'robot' ? 'pad' : 'robot';
    const ids = role === 'robot' ? robots : pads;
    const mend = `type: roost ${other} ${id}, or name a ${role}: ${ids.join(', ')}`;
    throw configError(where, `'${id}' is a ${other} and not a ${role}`, mend);
  }
  const member = memberOf(config.roster, id);
  if (member !== null) return member;

  const candidates = role === 'robot' ? robots : role === 'pad' ? pads : [...robots, ...pads];
  const near = nearest(id, candidates);
  const all = `the robots are ${robots.join(', ')}; the pads are ${pads.join(', ')}`;
  const mend = near === null ? all : `did you mean '${near}'? (${all})`;
  throw configError(where, `there is no ${role ?? 'member'} '${id}'`, mend);
}
