/** Whatever is published, the hub goes on, and what reaches the view keeps its bounds. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ingest } from '../../../monitor/ingest/ingest.ts';
import type { Told } from '../../../monitor/view/told.ts';
import { arbitraryState } from './arbitrary.ts';

const RUNS = 500;
const utf8 = new TextEncoder();

const anyTopic = fc.oneof(
  fc.string(),
  fc
    .tuple(
      fc.constantFrom('robots', 'pads', 'hub'),
      fc.oneof(
        fc.constantFrom('r1', '__proto__', '..', '+', '#', ''),
        fc.string({ unit: 'binary' }),
      ),
      fc.constantFrom('state', 'event', 'availability', 'cmd/charge'),
    )
    .map((parts) => `roost/orchard/${parts.join('/')}`),
);
const anyPayload = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.json({ maxDepth: 8 }).map((text) => utf8.encode(text)),
  arbitraryState.map((state) => utf8.encode(JSON.stringify(state))),
);

test('never throws, and counts each message that it throws away', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyTopic, anyPayload, fc.boolean())), (messages) => {
      const ingest = new Ingest({ swarm: 'orchard' });
      const told = messages.map(([topic, payload, retained]) =>
        ingest.take(topic, payload, retained),
      );
      const dropped = Object.values(ingest.dropped).reduce((total, count) => total + count, 0);
      expect(dropped).toBe(told.filter((one) => one === null).length);
    }),
    { numRuns: RUNS },
  );
});

test('a state with anything in any known field is of the right types, or dropped', () => {
  let passed = 0;
  fc.assert(
    fc.property(arbitraryState, (given) => {
      const payload = utf8.encode(JSON.stringify(given));
      const told = new Ingest({ swarm: 'orchard' }).take(
        'roost/orchard/robots/r1/state',
        payload,
        false,
      );
      if (told === null) return;
      passed += 1;
      expectBounded(told);
    }),
    { numRuns: RUNS },
  );
  expect(passed).toBeGreaterThan(RUNS / 20);
});

function expectBounded(told: Told): void {
  expect(told.what).toBe('state');
  if (told.what !== 'state') return;
  const { state } = told;
  expect(['undefined', 'string']).toContain(typeof state.phase);
  expect(state.phase ?? 'working').toMatch(/^[a-z][a-z0-9-]{0,31}$/);
  if (typeof state.battery === 'number') {
    expect(state.battery).toBeGreaterThanOrEqual(0);
    expect(state.battery).toBeLessThanOrEqual(100);
  }
  expect(state.pads?.length ?? 0).toBeLessThanOrEqual(12);
  for (const { pad, queue = [] } of state.pads ?? [])
    for (const id of [pad, ...queue]) expect(id).toMatch(/^[A-Za-z0-9_-]{1,32}$/);
  expect(JSON.stringify(state)).not.toMatch(/[\u202a-\u202e]/);
  expect(JSON.stringify(state).length).toBeLessThan(64 * 1024);
}
