/** The four frames of an entry where all robots want the pad (docs/protocol.md, "Cost"), and their least cost. */
import type { Message } from '../src/protocol/message.ts';
import { requestNumber } from '../src/protocol/request-number.ts';
import { endToEndMs, frameAirMs, type SharedProfile } from '../src/radio/profile.ts';
import type { FrameCodec } from '../src/wire/frame.ts';

export interface EntryCost {
  /** On the air, all four frames. */
  readonly airMs: number;
  /**
   * From one entry to the next: TOKEN, ENTER and ADMIT follow from each other, so each has to be heard before the next
   * is sent. The REQUEST of whoever was served goes on the air while the others are on a UART.
   */
  readonly cycleMs: number;
}

/** A TOKEN tells the last served request of so many robots (docs/wire.md, "Bodies"). */
const TOLD = 16;

/** Nothing is lost, nobody speaks but for the entry, and no body needs time. */
export function leastCost(codec: FrameCodec, robots: number, profile: SharedProfile): EntryCost {
  const fence = { epoch: 3, counter: 100 };
  const sizeOf = (message: Message): number => {
    const frame = codec.seal({ source: 0, boot: 2, sequence: 1000 }, message);
    if (frame === null) throw new Error(`no frame holds ${message.kind} of ${robots} robots`);
    return frame.length;
  };
  const request = sizeOf({
    kind: 'request',
    pad: 0,
    epoch: fence.epoch,
    n: requestNumber(2, 30),
    urgency: 2,
  });
  const chain = [
    sizeOf({
      kind: 'token',
      pad: 0,
      to: 1,
      toBoot: 2,
      fence,
      released: { ...fence, counter: fence.counter - 1 },
      lastServed: Array.from({ length: robots }, (_, robot) =>
        robot < TOLD ? requestNumber(2, 30 + (robot % 8)) : 0,
      ),
      // All but the one that gets it and the one that passes it on.
      queue: Array.from({ length: robots - 2 }, (_, robot) => ({
        robot,
        life: 2,
        urgency: 2,
        overtaken: 0,
      })),
    }),
    sizeOf({ kind: 'enter', pad: 0, fence, attempt: 1, released: null }),
    sizeOf({ kind: 'admit', pad: 0, robot: 1, fence, attempt: 1, leaseMs: 15_000 }),
  ];
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const air = (bytes: number) => frameAirMs(profile, bytes);
  return {
    airMs: sum([request, ...chain].map(air)),
    cycleMs: sum(chain.map((bytes) => endToEndMs(profile, bytes))),
  };
}
