/** What every Radio promises (src/runtime/ports.ts), for every implementation to run. */

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Radio, RadioListener } from '../../src/runtime/ports.ts';
import { until } from '../support/until.ts';

/** A medium that radios share, and that can fail for all of them. */
export interface Air {
  open(listener: RadioListener): Radio;
  fail(): Promise<void>;
  mend(): Promise<void>;
  dispose(): Promise<void>;
}

export interface Station {
  readonly radio: Radio;
  /** Frames heard, in hex. */
  readonly heard: string[];
  readonly links: { up: boolean; reason: string }[];
}

const hex = (frame: Uint8Array) => Buffer.from(frame).toString('hex');
const bytes = (...values: number[]) => Uint8Array.from(values);

export function stationOn(open: (listener: RadioListener) => Radio): Station {
  const heard: string[] = [];
  const links: Station['links'] = [];
  const radio = open({
    onFrame: (frame) => heard.push(hex(frame)),
    onDrop: () => {},
    onLink: (up, reason) => links.push({ up, reason }),
  });
  return { radio, heard, links };
}

export function isUp(station: Station): boolean {
  return station.links.at(-1)?.up === true;
}

export async function allUp(...stations: Station[]): Promise<void> {
  await until('all links are up', () => stations.every(isUp), 10_000);
}

/** Sends until it is heard, since a first frame may be lost. */
async function sendUntilHeard(from: Station, frame: Uint8Array, to: Station): Promise<void> {
  await until('a frame passes', async () => {
    from.radio.send(frame);
    await sleep(10);
    return to.heard.includes(hex(frame));
  });
}

export function radioContract(name: string, makeAir: () => Promise<Air>): void {
  describe(`${name} is a Radio`, () => {
    let air: Air;
    const open: Station[] = [];
    const station = () => {
      const made = stationOn((listener) => air.open(listener));
      open.push(made);
      return made;
    };
    const closeAll = async () => {
      await Promise.all(open.splice(0).map(({ radio }) => radio.close()));
    };
    beforeAll(async () => {
      air = await makeAir();
    });
    afterAll(async () => {
      await closeAll();
      await air.dispose();
    });

    test('what one sends, all others hear, byte for byte', async () => {
      const [a, b, c] = [station(), station(), station()];
      await allUp(a, b, c);
      const frames = [
        bytes(0),
        bytes(0xff, 0x00, 0xc0, 0xdb, 0x7e, 0x0d, 0x0a),
        Uint8Array.from({ length: a.radio.mtuBytes }, (_, i) => (i * 7) % 256),
      ];
      for (const frame of frames) {
        a.radio.send(frame);
        await until('both hear it', () => [b, c].every(({ heard }) => heard.includes(hex(frame))));
      }
      expect(b.heard).toEqual(frames.map(hex));
      expect(c.heard).toEqual(frames.map(hex));
      await closeAll();
    });

    test('everybody may speak', async () => {
      const stations = [station(), station(), station()];
      await allUp(...stations);
      stations.forEach(({ radio }, i) => {
        radio.send(bytes(0xa0 + i));
      });
      await until('all others hear each', () =>
        stations.every(({ heard }, listener) =>
          stations.every((_, i) => i === listener || heard.includes(hex(bytes(0xa0 + i)))),
        ),
      );
      await closeAll();
    });

    test('a frame stays as it was heard, and may be changed by the sender after send', async () => {
      const kept: Uint8Array[] = [];
      const a = station();
      const b = stationOn((listener) =>
        air.open({ ...listener, onFrame: (frame) => kept.push(frame) }),
      );
      open.push(b);
      await allUp(a);
      await sleep(100);
      const frame = bytes(1, 2, 3, 4);
      a.radio.send(frame);
      frame.fill(9);
      for (let i = 0; i < 50; i++) a.radio.send(bytes(5, 5, 5, i));
      await until('all are heard', () => kept.length >= 51);
      expect(kept[0]).toEqual(bytes(1, 2, 3, 4));
      expect(kept[0]!.constructor).toBe(Uint8Array);
      await closeAll();
    });

    test('a frame that is too long is lost, and does no harm', async () => {
      const [a, b] = [station(), station()];
      await allUp(a, b);
      a.radio.send(new Uint8Array(a.radio.mtuBytes + 1));
      a.radio.send(bytes(1));
      await until('the next one is heard', () => b.heard.length > 0);
      expect(b.heard).toEqual(['01']);
      await closeAll();
    });

    test('before the link is up, send loses and does not throw', async () => {
      const b = station();
      await allUp(b);
      const a = station();
      for (let i = 0; i < 20; i++) a.radio.send(bytes(0xbb, i));
      await allUp(a);
      await sendUntilHeard(a, bytes(1), b);
      expect(b.heard.filter((frame) => frame.startsWith('bb'))).toEqual([]);
      await closeAll();
    });

    test('while the medium is down, links tell it, and nothing sent then arrives later', async () => {
      const [a, b] = [station(), station()];
      await allUp(a, b);
      await air.fail();
      await until('both tell it', () => !isUp(a) && !isUp(b), 10_000);
      expect(a.links.at(-1)!.reason).toMatch(/\w+ \w+/);
      for (let i = 0; i < 20; i++) {
        a.radio.send(bytes(0xdd, i));
        await sleep(5);
      }
      await air.mend();
      await allUp(a, b);
      await sendUntilHeard(a, bytes(1), b);
      await sendUntilHeard(b, bytes(2), a);
      await sleep(100);
      expect(b.heard.filter((frame) => frame.startsWith('dd'))).toEqual([]);
      await closeAll();
    });

    test('a closed radio neither hears nor speaks nor tells', async () => {
      const [a, b] = [station(), station()];
      await allUp(a, b);
      a.radio.send(bytes(0x01));
      const closing = a.radio.close();
      await closing;
      await a.radio.close();
      const told = a.links.length;
      a.radio.send(bytes(0xee));
      b.radio.send(bytes(0x02));
      await sleep(100);
      expect(a.heard).not.toContain('02');
      expect(b.heard).toEqual(expect.not.arrayContaining(['ee']));
      // What was sent before the close was sent.
      expect(b.heard).toContain('01');
      expect(a.links).toHaveLength(told);
      await closeAll();
    });

    test('closing before the link is up ends it all the same', async () => {
      const a = station();
      await a.radio.close();
      await sleep(100);
      expect(a.links).toEqual([]);
      expect(a.heard).toEqual([]);
    });
  });
}
