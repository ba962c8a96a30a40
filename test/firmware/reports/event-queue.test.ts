/** What goes first, and what is given up when there is too much. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EventQueue } from '../../../firmware/reports/event-queue.ts';
import { record } from './stage.ts';

function filled(...events: string[]): EventQueue {
  const queue = new EventQueue();
  for (const [index, event] of events.entries())
    queue.push({ record: record(event, {}, index), sinceMs: index });
  return queue;
}

const names = (queue: EventQueue) => queue.all.map(({ record: { event } }) => event);

it('the important first, and of these the older first', () => {
  const queue = filled('body', 'request', 'enter', 'token', 'admit', 'alarm');
  expect(names(queue)).toEqual(['enter', 'alarm', 'request', 'admit', 'body', 'token']);
  expect(queue.isUrgent).toBe(true);
  expect(queue.take(2).map(({ record: { event } }) => event)).toEqual(['enter', 'alarm']);
  expect(queue.isUrgent).toBe(false);
  expect(queue.first?.record.event).toBe('request');
});

it('nothing is urgent when there is nothing', () => {
  const queue = new EventQueue();
  expect([queue.isUrgent, queue.first, queue.take(3)]).toEqual([false, undefined, []]);
});

it('an event whose name is a property of every object is a usual one', () => {
  expect(names(filled('renew', 'constructor', 'exit'))).toEqual(['exit', 'constructor', 'renew']);
});

it('is never longer than 32, and gives up the oldest of the least important', () => {
  const queue = filled(...Array.from({ length: 31 }, () => 'enter'), 'renew');
  expect(queue.unsent).toBe(0);
  queue.push({ record: record('request', {}, 100), sinceMs: 100 });
  expect([queue.all.length, queue.unsent]).toEqual([32, 1]);
  expect(names(queue)).not.toContain('renew');
  // Nothing is less important than what comes, so it is given up itself.
  queue.take(1);
  queue.push({ record: record('exit', {}, 101), sinceMs: 101 });
  queue.push({ record: record('body', {}, 102), sinceMs: 102 });
  expect(names(queue)).not.toContain('body');
  expect(queue.unsent).toBe(2);
});

it('keeps the newest of those that are alike', () => {
  const queue = filled(...Array.from({ length: 40 }, () => 'renew'));
  expect(queue.all[0]?.record.seq).toBe(8);
  expect(queue.all.at(-1)?.record.seq).toBe(39);
  expect(queue.unsent).toBe(8);
});

it('whatever comes: as much as comes goes out, is given up, or waits, in order', () => {
  const event = fc.constantFrom('alarm', 'enter', 'exit', 'request', 'admit', 'renew', 'body');
  const act = fc.oneof(event, fc.nat(4));
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
      const queue = new EventQueue();
      let [came, went] = [0, 0];
      for (const each of acts) {
        if (typeof each === 'number') went += queue.take(each).length;
        else queue.push({ record: record(each, {}, came++), sinceMs: came });
        expect(queue.all.length).toBeLessThanOrEqual(32);
        expect(came).toBe(went + queue.unsent + queue.all.length);
      }
      const waiting = queue.all.map(({ record: { seq, event: name } }) => ({ seq, name }));
      for (const [index, one] of waiting.entries())
        for (const later of waiting.slice(index + 1))
          if (one.name === later.name) expect(one.seq).toBeLessThan(later.seq);
    }),
  );
});
