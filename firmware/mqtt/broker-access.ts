/**
 * Who a member is to its broker: its user and password, and the authority whose certificates it trusts.
 *
 * The swarm file is the same for all members, so that it says where these are, with %id in place of the
 * member's id; here one member's own are made of it, once, for all its connections.
 */

import { configError } from '../config/config-error.ts';
import { readSecret } from '../config/key.ts';
import { shownPath } from '../config/shown-path.ts';
import type { SwarmConfig } from '../config/swarm-config.ts';

export interface BrokerCredentials {
  /** Null: those of the URL, or none. */
  readonly user: string | null;
  readonly password: string | null;
  /** Path of the certificate of the authority to trust, read at each connect; null: those of the system. */
  readonly caFile: string | null;
}

/** For a broker that lets everybody in. */
export const NO_CREDENTIALS: BrokerCredentials = { user: null, password: null, caFile: null };

/** What %id stands for where nobody is a member; so they cannot be names of members either. */
export const MONITOR_USER = 'monitor';
export const ADMINISTRATOR_USER = 'administrator';

/** Over the swarm file and over the URL, for one process. */
const USER_VARIABLE = 'ROOST_BROKER_USER';
const PASSWORD_VARIABLE = 'ROOST_BROKER_PASSWORD';

const MAX_PASSWORD_BYTES = 1024;

/** Those of `id`. Throws ConfigError when the file of the password cannot be used. */
export function brokerCredentials(
  { broker }: Pick<SwarmConfig, 'broker'>,
  id: string,
  env: NodeJS.ProcessEnv = process.env,
): BrokerCredentials {
  const { user, passwordFile, caFile } = broker;
  const ownUser = user?.replaceAll('%id', id) ?? null;
  const givenUser = env[USER_VARIABLE] || null;
  const givenPassword = env[PASSWORD_VARIABLE] || null;
  if (givenUser !== null || givenPassword !== null) {
    return { user: givenUser ?? ownUser ?? id, password: givenPassword, caFile };
  }
  if (passwordFile === null) return { user: ownUser, password: null, caFile };
  const password = readPassword(passwordFile.replaceAll('%id', id));
  return { user: ownUser ?? id, password, caFile };
}

/** As `brokerCredentials`; none for a member that has only a radio, and therefore no password either. */
export function memberCredentials(
  config: Pick<SwarmConfig, 'broker' | 'radio' | 'telemetry'>,
  id: string,
  env: NodeJS.ProcessEnv = process.env,
): BrokerCredentials {
  const { radio, telemetry } = config;
  const hasTelemetry = telemetry !== null && [null, id].includes(telemetry.gateway);
  const usesBroker = radio.mqtt !== undefined || hasTelemetry;
  return usesBroker ? brokerCredentials(config, id, env) : NO_CREDENTIALS;
}

/** The first line of the file; line ends of either kind are no part of it. */
function readPassword(path: string): string {
  const bytes = readSecret(path, 'the password for the broker', {
    missing: 'copy it from where roost init --mosquitto wrote it, or mend broker.passwordFile',
    folder: 'name the file as broker: { passwordFile: ... }',
  });
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  const refuse = (what: string): never => {
    throw configError(shownPath(path), what, 'write the password alone, in one line');
  };
  if (text === '') refuse('there is no password in it');
  if (bytes.length > MAX_PASSWORD_BYTES || /[\r\n\0]/.test(text)) {
    refuse('this is more than a password');
  }
  return text;
}
