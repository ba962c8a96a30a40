/** What the doctor says of a broker: whether it takes this swarm's messages, and how fast. */

import { randomBytes } from 'node:crypto';
import { readAuthority } from '../../firmware/mqtt/authority.ts';
import type { BrokerCredentials } from '../../firmware/mqtt/broker-access.ts';
import { describeBrokerTrouble } from '../../firmware/mqtt/broker-trouble.ts';
import { type BrokerAddress, isSecure, parseBrokerUrl } from '../../firmware/mqtt/broker-url.ts';
import { type OneLifeClient, openClient } from '../../firmware/mqtt/open-client.ts';
import { publishPacket } from '../../firmware/mqtt/publish-packet.ts';
import { failed, ok, type Row, warn } from './row.ts';

const TIMEOUT_MS = 3000;
const ROUND_TRIPS = 9;

type Trips = { readonly medianMs: number } | { readonly trouble: string; readonly mend: string };

/** Who asks the broker: one of the swarm's members, its monitor, or nobody in particular. */
export interface Asking {
  readonly swarm: string;
  /** Null where members have no users of their own. */
  readonly id: string | null;
  readonly credentials: BrokerCredentials;
}

/** `use` is what the broker is for: radio, telemetry, or both. */
export async function brokerRow(
  use: string,
  url: string,
  asking: Asking,
  slotMs: number,
): Promise<Row> {
  const address = parseBrokerUrl(url);
  if (typeof address === 'string') return failed(use, address, 'mend the URL in the swarm file');
  const ca = readAuthority(isSecure(address) ? asking.credentials.caFile : null);
  if (typeof ca === 'string') return failed(use, ...halves(ca));
  const trips = await measure(address, asking, ca);
  if ('trouble' in trips) return failed(use, trips.trouble, trips.mend);
  const as = asking.id === null ? '' : `, as ${asking.id}`;
  const detail = `${address.shown}${as}: a message and back takes ${trips.medianMs.toFixed(1)} ms`;
  if (trips.medianMs > slotMs) {
    const mend = 'set timing: to a slower profile, or a longer slotMs';
    return warn(use, `${detail}, longer than a slot of ${slotMs} ms`, mend);
  }
  return ok(use, detail);
}

/** What it means when nothing comes any more, and the mend. */
interface Stage {
  readonly trouble: string;
  readonly mend: string;
}

/** Connects, listens to a topic of its own, and sends itself a few messages. */
async function measure(
  address: BrokerAddress,
  { swarm, id, credentials }: Asking,
  ca: Buffer | null,
): Promise<Trips> {
  const nonce = randomBytes(4).toString('hex');
  const options = {
    clientId: `roost-doctor-${nonce}`,
    connectTimeout: 2 * TIMEOUT_MS, // the time-out below is the first to end it
  };
  const life = openClient(address, options, { ...credentials, ca });
  // Below the name of the user, so that access rights can give each the own.
  const topic = ['roost', swarm, 'doctor', ...(id === null ? [] : [id]), nonce].join('/');
  let timer: NodeJS.Timeout | undefined;
  let stage: Stage = {
    trouble: 'does not answer',
    mend: 'look at the address, the network, and whether it is an MQTT broker',
  };
  const late = new Promise<Trips>((resolve) => {
    timer = setTimeout(() => {
      const trouble = `${address.shown} ${stage.trouble} within ${TIMEOUT_MS / 1000} s`;
      resolve({ trouble, mend: stage.mend });
    }, TIMEOUT_MS);
  });
  const noteStage = (next: Stage) => {
    stage = next;
  };
  const talk = { address, topic, caFile: credentials.caFile };
  const trips = await Promise.race([late, converse(life, talk, noteStage)]);
  clearTimeout(timer);
  life.client.end();
  life.reset();
  return trips;
}

function converse(
  { client }: OneLifeClient,
  { address, topic, caFile }: { address: BrokerAddress; topic: string; caFile: string | null },
  noteStage: (stage: Stage) => void,
): Promise<Trips> {
  return new Promise((resolve) => {
    const give = (error: unknown) => resolve(troubleOf(address, error, caFile));
    client.on('error', give);
    client.on('close', () => give(undefined));
    client.stream.on('error', give);
    client.on('connect', () => {
      const rights = `let this user publish and subscribe below roost/, as ${topic}`;
      client.subscribe(topic, { qos: 0 }, (error) => {
        if (error) resolve({ trouble: `${address.shown} refuses to be listened to`, mend: rights });
        else {
          // Mosquitto says nothing of a right that is missing.
          noteStage({ trouble: 'takes messages, but does not pass them on', mend: rights });
          tripsOf(client, topic, resolve);
        }
      });
    });
  });
}

function tripsOf(
  client: OneLifeClient['client'],
  topic: string,
  resolve: (trips: Trips) => void,
): void {
  const name = Buffer.from(topic);
  const times: number[] = [];
  let sentAtMs = 0;
  const send = () => {
    sentAtMs = performance.now();
    client.stream.write(publishPacket(name, Buffer.from('doctor'), false));
  };
  client.on('message', () => {
    times.push(performance.now() - sentAtMs);
    if (times.length < ROUND_TRIPS) send();
    else resolve({ medianMs: times.sort((a, b) => a - b)[Math.floor(ROUND_TRIPS / 2)]! });
  });
  send();
}

function troubleOf(address: BrokerAddress, error: unknown, caFile: string | null): Trips {
  const [trouble, mend] = halves(describeBrokerTrouble(address, error, caFile));
  return { trouble, mend };
}

/** Such words hold the mend behind the first semicolon, where they have one. */
function halves(text: string): [trouble: string, mend: string] {
  const [trouble, ...mend] = text.split('; ');
  const fallback = 'look at the log of the broker, and at the address';
  return [trouble!, mend.length === 0 ? fallback : mend.join('; ')];
}
