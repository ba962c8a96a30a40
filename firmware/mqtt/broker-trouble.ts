/** Why a broker cannot be reached, in words that say what to mend. */

import { shownPath } from '../config/shown-path.ts';
import type { BrokerAddress } from './broker-url.ts';

/** CONNACK return codes of MQTT 3.1.1, section 3.2.2.3. */
const REFUSALS: Readonly<Record<number, string>> = {
  1: 'it does not speak MQTT 3.1.1',
  2: 'it does not like the client id',
  3: 'its MQTT service is unavailable',
  4: 'bad user name or password',
  5: 'this user may not connect; look at user name, password and access rights',
};

const NOT_TRUSTED = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  // From another authority of the same name.
  'CERT_SIGNATURE_FAILURE',
];
const NOT_TLS = 'does not speak TLS there; use mqtt: or ws:, or the port for TLS';

const CODES: Readonly<Record<string, (at: BrokerAddress) => string>> = {
  ECONNREFUSED: (at) => `no broker listens at ${at.shown}; start it, or mend the address`,
  ENOTFOUND: (at) => `the name ${at.host} is not known; mend the address ${at.shown}`,
  EAI_AGAIN: (at) => `the name ${at.host} cannot be looked up now; is the network up?`,
  ETIMEDOUT: (at) => `${at.shown} does not answer; is the network up?`,
  EHOSTUNREACH: (at) => `${at.shown} cannot be reached; is the network up?`,
  ENETUNREACH: (at) => `${at.shown} cannot be reached; is the network up?`,
  ECONNRESET: (at) => `the broker at ${at.shown} cut the connection`,
  EPIPE: (at) => `the broker at ${at.shown} cut the connection`,
  CERT_HAS_EXPIRED: (at) => `the certificate of ${at.shown} has expired; renew it`,
  CERT_NOT_YET_VALID: (at) => `the certificate of ${at.shown} is not valid yet; is the clock set?`,
  ERR_TLS_CERT_ALTNAME_INVALID: (at) =>
    `the certificate of ${at.shown} is for another name than ${at.host}; use the name in it`,
  ERR_SSL_WRONG_VERSION_NUMBER: (at) => `${at.shown} ${NOT_TLS}`,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: (at) => `${at.shown} ${NOT_TLS}`,
  EPROTO: (at) => `${at.shown} ${NOT_TLS}`,
};

/**
 * `error` is what the MQTT client or its stream gave; undefined when the stream just ended. `caFile`: path of
 * the authority that was trusted, or null.
 */
export function describeBrokerTrouble(
  at: BrokerAddress,
  error: unknown,
  caFile: string | null,
): string {
  if (error === undefined) return `the broker at ${at.shown} closed the connection`;
  const { code, message = String(error) } = error as { code?: string | number; message?: string };
  if (typeof code === 'number') {
    const why = REFUSALS[code] ?? message;
    return `the broker at ${at.shown} refused the connection: ${why}`;
  }
  if (code !== undefined && NOT_TRUSTED.includes(code)) return notTrusted(at, caFile);
  const known = code === undefined ? undefined : CODES[code];
  if (known !== undefined) return known(at);
  if (message === 'connack timeout') {
    return `${at.shown} does not answer; is it an MQTT broker, and is the network up?`;
  }
  if (message.startsWith('Unexpected server response')) {
    const status = message.replace(/^\D*/, '');
    return `${at.shown} is no MQTT WebSocket (HTTP ${status}); mend port or path`;
  }
  return `the connection to ${at.shown} failed: ${message}`;
}

function notTrusted({ shown }: BrokerAddress, caFile: string | null): string {
  return caFile === null
    ? `this machine does not trust the certificate of ${shown}; name its authority as broker: { caFile: ./ca.crt }`
    : `the certificate of ${shown} is not from the authority in ${shownPath(caFile)}; copy the ca.crt of this ` +
        'broker there, or mend broker.caFile';
}
