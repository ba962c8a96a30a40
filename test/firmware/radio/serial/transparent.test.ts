/** What is common to transparent modules: pacing, echoes, AUX, and garbage. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TransparentConfig } from '../../../../firmware/radio/serial/config.ts';
import { Echoes } from '../../../../firmware/radio/serial/echoes.ts';
import { encodeCobs } from '../../../../src/wire/cobs.ts';
import { FakeEbyte, FakePlain } from './fake-transparent.ts';
import { hex, rigOn } from './rig.ts';

const PLAIN: TransparentConfig = {
  driver: 'transparent',
  path: '/dev/ttyFAKE',
  baud: 9600,
  module: { kind: 'plain' },
  auxLine: null,
};

const numbered = (i: number) => Uint8Array.of(i, i, i, i);

test('a frame is handed over when the one before it has left the air', async () => {
  const { radio, plug, time } = rigOn(PLAIN, new FakePlain());
  await time.pass(1);
  for (let i = 1; i <= 3; i++) radio.send(numbered(i));
  expect(plug.written.map(hex)).toEqual(['000501010101' + '00']);
  // Seven bytes: 7.3 ms on the UART, 3.1 of silence, and (16 + 7) * 8 bits at 15 kbit/s.
  await time.pass(22);
  expect(plug.written).toHaveLength(1);
  await time.pass(2);
  expect(plug.written).toHaveLength(2);
  await time.pass(30);
  expect(plug.written).toHaveLength(3);
});

test('the radio takes frames of 254 bytes and no more', async () => {
  const { radio, plug, time, unsent } = rigOn(PLAIN, new FakePlain());
  await time.pass(1);
  expect(radio.mtuBytes).toBe(254);
  radio.send(new Uint8Array(255));
  expect([unsent, plug.written.length]).toEqual([['too-long'], 0]);
  radio.send(new Uint8Array(254).fill(3));
  await time.pass(1000);
  radio.send(new Uint8Array(254));
  expect(plug.written.map(({ length }) => length)).toEqual([257, 257]);
  expect(unsent).toEqual(['too-long']);
});

test('an empty frame is nothing', async () => {
  const { radio, plug, time, unsent } = rigOn(PLAIN, new FakePlain());
  await time.pass(1);
  radio.send(new Uint8Array(0));
  await time.pass(100);
  expect([plug.written, unsent]).toEqual([[], []]);
});

test('what waits when the port breaks is not sent when it is back', async () => {
  const { radio, plug, time, links } = rigOn(PLAIN, new FakePlain());
  await time.pass(1);
  for (let i = 1; i <= 5; i++) radio.send(numbered(i));
  plug.unplug();
  for (let i = 6; i <= 9; i++) radio.send(numbered(i));
  plug.plug();
  await time.pass(5000);
  expect(links).toEqual(['up', 'the port /dev/ttyFAKE is gone: was it unplugged?', 'up']);
  expect(plug.written).toHaveLength(1);
  radio.send(numbered(10));
  expect(hex(plug.written[1]!)).toBe('00050a0a0a0a00');
});

test('half a frame of an earlier life does not reach into the next', async () => {
  const module = new FakePlain();
  const { plug, time, heard, drops } = rigOn(PLAIN, module);
  await time.pass(1);
  module.toHost(Uint8Array.of(0, 5, 1, 2));
  plug.unplug();
  plug.plug();
  await time.pass(1000);
  module.toHost(Uint8Array.of(3, 4, 0, 2, 7, 0));
  expect(heard).toEqual(['07']);
  expect(drops).toEqual(['malformed']);
});

describe('reports', () => {
  test('are asked for when the channel has room, and only while the link is up', async () => {
    const { radio, plug, time } = rigOn(PLAIN, new FakePlain());
    const reports = [1, 2].map(numbered);
    let asked = 0;
    radio.setReports(() => {
      asked += 1;
      return reports.shift() ?? null;
    });
    radio.wake();
    expect(asked).toBe(0);
    await time.pass(1);
    expect(plug.written.map(hex)).toEqual(['00050101010100']);
    await time.pass(60_000);
    expect(plug.written).toHaveLength(2);
    plug.unplug();
    const before = asked;
    radio.wake();
    await time.pass(20);
    expect(asked).toBe(before);
  });

  test('give way to coordination', async () => {
    const { radio, plug, time } = rigOn(PLAIN, new FakePlain());
    await time.pass(1);
    radio.send(numbered(1));
    radio.setReports(() => numbered(9));
    radio.send(numbered(2));
    await time.pass(60);
    expect(plug.written.map((bytes) => bytes[2])).toEqual([1, 2, 9]);
  });

  test('that are too long are lost', async () => {
    const { radio, plug, time, unsent } = rigOn(PLAIN, new FakePlain());
    await time.pass(1);
    radio.setReports(() => new Uint8Array(300));
    await time.pass(10_000);
    expect([plug.written.length, unsent]).toEqual([0, ['too-long']]);
  });
});

describe('echoes', () => {
  test('are dropped once, and counted', async () => {
    const module = new FakePlain();
    module.hasEcho = true;
    const { radio, time, heard, drops } = rigOn(PLAIN, module);
    await time.pass(1);
    radio.send(numbered(1));
    expect([heard, drops]).toEqual([[], ['echo']]);
    module.toHost(encodeCobs(numbered(1)));
    expect(heard).toEqual(['01010101']);
  });

  test('are the last frames sent, and nothing else', () => {
    const frame = fc.uint8Array({ minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 8 }), frame, (sent, heard) => {
        const echoes = new Echoes();
        for (const one of sent) echoes.sent(encodeCobs(one));
        expect(echoes.isEcho(heard)).toBe(sent.some((one) => hex(one) === hex(heard)));
      }),
    );
  });

  test('are not sought in what is longer than any frame', async () => {
    const module = new FakePlain();
    const { radio, time, heard, drops } = rigOn(PLAIN, module);
    await time.pass(1);
    radio.send(numbered(1));
    // Fits between two zeros, and is 257 bytes when unstuffed.
    const block = [129, ...new Uint8Array(128).fill(7)];
    module.toHost(Uint8Array.of(0, ...block, ...block, 0));
    expect([heard, drops]).toEqual([[], ['oversized']]);
  });

  test('older frames are forgotten', () => {
    const echoes = new Echoes();
    for (let i = 1; i <= 9; i++) echoes.sent(encodeCobs(numbered(i)));
    expect([echoes.isEcho(numbered(1)), echoes.isEcho(numbered(2))]).toEqual([false, true]);
  });
});

describe('AUX', () => {
  const E22: TransparentConfig = {
    ...PLAIN,
    auxLine: 'cts',
    module: {
      kind: 'e22',
      setLine: null,
      channel: null,
      network: null,
      address: null,
      airRate: null,
      powerDbm: null,
      listen: null,
    },
  };

  test('holds the next frame back while the module is busy', async () => {
    const module = new FakeEbyte('e22');
    const { radio, plug, time } = rigOn(E22, module);
    await time.pass(1);
    module.isBusy = true;
    radio.send(numbered(1));
    radio.send(numbered(2));
    await time.pass(40);
    expect(plug.written).toHaveLength(1);
    module.isBusy = false;
    await time.pass(6);
    expect(plug.written).toHaveLength(2);
  });

  test('that is high at once does not let a frame go before the air time is over', async () => {
    const { radio, plug, time } = rigOn(E22, new FakeEbyte('e22'));
    await time.pass(1);
    radio.send(numbered(1));
    radio.send(numbered(2));
    await time.pass(20);
    expect(plug.written).toHaveLength(1);
    await time.pass(10);
    expect(plug.written).toHaveLength(2);
  });

  test('that stays low does not silence the member', async () => {
    const module = new FakeEbyte('e22');
    module.isBusy = true;
    const { radio, plug, time } = rigOn(E22, module);
    await time.pass(1);
    radio.send(numbered(1));
    await time.pass(8000);
    radio.send(numbered(2));
    expect(plug.written).toHaveLength(2);
  });

  test('on a port without it is told', async () => {
    const { links, plug, time } = rigOn(E22, new FakeEbyte('e22'));
    plug.hasLines = false;
    await time.pass(10);
    expect(links).toEqual([
      'the port has no line CTS to read AUX from; leave lines.aux out, or use a port with it',
    ]);
  });
});

describe('bytes without frames', () => {
  const noise = () => Uint8Array.from({ length: 50 }, (_, i) => (i % 200) + 1);

  test('are told once, and again after a frame', async () => {
    const module = new FakePlain();
    const { time, notices, heard } = rigOn(PLAIN, module);
    await time.pass(1);
    for (let i = 0; i < 30; i++) {
      module.toHost(noise());
      await time.pass(1000);
    }
    expect(notices).toEqual(['bytes come, and no frame in them: is the baud rate right?']);
    module.toHost(Uint8Array.of(0, 2, 7, 0));
    expect(heard).toEqual(['07']);
    for (let i = 0; i < 30; i++) {
      module.toHost(noise());
      await time.pass(1000);
    }
    expect(notices).toHaveLength(2);
  });

  test('are no news in a short burst, nor as a trickle', async () => {
    const module = new FakePlain();
    const { time, notices } = rigOn(PLAIN, module);
    await time.pass(1);
    for (let i = 0; i < 100; i++) {
      module.toHost(noise());
      await time.pass(90);
    }
    for (let i = 0; i < 100; i++) {
      await time.pass(61_000);
      module.toHost(noise());
    }
    expect(notices).toEqual([]);
  });
});
