/**
 * The folder with all that a Mosquitto for a swarm needs. Nothing that is there is written over: run again, it adds
 * what is missing, for instance the users of new robots, and tells what it would do differently now.
 */

import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNewSecret } from '../../firmware/config/key.ts';
import { shownPath } from '../../firmware/config/shown-path.ts';
import { writeWhole } from '../write-whole.ts';
import { withSections } from './acl.ts';
import { ensureCertificates } from './broker-certificates.ts';
import { configurationText } from './configuration.ts';
import { newPassword, passwordLine, usersIn } from './passwords.ts';
import { readMeText } from './read-me.ts';
import type { SetUpOptions } from './set-up-options.ts';
import { type BrokerUser, brokerUsers } from './users.ts';

export interface SetUpReport {
  /** Paths of new files, and of those that something was added to. */
  readonly written: readonly string[];
  /** Names of the users that were added. */
  readonly users: readonly string[];
  /** What a person should know or do, in plain words. */
  readonly notes: readonly string[];
}

/** Throws ConfigError, ExitError, and the system's errors. */
export function setUpMosquitto(options: SetUpOptions): SetUpReport {
  const { config, folder, port } = options;
  const users = brokerUsers(config);
  const written: string[] = [];
  const notes: string[] = [];
  mkdirSync(folder, { recursive: true });
  for (const name of ['passwords', 'data']) {
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  }
  const certificates = ensureCertificates(options);
  written.push(...certificates.written);
  notes.push(...certificates.notes);
  const add = (name: string, text: () => string): void => {
    const path = join(folder, name);
    if (existsSync(path)) return;
    writeFileSync(path, text(), { flag: 'wx' });
    written.push(path);
  };
  add('mosquitto.conf', () => configurationText({ folder, port }));
  add('README.txt', () => readMeText(options));
  const passwords = addPasswords(folder, users);
  const sections = addSections(folder, users);
  written.push(...passwords.written, ...sections.written);
  notes.push(...passwords.notes, ...sections.notes);
  return { written, notes, users: passwords.added };
}

interface Part {
  readonly written: readonly string[];
  readonly notes: readonly string[];
}

/** The file with a user's own password is what counts; that of Mosquitto is made from them. */
function addPasswords(
  folder: string,
  users: readonly BrokerUser[],
): Part & { added: readonly string[] } {
  const path = join(folder, 'roost.passwd');
  if (!existsSync(path)) writeNewSecret(path, '');
  const text = readFileSync(path, 'utf8');
  const known = usersIn(text);
  const written: string[] = [];
  const notes: string[] = [];
  const lines: string[] = [];
  const added: string[] = [];
  for (const { id, name } of users) {
    const own = join(folder, 'passwords', `${id}.password`);
    if (known.includes(name)) {
      if (!existsSync(own)) notes.push(lostPassword(path, own, name));
      continue;
    }
    if (!existsSync(own)) {
      writeNewSecret(own, `${newPassword()}\n`);
      written.push(own);
    }
    lines.push(passwordLine(name, readFileSync(own, 'utf8').trimEnd()));
    added.push(name);
  }
  if (lines.length > 0) {
    const gap = text === '' || text.endsWith('\n') ? '' : '\n';
    appendFileSync(path, `${gap}${lines.join('\n')}\n`);
    written.push(path);
  }
  const names = users.map(({ name }) => name);
  const others = known.filter((name) => !names.includes(name));
  if (others.length > 0) notes.push(strangers(path, others));
  return { written, notes, added };
}

function lostPassword(path: string, own: string, name: string): string {
  return (
    `the password of ${name} is not in ${shownPath(own)}, where others may not look for it; if it is lost, type ` +
    `mosquitto_passwd -D ${shownPath(path)} ${name} and then this again, for a new one`
  );
}

function strangers(path: string, names: readonly string[]): string {
  return (
    `${names.join(', ')} may connect, and the swarm file does not name them; whoever is gone is shut out by ` +
    `mosquitto_passwd -D ${shownPath(path)} NAME`
  );
}

function addSections(folder: string, users: readonly BrokerUser[]): Part {
  const path = join(folder, 'roost.acl');
  const present = existsSync(path) ? readFileSync(path, 'utf8') : null;
  const { text, added, differing } = withSections(present, users);
  const isNew = present === null || added.length > 0;
  if (isNew) writeWhole(path, text);
  const note =
    `the rights of ${differing.join(', ')} in ${shownPath(path)} are not those that the swarm file asks for; ` +
    'where nobody wanted that, take these sections out and type this again';
  return { written: isNew ? [path] : [], notes: differing.length === 0 ? [] : [note] };
}
