/**
 * The key `broker` of the swarm file: who members are to the broker. What its values look like, and what of them
 * contradicts the URLs.
 */

import * as z from 'zod';
import { type BrokerAddress, isSecure, parseBrokerUrl } from '../mqtt/broker-url.ts';
import type { Finding } from './finding.ts';
import { isMapping, type Path, valueAt } from './path.ts';

const OWN = "%id in it stands for the member's id";
const EXAMPLE = {
  user: '%id',
  passwordFile: './broker/%id.password',
  caFile: './broker/ca.crt',
};

function text(description: string, example: string) {
  return z
    .string()
    .min(1)
    .optional()
    .meta({ description, examples: [example] });
}

export const brokerSchema = z
  .strictObject({
    user: text(`Name of each member at the broker; ${OWN}`, EXAMPLE.user),
    passwordFile: text(
      `File of mode 0600 with the password of each member, in one line; ${OWN}`,
      EXAMPLE.passwordFile,
    ),
    caFile: text(
      'Certificate of the authority that the broker has its own from; without it, those that the system trusts',
      EXAMPLE.caFile,
    ),
  })
  .meta({
    description:
      'Who members are to the broker of radio and telemetry; written by roost init --mosquitto',
    examples: [EXAMPLE],
  });

/** Looks at the plain value, and skips what isn't of the right type. */
export function brokerSense(value: unknown): Finding[] {
  const broker = valueAt(value, ['broker']);
  if (!isMapping(broker)) return [];
  const urls = [
    ['radio', 'mqtt'],
    ['telemetry', 'mqtt'],
  ].flatMap((path) => addressAt(value, path));
  return [...twoUsers(broker, urls), ...passwordsOfOne(broker), ...idleAuthority(broker, urls)];
}

interface Url {
  readonly path: Path;
  readonly address: BrokerAddress;
}

function addressAt(value: unknown, path: Path): Url[] {
  const url = valueAt(value, path);
  const address = typeof url === 'string' ? parseBrokerUrl(url) : '';
  return typeof address === 'string' ? [] : [{ path, address }];
}

function twoUsers(broker: Record<string, unknown>, urls: readonly Url[]): Finding[] {
  const key = ['user', 'passwordFile'].find((name) => broker[name] !== undefined);
  if (key === undefined) return [];
  return urls
    .filter(({ address }) => address.userName !== null || address.password !== null)
    .map(({ path }) => ({
      path,
      also: [['broker', key]],
      what: `the URL names a user or a password, and so does broker.${key}`,
      mend: `take USER:PASSWORD@ out of the URL, or user and passwordFile out of broker`,
    }));
}

/** A broker has one password for one user. */
function passwordsOfOne({ user, passwordFile }: Record<string, unknown>): Finding[] {
  const isShared = typeof user === 'string' && !user.includes('%id');
  const isOwn = typeof passwordFile === 'string' && passwordFile.includes('%id');
  if (!isShared || !isOwn) return [];
  const what = `all members are the user '${user}', and each has a password file of its own`;
  const mend = 'write %id in the user too, or take it out of passwordFile';
  return [{ path: ['broker', 'user'], also: [['broker', 'passwordFile']], what, mend }];
}

/** Somebody who names an authority believes that the connection is encrypted. */
function idleAuthority({ caFile }: Record<string, unknown>, urls: readonly Url[]): Finding[] {
  if (typeof caFile !== 'string' || urls.length === 0) return [];
  if (urls.some(({ address }) => isSecure(address))) return [];
  const what = `nobody looks at a certificate at ${urls[0]!.address.shown}, which is not encrypted`;
  const mend = 'write mqtts: or wss: in the URL, or leave caFile out';
  return [{ path: ['broker', 'caFile'], also: [urls[0]!.path], what, mend }];
}
