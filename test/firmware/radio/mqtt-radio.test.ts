import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectMqtt } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  MQTT_MTU_BYTES,
  type MqttRadioOptions,
  openMqttRadio,
} from '../../../firmware/radio/mqtt-radio.ts';
import {
  type Air,
  allUp,
  isUp,
  radioContract,
  type Station,
  stationOn,
} from '../../contracts/radio.ts';
import { startAedes } from '../../support/aedes-broker.ts';
import { freePort } from '../../support/free-port.ts';
import { type Mosquitto, startMosquitto } from '../../support/mosquitto.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { until } from '../../support/until.ts';

const topic = 'roost/orchard/radio/east';
const quick = { firstRetryMs: 20, longestRetryMs: 100 };

function radioOn(url: string, connect: MqttRadioOptions['connect'] = quick): Station {
  return stationOn((listener) => openMqttRadio({ url, topic, listener, connect }));
}

radioContract('the MQTT radio, through Mosquitto,', async (): Promise<Air> => {
  const broker = await startMosquitto();
  return {
    open: (listener) => openMqttRadio({ url: broker.url, topic, listener, connect: quick }),
    fail: () => broker.kill(),
    mend: () => broker.restart(),
    dispose: () => broker.dispose(),
  };
});

radioContract("the MQTT radio, through Mosquitto's WebSocket,", async (): Promise<Air> => {
  const broker = await startMosquitto({ webSocket: true });
  const url = broker.webSocketUrl;
  return {
    open: (listener) => openMqttRadio({ url, topic, listener, connect: quick }),
    fail: () => broker.kill(),
    mend: () => broker.restart(),
    dispose: () => broker.dispose(),
  };
});

radioContract('the MQTT radio, through aedes,', async (): Promise<Air> => {
  const broker = await startAedes();
  return {
    open: (listener) => openMqttRadio({ url: broker.url, topic, listener, connect: quick }),
    fail: () => broker.kill(),
    mend: () => broker.restart(),
    dispose: () => broker.kill(),
  };
});

describe('a broker that is there', () => {
  let broker: Mosquitto;
  beforeAll(async () => {
    broker = await startMosquitto();
  });
  afterAll(() => broker.dispose());

  test('frames are small, not retained, QoS 0, and leave at once', async () => {
    const seen: { qos: number; retain: boolean; bytes: number }[] = [];
    const other = connectMqtt(broker.url);
    await new Promise((resolve) => other.once('connect', resolve));
    await other.subscribeAsync('roost/#', { qos: 2 });
    other.on('message', (_topic, payload, { qos, retain }) => {
      seen.push({ qos, retain, bytes: payload.length });
    });
    const a = radioOn(broker.url);
    await allUp(a);
    for (const length of [1, 100, 127, 128, MQTT_MTU_BYTES]) a.radio.send(new Uint8Array(length));
    await until('all are seen', () => seen.length === 5);
    expect(seen.map(({ bytes }) => bytes)).toEqual([1, 100, 127, 128, MQTT_MTU_BYTES]);
    for (const { qos, retain } of seen) expect({ qos, retain }).toEqual({ qos: 0, retain: false });
    a.radio.send(new Uint8Array(MQTT_MTU_BYTES + 1)); // is not even sent
    // Nothing is left for those who come later.
    const late = connectMqtt(broker.url);
    late.on('message', (_topic, payload) =>
      seen.push({ qos: -1, retain: true, bytes: payload.length }),
    );
    await late.subscribeAsync('#', { qos: 0 });
    await sleep(100);
    expect(seen).toHaveLength(5);
    await Promise.all([a.radio.close(), late.endAsync(true), other.endAsync(true)]);
  });

  test('retained, foreign and oversized messages are not heard', async () => {
    const other = connectMqtt(broker.url);
    await other.publishAsync(topic, 'old', { qos: 1, retain: true });
    const a = radioOn(broker.url);
    await allUp(a);
    await other.publishAsync(`${topic}/deeper`, 'foreign', { qos: 1 });
    await other.publishAsync(topic, Buffer.alloc(MQTT_MTU_BYTES + 1), { qos: 1 });
    await other.publishAsync(topic, Buffer.alloc(100_000), { qos: 1 });
    await other.publishAsync(topic, 'end', { qos: 1 });
    await until('the last is heard', () => a.heard.length > 0);
    expect(a.heard).toEqual([Buffer.from('end').toString('hex')]);
    await other.publishAsync(topic, '', { qos: 1, retain: true });
    await Promise.all([a.radio.close(), other.endAsync(true)]);
  });

  test('a flood is heard or lost, in order, and soon over', async () => {
    const [a, b] = [radioOn(broker.url), radioOn(broker.url)];
    await allUp(a, b);
    for (let i = 0; i < 20_000; i++) a.radio.send(Uint8Array.of(i >> 8, i & 255, 1, 1, 1, 1));
    await sleep(300);
    const heard = b.heard.length;
    expect(heard).toBeGreaterThan(100);
    expect(b.heard).toEqual([...b.heard].sort());
    a.radio.send(Uint8Array.of(255, 255, 255));
    await until('the next passes', () => b.heard.includes('ffffff'));
    await Promise.all([a.radio.close(), b.radio.close()]);
  });

  test('a broker that restarts is found again, soon', async () => {
    const [a, b] = [radioOn(broker.url, {}), radioOn(broker.url, {})];
    await allUp(a, b);
    for (let round = 0; round < 2; round++) {
      await broker.kill();
      await until('both tell it', () => !isUp(a) && !isUp(b));
      expect(a.links.at(-1)!.reason).toContain(`the broker at ${broker.url}`);
      await broker.restart();
      const startedAt = performance.now();
      await allUp(a, b);
      expect(performance.now() - startedAt).toBeLessThan(1000);
    }
    await Promise.all([a.radio.close(), b.radio.close()]);
  });
});

describe('a network that swallows everything', () => {
  test('is noticed, and what was sent into it does not come out when it heals', async () => {
    const broker = await startMosquitto();
    const proxy = await startTcpProxy(broker.port);
    const connect = { ...quick, keepaliveSeconds: 1, connectTimeoutMs: 300 };
    const a = radioOn(`mqtt://127.0.0.1:${proxy.port}`, connect);
    const b = radioOn(broker.url);
    await allUp(a, b);
    proxy.blackhole();
    for (let i = 0; i < 10; i++) a.radio.send(Uint8Array.of(0xdd, i));
    await until('it is noticed', () => !isUp(a));
    expect(a.links.at(-1)!.reason).toBe(
      `the broker at mqtt://127.0.0.1:${proxy.port} has gone silent`,
    );
    await sleep(100);
    proxy.heal();
    await allUp(a);
    a.radio.send(Uint8Array.of(1));
    await until('the next passes', () => b.heard.includes('01'));
    await sleep(100);
    expect(b.heard).toEqual(['01']);
    await Promise.all([a.radio.close(), b.radio.close()]);
    await proxy.close();
    await broker.dispose();
  });

  test('is told when it is there from the start, and closing does not hang', async () => {
    const broker = await startMosquitto();
    const proxy = await startTcpProxy(broker.port);
    proxy.blackhole();
    const url = `mqtt://127.0.0.1:${proxy.port}`;
    const a = radioOn(url, { ...quick, connectTimeoutMs: 100 });
    await until('it is told', () => a.links.length > 0);
    expect(a.links[0]).toEqual({
      up: false,
      reason: `${url} does not answer; is it an MQTT broker, and is the network up?`,
    });
    await sleep(300);
    expect(a.links).toHaveLength(1); // once, not at each try
    proxy.heal();
    await allUp(a);
    proxy.blackhole();
    const startedAt = performance.now();
    await a.radio.close();
    expect(performance.now() - startedAt).toBeLessThan(800);
    await proxy.close();
    await broker.dispose();
  });
});

describe('a broker that cannot be used is told in plain words', () => {
  async function reasonOf(url: string, connect: MqttRadioOptions['connect'] = quick) {
    const station = radioOn(url, connect);
    await until('a reason is told', () => station.links.length > 0);
    await sleep(200);
    await station.radio.close();
    expect(station.links).toHaveLength(1);
    expect(station.links[0]!.up).toBe(false);
    return station.links[0]!.reason;
  }

  test('nobody listens', async () => {
    const port = await freePort();
    expect(await reasonOf(`mqtt://robot:secret@127.0.0.1:${port}`)).toBe(
      `no broker listens at mqtt://127.0.0.1:${port}; start it, or mend the address`,
    );
    expect(await reasonOf(`ws://robot:secret@localhost:${port}/mqtt`)).toBe(
      `no broker listens at ws://localhost:${port}/mqtt; start it, or mend the address`,
    );
  });

  test('the name is not known', async () => {
    expect(await reasonOf('mqtt://nowhere.invalid')).toMatch(
      /^the name nowhere\.invalid (is not known; mend the address mqtt:\/\/nowhere\.invalid:1883|cannot be looked up)/,
    );
  });

  test('bad user name or password; and good ones pass', async () => {
    const broker = await startMosquitto({ users: { robot: 'p@ss:wörd' } });
    const at = `127.0.0.1:${broker.port}`;
    for (const credentials of ['robot:wrong@', 'nobody:wrong@']) {
      expect(await reasonOf(`mqtt://${credentials}${at}`)).toBe(
        `the broker at mqtt://${at} refused the connection: ` +
          'this user may not connect; look at user name, password and access rights',
      );
    }
    const good = radioOn(`mqtt://robot:${encodeURIComponent('p@ss:wörd')}@${at}`);
    await allUp(good);
    await good.radio.close();
    await broker.dispose();
  });

  test('no TLS there', async () => {
    const broker = await startMosquitto();
    const reason = await reasonOf(`mqtts://127.0.0.1:${broker.port}`);
    expect(reason).toMatch(/does not speak TLS there|cut the connection|closed the connection/);
    await broker.dispose();
  });

  test('no MQTT there', async () => {
    const { createServer } = await import('node:http');
    const server = createServer((_request, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    expect(await reasonOf(`ws://127.0.0.1:${port}/mqtt`)).toBe(
      `ws://127.0.0.1:${port}/mqtt is no MQTT WebSocket (HTTP 404); mend port or path`,
    );
    expect(await reasonOf(`mqtt://127.0.0.1:${port}`)).toContain(`127.0.0.1:${port}`);
    server.closeAllConnections();
    server.close();
  });

  test.each([
    ['http://host', "'http:' is no way to reach a broker"],
    ['nonsense', 'cannot be read'],
    ['mqtt://robot:secret@', 'cannot be read'],
    ['mqtt://host/path', 'takes no path'],
  ])('the URL %s', async (url, words) => {
    const reason = await reasonOf(url);
    expect(reason).toContain(words);
    expect(reason).not.toContain('secret');
  });
});
