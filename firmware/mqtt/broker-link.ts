/**
 * A link to a broker that comes back by itself, and that never keeps anything for later.
 *
 * Each life of the connection gets a client of its own, so that nothing of an earlier one, a
 * queue, a timer, a half-open socket, can reach into the next. Lives are tried with a
 * growing, jittered wait between them, since a whole swarm loses its broker at once.
 */

import { randomBytes } from 'node:crypto';
import type { IClientOptions } from 'mqtt';
import { readAuthority } from './authority.ts';
import { type BrokerCredentials, NO_CREDENTIALS } from './broker-access.ts';
import { describeBrokerTrouble } from './broker-trouble.ts';
import { isSecure, parseBrokerUrl } from './broker-url.ts';
import { type OneLifeClient, openClient } from './open-client.ts';
import { publishPacket } from './publish-packet.ts';

/** Times that tests and slow networks may want otherwise. */
export interface LinkTiming {
  /** A link that is dead is noticed after one and a half times this. */
  readonly keepaliveSeconds?: number;
  readonly connectTimeoutMs?: number;
  readonly firstRetryMs?: number;
  readonly longestRetryMs?: number;
}

export interface Will {
  readonly topic: string;
  readonly payload: string;
  /** 0 without it. */
  readonly qos?: 0 | 1;
}

export interface BrokerLinkOptions {
  readonly url: string;
  /** Whom it connects as, where the URL does not say it; without it, as nobody. */
  readonly credentials?: BrokerCredentials | undefined;
  /** Beginning of the client id; a random end makes it unique. */
  readonly clientName: string;
  readonly topics: readonly string[];
  /** Retained, when the broker loses this client. A function makes a new one for each connection. */
  readonly will?: Will | (() => Will);
  /** While more waits in the socket, messages are lost. */
  readonly backlogBytes: number;
  readonly timing?: LinkTiming;
  /** The broker has taken the subscriptions. */
  onUp(): void;
  /** With the reason in plain words; before the first onUp too, and not twice for one reason. */
  onDown(reason: string): void;
  onMessage(topic: string, payload: Uint8Array, retained: boolean): void;
}

export interface BrokerLink {
  /** Sends now, or never: false when the message is lost. */
  publish(topic: Uint8Array, payload: Uint8Array, retain: boolean): boolean;
  /**
   * As publish, retained, with QoS 1: the broker acknowledges it, and close() waits for that. For what is said
   * at each connection anew: nothing is sent again over the next one.
   */
  assure(topic: string, payload: string): boolean;
  /** Takes leave of the broker, so that it does not send the will; half a second at most. */
  close(): Promise<void>;
}

const KEEPALIVE_SECONDS = 10;
const CONNECT_TIMEOUT_MS = 5000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;
/** A link that lived this long is worth a quick retry. */
const SETTLED_MS = 5000;
const LEAVE_MS = 500;

interface Life extends OneLifeClient {
  upSinceMs: number | null;
  over: boolean;
}

/** Never throws: a URL that cannot be used is told through onDown. */
export function openBrokerLink(options: BrokerLinkOptions): BrokerLink {
  const { timing = {}, topics, will, backlogBytes, credentials = NO_CREDENTIALS } = options;
  const firstRetryMs = timing.firstRetryMs ?? FIRST_RETRY_MS;
  const longestRetryMs = timing.longestRetryMs ?? LONGEST_RETRY_MS;
  const at = parseBrokerUrl(options.url);

  let life: Life | null = null;
  let retryMs = firstRetryMs;
  let retryTimer: NodeJS.Timeout | null = null;
  let closed = false;
  let lastReason: string | null = null;

  const down = (reason: string) => {
    if (closed || reason === lastReason) return;
    lastReason = reason;
    options.onDown(reason);
  };

  const retry = () => {
    const jittered = retryMs * (0.5 + Math.random() / 2);
    retryMs = Math.min(retryMs * 2, longestRetryMs);
    retryTimer = setTimeout(live, jittered);
  };

  const live = () => {
    if (typeof at === 'string') return;
    const ca = readAuthority(isSecure(at) ? credentials.caFile : null);
    if (typeof ca === 'string') {
      retry();
      // Whoever opens the link has to have it before it is told anything.
      return queueMicrotask(() => down(ca));
    }
    const clientOptions: IClientOptions = {
      clientId: `${options.clientName}-${randomBytes(4).toString('hex')}`,
      keepalive: timing.keepaliveSeconds ?? KEEPALIVE_SECONDS,
      connectTimeout: timing.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
    };
    if (will !== undefined) {
      const { topic, payload, qos = 0 } = typeof will === 'function' ? will() : will;
      clientOptions.will = { topic, payload: Buffer.from(payload), qos, retain: true };
    }
    const opened = openClient(at, clientOptions, { ...credentials, ca });
    const mine: Life = { ...opened, upSinceMs: null, over: false };
    const { client } = mine;
    life = mine;

    const end = (error: unknown) => {
      if (mine.over) return;
      mine.over = true;
      life = null;
      mine.reset();
      if (closed) return;
      if (mine.upSinceMs !== null) {
        lastReason = null;
        if (performance.now() - mine.upSinceMs > SETTLED_MS) retryMs = firstRetryMs;
      }
      // First of all the next try: whoever is told may close the link.
      retry();
      down(
        typeof error === 'string' ? error : describeBrokerTrouble(at, error, credentials.caFile),
      );
    };
    const up = () => {
      if (mine.over || closed) return;
      mine.upSinceMs = performance.now();
      options.onUp();
    };

    client.on('error', end);
    client.on('close', () => end(undefined));
    client.stream.on('error', end); // the client keeps some of these to itself
    client.onKeepaliveTimeout = () => end(`the broker at ${at.shown} has gone silent`);
    client.on('message', (topic, payload, packet) => {
      if (!mine.over) options.onMessage(topic, plain(payload), packet.retain);
    });
    client.on('connect', () => {
      if (topics.length === 0) up();
      else {
        client.subscribe([...topics], { qos: 0 }, (error) => {
          if (error) end(`the broker at ${at.shown} does not let this user hear ${topics.join()}`);
          else up();
        });
      }
    });
  };

  if (typeof at === 'string') queueMicrotask(() => down(at));
  else live();

  /** The client, if it can send now. From the CONNACK on: a message before the SUBACK can be answered. */
  const ready = () => {
    if (life === null || !life.client.connected || closed) return null;
    const { client } = life;
    const { stream } = client;
    return stream.writable && stream.writableLength <= backlogBytes ? client : null;
  };

  return {
    publish(topic, payload, retain) {
      const client = ready();
      client?.stream.write(publishPacket(topic, payload, retain));
      return client !== null;
    },
    assure(topic, payload) {
      const client = ready();
      // Its end without an acknowledgement is the end of the connection, which is told otherwise.
      client?.publish(topic, payload, { qos: 1, retain: true }, () => {});
      return client !== null;
    },
    async close() {
      if (closed) return;
      closed = true;
      if (retryTimer !== null) clearTimeout(retryTimer);
      const last = life;
      if (last === null) return;
      if (last.upSinceMs !== null) await leave(last);
      last.over = true;
      last.reset();
    },
  };
}

function leave({ client }: Life): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LEAVE_MS);
    client.end(false, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** A Buffer's slice() shares memory and a Uint8Array's copies; receivers expect the latter. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
