import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  enqueue,
  isQueued,
  lifeOf,
  type Queue,
  type Urgency,
  withoutFormerLife,
  withoutRobot,
} from '../../src/protocol/queue.ts';

const ROBOTS = 8;
const asks = fc.record({
  robot: fc.nat({ max: ROBOTS - 1 }),
  urgency: fc.constantFrom<Urgency>(0, 1, 2, 3),
  /** The head is served first. */
  serve: fc.boolean(),
});
const history = fc.array(asks, { maxLength: 200 });
const bound = fc.nat({ max: 5 });

const robots = (queue: Queue) => queue.map((entry) => entry.robot);

const request = (robot: number, urgency: Urgency) => ({ robot, life: 1, urgency });

describe('the queue of a token', () => {
  it('lets nobody be overtaken more often than the bound (L2)', () => {
    fc.assert(
      fc.property(history, bound, (steps, maxOvertakes) => {
        let queue: Queue = [];
        const overtaken = new Map<number, number>();
        for (const { robot, urgency, serve } of steps) {
          if (serve && queue.length > 0) {
            overtaken.delete(queue[0]!.robot);
            queue = queue.slice(1);
          }
          const before = robots(queue);
          queue = enqueue(queue, request(robot, urgency), maxOvertakes);
          // Counted from the order alone: whom does the robot now precede that it did not before?
          const was = before.indexOf(robot);
          const place = robots(queue).indexOf(robot);
          for (const other of robots(queue).slice(place + 1))
            if (was < 0 || before.indexOf(other) < was)
              overtaken.set(other, (overtaken.get(other) ?? 0) + 1);
          for (const entry of queue) {
            expect(entry.overtaken).toBe(overtaken.get(entry.robot) ?? 0);
            expect(entry.overtaken).toBeLessThanOrEqual(maxOvertakes);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('serves each request after at most the bound plus those that stood before it', () => {
    fc.assert(
      fc.property(history, bound, (steps, maxOvertakes) => {
        let queue: Queue = [{ robot: 0, life: 1, urgency: 0, overtaken: 0 }];
        let served = 0;
        for (const { robot, urgency } of steps) {
          // One robot asks again and again, most urgently, for each that is served.
          const eager = 1 + (robot % (ROBOTS - 1));
          queue = enqueue(queue, request(eager, urgency), maxOvertakes);
          if (queue[0]!.robot === 0) return;
          queue = queue.slice(1);
          served += 1;
          expect(served).toBeLessThanOrEqual(maxOvertakes);
        }
      }),
    );
  });

  it('is first in, first out among equals', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: 40 })),
        fc.constantFrom<Urgency>(0, 1, 2, 3),
        bound,
        (order, urgency, maxOvertakes) => {
          let queue: Queue = [];
          for (const robot of order) queue = enqueue(queue, request(robot, urgency), maxOvertakes);
          expect(robots(queue)).toEqual(order);
        },
      ),
    );
  });

  it('is by urgency while nobody has reached the bound', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ robot: fc.nat({ max: 40 }), urgency: anyUrgency() }), {
          selector: (entry) => entry.robot,
        }),
        (order) => {
          let queue: Queue = [];
          for (const { robot, urgency } of order)
            queue = enqueue(queue, request(robot, urgency), 100);
          const sorted = order.toSorted((a, b) => b.urgency - a.urgency);
          expect(robots(queue)).toEqual(sorted.map((entry) => entry.robot));
        },
      ),
    );
  });

  it('has each robot once, and loses none', () => {
    fc.assert(
      fc.property(history, bound, (steps, maxOvertakes) => {
        let queue: Queue = [];
        for (const { robot, urgency } of steps) {
          const before = queue;
          queue = enqueue(queue, request(robot, urgency), maxOvertakes);
          expect(new Set(robots(queue))).toEqual(new Set([...robots(before), robot]));
          expect(robots(queue).length).toBe(new Set(robots(queue)).size);
        }
      }),
    );
  });

  it('keeps a robot that asks again where it stands, and moves it up when it is more urgent', () => {
    const queue: Queue = [0, 1, 2].map((robot) => ({ robot, life: 1, urgency: 1, overtaken: 0 }));
    expect(enqueue(queue, request(2, 0), 4)).toBe(queue);
    expect(enqueue(queue, request(2, 1), 4)).toBe(queue);
    expect(enqueue(queue, request(2, 3), 4)).toEqual([
      { robot: 2, life: 1, urgency: 3, overtaken: 0 },
      { robot: 0, life: 1, urgency: 1, overtaken: 1 },
      { robot: 1, life: 1, urgency: 1, overtaken: 1 },
    ]);
  });

  it('stops at the first that may not be overtaken, even with others before it that may', () => {
    const queue: Queue = [
      { robot: 0, life: 1, urgency: 0, overtaken: 0 },
      { robot: 1, life: 1, urgency: 0, overtaken: 2 },
      { robot: 2, life: 1, urgency: 0, overtaken: 0 },
    ];
    expect(robots(enqueue(queue, request(3, 3), 2))).toEqual([0, 1, 3, 2]);
  });

  it('without a robot is the same queue when it was not in it', () => {
    const queue: Queue = [{ robot: 0, life: 1, urgency: 0, overtaken: 0 }];
    expect(withoutRobot(queue, 1)).toBe(queue);
    expect(withoutRobot(queue, 0)).toEqual([]);
    expect([isQueued(queue, 0), isQueued(queue, 1)]).toEqual([true, false]);
  });

  it('keeps what a later life asked for when an older one is heard to be over, and drops the older', () => {
    const queue: Queue = [{ robot: 0, life: lifeOf(5), urgency: 0, overtaken: 1 }];
    for (const boot of [4, 5]) expect(withoutFormerLife(queue, 0, boot)).toBe(queue);
    for (const boot of [6, 7]) expect(withoutFormerLife(queue, 0, boot)).toEqual([]);
    expect(withoutFormerLife(queue, 1, 6)).toBe(queue);
  });
});

function anyUrgency(): fc.Arbitrary<Urgency> {
  return fc.constantFrom<Urgency>(0, 1, 2, 3);
}
