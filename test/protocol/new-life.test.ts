/** A robot that starts again keeps its place in the token's queue: it may be that of its new life (L2). */
import { expect, test } from 'vitest';
import { Actor, fence } from './stage.ts';

test('a holder that learns late of a new life leaves the queue as it is', () => {
  const r2 = Actor.ready(1).step({ type: 'want', pad: 0, urgency: 0 });
  // r1 had started again and asked anew before this TOKEN was passed; r2 has not heard so yet.
  r2.hear(2, {
    kind: 'token',
    pad: 0,
    to: 1,
    toBoot: 1,
    fence: fence(5, 14),
    released: null,
    lastServed: [0, 0, 0],
    queue: [{ robot: 0, urgency: 0, overtaken: 3 }],
  });
  r2.hear(0, { kind: 'hello', nonce: 1, disk: 100, offPad: true }, 2);
  expect(r2.pad().token?.queue).toEqual([{ robot: 0, urgency: 0, overtaken: 3 }]);
});
