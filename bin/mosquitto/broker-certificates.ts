/** The authority and the broker's certificate in the folder: made where they are missing, judged where they are not. */

import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { writeNewSecret } from '../../firmware/config/key.ts';
import { shownPath } from '../../firmware/config/shown-path.ts';
import { EXIT, ExitError } from '../errors.ts';
import { type KeyPair, newAuthority, newServer } from './certificates.ts';
import type { SetUpOptions } from './set-up-options.ts';

const SOON_MS = 60 * 24 * 3600 * 1000;

interface Outcome {
  readonly written: readonly string[];
  readonly notes: readonly string[];
}

/** Throws ExitError where only half of a pair is there. */
export function ensureCertificates(options: SetUpOptions): Outcome {
  const { config, folder, hosts } = options;
  const [caFile, caKeyFile] = [join(folder, 'ca.crt'), join(folder, 'ca.key')];
  const [serverFile, serverKeyFile] = [join(folder, 'server.crt'), join(folder, 'server.key')];
  const written: string[] = [];
  const write = (pair: KeyPair, certificateFile: string, keyFile: string): void => {
    writeNewSecret(keyFile, pair.key);
    writeFileSync(certificateFile, pair.certificate, { flag: 'wx' });
    written.push(certificateFile, keyFile);
  };
  const hasServer = isPair(serverFile, serverKeyFile, 'remove it, and this makes both anew');
  // The authority's key is best kept elsewhere, and needed only for a new certificate.
  const isKeptApart = hasServer && existsSync(caFile) && !existsSync(caKeyFile);
  if (!isKeptApart && !isPair(caFile, caKeyFile, 'put the other one back beside it')) {
    write(newAuthority(config.swarm), caFile, caKeyFile);
  }
  if (hasServer) return { written, notes: judge(serverFile, caFile, options) };
  const authority = {
    certificate: readFileSync(caFile, 'utf8'),
    key: readFileSync(caKeyFile, 'utf8'),
  };
  write(newServer(authority, hosts), serverFile, serverKeyFile);
  return { written, notes: [] };
}

function isPair(certificate: string, key: string, mend: string): boolean {
  const [one, other] = [certificate, key].map((path) => existsSync(path));
  if (one === other) return one!;
  const [here, gone] = one ? [certificate, key] : [key, certificate];
  const text = `${shownPath(here)} is there and ${shownPath(gone)} is not; ${mend}`;
  throw new ExitError(text, EXIT.config);
}

function judge(serverFile: string, caFile: string, { hosts, nowMs }: SetUpOptions): string[] {
  const server = new X509Certificate(readFileSync(serverFile));
  const authority = new X509Certificate(readFileSync(caFile));
  const shown = shownPath(serverFile);
  const anew = 'for a new one remove server.crt and server.key and type this again';
  const unnamed = hosts.filter((host) => {
    return (isIP(host) === 0 ? server.checkHost(host) : server.checkIP(host)) === undefined;
  });
  const endMs = Date.parse(server.validTo);
  const day = new Date(endMs).toISOString().slice(0, 10);
  return [
    ...(server.verify(authority.publicKey)
      ? []
      : [`${shown} is not from the authority in ${shownPath(caFile)}; ${anew}`]),
    ...(unnamed.length === 0 ? [] : [`${shown} is not for ${unnamed.join(', ')}; ${anew}`]),
    ...(endMs > nowMs + SOON_MS ? [] : [`${shown} is valid until ${day}; ${anew}`]),
  ];
}
