/** What every Store promises (src/runtime/ports.ts), for every implementation to run. */

import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/runtime/ports.ts';

export interface StoreUnderTest {
  readonly store: Store;
  /** What a restart would find at this moment. */
  durable(): Uint8Array | null;
  close(): Promise<void>;
}

const bytes = (...values: number[]) => Uint8Array.from(values);

/** `open` gives a store in which nothing was ever saved. */
export function storeContract(name: string, open: () => StoreUnderTest): void {
  const withStore = async (run: (under: StoreUnderTest) => Promise<void>) => {
    const under = open();
    try {
      await run(under);
    } finally {
      await under.close();
    }
  };

  describe(`${name} is a Store`, () => {
    test('nothing is found before the first save', () =>
      withStore(async ({ durable }) => {
        expect(durable()).toBeNull();
      }));

    test('what was saved is found as it was', () =>
      withStore(async ({ store, durable }) => {
        const all = Uint8Array.from({ length: 256 }, (_, i) => i);
        for (const saved of [all, bytes(), bytes(0), all.slice(3, 9)]) {
          await store.save(saved);
          expect(durable()).toEqual(Uint8Array.from(saved));
        }
      }));

    test('when a save resolves, its bytes or newer ones are durable', () =>
      withStore(async ({ store, durable }) => {
        const found: number[] = [];
        const saves = Array.from({ length: 40 }, async (_, i) => {
          await store.save(bytes(i, i, i));
          found[i] = durable()![0]!;
        });
        await Promise.all(saves);
        found.forEach((newest, i) => {
          expect(newest).toBeGreaterThanOrEqual(i);
        });
        expect(durable()).toEqual(bytes(39, 39, 39));
      }));

    test('saves resolve in their order', () =>
      withStore(async ({ store }) => {
        const order: number[] = [];
        await Promise.all(
          [0, 1, 2, 3, 4].map((i) => store.save(bytes(i)).then(() => order.push(i))),
        );
        expect(order).toEqual([0, 1, 2, 3, 4]);
      }));

    test('the caller may use its array again at once', () =>
      withStore(async ({ store, durable }) => {
        const reused = Buffer.from([1, 2, 3]);
        const first = store.save(reused);
        reused.fill(9);
        await first;
        expect(durable()).toEqual(bytes(1, 2, 3));
      }));

    test('a save after quiet time works like the first', () =>
      withStore(async ({ store, durable }) => {
        await store.save(bytes(1));
        await new Promise((resolve) => setTimeout(resolve, 5));
        await store.save(bytes(2));
        expect(durable()).toEqual(bytes(2));
      }));
  });
}
