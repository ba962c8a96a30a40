/** The engine, on puzzles whose numbers of states and shortest solutions have long been known. */
import { expect, test } from 'vitest';
import { type Model, search } from '../../../sim/explore/search.ts';

/** The 8-puzzle (Johnson & Story 1879): nine places, eight tiles; an action is the tile that moves. */
function eightPuzzle(start: readonly number[], forbidden?: readonly number[]): Model {
  const next = new Int32Array(9);
  return {
    initial: () => Int32Array.from(start),
    successors(state, emit) {
      const hole = state.indexOf(0);
      for (const by of [-3, 3, -1, 1]) {
        const from = hole + by;
        const sameRow = Math.floor(from / 3) === Math.floor(hole / 3);
        if (from < 0 || from > 8 || (Math.abs(by) === 1 && !sameRow)) continue;
        next.set(state);
        next[hole] = state[from]!;
        next[from] = 0;
        emit(state[from]!, next, 9);
      }
    },
    violation: (state) => (forbidden?.every((tile, at) => state[at] === tile) ? 'solved' : null),
  };
}

/** Two jugs of 3 and 5 litres; the row is as long as there are jugs that are not empty, and one more. */
function jugs(wanted: number): Model {
  const read = (state: Int32Array): [number, number] => [state[1] ?? 0, state[2] ?? 0];
  return {
    initial: () => Int32Array.of(0),
    successors(state, emit) {
      const [three, five] = read(state);
      const pourIn = Math.min(three, 5 - five);
      const pourOut = Math.min(five, 3 - three);
      const after: readonly (readonly [number, number])[] = [
        [3, five],
        [three, 5],
        [0, five],
        [three, 0],
        [three - pourIn, five + pourIn],
        [three + pourOut, five - pourOut],
      ];
      after.forEach(([left, right], action) => {
        const row = Int32Array.of(0, left, right);
        emit(action, row, right > 0 ? 3 : left > 0 ? 2 : 1);
      });
    },
    violation: (state) => (read(state)[1] === wanted ? `${wanted} litres` : null),
  };
}

const SOLVED = [1, 2, 3, 4, 5, 6, 7, 8, 0];

test('meets all 181,440 positions of the 8-puzzle; the hardest is 31 moves away', () => {
  const result = search(eightPuzzle(SOLVED));
  // Each move is possible both ways: 2 * (4 * 2 + 4 * 3 + 4) / 9 ways out of a position, on average.
  expect(result).toEqual({
    states: 181_440,
    transitions: (181_440 * 24) / 9,
    depth: 31,
    violations: [],
    complete: true,
  });
});

test('a path is a shortest one, and leads where it says', () => {
  const hardest = [8, 6, 7, 2, 5, 4, 3, 0, 1];
  const model = eightPuzzle(hardest, SOLVED);
  const { violations } = search(model, { stopAtFirst: true });
  expect(violations).toHaveLength(1);
  expect(violations[0]!.promise).toBe('solved');
  expect(violations[0]!.path).toHaveLength(31);
  let state = Int32Array.from(hardest);
  for (const action of violations[0]!.path) {
    let moved: Int32Array<ArrayBuffer> | null = null;
    model.successors(state, (tile, next) => {
      if (tile === action) moved = next.slice();
    });
    state = moved!;
  }
  expect([...state]).toEqual(SOLVED);
});

test('states of different lengths: four litres from jugs of three and five take six steps', () => {
  const { violations } = search(jugs(4), { stopAtFirst: true });
  expect(violations[0]).toEqual({ promise: '4 litres', path: [1, 5, 2, 5, 1, 5] });
});

test('a violation at the start has an empty path', () => {
  expect(search(jugs(0), { stopAtFirst: true }).violations).toEqual([
    { promise: '0 litres', path: [] },
  ]);
});

test('the search goes on around a violation, and does not leave it', () => {
  const around = search(jugs(5));
  expect(around.complete).toBe(true);
  expect(around.violations).toEqual([{ promise: '5 litres', path: [1] }]);
  // The puzzle has 16 states in all; some of them can only be met through a full jug.
  expect(search(jugs(9))).toMatchObject({ states: 16, violations: [] });
  expect(around.states).toBeLessThan(16);
});

test('limits: a bound on the depth is completed, a bound on the states is not', () => {
  // Positions of the 8-puzzle with the hole in a corner, by distance (Reinefeld 1993).
  const byDepth = [1, 2, 4, 8, 16, 20, 39, 62, 116, 152];
  let states = 0;
  byDepth.forEach((count, depth) => {
    states += count;
    expect(search(eightPuzzle(SOLVED), { maxDepth: depth })).toMatchObject({
      states,
      depth,
      complete: true,
    });
  });
  expect(search(eightPuzzle(SOLVED), { maxStates: 1000 })).toMatchObject({ complete: false });
});

test('progress is told now and then', () => {
  const told: number[] = [];
  search(eightPuzzle(SOLVED), { onProgress: ({ states }) => told.push(states) });
  expect(told).toHaveLength(2);
  expect(told[0]).toBeGreaterThan(65_536);
});
