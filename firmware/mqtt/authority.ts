/**
 * The certificate of the authority whose brokers are trusted, from its file.
 *
 * It is read at each connect: a member outlives its certificates, and whoever renews them copies a file. TLS
 * itself takes anything for a list of certificates and says later that it trusts nobody; so it is looked at here.
 */

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { shownPath } from '../config/shown-path.ts';

const MEND = 'copy the ca.crt of the broker there, or mend broker.caFile';

/** Null without a file; what is wrong with it in plain words, where it cannot be used. */
export function readAuthority(caFile: string | null): Buffer | string | null {
  if (caFile === null) return null;
  const where = shownPath(caFile);
  let bytes: Buffer;
  try {
    bytes = readFileSync(caFile);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'is not there' : `cannot be read (${message})`;
    return `the certificate of the broker's authority, ${where}, ${what}; ${MEND}`;
  }
  try {
    new X509Certificate(bytes);
  } catch {
    return `${where} is no certificate of an authority; ${MEND}`;
  }
  return bytes;
}
