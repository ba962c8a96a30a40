/**
 * The certificates of a broker: an authority of the swarm's own, and what it says of the broker's names.
 *
 * They are made by the openssl of the system. It is told all by files and options of ours, so that the settings of
 * the machine play no part, and works in a folder that nobody else can look into.
 */

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT, ExitError } from '../errors.ts';

export interface KeyPair {
  /** Both PEM texts. */
  readonly certificate: string;
  readonly key: string;
}

/** Ten years: every robot has it, and to renew it each must be visited. */
const AUTHORITY_DAYS = 3650;
/** What browsers and other judges of certificates still take. */
const SERVER_DAYS = 825;
const SERIAL_BYTES = 16;
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Throws ExitError when there is no openssl. */
export function newAuthority(swarm: string): KeyPair {
  return inFolder((folder) => {
    const config = [
      '[req]',
      'distinguished_name = name',
      'prompt = no',
      'x509_extensions = authority',
      '[name]',
      `CN = Roost authority of ${swarm}`,
      '[authority]',
      'basicConstraints = critical, CA:TRUE, pathlen:0',
      'keyUsage = critical, keyCertSign, cRLSign',
      'subjectKeyIdentifier = hash',
    ];
    writeFileSync(join(folder, 'config'), `${config.join('\n')}\n`);
    openssl(
      folder,
      ['req', '-x509', '-new', ...NEW_KEY, '-config', 'config', '-sha256']
        .concat(['-days', String(AUTHORITY_DAYS), '-set_serial', serial()])
        .concat(['-keyout', 'key', '-out', 'certificate']),
    );
    return pairIn(folder);
  });
}

/** For a broker with these host names or addresses; the first is what it is called. */
export function newServer(authority: KeyPair, hosts: readonly string[]): KeyPair {
  return inFolder((folder) => {
    const names = hosts.map((host) => `${isIP(host) === 0 ? 'DNS' : 'IP'}:${host}`);
    const config = [
      '[req]',
      'distinguished_name = name',
      'prompt = no',
      '[name]',
      `CN = ${hosts[0]!.slice(0, 64)}`,
      '[server]',
      'basicConstraints = critical, CA:FALSE',
      'keyUsage = critical, digitalSignature',
      'extendedKeyUsage = serverAuth',
      'subjectKeyIdentifier = hash',
      'authorityKeyIdentifier = keyid',
      `subjectAltName = ${names.join(', ')}`,
    ];
    writeFileSync(join(folder, 'config'), `${config.join('\n')}\n`);
    writeFileSync(join(folder, 'ca'), authority.certificate);
    writeFileSync(join(folder, 'ca-key'), authority.key, { mode: 0o600 });
    openssl(
      folder,
      ['req', '-new', ...NEW_KEY, '-config', 'config', '-sha256'].concat([
        '-keyout',
        'key',
        '-out',
        'request',
      ]),
    );
    openssl(
      folder,
      ['x509', '-req', '-in', 'request', '-CA', 'ca', '-CAkey', 'ca-key', '-sha256']
        .concat(['-set_serial', serial(), '-days', String(SERVER_DAYS)])
        .concat(['-extfile', 'config', '-extensions', 'server', '-out', 'certificate']),
    );
    return pairIn(folder);
  });
}

function serial(): string {
  // Positive, whatever chance says.
  return `0x7f${randomBytes(SERIAL_BYTES - 1).toString('hex')}`;
}

function inFolder(make: (folder: string) => KeyPair): KeyPair {
  const folder = mkdtempSync(join(tmpdir(), 'roost-certificate-'));
  try {
    return make(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pairIn(folder: string): KeyPair {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return { certificate: read('certificate'), key: read('key') };
}

function openssl(folder: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  if (error !== undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') {
    const mend = 'type: sudo apt install openssl';
    throw new ExitError(`there is no openssl, which makes certificates; ${mend}`, EXIT.config);
  }
  if (status === 0) return;
  const why = error?.message ?? stderr.trim().split('\n').slice(-2).join('; ');
  throw new ExitError(`openssl could not make a certificate: ${why}`, EXIT.config);
}
