/**
 * What a scenario may not say although each of its words is right: members that it hasn't got, links of a
 * member to itself. `script-nonsense.ts` looks at the order of things.
 */

import type { Happening } from './happening.ts';
import { isMishap, senderOf } from './happening.ts';
import { type Gain, LIMITS, type Members, memberIds, type Scenario } from './scenario.ts';

export interface Nonsense {
  /** Key and position in the scenario file: `script`, 3, `to`. */
  readonly path: readonly (string | number)[];
  /** Other keys of the file that play a part. */
  readonly also: readonly string[];
  readonly what: string;
  readonly mend: string;
}

/** A name, and the place where it stands. */
interface Mention {
  readonly path: Nonsense['path'];
  readonly id: string;
  /** A pad without a controller is meant, too. */
  readonly anyPad?: boolean;
}

/** Null stands for a happening that could not be read. */
export function strangersInScript(
  script: readonly (Happening | null)[],
  members: Members,
): Nonsense[] {
  const mentions = script.flatMap((happening, index) =>
    happening === null ? [] : mentionsOf(happening, ['script', index]),
  );
  return mentions.flatMap((mention) => strangers(mention, members));
}

export function nonsenseOfLinks(
  { gains, hidden }: Pick<Scenario, 'gains' | 'hidden'>,
  members: Members,
): Nonsense[] {
  const found = gains.flatMap((gain, index) => nonsenseOfGain(gain, index, gains, hidden));
  const mentions: Mention[] = gains.flatMap(({ from, to }, index) => [
    { path: ['gains', index, 'from'], id: from },
    { path: ['gains', index, 'to'], id: to },
  ]);
  for (const [index, group] of hidden.entries()) {
    const path = ['hidden', index];
    mentions.push(...group.map((id, place) => ({ path: [...path, place], id })));
    found.push(...doubles(group, path));
  }
  return [...found, ...mentions.flatMap((mention) => strangers(mention, members))];
}

function nonsenseOfGain(
  { from, to }: Gain,
  index: number,
  gains: readonly Gain[],
  hidden: Scenario['hidden'],
): Nonsense[] {
  const path = ['gains', index];
  const refuse = (what: string, mend: string) => [{ path, also: [], what, mend }];
  if (from === to) {
    return refuse(`${from} needs no air to hear itself`, 'name two members');
  }
  const first = gains.findIndex((gain) => gain.from === from && gain.to === to);
  if (first < index) {
    return refuse(`gains.${first} is about ${from} and ${to} too`, 'keep one of the two');
  }
  if (hidden.some((group) => group.includes(from) && group.includes(to))) {
    return refuse(`${to} does not hear ${from} at all, by hidden`, 'keep one of the two');
  }
  return [];
}

/** A name that stands in one list twice. */
export function doubles(ids: readonly string[], path: Nonsense['path']): Nonsense[] {
  return ids.flatMap((id, place) => {
    if (ids.indexOf(id) === place) return [];
    const what = `${id} stands here for the second time`;
    return [{ path: [...path, place], also: [], what, mend: 'name each member once' }];
  });
}

function mentionsOf(happening: Happening, path: Nonsense['path']): Mention[] {
  const { do: verb } = happening;
  const mention = (key: string, id: string): Mention => ({ path: [...path, key], id });
  if (isMishap(happening)) {
    return [mention(verb, senderOf(happening.frame)), mention('to', happening.to)];
  }
  switch (happening.do) {
    case 'partition':
      return happening.side.map((id, place) => ({ path: [...path, verb, place], id }));
    case 'replay': {
      const heard = happening.to === 'all' ? [] : [mention('to', happening.to)];
      return [mention(verb, happening.from), ...heard];
    }
    case 'miss-dock':
    case 'die-on-pad':
      return [mention(verb, happening.robot)];
    case 'release-pad':
      return [{ ...mention(verb, happening.pad), anyPad: true }];
    case 'weather':
    case 'heal':
      return [];
    default:
      return [mention(verb, happening.member)];
  }
}

function strangers({ path, id, anyPad }: Mention, members: Members): Nonsense[] {
  const known = memberIds(anyPad ? { ...members, guard: 'controller' } : members);
  if (known.includes(id)) return [];
  const isPad = id.startsWith('p');
  const count = isPad ? members.pads : members.robots;
  const number = Number(id.slice(1));
  if (isPad && number <= count) {
    const what = `${path.join('.')} names ${id}, which the robots guard: it has no controller`;
    const mend = 'name a robot, or write guard: controller';
    return [{ path, also: ['guard'], what, mend }];
  }
  const [kind, most] = isPad
    ? (['pad', LIMITS.pads] as const)
    : (['robot', LIMITS.robots] as const);
  const letter = id.slice(0, 1);
  const all = count === 1 ? `${letter}1` : `one of ${letter}1 to ${letter}${count}`;
  const what = `${path.join('.')} names ${id}, and there is no such ${kind}`;
  const raise = number <= most ? `, or write ${kind}s: ${number}` : '';
  return [{ path, also: [`${kind}s`], what, mend: `name ${all}${raise}` }];
}
