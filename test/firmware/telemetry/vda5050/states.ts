/** States as a robot shows them (docs/operating.md), and such as nobody should show. */

import fc from 'fast-check';

export const PHASES = [
  'working',
  'parked',
  'requesting',
  'waiting',
  'approaching',
  'charging',
  'leaving',
  'fault',
] as const;

export function robotState(changes: object = {}): object {
  return {
    v: 1,
    id: 'r1',
    phase: 'working',
    battery: 54,
    place: 'away',
    charging: null,
    fault: null,
    alarm: null,
    held: false,
    boot: 1,
    standing: 'member',
    leader: 'r2',
    epoch: 2,
    pads: [{ pad: 'p1', fence: [2, 3], holder: 'r2', queue: [], occupied: false }],
    frames: { sent: {}, heard: {}, dropped: {} },
    ...changes,
  };
}

const odd = fc.oneof(
  fc.constant(undefined),
  fc.anything({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 700 }),
  fc.constant('\ud800<script>'),
  fc.double(),
);
const text = fc.option(fc.string({ unit: 'binary', maxLength: 700 }));
const name = fc.oneof(fc.constantFrom('r1', 'r2', 'r3'), fc.string({ unit: 'binary' }));
const pad = fc.record({
  pad: name,
  fence: fc.tuple(fc.nat(), fc.nat()),
  holder: fc.option(name),
  queue: fc.array(name, { maxLength: 5 }),
  occupied: fc.boolean(),
});

/** Each field as it should be, with texts and numbers at their worst. */
export const soundState = fc.record({
  phase: fc.constantFrom(...PHASES),
  battery: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
  place: fc.constantFrom('away', 'approaching', 'docked', 'leaving'),
  charging: fc.option(fc.boolean()),
  fault: text,
  alarm: text,
  held: fc.boolean(),
  standing: fc.constantFrom('joining', 'member', 'outsider'),
  leader: fc.option(name),
  epoch: fc.nat(),
  pads: fc.array(pad, { maxLength: 4 }),
  via: fc.option(name, { nil: undefined }),
});

/** Some field, or each, is of another kind altogether. */
export const oddState = fc.oneof(
  fc
    .tuple(soundState, fc.constantFrom(...Object.keys(robotState())), odd)
    .map(([state, key, value]) => ({ ...state, [key]: value })),
  fc.dictionary(fc.constantFrom(...Object.keys(robotState())), odd),
);
