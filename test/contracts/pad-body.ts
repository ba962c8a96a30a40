/**
 * What every PadBody promises (src/runtime/ports.ts), for every implementation to run: the virtual pad, boards with
 * fake pins, the emulated Arduino, the GPIO of a Raspberry Pi.
 */

import { describe, expect, test } from 'vitest';
import type { PadReport } from '../../src/roles/body.ts';
import type { Clock, PadBody } from '../../src/runtime/ports.ts';

export interface PadUnderTest {
  readonly body: PadBody;
  readonly clock: Clock;
  /** Everything that onReport has heard. */
  readonly reports: readonly PadReport[];
  /** Null for a pad on which nothing can be seen or moved. */
  readonly hands: PadHands | null;
  /** Lets so much time pass. */
  pass(ms: number): Promise<void>;
}

export interface PadHands {
  /** Something stands on the pad, or nothing does. */
  setContact(closed: boolean): void;
  /** What the relay's coil is told. */
  relayClosed(): boolean;
  /** Each change of that, in its order, with the time of the clock. */
  readonly relayChanges: readonly { readonly closed: boolean; readonly atMs: number }[];
}

/** Within this a relay follows: the line, the debouncing of the contact, and the time to see it open. */
const FOLLOWS_MS = 300;
/** How late power may be off. */
const OFF_WITHIN_MS = 50;

/** `open` gives a pad whose board is there, on which nothing stands. */
export function padBodyContract(
  name: string,
  open: () => Promise<PadUnderTest>,
  sees: { readonly relay: boolean },
): void {
  const withPad = async (run: (pad: PadUnderTest) => Promise<void>) => {
    const pad = await open();
    try {
      await run(pad);
    } finally {
      await pad.body.close();
    }
  };
  const withHands = (run: (pad: PadUnderTest, hands: PadHands) => Promise<void>) =>
    withPad((pad) => {
      if (pad.hands === null) throw new Error(`${name} says that its relay can be seen`);
      return run(pad, pad.hands);
    });
  const on = (pad: PadUnderTest, forMs: number) =>
    pad.body.command({ do: 'power', on: true, untilMs: pad.clock.nowMs() + forMs });
  /** A robot stands there and power flows for so long. */
  const flow = async (pad: PadUnderTest, hands: PadHands, forMs: number) => {
    hands.setContact(true);
    await pad.pass(FOLLOWS_MS);
    on(pad, forMs);
    await pad.pass(FOLLOWS_MS);
    expect(hands.relayClosed()).toBe(true);
  };

  describe(`${name} is a PadBody`, () => {
    test('a pad that is well says so in whole', () =>
      withPad(async ({ body, hands }) => {
        expect(body.report()).toEqual({
          contact: hands === null ? null : false,
          fault: null,
          alarm: null,
        });
      }));

    test('commands and closing are taken at any time', () =>
      withPad(async (pad) => {
        for (const forMs of [-1000, 0, 1, 1000]) on(pad, forMs);
        pad.body.command({ do: 'power', on: false });
        await pad.body.close();
        on(pad, 1000);
        await pad.body.close();
        expect(pad.body.report().fault).toBeNull();
      }));

    if (!sees.relay) return;

    test('there is no power before a command, whatever stands there', () =>
      withHands(async (pad, hands) => {
        hands.setContact(true);
        await pad.pass(1000);
        expect(hands.relayChanges.filter(({ closed }) => closed)).toEqual([]);
      }));

    test('there is no power without contact, and there is as soon as it closes', () =>
      withHands(async (pad, hands) => {
        on(pad, 10_000);
        await pad.pass(1000);
        expect(hands.relayClosed()).toBe(false);
        hands.setContact(true);
        await pad.pass(FOLLOWS_MS);
        expect(hands.relayClosed()).toBe(true);
      }));

    test('a command whose time is over gives no power', () =>
      withHands(async (pad, hands) => {
        hands.setContact(true);
        await pad.pass(FOLLOWS_MS);
        on(pad, -1);
        on(pad, 0);
        await pad.pass(1000);
        expect(hands.relayChanges.filter(({ closed }) => closed)).toEqual([]);
      }));

    test('power ends by itself at the end of the command', () =>
      withHands(async (pad, hands) => {
        await flow(pad, hands, 1500);
        const endMs = pad.clock.nowMs() + 1500 - FOLLOWS_MS;
        await pad.pass(2000);
        expect(hands.relayClosed()).toBe(false);
        const last = hands.relayChanges.at(-1)!;
        expect(last.atMs).toBeGreaterThan(endMs - OFF_WITHIN_MS);
        expect(last.atMs).toBeLessThanOrEqual(endMs + OFF_WITHIN_MS);
        expect(pad.body.report().fault).toBeNull();
      }));

    test('a command that is given anew goes on without a break', () =>
      withHands(async (pad, hands) => {
        await flow(pad, hands, 1500);
        const changes = hands.relayChanges.length;
        for (let i = 0; i < 4; i++) {
          on(pad, 1500);
          await pad.pass(1000);
        }
        expect(hands.relayClosed()).toBe(true);
        expect(hands.relayChanges).toHaveLength(changes);
      }));

    test('a command that is given anew can be shorter', () =>
      withHands(async (pad, hands) => {
        await flow(pad, hands, 10_000);
        on(pad, 400);
        await pad.pass(400 + OFF_WITHIN_MS);
        expect(hands.relayClosed()).toBe(false);
      }));

    test('power goes off on command', () =>
      withHands(async (pad, hands) => {
        await flow(pad, hands, 10_000);
        pad.body.command({ do: 'power', on: false });
        await pad.pass(OFF_WITHIN_MS);
        expect(hands.relayClosed()).toBe(false);
        await pad.pass(1000);
        expect(hands.relayClosed()).toBe(false);
      }));

    test('power goes off when contact is lost, without a word of the role, and on again with it', () =>
      withHands(async (pad, hands) => {
        await flow(pad, hands, 20_000);
        hands.setContact(false);
        await pad.pass(OFF_WITHIN_MS);
        expect(hands.relayClosed()).toBe(false);
        await pad.pass(1000);
        expect(hands.relayClosed()).toBe(false);
        hands.setContact(true);
        await pad.pass(FOLLOWS_MS);
        expect(hands.relayClosed()).toBe(true);
      }));

    test('each change is told once, as a whole state, and not from within a call', () =>
      withHands(async (pad, hands) => {
        expect(pad.reports).toEqual([]);
        hands.setContact(true);
        await pad.pass(500);
        on(pad, 1000);
        expect(pad.reports).toEqual([{ contact: true, fault: null, alarm: null }]);
        await pad.pass(2000);
        hands.setContact(false);
        await pad.pass(500);
        expect(pad.reports).toEqual([
          { contact: true, fault: null, alarm: null },
          { contact: false, fault: null, alarm: null },
        ]);
        expect(pad.body.report()).toEqual(pad.reports.at(-1));
      }));

    test('closing it opens the relay, and nothing is told afterwards', () =>
      withHands(async (pad, hands) => {
        await flow(pad, hands, 10_000);
        const told = pad.reports.length;
        const closed = pad.body.close();
        await pad.pass(OFF_WITHIN_MS);
        expect(hands.relayClosed()).toBe(false);
        on(pad, 10_000);
        hands.setContact(false);
        await pad.pass(1000);
        await closed;
        expect(hands.relayClosed()).toBe(false);
        expect(pad.reports).toHaveLength(told);
      }));
  });
}
