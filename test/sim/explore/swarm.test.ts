/** The model of the real core: small bounds, searched to their end, with counts that stay the same. */
import { expect, test } from 'vitest';
import { DEFAULT_BOUNDS } from '../../../sim/explore/bounds.ts';
import { choicesIn, explain, labelOf } from '../../../sim/explore/explain.ts';
import { searchRound } from '../../../sim/explore/explore.ts';
import { ROUNDS, type Round } from '../../../sim/explore/rounds.ts';
import { type Model, search } from '../../../sim/explore/search.ts';
import type { SwarmModel } from '../../../sim/explore/swarm-model.ts';
import { calmSwarm } from '../../../sim/explore/warm-up.ts';
import { nextFraction } from '../../../src/protocol/random.ts';

const LIMITS = { maxStates: 1_000_000 };

function counts(round: Round) {
  const { states, transitions, depth, complete, violations } = searchRound(round, LIMITS);
  return { states, transitions, depth, complete, violations };
}

const round = (name: string) => ROUNDS.find((candidate) => candidate.name === name)!;

test('every order of frames, without a fault: searched to its end, no promise broken', () => {
  const found = counts(round('order'));
  expect(found).toMatchInlineSnapshot(`
    {
      "complete": true,
      "depth": 25,
      "states": 8857,
      "transitions": 22244,
      "violations": [],
    }
  `);
  expect(counts(round('order'))).toEqual(found);
});

test('elections: three time-outs, two freezes', () => {
  expect(counts(round('elections'))).toMatchInlineSnapshot(`
    {
      "complete": true,
      "depth": 12,
      "states": 223601,
      "transitions": 530429,
      "violations": [],
    }
  `);
});

test('a passive pad, guarded by the robots', () => {
  const passive = { ...round('passive-pad'), depth: 8 };
  expect(counts(passive)).toMatchInlineSnapshot(`
    {
      "complete": true,
      "depth": 8,
      "states": 118393,
      "transitions": 273235,
      "violations": [],
    }
  `);
});

test('a person takes the pad, at any moment', () => {
  expect(counts(round('releases'))).toMatchInlineSnapshot(`
    {
      "complete": true,
      "depth": 13,
      "states": 297084,
      "transitions": 742878,
      "violations": [],
    }
  `);
  const { bounds } = round('releases');
  const passive: Round = {
    name: 'passive',
    bounds: { ...bounds, guard: 'robots', timeOuts: 0 },
    depth: 12,
  };
  expect(counts(passive)).toMatchInlineSnapshot(`
    {
      "complete": true,
      "depth": 12,
      "states": 156484,
      "transitions": 467267,
      "violations": [],
    }
  `);
});

test('every fault at once', () => {
  expect(counts({ ...round('everything'), depth: 5 })).toMatchInlineSnapshot(`
    {
      "complete": true,
      "depth": 5,
      "states": 30212,
      "transitions": 47245,
      "violations": [],
    }
  `);
});

/** The same model, with what may happen next told in the opposite order. */
function backwards(model: SwarmModel): Model {
  return {
    initial: () => model.initial(),
    violation: (state) => model.violation(state),
    successors(state, emit) {
      for (const { action, next } of choicesIn(model, state).reverse())
        emit(action, next, next.length);
    },
  };
}

test('what is found does not depend on what is tried first', () => {
  // A state of a member that was first met late must do for an earlier moment, too.
  const { bounds } = round('everything');
  const forwards = search(calmSwarm(bounds), { maxDepth: 6 });
  expect(search(backwards(calmSwarm(bounds)), { maxDepth: 6 })).toEqual(forwards);
});

test('a bound that is too small for the states is not complete', () => {
  const { complete } = searchRound(round('order'), { maxStates: 1000 });
  expect(complete).toBe(false);
});

/** Walks at random, and gives each state and what may happen in it to `look`. */
function wander(model: SwarmModel, look: (state: Int32Array, labels: string[]) => void): void {
  const random = { word: 7 };
  for (let walk = 0; walk < 60; walk += 1) {
    let state = model.initial();
    for (let step = 0; step < 40; step += 1) {
      const choices = choicesIn(model, state);
      look(
        state,
        choices.map(({ action }) => labelOf(model, state, action)),
      );
      const choice = choices[Math.floor(nextFraction(random) * choices.length)];
      if (!choice) break;
      state = choice.next;
    }
  }
}

test('nothing happens beyond its budget', () => {
  const bounds = { ...DEFAULT_BOUNDS, requests: 0, crashes: 0, duplicates: 0, timeOuts: 0 };
  const seen = new Set<string>();
  wander(calmSwarm(bounds), (_, labels) => {
    for (const label of labels) seen.add(label);
  });
  // A calm swarm in which nobody may ask, and no time passes, stays as it is.
  expect([...seen]).toEqual([]);

  const all = new Set<string>();
  wander(calmSwarm(DEFAULT_BOUNDS), (_, labels) => {
    for (const label of labels) all.add(label.split(' ')[0]!);
  });
  expect([...all].sort()).toMatchInlineSnapshot(`
    [
      "10",
      "8",
      "9",
      "crash",
      "leave",
      "off",
      "start",
      "time-out",
      "time-out:",
      "want",
    ]
  `);
});

test('a path reads like a transcript', () => {
  const model = calmSwarm({ ...DEFAULT_BOUNDS, losses: 0, duplicates: 0, crashes: 0, timeOuts: 0 });
  const path: number[] = [];
  let state = model.initial();
  for (const wanted of ['want the pad: 0', ...'request token enter admit'.split(' ')]) {
    const choice = choicesIn(model, state).find(({ action }) =>
      labelOf(model, state, action).includes(wanted),
    )!;
    path.push(choice.action);
    state = choice.next;
  }
  expect(explain(model, path)).toMatchInlineSnapshot(`
    [
      "want the pad: r1 -> r1 says REQUEST epoch 2",
      "deliver REQUEST epoch 2 from r1 to all -> r3 says TOKEN (2,2) for r1",
      "deliver TOKEN (2,2) for r1 from r3 to all -> r1 says ENTER (2,3) attempt 1",
      "deliver ENTER (2,3) attempt 1 from r1 to all -> p1 says ADMIT (2,3) attempt 1 for r1",
      "deliver ADMIT (2,3) attempt 1 for r1 from p1 to all",
    ]
  `);
  expect(() => explain(model, [...path, ...path])).toThrow('step 6 of the path is not possible');
});

test('an order in which things happen makes no difference to where they lead', () => {
  const model = calmSwarm({ ...DEFAULT_BOUNDS, losses: 0, duplicates: 0, crashes: 0, timeOuts: 0 });
  // Two robots ask; whoever asks first, the state is the same, so the search meets it once.
  const { states } = search(model, { maxDepth: 2 });
  const ends = new Set<string>();
  let ways = 0;
  for (const first of choicesIn(model, model.initial()))
    for (const second of choicesIn(model, first.next)) {
      ways += 1;
      ends.add(second.next.join());
    }
  expect(ends.size).toBeLessThan(ways);
  expect(states).toBe(1 + choicesIn(model, model.initial()).length + ends.size);
});
