/** States that are right in most fields and anything at all in some. */
import fc from 'fast-check';

const id = fc.constantFrom('r1', 'r2', 'p1', 'p2');
const wild = fc.oneof(fc.jsonValue(), fc.constantFrom('__proto__', '\u202e<b>', 1e308, -0, [], {}));

function mostly<Value>(sound: fc.Arbitrary<Value>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 40, arbitrary: sound }, { weight: 1, arbitrary: wild });
}

const counts = mostly(
  fc.dictionary(fc.constantFrom('hello', 'token', 'foreign', '__proto__'), fc.nat()),
);
const pad = fc.record(
  {
    pad: mostly(id),
    fence: mostly(fc.tuple(fc.nat(), fc.nat())),
    holder: mostly(fc.option(id)),
    queue: mostly(fc.array(id, { maxLength: 5 })),
    occupied: mostly(fc.boolean()),
    lease: mostly(fc.option(id)),
  },
  { requiredKeys: ['pad'] },
);

export const arbitraryState: fc.Arbitrary<object> = fc.record(
  {
    zone: mostly(fc.constantFrom('east', 'west')),
    t: mostly(fc.nat()),
    mono: mostly(fc.nat()),
    phase: mostly(fc.constantFrom('working', 'waiting', 'charging')),
    battery: mostly(fc.option(fc.integer({ min: -5, max: 105 }))),
    fault: mostly(fc.option(fc.string({ unit: 'binary' }))),
    alarm: mostly(fc.option(fc.string({ unit: 'binary' }))),
    held: mostly(fc.boolean()),
    boot: mostly(fc.nat()),
    leader: mostly(fc.option(id)),
    epoch: mostly(fc.nat()),
    pads: mostly(fc.array(pad, { maxLength: 4 })),
    frames: mostly(
      fc.record({ sent: counts, heard: counts, dropped: counts }, { requiredKeys: [] }),
    ),
  },
  { requiredKeys: [] },
);
