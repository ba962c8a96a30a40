/** A WELCOME answers many at once, and still fits the shortest frame that a radio of ours takes. */
import { expect, test } from 'vitest';
import { nodeCrypto } from '../../firmware/crypto.ts';
import { driverOf } from '../../firmware/radio/serial/open.ts';
import { RADIO_PROFILES } from '../../src/radio/profiles.ts';
import { FrameCodec } from '../../src/wire/frame.ts';
import { Actor, rosterOf, settled } from '../protocol/stage.ts';

const ROBOTS = 40;

test('with as many answers as it may carry', () => {
  const roster = rosterOf({ robots: ROBOTS });
  // Everybody has been there for long: boot numbers take most bytes.
  const old = { boot: 0xffff, disk: 9, bootDisk: 9, otherBoot: 0xfffe };
  const peers = Object.fromEntries(Object.keys(settled(roster).peers).map((peer) => [peer, old]));
  const robot = Actor.ready(0, { robots: ROBOTS, durable: { peers } });
  for (let other = 1; other < ROBOTS; other += 1)
    robot.hear(other, { kind: 'hello', nonce: 0xffff_ffff, disk: 7, offPad: false });
  const welcomes = robot.wait(60_000).messages('welcome');
  const codec = new FrameCodec({
    crypto: nodeCrypto,
    swarmKey: new Uint8Array(32),
    keyId: 1,
    swarm: 'any',
    zone: 'any',
    roster,
  });
  const longest = { source: ROBOTS, boot: 0xffff, sequence: 0xff_ffff };
  const sizes = welcomes.map((welcome) => codec.seal(longest, welcome)?.length);
  const config = {
    driver: 'xbee',
    path: 'p',
    baud: 115_200,
    module: { channel: null, network: null, address: null, powerLevel: null },
  } as const;
  const { mtuBytes } = driverOf(config, RADIO_PROFILES.xbee, { nowMs: 0, at: () => {} });
  const answers = welcomes.flatMap((welcome) =>
    welcome.kind === 'welcome' ? welcome.answers : [],
  );
  expect(answers).toHaveLength(ROBOTS - 1);
  expect(Math.max(...sizes.map((size) => size ?? Number.POSITIVE_INFINITY))).toBeLessThanOrEqual(
    mtuBytes,
  );
  expect(welcomes.length).toBeLessThan(10);
});
