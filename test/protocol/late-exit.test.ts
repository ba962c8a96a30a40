/** An EXIT that comes late is about the entry that it names, not about what was asked since. */
import { expect, test } from 'vitest';
import type { Message } from '../../src/protocol/message.ts';
import { Actor, fence } from './stage.ts';

const EXIT: Message = { kind: 'exit', pad: 0, fence: fence(5, 11) };
const request = (n: number): Message => ({ kind: 'request', pad: 0, epoch: 5, n, urgency: 0 });
const PASS: Message = {
  kind: 'token',
  pad: 0,
  to: 1,
  toBoot: 1,
  fence: fence(5, 14),
  released: fence(5, 13),
  lastServed: [2 ** 32 + 1, 0, 0],
  queue: [],
};

test.each([
  ['in order', [EXIT, request(2)]],
  ['with the EXIT after the next REQUEST', [request(2), EXIT]],
])('r1 is served again, %s (L1)', (_, heard) => {
  // r1 was inside with (5,11), has left, and asks again. r3 passes the token to r2, who needs it not.
  const r2 = Actor.ready(1).hear(0, request(1));
  r2.hear(0, { kind: 'enter', pad: 0, fence: fence(5, 11), attempt: 1, released: null });
  for (const message of heard) r2.hear(0, message);
  r2.outputs = [];
  r2.hear(2, PASS).hear(0, request(2));
  expect(r2.messages('token')).toMatchObject([{ to: 0, fence: fence(5, 15) }]);
});
