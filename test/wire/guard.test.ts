import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplayGuard, type Verdict } from '../../src/wire/guard.ts';

const WINDOW = 64;

/** The guard as one would write it with memory to spare. */
class Model {
  private boot = -1;
  private heard = new Set<number>();
  private floor = 0;

  prove(boot: number, sequence: number): void {
    const highest = Math.max(-1, ...this.heard);
    if (boot < this.boot || (boot === this.boot && sequence <= highest)) return;
    this.boot = boot;
    this.heard = new Set([sequence]);
    // What was said before the proof may be a recording.
    this.floor = sequence;
  }

  check(boot: number, sequence: number): Verdict {
    if (this.boot < 0) return 'unproven';
    if (boot < this.boot) return 'old-boot';
    if (boot > this.boot) {
      this.boot = boot;
      this.heard = new Set();
      this.floor = 0;
    }
    const highest = Math.max(-1, ...this.heard);
    const stale = sequence <= highest - WINDOW || sequence < this.floor;
    if (stale || this.heard.has(sequence)) return 'replayed';
    this.heard.add(sequence);
    return 'fresh';
  }
}

const steps = fc.array(
  fc.record({
    boot: fc.nat({ max: 2 }),
    sequence: fc.oneof(fc.nat({ max: 8 }), fc.nat({ max: 200 }), fc.constantFrom(31, 32, 63, 64)),
  }),
  { maxLength: 120 },
);

describe('the replay guard', () => {
  it('judges as its model does, once the peer has proved itself at its first frame', () => {
    fc.assert(
      fc.property(steps, (frames) => {
        const guard = new ReplayGuard();
        const model = new Model();
        guard.prove(3, 0, 0);
        model.prove(0, 0);
        for (const { boot, sequence } of frames)
          expect(guard.check(3, boot, sequence)).toBe(model.check(boot, sequence));
      }),
      { numRuns: 2000 },
    );
  });

  it('never takes the same frame twice', () => {
    fc.assert(
      fc.property(steps, (frames) => {
        const guard = new ReplayGuard();
        guard.prove(3, 0, 0);
        const taken = new Set<string>();
        for (const { boot, sequence } of frames) {
          if (guard.check(3, boot, sequence) !== 'fresh') continue;
          const name = `${boot}/${sequence}`;
          expect(taken.has(name)).toBe(false);
          taken.add(name);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('takes each of the 64 newest once, in any order', () => {
    for (const jump of [1, 31, 32, 33, 63, 64, 65, 1000]) {
      const guard = new ReplayGuard();
      guard.prove(0, 1, 0);
      expect(guard.check(0, 1, 1000)).toBe('fresh');
      expect(guard.check(0, 1, 1000 + jump)).toBe('fresh');
      for (let back = 0; back < 70; back += 1) {
        const sequence = 1000 + jump - back;
        const known = back === 0 || sequence === 1000;
        const expected = back >= WINDOW || known ? 'replayed' : 'fresh';
        expect(guard.check(0, 1, sequence), `${back} back after a jump of ${jump}`).toBe(expected);
        expect(guard.check(0, 1, sequence)).toBe('replayed');
      }
    }
  });

  it('knows nobody at first, and each peer by itself', () => {
    const guard = new ReplayGuard();
    expect(guard.check(0, 1, 1)).toBe('unproven');
    guard.prove(0, 1, 1);
    expect(guard.check(1, 1, 1)).toBe('unproven');
    expect(guard.check(0, 1, 2)).toBe('fresh');
  });

  it('drops what an earlier boot said, and starts afresh with a later one', () => {
    const guard = new ReplayGuard();
    guard.prove(0, 5, 100);
    expect(guard.check(0, 4, 500)).toBe('old-boot');
    expect(guard.check(0, 6, 3)).toBe('fresh');
    expect(guard.check(0, 5, 101)).toBe('old-boot');
    expect(guard.check(0, 6, 3)).toBe('replayed');
  });

  it('forgets nothing when an old proof comes late', () => {
    const guard = new ReplayGuard();
    guard.prove(0, 5, 100);
    expect(guard.check(0, 5, 101)).toBe('fresh');
    guard.prove(0, 5, 100);
    guard.prove(0, 4, 900);
    expect(guard.check(0, 5, 101)).toBe('replayed');
  });

  it('believes frames after the proof, and none before it: they may be a recording', () => {
    const guard = new ReplayGuard();
    guard.prove(0, 5, 100);
    const before = [99, 98, 70, 69, 68, 37].map((sequence) => guard.check(0, 5, sequence));
    expect(before).toEqual(before.map(() => 'replayed'));
    expect(guard.check(0, 5, 101)).toBe('fresh');
  });
});
