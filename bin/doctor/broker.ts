/** What the doctor says of a broker: whether it takes this swarm's messages, and how fast. */

import { randomBytes } from 'node:crypto';
import { describeBrokerTrouble } from '../../firmware/mqtt/broker-trouble.ts';
import { type BrokerAddress, parseBrokerUrl } from '../../firmware/mqtt/broker-url.ts';
import { type OneLifeClient, openClient } from '../../firmware/mqtt/open-client.ts';
import { publishPacket } from '../../firmware/mqtt/publish-packet.ts';
import { failed, ok, type Row, warn } from './row.ts';

const TIMEOUT_MS = 3000;
const ROUND_TRIPS = 9;

type Trips = { readonly medianMs: number } | { readonly trouble: string; readonly mend: string };

/** `use` is what the broker is for: radio, telemetry, or both. */
export async function brokerRow(
  use: string,
  url: string,
  swarm: string,
  slotMs: number,
): Promise<Row> {
  const address = parseBrokerUrl(url);
  if (typeof address === 'string') return failed(use, address, 'mend the URL in the swarm file');
  const trips = await measure(address, `roost/${swarm}/doctor/${randomBytes(4).toString('hex')}`);
  if ('trouble' in trips) return failed(use, trips.trouble, trips.mend);
  const detail = `${address.shown}: a message and back takes ${trips.medianMs.toFixed(1)} ms`;
  if (trips.medianMs > slotMs) {
    const mend = 'set timing: to a slower profile, or a longer slotMs';
    return warn(use, `${detail}, longer than a slot of ${slotMs} ms`, mend);
  }
  return ok(use, detail);
}

/** Connects, listens to a topic of its own, and sends itself a few messages. */
async function measure(address: BrokerAddress, topic: string): Promise<Trips> {
  const life = openClient(address, {
    clientId: `roost-doctor-${randomBytes(4).toString('hex')}`,
    connectTimeout: 2 * TIMEOUT_MS, // the time-out below is the first to end it
  });
  let timer: NodeJS.Timeout | undefined;
  let stage = 'does not answer';
  const late = new Promise<Trips>((resolve) => {
    timer = setTimeout(() => {
      const trouble = `${address.shown} ${stage} within ${TIMEOUT_MS / 1000} s`;
      const mend = 'look at the address, the network, and whether it is an MQTT broker';
      resolve({ trouble, mend });
    }, TIMEOUT_MS);
  });
  const noteStage = (next: string) => {
    stage = next;
  };
  const trips = await Promise.race([late, converse(life, address, topic, noteStage)]);
  clearTimeout(timer);
  life.client.end();
  life.reset();
  return trips;
}

function converse(
  { client }: OneLifeClient,
  address: BrokerAddress,
  topic: string,
  noteStage: (stage: string) => void,
): Promise<Trips> {
  return new Promise((resolve) => {
    const give = (error: unknown) => resolve(troubleOf(address, error));
    client.on('error', give);
    client.on('close', () => give(undefined));
    client.stream.on('error', give);
    client.on('connect', () => {
      const rights = `let this user publish and subscribe below roost/, as ${topic}`;
      client.subscribe(topic, { qos: 0 }, (error) => {
        if (error) resolve({ trouble: `${address.shown} refuses to be listened to`, mend: rights });
        else {
          noteStage('takes messages, but does not pass them on');
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

/** Its words hold the mend behind the last semicolon, where they have one. */
function troubleOf(address: BrokerAddress, error: unknown): Trips {
  const text = describeBrokerTrouble(address, error);
  const [trouble, ...mend] = text.split('; ');
  const fallback = 'look at the log of the broker, and at the address';
  return { trouble: trouble!, mend: mend.length === 0 ? fallback : mend.join('; ') };
}
