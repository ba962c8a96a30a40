/**
 * Mosquitto's access list: a section for each user, from `user NAME` to the next.
 *
 * Sections that are there stay as they are, for somebody may have added rights by hand; missing ones are added at the
 * end. One that says something else than the swarm file asks for is told, and written anew when it was taken out.
 */

import type { BrokerUser } from './users.ts';

export interface AclChange {
  /** The whole new text. */
  readonly text: string;
  /** Names of users whose sections were added. */
  readonly added: readonly string[];
  /** Names of those whose section has other rights than they need now. */
  readonly differing: readonly string[];
}

const HEAD = `# Who may publish and hear what. Written by roost init --mosquitto, which adds what is missing and
# leaves alone what is here. Whoever has no section here may do nothing.
# After a change: systemctl reload mosquitto
`;

/** `present`: the text that is there, or null. */
export function withSections(present: string | null, users: readonly BrokerUser[]): AclChange {
  const there = sectionsOf(present ?? '');
  const added = users.filter(({ name }) => !there.has(name));
  const differing = users.filter((user) => {
    const lines = there.get(user.name);
    return lines !== undefined && !isSame(lines, linesOf(user));
  });
  const before = present === null ? HEAD : present.replace(/\n*$/, '\n');
  return {
    text: [before, ...added.map(sectionText)].join('\n'),
    added: added.map(({ name }) => name),
    differing: differing.map(({ name }) => name),
  };
}

function sectionText(user: BrokerUser): string {
  return [`# ${user.who}`, `user ${user.name}`, ...linesOf(user), ''].join('\n');
}

function linesOf({ rights }: BrokerUser): string[] {
  return rights.map(([access, topic]) => `topic ${access} ${topic}`);
}

/** Lines with rights by user; those of a user with two sections together, as Mosquitto takes them. */
function sectionsOf(text: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split(/\r?\n/).map((raw) => raw.trim())) {
    const user = /^user\s+(.+)$/.exec(line)?.[1];
    if (user !== undefined) {
      lines = sections.get(user) ?? [];
      sections.set(user, lines);
    } else if (line.startsWith('topic')) lines.push(line.replace(/\s+/g, ' '));
  }
  return sections;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && others.every((line) => some.includes(line));
}
