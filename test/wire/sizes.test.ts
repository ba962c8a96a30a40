import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../firmware/crypto.ts';
import type { Message } from '../../src/protocol/message.ts';
import type { Queue } from '../../src/protocol/queue.ts';
import { requestNumber } from '../../src/protocol/request-number.ts';
import { FrameCodec, MAX_FRAME_BYTES } from '../../src/wire/frame.ts';

/** COBS adds one byte and a zero at both ends (wire.md, "Byte streams"). */
const COBS_BYTES = 3;

function swarm(robots: number, pads = 1): FrameCodec {
  return new FrameCodec({
    crypto: nodeCrypto,
    swarmKey: new Uint8Array(32),
    keyId: 1,
    swarm: 'sizes',
    zone: 'hall',
    roster: {
      robots: Array.from({ length: robots }, (_, rank) => ({ id: `r${rank}`, rank })),
      pads: Array.from({ length: pads }, (_, pad) => ({ id: `p${pad}`, guard: 'controller' })),
    },
  });
}

function sizeOf(robots: number, message: Message, pads = 1): number | null {
  const frame = swarm(robots, pads).seal({ source: 1, boot: 300, sequence: 70_000 }, message);
  return frame && frame.length + COBS_BYTES;
}

const fence = { epoch: 40, counter: 2000 };
const waiting = (count: number): Queue =>
  Array.from({ length: count }, (_, robot) => ({ robot, life: 3, urgency: 1, overtaken: 2 }));

/** Robots that have booted equally often and asked some 60 times, an eighth of them waiting. */
function token(robots: number, at = fence, toBoot = 300): Message {
  return {
    kind: 'token',
    pad: 0,
    to: 1,
    toBoot,
    fence: at,
    released: { ...at, counter: at.counter - 2 },
    lastServed: Array.from({ length: robots }, (_, robot) => requestNumber(3, 1000 + (robot % 60))),
    queue: waiting(robots / 8),
  };
}

/** Frame bytes of the kinds that wire.md has a budget for, and of an entry's. */
function sizes(at: { epoch: number; counter: number }, boot: number): Record<string, unknown> {
  const { epoch } = at;
  return {
    beat: sizeOf(8, { kind: 'beat', epoch, idle: false, pads: [{ fence: at, holder: 3 }] }),
    request: sizeOf(8, { kind: 'request', pad: 0, epoch, n: boot * 3, urgency: 2 }),
    token: [8, 16, 64].map((robots) => sizeOf(robots, token(robots, at, boot))),
    enter: sizeOf(8, { kind: 'enter', pad: 0, fence: at, attempt: 1, released: null }),
    exit: sizeOf(8, { kind: 'exit', pad: 0, fence: at }),
  };
}

describe('frames on the wire, COBS and tag included', () => {
  // Budget of wire.md: BEAT 28, REQUEST 30, TOKEN 43 / 53 / 114 for 8 / 16 / 64 robots.
  it('in a young swarm', () => {
    expect(sizes({ epoch: 3, counter: 20 }, 2)).toMatchInlineSnapshot(`
      {
        "beat": 28,
        "enter": 27,
        "exit": 25,
        "request": 26,
        "token": [
          43,
          53,
          114,
        ],
      }
    `);
  });

  it('after a year', () => {
    expect(sizes(fence, 300)).toMatchInlineSnapshot(`
      {
        "beat": 32,
        "enter": 30,
        "exit": 28,
        "request": 29,
        "token": [
          48,
          58,
          119,
        ],
      }
    `);
  });
});

describe('a frame fits the medium', () => {
  /** A year in: each robot has restarted a different number of times, and asked a thousand times. */
  function aged(robots: number, waitingRobots: number): Message {
    return {
      ...(token(robots) as Extract<Message, { kind: 'token' }>),
      lastServed: Array.from({ length: robots }, (_, robot) =>
        // In a large swarm a TOKEN tells twelve numbers, the sender's own apart from the others.
        robots <= 16 || (robot >= 20 && robot < 31) || robot === 5
          ? requestNumber(1 + robot * 5, 500 + robot * 20)
          : 0,
      ),
      queue: waiting(waitingRobots),
    };
  }

  it('when a TOKEN of 16 robots that restarted unequally often is passed', () => {
    expect(sizeOf(16, aged(16, 15))).not.toBeNull();
  });

  it.each([
    [32, 31],
    [64, 0],
    [64, 63],
  ])('when a TOKEN of %i such robots is passed and %i wait', (robots, waitingRobots) => {
    // A TOKEN that no frame can hold is never passed: nobody is served again (L1).
    expect(sizeOf(robots, aged(robots, waitingRobots))).not.toBeNull();
  });

  it('when a VOTE tells of several pads with queues', () => {
    const pads = Array.from({ length: 4 }, () => ({
      fence,
      holder: 3,
      holds: false,
      queue: waiting(16),
    }));
    expect(sizeOf(64, { kind: 'vote', epoch: 40, candidate: 3, pads }, 4)).not.toBeNull();
  });

  it('when everybody is named by HOLD, and a full WELCOME is given', () => {
    const asking = Array.from({ length: 64 }, (_, robot) => robot);
    expect(sizeOf(64, { kind: 'hold', pad: 0, fence, asking })).not.toBeNull();
    const answers = Array.from({ length: 12 }, (_, to) => ({
      to,
      nonce: 0xffffffff,
      boot: 0xffff,
      otherDisk: true,
    }));
    expect(sizeOf(64, { kind: 'welcome', answers })).not.toBeNull();
    expect(MAX_FRAME_BYTES).toBe(255);
  });
});
