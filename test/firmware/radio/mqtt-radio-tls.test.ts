import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { NO_CREDENTIALS } from '../../../firmware/mqtt/broker-access.ts';
import { openMqttRadio } from '../../../firmware/radio/mqtt-radio.ts';
import { type Air, allUp, isUp, radioContract, stationOn } from '../../contracts/radio.ts';
import { startAedes } from '../../support/aedes-broker.ts';
import { selfSigned } from '../../support/certificate.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { until } from '../../support/until.ts';

const topic = 'roost/orchard/radio/east';
const quick = { firstRetryMs: 20, longestRetryMs: 100 };
const trusted = selfSigned();
setDefaultCACertificates([...getCACertificates('default'), trusted.cert]);

radioContract('the MQTT radio, over TLS,', async (): Promise<Air> => {
  const broker = await startAedes(trusted);
  return {
    open: (listener) => openMqttRadio({ url: broker.url, topic, listener, connect: quick }),
    fail: () => broker.kill(),
    mend: () => broker.restart(),
    dispose: () => broker.kill(),
  };
});

test('a certificate that is not trusted is told, with the mend', async () => {
  const broker = await startAedes(selfSigned());
  const station = stationOn((listener) =>
    openMqttRadio({ url: broker.url, topic, listener, connect: quick }),
  );
  await until('a reason is told', () => station.links.length > 0);
  await sleep(150);
  expect(station.links).toEqual([
    {
      up: false,
      reason:
        `this machine does not trust the certificate of ${broker.url}; name its authority as ` +
        'broker: { caFile: ./ca.crt }',
    },
  ]);
  await station.radio.close();
  await broker.kill();
});

test('the authority that the configuration names is trusted, and no other', async () => {
  const folder = scratchFolder();
  const [own, other] = [selfSigned(), selfSigned()];
  const broker = await startAedes(own);
  const caFile = join(folder, 'ca.crt');
  const credentials = { ...NO_CREDENTIALS, caFile };
  const station = stationOn((listener) =>
    openMqttRadio({ url: broker.url, credentials, topic, listener, connect: quick }),
  );
  const told = (part: string) => until(part, () => station.links.at(-1)!.reason.includes(part));
  await until('a reason is told', () => station.links.length > 0);
  expect(station.links[0]!.reason).toBe(
    `the certificate of the broker's authority, ${caFile}, is not there; copy the ca.crt of the broker there, ` +
      'or mend broker.caFile',
  );
  writeFileSync(caFile, 'no certificate\n');
  await told(`${caFile} is no certificate of an authority; copy the ca.crt`);
  // What the system trusts is not trusted here.
  writeFileSync(caFile, other.cert);
  await told(`the certificate of ${broker.url} is not from the authority in ${caFile}; copy`);
  // Whoever renews it copies a file, and that is all; for a while with the old one in it.
  writeFileSync(caFile, `${other.cert}${own.cert}`);
  await allUp(station);
  await station.radio.close();
  await broker.kill();
});

test('what was sent into a dead TLS connection does not come out when it heals', async () => {
  const broker = await startAedes(trusted);
  const proxy = await startTcpProxy(broker.port);
  const connect = { ...quick, keepaliveSeconds: 1 };
  const [a, b] = [`mqtts://localhost:${proxy.port}`, broker.url].map((url) =>
    stationOn((listener) => openMqttRadio({ url, topic, listener, connect })),
  );
  await allUp(a!, b!);
  proxy.blackhole();
  for (let i = 0; i < 10; i++) a!.radio.send(Uint8Array.of(0xdd, i));
  await until('it is noticed', () => !isUp(a!));
  await sleep(50);
  proxy.heal();
  await allUp(a!);
  a!.radio.send(Uint8Array.of(1));
  await until('the next passes', () => b!.heard.includes('01'));
  await sleep(100);
  expect(b!.heard).toEqual(['01']);
  await Promise.all([a!.radio.close(), b!.radio.close()]);
  await proxy.close();
  await broker.kill();
});
