/** Real ports of the system, and two radios that hear each other through them. */

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterEach, describe, expect, test } from 'vitest';
import type { SerialConfig } from '../../../../firmware/radio/serial/config.ts';
import { openSerialRadio } from '../../../../firmware/radio/serial/open.ts';
import type { Port } from '../../../../firmware/radio/serial/port.ts';
import { openSerialPort } from '../../../../firmware/radio/serial/serialport-port.ts';
import { realTimeline } from '../../../../firmware/timeline.ts';
import { endReadsOnHangUp } from '../../../../hardware/serial/hang-up.ts';
import { RADIO_PROFILES } from '../../../../src/radio/profiles.ts';
import { stationOn } from '../../../contracts/radio.ts';
import { scratchFolder } from '../../../support/scratch.ts';
import { until } from '../../../support/until.ts';
import { type PtyPair, ptyPair } from './pty-pair.ts';

const folder = scratchFolder();
const ending: (() => Promise<unknown>)[] = [];
let count = 0;

afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});

async function pair(): Promise<PtyPair> {
  count += 1;
  const made = await ptyPair(folder, `port-${count}`);
  ending.push(made.unplug);
  return made;
}

function listener() {
  const bytes: number[] = [];
  const gone: string[] = [];
  return {
    bytes,
    gone,
    onData: (part: Uint8Array) => void bytes.push(...part),
    onGone: (reason: string) => void gone.push(reason),
  };
}

async function opened(path: string, on = listener()) {
  const port = await openSerialPort({ path, baud: 9600 }, on);
  if (typeof port === 'string') throw new Error(port);
  ending.push(() => port.close());
  return { port, ...on };
}

describe('a port', () => {
  test('carries all bytes both ways', async () => {
    const { a, b } = await pair();
    const [left, right] = [await opened(a), await opened(b)];
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    left.port.write(all);
    right.port.write(all);
    await until('both have come', () => left.bytes.length === 256 && right.bytes.length === 256);
    expect([left.bytes, right.bytes]).toEqual([[...all], [...all]]);
  });

  test('may be written from a buffer that changes afterwards', async () => {
    const { a, b } = await pair();
    const [left, right] = [await opened(a), await opened(b)];
    const buffers = [1, 2].map((value) => Uint8Array.of(value, value));
    // The second waits until the system has taken the first.
    for (const buffer of buffers) left.port.write(buffer);
    for (const buffer of buffers) buffer.fill(9);
    await until('they have come', () => right.bytes.length === 4);
    expect(right.bytes.slice(2)).toEqual([2, 2]);
  });

  test('that is unplugged says so once, and writes to it are lost', async () => {
    const ptys = await pair();
    const { port, gone } = await opened(ptys.a);
    await ptys.unplug();
    await until('it is told', () => gone.length > 0);
    port.write(Uint8Array.of(1));
    expect(await port.setBaud(19_200)).toBe(false);
    expect(await port.readLine('cts')).toBeNull();
    await port.close();
    expect(gone).toEqual([`the port ${ptys.a} is gone: was it unplugged?`]);
  });

  test('that is gone before the first read says so, too', async () => {
    const ptys = await pair();
    const stream = new SerialPort({ path: ptys.a, baudRate: 9600, autoOpen: false });
    await new Promise((resolve) => stream.open(resolve));
    await ptys.unplug();
    endReadsOnHangUp(stream.port);
    const closed = new Promise<Error | null>((resolve) => stream.once('close', resolve));
    stream.on('data', () => {});
    expect((await closed)?.message).toBe('the port has hung up');
  });

  test('that is closed tells nothing, and is free for the next', async () => {
    const { a } = await pair();
    const { port, gone } = await opened(a);
    port.write(Uint8Array.of(1));
    await Promise.all([port.close(), port.close()]);
    await port.close();
    await opened(a);
    expect(gone).toEqual([]);
  });

  test('of the system without lines says so', async () => {
    const { a } = await pair();
    const { port } = await opened(a);
    expect(await port.setLine('rts', true)).toBe(false);
    expect(await port.readLine('cts')).toBeNull();
  });

  test('changes its speed', async () => {
    const { a } = await pair();
    const { port } = await opened(a);
    expect(await port.setBaud(115_200)).toBe(true);
    expect(await speedOf(a)).toBe('115200');
  });

  test('whose other side reads nothing loses what is too much, and stays usable', async () => {
    const { a } = await pair();
    const { port } = await opened(a);
    for (let i = 0; i < 2000; i++) port.write(new Uint8Array(1000));
    const { stream } = port as Port & { stream: { writableLength: number } };
    expect(stream.writableLength).toBeLessThan(8000);
    await port.close();
  });
});

function speedOf(path: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const stty = spawn('stty', ['-F', path, 'speed']);
    stty.stdout.on('data', (part: Buffer) => {
      text += part.toString();
    });
    stty.once('close', () => resolve(text.trim()));
  });
}

describe('a port that cannot be opened', () => {
  const open = (path: string) => openSerialPort({ path, baud: 9600 }, listener());

  test('since nothing is there', async () => {
    expect(await open('/dev/ttyNOPE')).toMatch(/^there is no port \/dev\/ttyNOPE; /);
  });

  test('since it is a file', async () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    expect(await open(path)).toBe(`${path} is not a serial port; mend the path`);
  });

  test('since it is a folder', async () => {
    expect(await open(folder)).toBe(`${folder} is not a serial port; mend the path`);
  });

  test('since somebody else has it', async () => {
    const { a } = await pair();
    await opened(a);
    expect(await open(a)).toBe(
      `another process has the port ${a} open; end it, or use another port`,
    );
  });

  test('since the path is empty', async () => {
    expect(await open('')).toMatch(/^the port {2}failed: /);
  });
});

describe('radios on real ports', () => {
  function station(path: string) {
    const timeline = realTimeline();
    ending.push(async () => timeline.close());
    const config: SerialConfig = {
      driver: 'transparent',
      path,
      baud: 57_600,
      module: { kind: 'plain' },
      auxLine: null,
    };
    const made = stationOn((on) =>
      openSerialRadio({
        config,
        profile: RADIO_PROFILES.sik,
        listener: on,
        timeline,
        firstRetryMs: 10,
        longestRetryMs: 50,
      }),
    );
    ending.push(() => made.radio.close());
    return made;
  }

  test('hear each other, lose the port, and hear each other again when it is back', async () => {
    const ptys = await pair();
    const [a, b] = [station(ptys.a), station(ptys.b)];
    await until('both are up', () => a.links.length > 0 && b.links.length > 0);
    a.radio.send(Uint8Array.of(0, 1, 2));
    b.radio.send(Uint8Array.of(3, 0, 4));
    await until('both hear', () => a.heard.length > 0 && b.heard.length > 0);
    expect([a.heard, b.heard]).toEqual([['030004'], ['000102']]);

    await ptys.unplug();
    await until('both tell it', () => a.links.length > 1 && b.links.length > 1);
    a.radio.send(Uint8Array.of(0xdd));
    const name = `port-${count}`;
    const again = await ptyPair(folder, name);
    ending.push(again.unplug);
    await until('both are up again', () => [a, b].every(({ links }) => links.at(-1)!.up));
    expect(a.links[1]).toEqual({
      up: false,
      reason: `the port ${ptys.a} is gone: was it unplugged?`,
    });
    a.radio.send(Uint8Array.of(5));
    await until('it is heard', () => b.heard.length > 1);
    expect(b.heard).toEqual(['000102', '05']);
  });

  test('a closed radio gives the port back and tells nothing', async () => {
    const ptys = await pair();
    const a = station(ptys.a);
    await until('it is up', () => a.links.length > 0);
    await a.radio.close();
    a.radio.send(Uint8Array.of(1));
    expect(a.links).toEqual([{ up: true, reason: 'the module is ready' }]);
    await opened(ptys.a);
  });
});
