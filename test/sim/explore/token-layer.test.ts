/**
 * The search over the real handlers counts what SPIN counts over a model of the same layer that was
 * written independently (spin/token.pml), to the state.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { search } from '../../../sim/explore/search.ts';
import {
  copiesOf,
  type RobotBounds,
  type TokenCopy,
  TokenLayer,
  type TokenLayerBounds,
} from '../../../sim/explore/token-layer.ts';
import { act, newRobot, type TokenInput } from '../../../sim/explore/token-robot.ts';
import type { Member } from '../../../src/protocol/member.ts';
import { nextUint32, type RandomState } from '../../../src/protocol/random.ts';
import { countWithSpin, parseReport } from './spin/run-spin.ts';

const routine = (asks: number): RobotBounds => ({ asks, urgency: 'routine' });
const urgent = (asks: number): RobotBounds => ({ asks, urgency: 'urgent' });
const either = (asks: number): RobotBounds => ({ asks, urgency: 'either' });

interface Golden extends TokenLayerBounds {
  readonly states: number;
  readonly transitions: number;
}

function golden(
  robots: RobotBounds[],
  maxOvertakes: number,
  states: number,
  transitions: number,
): [name: string, golden: Golden] {
  const asking = robots.map(({ asks, urgency }) => `${asks} ${urgency}`).join(', ');
  return [`${asking}; ${maxOvertakes}`, { robots, maxOvertakes, states, transitions }];
}

/** What r1, r2 ... ask; the bound on overtaking; states; transitions. Both programs must agree. */
const GOLDEN = [
  golden([routine(1), routine(1)], 1, 21, 27),
  golden([routine(4), routine(4)], 1, 903, 1_332),
  golden([either(3), either(3)], 1, 32_708, 146_109),
  golden([routine(1), routine(1), routine(1)], 1, 3_345, 12_237),
  golden([routine(2), routine(2), routine(1)], 1, 184_353, 1_011_347),
  golden([routine(0), either(2), either(1)], 1, 137_731, 915_613),
  // r1 asks again and would overtake r2, whom r3 has overtaken already.
  golden([urgent(2), routine(1), urgent(1)], 0, 13_417, 56_159),
  golden([urgent(2), routine(1), urgent(1)], 1, 13_819, 58_583),
  golden([urgent(2), routine(1), urgent(1)], 2, 13_703, 58_097),
  golden([urgent(2), either(1), urgent(1)], 1, 97_745, 509_698),
  golden([routine(1), routine(1), routine(1), routine(0)], 1, 174_319, 1_093_604),
];

describe('the bare token layer', () => {
  it.each(GOLDEN)(
    'has the states that SPIN finds: %s',
    { timeout: 120_000 },
    async (_name, { states, transitions, ...bounds }) => {
      const found = search(new TokenLayer(bounds));
      expect(found).toMatchObject({ states, transitions, violations: [], complete: true });
      expect(await countWithSpin(bounds)).toEqual({ states, transitions });
    },
  );

  it('takes no report of SPIN for a count that tells of an error or of no end', () => {
    const report = (errors: number, note: string) =>
      `State-vector 100 byte, depth reached 8, errors: ${errors}\n${note}` +
      '       21 states, stored\n       28 transitions (= stored+matched)\n';
    expect(parseReport(report(0, ''))).toEqual({ states: 21, transitions: 27 });
    expect(() => parseReport(report(1, ''))).toThrow('errors: 1');
    const shallow = 'error: max search depth too small\n';
    expect(() => parseReport(report(0, shallow))).toThrow('too small');
    expect(() => parseReport('')).toThrow('SPIN found an error');
  });

  it('leaves nothing out of its states that robots act on', () => {
    // Small ones, so that walks often meet robots that the model takes for those of earlier walks.
    const swarms = [
      [either(2), either(2)],
      [routine(2), routine(2), routine(1)],
      [urgent(2), either(1), urgent(1)],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...swarms), fc.nat(), (robots, seed) => {
        const model = new TokenLayer({ robots, maxOvertakes: 1 });
        const random: RandomState = { word: seed };
        for (let walk = 0; walk < 300; walk += 1) walkBeside(model, random);
      }),
      { numRuns: 9 },
    );
  });

  it('knows a broken state when it sees one', () => {
    const model = new TokenLayer({ robots: [routine(1), routine(1)], maxOvertakes: 1 });
    const verdict = (...acts: [Member, TokenInput][]): string | null => {
      for (const [member, input] of acts) act(member, input);
      return model.violation(model.pack([acts[0]![0], acts[1]![0]], []));
    };
    const first = () => newRobot(2, 0, 1);
    const second = () => newRobot(2, 1, 1);
    const want: TokenInput = { do: 'want', urgency: 0 };
    expect(verdict([first(), want], [first(), want])).toMatch(/^S1/);
    expect(model.violation(model.pack([first(), first()], []))).toBe('S2: 2 tokens');
    expect(model.violation(model.pack([second(), second()], []))).toBe('S2: 0 tokens');
    expect(verdict([first(), { do: 'leave' }], [second(), want])).toMatch(/^L1/);
    expect(model.violation(model.pack([first(), second()], []))).toBeNull();
  });
});

/** Real robots that nobody takes for others, step by step beside the model. */
function walkBeside(model: TokenLayer, random: RandomState): void {
  const members = model.start();
  const copies: TokenCopy[] = [];
  for (;;) {
    const foretold: string[] = [];
    const before = model.pack(members, copies);
    model.successors(before, (_, next, length) => foretold.push(next.slice(0, length).join()));
    const steps = stepsOf(model, members, copies);
    // An assertion at each of so many steps would cost more than all the rest.
    if (foretold.length !== steps.length) expect(foretold).toHaveLength(steps.length);
    const step = steps[nextUint32(random) % steps.length];
    if (!step) return;
    take(members, copies, step);
    const after = model.pack(members, copies).join();
    if (!foretold.includes(after)) expect(foretold).toContain(after);
  }
}

interface RealStep {
  readonly self: number;
  readonly input: TokenInput;
  /** The place of the copy that arrives, or -1. */
  readonly at: number;
}

function stepsOf(model: TokenLayer, members: Member[], copies: TokenCopy[]): RealStep[] {
  const own = members.flatMap((member, self) =>
    model.mayDo(member).map((input): RealStep => ({ self, input, at: -1 })),
  );
  const heard = copies.map(({ to, from, message }, at): RealStep => {
    return { self: to, input: { do: 'hear', from, message }, at };
  });
  return [...own, ...heard];
}

function take(members: Member[], copies: TokenCopy[], { self, input, at }: RealStep): void {
  if (at >= 0) copies.splice(at, 1);
  for (const message of act(members[self]!, input))
    copies.push(...copiesOf(self, message, members.length));
}
