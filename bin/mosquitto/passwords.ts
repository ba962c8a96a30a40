/**
 * Passwords of the broker's users: made by chance for each, and as Mosquitto keeps them.
 *
 * Mosquitto keeps `$7$iterations$salt$hash`, PBKDF2 with SHA-512 (mosquitto_passwd writes the same). It stretches with
 * 101 iterations, and so it is here: these passwords have 192 bits of chance, which nobody tries out, and each
 * connection of each member costs the broker what stretching takes.
 */

import { pbkdf2Sync, randomBytes } from 'node:crypto';

const PASSWORD_BYTES = 24;
const SALT_BYTES = 12;
const HASH_BYTES = 64;
const ITERATIONS = 101;

/** 32 letters, digits, - and _. */
export function newPassword(): string {
  return randomBytes(PASSWORD_BYTES).toString('base64url');
}

/** A line of Mosquitto's password file, without its end. */
export function passwordLine(
  user: string,
  password: string,
  salt: Uint8Array = randomBytes(SALT_BYTES),
): string {
  const hash = pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, 'sha512');
  return `${user}:$7$${ITERATIONS}$${Buffer.from(salt).toString('base64')}$${hash.toString('base64')}`;
}

/** Names of those that are in a password file. */
export function usersIn(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const name = line.split(':')[0]!;
    return line.includes(':') && !line.startsWith('#') ? [name] : [];
  });
}
