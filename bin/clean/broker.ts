/** The broker, for one who looks at what it has kept and takes some of it away. */

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAuthority } from '../../firmware/mqtt/authority.ts';
import type { BrokerCredentials } from '../../firmware/mqtt/broker-access.ts';
import { describeBrokerTrouble } from '../../firmware/mqtt/broker-trouble.ts';
import { isSecure, parseBrokerUrl } from '../../firmware/mqtt/broker-url.ts';
import { openClient } from '../../firmware/mqtt/open-client.ts';
import { EXIT, ExitError } from '../errors.ts';
import type { Kept } from './leftovers.ts';

export interface CleanBroker {
  /** For messages: without user name and password. */
  readonly shown: string;
  /** All that the broker has kept under these filters; a topic that is under two of them once. */
  kept(filters: readonly string[]): Promise<Kept[]>;
  /** Makes it forget a topic. */
  clear(topic: string): Promise<void>;
  close(): void;
}

export interface CleanOptions {
  readonly url: string;
  readonly credentials: BrokerCredentials;
  /** No more comes when nothing has come for so long: brokers don't say that they are at the end. */
  readonly quietMs?: number;
  readonly timeoutMs?: number;
}

const QUIET_MS = 250;
/** On a slow way to the broker the silence has to be this many round trips long. */
const QUIET_ROUND_TRIPS = 4;
const TIMEOUT_MS = 5000;
const MOST_TOPICS = 200_000;
const BATCH = 100;
/** Return code of SUBACK (MQTT 3.1.1, section 3.9.3). */
const REFUSED = 0x80;

/** Throws ExitError when the broker cannot be reached, also later when it goes away. */
export async function openCleanBroker(options: CleanOptions): Promise<CleanBroker> {
  const { url, credentials, quietMs = QUIET_MS, timeoutMs = TIMEOUT_MS } = options;
  const address = parseBrokerUrl(url);
  if (typeof address === 'string') throw new ExitError(address, EXIT.config);
  const ca = readAuthority(isSecure(address) ? credentials.caFile : null);
  if (typeof ca === 'string') throw new ExitError(ca, EXIT.config);
  const clientId = `roost-clean-${randomBytes(4).toString('hex')}`;
  const access = { ...credentials, ca };
  const life = openClient(address, { clientId, connectTimeout: timeoutMs }, access);
  const { client } = life;

  // One promise for all that can go wrong with the link, which each wait races against.
  const lost = new Promise<never>((_, reject) => {
    const give = (error: unknown) =>
      reject(
        new ExitError(describeBrokerTrouble(address, error, credentials.caFile), EXIT.unreachable),
      );
    client.on('error', give);
    client.on('close', () => give(undefined));
    client.stream.on('error', give);
  });
  lost.catch(() => {});
  const close = () => {
    client.end();
    life.reset();
  };
  /** With a bound of its own, which a slow broker may not exceed. */
  const within = async <T>(what: string, work: Promise<T>): Promise<T> => {
    const waiting = new AbortController();
    const late = sleep(timeoutMs, null, { signal: waiting.signal }).then(() => {
      const text = `the broker at ${address.shown} does not ${what} within ${timeoutMs / 1000} s; try again`;
      throw new ExitError(text, EXIT.unreachable);
    });
    late.catch(() => {});
    try {
      return await Promise.race([work, lost, late]);
    } finally {
      waiting.abort();
    }
  };

  try {
    await within('answer', new Promise((resolve) => client.once('connect', resolve)));
  } catch (error) {
    close();
    throw error;
  }

  return {
    shown: address.shown,
    async kept(filters) {
      const found = new Map<string, Uint8Array>();
      let lastMs = 0;
      const hear = (topic: string, payload: Buffer, { retain }: { retain: boolean }) => {
        // Members go on to publish meanwhile; that comes without the mark.
        if (!retain || payload.length === 0) return;
        if (found.size < MOST_TOPICS) found.set(topic, payload);
        lastMs = performance.now();
      };
      client.on('message', hear);
      const refused: string[] = [];
      let silenceMs = quietMs;
      for (const some of batches(filters)) {
        const askedMs = performance.now();
        refused.push(...(await within('let us listen', subscribed(some))));
        silenceMs = Math.max(silenceMs, QUIET_ROUND_TRIPS * (performance.now() - askedMs));
      }
      if (refused.length > 0) {
        const text = `the broker at ${address.shown} does not let this user hear ${refused.join(', ')}; look at its access list`;
        throw new ExitError(text, EXIT.unreachable);
      }
      lastMs = performance.now();
      for (let leftMs = silenceMs; leftMs > 0; leftMs = lastMs + silenceMs - performance.now()) {
        await Promise.race([sleep(leftMs), lost]);
      }
      client.off('message', hear);
      for (const some of batches(filters)) {
        await within('end our listening', client.unsubscribeAsync([...some]));
      }
      return [...found].map(([topic, payload]) => ({ topic, payload }));
    },
    async clear(topic) {
      await within('take messages', client.publishAsync(topic, '', { retain: true, qos: 1 }));
    },
    close,
  };

  /** Those of the filters that were refused. */
  function subscribed(filters: readonly string[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      client.subscribe([...filters], { qos: 0 }, (error, _, answer) => {
        const codes = answer?.granted.map(Number) ?? [];
        const refused = filters.filter((_filter, index) => (codes[index] ?? 0) >= REFUSED);
        if (error && refused.length === 0) reject(error);
        else resolve(refused);
      });
    });
  }
}

/**
 * Mosquitto drops what a client does not take at once, over a thousand messages and what fits into the network's
 * buffers: of 10,000 states on one machine a client got 7,087. So it is asked for a little at a time; each answer
 * comes behind the messages of the subscription before.
 */
function batches(filters: readonly string[]): string[][] {
  const wild = filters.filter((filter) => /[+#]/.test(filter));
  const exact = filters.filter((filter) => !wild.includes(filter));
  const count = Math.ceil(exact.length / BATCH);
  const parts = Array.from({ length: count }, (_, index) =>
    exact.slice(index * BATCH, (index + 1) * BATCH),
  );
  return [...wild.map((filter) => [filter]), ...parts];
}
