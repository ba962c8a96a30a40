/**
 * Who may ask at all. A page of another site, opened in a browser that can reach the hub, must get nothing: neither by
 * a name of its own that it lets point here (DNS rebinding; seen by `Host`), nor by a WebSocket or a form (by `Origin`).
 */

import { isIP } from 'node:net';

/** Names by which the hub is reached, besides localhost and addresses. */
export type HostNames = readonly string[];

/** Null when it is in order; else what is wrong, in plain words. */
export function problemOf(
  headers: { readonly host?: string | undefined; readonly origin?: string | undefined },
  names: HostNames,
): string | null {
  const host = hostOf(headers.host === undefined ? null : `http://${headers.host}`);
  if (host === null) return 'the request names no host';
  const name = nameOf(host);
  const known = isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost');
  if (!known && !names.some((one) => one.toLowerCase() === name)) {
    return `this hub is not known as ${name}; start it with --name ${name} if that is right`;
  }
  const { origin } = headers;
  if (origin === undefined) return null; // no browser, or its own page reading
  return hostOf(origin) === host ? null : 'a page of another site may not ask this hub';
}

/** With the port where one is named. */
function hostOf(url: string | null): string | null {
  const parsed = url === null ? null : URL.parse(url);
  if (parsed === null || parsed.host === '') return null;
  return parsed.host.toLowerCase();
}

/** Without the port and the brackets of IPv6. */
function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}
