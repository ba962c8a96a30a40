/** What a robot that lost its disk could break, were it to go on in the name of its former life. */
import { expect, test } from 'vitest';
import type { Enter, Message, Refuse } from '../../src/protocol/message.ts';
import { Actor, fence } from './stage.ts';

const PAD = 3;
const PASS: Message = {
  kind: 'token',
  pad: 0,
  to: 0,
  toBoot: 1,
  fence: fence(5, 10),
  released: null,
  lastServed: [0, 0, 0],
  queue: [],
};
const enter = (counter: number): Enter => ({
  kind: 'enter',
  pad: 0,
  fence: fence(5, counter),
  attempt: 1,
  released: null,
});

test('a TOKEN to the former life does not make the pad give up the lease of the next robot (S1)', () => {
  // r3 passed the token to r1 in r1's boot 1. r1 used it, passed it on, and lost its disk; r3 was
  // deaf and repeats the TOKEN. r2 is on the pad. The new life of r1 is in boot 1 again.
  const pad = Actor.ready(PAD).hear(1, enter(12));
  expect(pad.messages('admit')).toHaveLength(1);
  const r1 = Actor.ready(0, { durable: { standing: 'joining', disk: 55 } });
  r1.step({ type: 'want', pad: 0, urgency: 0 }).hear(2, PASS);
  for (let exchange = 0; exchange < 3; exchange += 1) {
    for (const ask of r1.messages('enter')) pad.hear(0, ask);
    for (const refusal of pad.messages('refuse') as Refuse[]) r1.hear(PAD, refusal);
  }
  r1.step({ type: 'cancel', pad: 0 });
  for (const exit of r1.messages('exit')) pad.hear(0, exit);
  expect(pad.pad().acceptor!.lease).toMatchObject({ robot: 1, fence: fence(5, 12) });
});
