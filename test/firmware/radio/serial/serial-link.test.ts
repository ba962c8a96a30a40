/** The link opens the port, and opens it again after any trouble, without saying the same twice. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModuleDriver, SessionEvents } from '../../../../firmware/radio/serial/driver.ts';
import { SerialLink } from '../../../../firmware/radio/serial/serial-link.ts';
import { RADIO_PROFILES } from '../../../../src/radio/profiles.ts';
import { FakePlug } from './fake-port.ts';
import { FakePlain } from './fake-transparent.ts';
import { VirtualTime } from './virtual-time.ts';

/** A module that answers as the test wants. */
function linkOn(
  options: {
    fraction?: () => number;
    ready?: () => Promise<string | null>;
    /** Time that opening the port takes. */
    openMs?: number;
    /** Told of each thing as it is told. */
    onTold?: (text: string) => void;
  } = {},
) {
  const { fraction = () => 0, ready = async () => null, openMs = 0, onTold } = options;
  const time = new VirtualTime();
  const module = new FakePlain();
  const plug = new FakePlug(module);
  const told: string[] = [];
  const tell = (text: string) => {
    told.push(text);
    onTold?.(text);
  };
  const opens: number[] = [];
  let events: SessionEvents | null = null;
  let ended = 0;
  const driver: ModuleDriver = {
    mtuBytes: 10,
    profile: RADIO_PROFILES.hc12,
    completion: 'computed',
    pack: (frame) => frame,
    begin(port, theirs) {
      events = theirs;
      return {
        ready,
        onData: (bytes) => theirs.onFrame(bytes.slice(), bytes.length),
        put: (packed) => port.write(packed),
        end: () => {
          ended += 1;
        },
      };
    },
  };
  const link = new SerialLink({
    path: '/dev/ttyFAKE',
    baud: 9600,
    driver,
    timeline: time,
    openPort: async (at, listener) => {
      opens.push(time.nowMs);
      if (openMs > 0)
        await new Promise<void>((resolve) => {
          time.at(time.nowMs + openMs, resolve);
        });
      return plug.open(at, listener);
    },
    firstRetryMs: 100,
    longestRetryMs: 5000,
    fraction,
    onFrame: (frame) => tell(`frame ${frame.join()}`),
    onDrop: (reason) => tell(`drop ${reason}`),
    onFinished: () => tell('finished'),
    onNotice: (text) => tell(`notice ${text}`),
    onUp: () => tell('up'),
    onDown: (reason) => tell(`down ${reason}`),
  });
  return { link, time, plug, module, told, opens, events: () => events!, ended: () => ended };
}

const waits = (opens: readonly number[]) => opens.slice(1).map((atMs, i) => atMs - opens[i]!);

test('the waits between tries grow to the longest, and the reason is told once', async () => {
  const { plug, time, told, opens } = linkOn();
  plug.unplug();
  await time.pass(20_000);
  expect(waits(opens).slice(0, 8)).toEqual([50, 100, 200, 400, 800, 1600, 2500, 2500]);
  expect(told).toEqual(['down there is no port /dev/ttyFAKE; is it plugged in?']);
});

test('the waits are jittered, between half and all of what they grow to', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 8, maxLength: 8 }),
      async (fractions) => {
        const { plug, time, opens } = linkOn({ fraction: () => fractions.shift() ?? 0 });
        plug.unplug();
        await time.pass(30_000);
        let wholeMs = 100;
        for (const waitMs of waits(opens).slice(0, 8)) {
          expect(waitMs).toBeGreaterThanOrEqual(wholeMs / 2 - 1e-6);
          expect(waitMs).toBeLessThanOrEqual(wholeMs + 1e-6);
          wholeMs = Math.min(wholeMs * 2, 5000);
        }
      },
    ),
    { numRuns: 20 },
  );
});

test('another reason is told, and the same one again after the link was up', async () => {
  const { plug, time, told } = linkOn();
  plug.refusal = 'a';
  await time.pass(500);
  plug.refusal = 'b';
  await time.pass(2000);
  plug.refusal = null;
  await time.pass(5000);
  plug.unplug('b');
  plug.refusal = 'c';
  await time.pass(10_000);
  expect(told).toEqual(['down a', 'down b', 'up', 'down b', 'down c']);
});

test('a link that stood for a while is tried again soon, and one that did not, later', async () => {
  const { plug, time, opens } = linkOn();
  plug.refusal = 'a';
  await time.pass(3000);
  plug.refusal = null;
  await time.pass(10_000);
  plug.unplug();
  plug.plug();
  const brokeMs = time.nowMs;
  await time.pass(60);
  expect(opens.at(-1)).toBe(brokeMs + 50);
  plug.unplug();
  plug.plug();
  await time.pass(60);
  expect(opens.at(-1)).toBe(brokeMs + 50);
  await time.pass(100);
  expect(opens.at(-1)).toBeGreaterThan(brokeMs + 100);
});

test('a module that is not ready gives the port back, and is tried again', async () => {
  const answers: (string | null)[] = ['not yet', 'not yet', null];
  const { plug, time, told } = linkOn({ ready: async () => answers.shift() ?? null });
  await time.pass(5000);
  expect(told).toEqual(['down not yet', 'up']);
  expect(plug.opened).toBe(3);
});

test('what comes while the module is set up is not heard, and nothing is sent', async () => {
  let isReady: (trouble: null) => void = () => {};
  const { link, module, plug, time, told } = linkOn({
    ready: () =>
      new Promise((resolve) => {
        isReady = resolve;
      }),
  });
  await time.pass(10);
  module.toHost(Uint8Array.of(1));
  link.put(Uint8Array.of(9));
  expect([told, plug.written]).toEqual([[], []]);
  isReady(null);
  await time.pass(1);
  module.toHost(Uint8Array.of(2));
  link.put(Uint8Array.of(8));
  expect([told, plug.written]).toEqual([['up', 'frame 2'], [Uint8Array.of(8)]]);
});

test('a port that breaks while the module is set up does not come up', async () => {
  let isReady: (trouble: null) => void = () => {};
  const { plug, time, told } = linkOn({
    ready: () =>
      new Promise((resolve) => {
        isReady = resolve;
      }),
  });
  await time.pass(10);
  plug.unplug('gone');
  isReady(null);
  await time.pass(1);
  expect(told).toEqual(['down gone']);
});

test('a session that is over is not heard', async () => {
  const { plug, time, told, events } = linkOn();
  await time.pass(1);
  const old = events();
  plug.unplug('gone');
  told.length = 0;
  old.onFrame(Uint8Array.of(1), 1);
  old.onDrop('malformed', 1);
  old.onFinished();
  old.onNotice('text');
  old.onTrouble('trouble');
  expect(told).toEqual([]);
});

test('trouble ends the session once, and gives the port back', async () => {
  const { plug, time, told, events, ended } = linkOn();
  await time.pass(1);
  events().onTrouble('it restarted');
  events().onTrouble('it restarted again');
  expect([told, ended()]).toEqual([['up', 'down it restarted'], 1]);
  await time.pass(1000);
  expect([told.at(-1), plug.opened]).toEqual(['up', 2]);
});

describe('close', () => {
  test('gives the port back, tells nothing, and may come twice', async () => {
    const { link, plug, time, told } = linkOn();
    await time.pass(1);
    await link.close();
    await link.close();
    expect([plug.isOpen, link.isUp, told]).toEqual([false, false, ['up']]);
    await time.pass(10_000);
    expect(plug.opened).toBe(1);
  });

  test('while the port is being opened gives it back all the same', async () => {
    const { link, plug, time, told } = linkOn();
    await link.close();
    expect(plug.isOpen).toBe(false);
    await time.pass(10_000);
    expect([plug.isOpen, told]).toEqual([false, []]);
  });

  test('waits for a port that opens slowly, and gives it back', async () => {
    const { link, plug, time } = linkOn({ openMs: 700 });
    let isClosed = false;
    void link.close().then(() => {
      isClosed = true;
    });
    await time.pass(600);
    expect([isClosed, plug.opened]).toEqual([false, 0]);
    await time.pass(200);
    expect([isClosed, plug.opened, plug.isOpen]).toEqual([true, 1, false]);
  });

  test('while the module is set up ends that', async () => {
    let isReady: (trouble: null) => void = () => {};
    const { link, plug, time, ended, told } = linkOn({
      ready: () =>
        new Promise((resolve) => {
          isReady = resolve;
        }),
    });
    await time.pass(1);
    const closing = link.close();
    expect(ended()).toBe(1);
    isReady(null);
    await closing;
    expect([plug.isOpen, told]).toEqual([false, []]);
  });

  test('between two tries ends them', async () => {
    const { link, plug, time, opens } = linkOn();
    plug.unplug();
    await time.pass(200);
    await link.close();
    const before = opens.length;
    await time.pass(20_000);
    expect(opens).toHaveLength(before);
  });

  test('from within what is told is fine', async () => {
    const onTold = (text: string) => {
      if (text.startsWith('down')) void rig.link.close();
    };
    const rig = linkOn({ onTold });
    const { plug, time, told } = rig;
    await time.pass(1);
    plug.unplug('gone');
    plug.plug();
    await time.pass(10_000);
    expect([told, plug.opened]).toEqual([['up', 'down gone'], 1]);
  });
});
