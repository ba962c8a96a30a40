import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { type BrokerLinkOptions, openBrokerLink } from '../../../firmware/mqtt/broker-link.ts';
import { publishPacket } from '../../../firmware/mqtt/publish-packet.ts';
import { openMqttRadio } from '../../../firmware/radio/mqtt-radio.ts';
import { allUp, stationOn } from '../../contracts/radio.ts';
import { startFakeBroker } from '../../support/fake-broker.ts';
import { until } from '../../support/until.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

function linkTo(url: string, options: Partial<BrokerLinkOptions> = {}) {
  const told: string[] = [];
  const link = openBrokerLink({
    url,
    clientName: 'test',
    topics: ['t'],
    backlogBytes: 2048,
    onUp: () => told.push('up'),
    onDown: (reason) => told.push(reason),
    onMessage: () => {},
    ...options,
  });
  return { ...link, told };
}

test('tries again with growing waits, each of them jittered', async () => {
  const broker = await startFakeBroker({ refuse: true });
  const link = linkTo(broker.url, { timing: { firstRetryMs: 40, longestRetryMs: 200 } });
  await until('some tries', () => broker.connectedAtMs.length >= 9);
  await link.close();
  const waits = broker.connectedAtMs.slice(1).map((at, i) => at - broker.connectedAtMs[i]!);
  for (const [i, mostMs] of [40, 80, 160, 200, 200, 200, 200, 200].entries()) {
    expect(waits[i]).toBeGreaterThan(mostMs / 2 - 2);
  }
  const late = waits.slice(3);
  // Unbounded, the shortest of the last three would be 640 ms.
  expect(Math.min(...waits.slice(5))).toBeLessThan(400);
  expect(Math.max(...late) - Math.min(...late)).toBeGreaterThan(1);
  // Said once, for all the tries.
  expect(link.told).toEqual([`the broker at ${broker.url} closed the connection`]);
  broker.close();
});

test('after close there is no further try', async () => {
  const broker = await startFakeBroker({ refuse: true });
  const link = linkTo(broker.url, { timing: { firstRetryMs: 20 } });
  await until('a try', () => broker.connectedAtMs.length >= 1);
  await link.close();
  await link.close();
  const tries = broker.connectedAtMs.length;
  await sleep(150);
  expect(broker.connectedAtMs).toHaveLength(tries);
  broker.close();
});

test('what a broker does not take is lost, and does not pile up', async () => {
  const broker = await startFakeBroker();
  const link = linkTo(broker.url);
  await until('up', () => link.told.includes('up'));
  broker.pause();
  const payload = new Uint8Array(10_000);
  let taken = 0;
  for (let i = 0; i < 3000; i++) {
    if (link.publish(utf8('t'), payload, false)) taken += 1;
    if (i % 100 === 0) await sleep(1);
  }
  // The system's own buffers take some megabytes; the process keeps next to nothing.
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(2000);
  expect(link.publish(utf8('t'), payload, false)).toBe(false);
  const startedAt = performance.now();
  await link.close();
  expect(performance.now() - startedAt).toBeLessThan(900);
  broker.close();
});

test('the socket does not hold small frames back (TCP_NODELAY)', async () => {
  const setNoDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
  const broker = await startFakeBroker();
  const link = linkTo(broker.url);
  await until('up', () => link.told.includes('up'));
  const port = Number(new URL(broker.url).port);
  const set = setNoDelay.mock.contexts.map((socket, i) => ({
    port: (socket as Socket).remotePort,
    on: setNoDelay.mock.calls[i]?.[0],
  }));
  expect(set).toContainEqual({ port, on: true });
  await link.close();
  broker.close();
  setNoDelay.mockRestore();
});

test('a frame is on its way when send returns', async () => {
  const broker = await startFakeBroker();
  const write = vi.spyOn(Socket.prototype, 'write');
  const station = stationOn((listener) => openMqttRadio({ url: broker.url, topic: 't', listener }));
  await allUp(station);
  write.mockClear();
  station.radio.send(Uint8Array.of(7));
  expect(write.mock.calls.map(([chunk]) => chunk)).toEqual([
    publishPacket(utf8('t'), Uint8Array.of(7), false),
  ]);
  expect((write.mock.contexts[0] as Socket).writableLength).toBe(0);
  await station.radio.close();
  broker.close();
  write.mockRestore();
});

test('a broker that sends what was not asked for is not heard', async () => {
  const broker = await startFakeBroker();
  const station = stationOn((listener) => openMqttRadio({ url: broker.url, topic: 't', listener }));
  await allUp(station);
  broker.say(publishPacket(utf8('other'), utf8('foreign'), false));
  broker.say(publishPacket(utf8('t'), utf8('ok'), false));
  await until('the right one is heard', () => station.heard.length > 0);
  expect(station.heard).toEqual([Buffer.from('ok').toString('hex')]);
  await station.radio.close();
  broker.close();
});

test('garbage from the broker ends the connection, not the process', async () => {
  const broker = await startFakeBroker();
  const link = linkTo(broker.url, { timing: { firstRetryMs: 20, longestRetryMs: 40 } });
  await until('up', () => link.told.includes('up'));
  broker.say(Uint8Array.of(0xf7, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01));
  await until('up again', () => link.told.filter((each) => each === 'up').length === 2);
  expect(link.told[1]).toContain(broker.url);
  await link.close();
  broker.close();
});
