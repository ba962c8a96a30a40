/** Motor, contact, relay: what each does in time. */
import { describe, expect, test } from 'vitest';
import { Contact } from '../../../../sim/board/physics/contact.ts';
import { FREE_AMPS, Motor, STALL_AMPS, START_MS } from '../../../../sim/board/physics/motor.ts';
import { Relay } from '../../../../sim/board/physics/relay.ts';

describe('a motor', () => {
  test('draws much while it starts, and little when it runs', () => {
    const motor = new Motor();
    motor.drive(0.6, 100);
    expect(motor.amps(100)).toBeCloseTo(0.6 * STALL_AMPS);
    expect(motor.isStarting(100)).toBe(true);
    expect(motor.amps(100 + START_MS)).toBeLessThan(0.6 * STALL_AMPS * 0.5);
    expect(motor.amps(1000)).toBeCloseTo(0.6 * FREE_AMPS);
    expect(motor.isStarting(1000)).toBe(false);
  });

  test('starts anew when it turns round, and not for more power', () => {
    const motor = new Motor();
    motor.drive(0.5, 0);
    motor.drive(1, 1000);
    expect(motor.amps(1000)).toBeCloseTo(FREE_AMPS);
    motor.drive(-1, 2000);
    expect(motor.amps(2000)).toBeCloseTo(STALL_AMPS);
  });

  test('draws as much as at its start for as long as it is held, and none without power', () => {
    const motor = new Motor();
    motor.drive(0.5, 0);
    motor.hold(true, 500);
    expect(motor.amps(5000)).toBeCloseTo(0.5 * STALL_AMPS);
    motor.hold(false, 6000);
    expect(motor.amps(6000)).toBeCloseTo(0.5 * STALL_AMPS);
    expect(motor.amps(7000)).toBeCloseTo(0.5 * FREE_AMPS);
    motor.drive(0, 8000);
    expect(motor.amps(8000)).toBe(0);
  });
});

/** All changes that a pin sees, by following `nextMs`. */
function edges(contact: Contact, fromMs: number, toMs: number): [ms: number, closed: boolean][] {
  const found: [number, boolean][] = [];
  for (let ms = contact.nextMs(fromMs); ms <= toMs; ms = contact.nextMs(ms)) {
    found.push([ms - fromMs, contact.isClosed(ms)]);
  }
  return found;
}

describe('a contact', () => {
  test.each([true, false])('bounces for some milliseconds when it comes to be %s', (closed) => {
    const contact = new Contact();
    contact.touch(!closed, -1000);
    contact.touch(closed, 100);
    expect(contact.isClosed(100)).toBe(closed);
    const seen = edges(contact, 100, 200);
    expect(seen.length).toBeGreaterThanOrEqual(2);
    expect(seen.map(([, value]) => value === closed)).toEqual([false, true, false, true]);
    expect(seen.at(-1)![0]).toBeLessThan(10);
    expect(contact.settled(100)).toBe(closed);
    expect(contact.isClosed(150)).toBe(closed);
  });

  test('stays as it is when it is touched again', () => {
    const contact = new Contact();
    contact.touch(true, 0);
    contact.touch(true, 50);
    expect(contact.nextMs(50)).toBe(Number.POSITIVE_INFINITY);
  });

  test.each(['open', 'closed'] as const)('stuck %s, it shows no touch until it is mended', (as) => {
    const contact = new Contact();
    contact.touch(as === 'open', 0);
    contact.break(as, 100);
    expect(contact.isClosed(100)).toBe(as === 'closed');
    contact.touch(as === 'closed', 200);
    contact.touch(as === 'open', 300);
    expect(contact.isClosed(301)).toBe(as === 'closed');
    expect(contact.nextMs(300)).toBe(Number.POSITIVE_INFINITY);
    contact.break(null, 400);
    expect(contact.isClosed(400)).toBe(as === 'open');
  });

  test('a flapping one opens and closes until it is mended', () => {
    const contact = new Contact();
    contact.break('flapping', 1000.1);
    const seen = edges(contact, 1000.1, 2000);
    expect(seen).toHaveLength(11);
    for (const [k, [, closed]] of seen.entries()) expect(closed).toBe(k % 2 === 1);
    contact.break(null, 2000);
    expect(contact.isClosed(2000)).toBe(false);
  });
});

describe('a relay', () => {
  test('closes and opens some milliseconds after its coil', () => {
    const relay = new Relay();
    relay.energise(true, 100);
    expect(relay.isClosed).toBe(false);
    const closesMs = relay.nextMs;
    expect(closesMs - 100).toBeGreaterThanOrEqual(5);
    expect(closesMs - 100).toBeLessThanOrEqual(10);
    relay.advance(closesMs - 0.1);
    expect(relay.isClosed).toBe(false);
    relay.advance(closesMs);
    expect(relay.isClosed).toBe(true);
    relay.energise(false, 200);
    expect(relay.isClosed).toBe(true);
    relay.advance(210);
    expect(relay.isClosed).toBe(false);
  });

  test('a pulse shorter than that does nothing', () => {
    const relay = new Relay();
    relay.energise(true, 100);
    relay.energise(false, 103);
    expect(relay.nextMs).toBe(Number.POSITIVE_INFINITY);
    relay.advance(200);
    expect(relay.isClosed).toBe(false);
  });

  test('welded it stays closed, dead it stays open, and mended it follows its coil', () => {
    const relay = new Relay();
    relay.break('welded');
    expect(relay.isClosed).toBe(true);
    relay.break('dead');
    relay.energise(true, 0);
    relay.advance(100);
    expect(relay.isClosed).toBe(false);
    relay.break(null);
    expect(relay.isClosed).toBe(true);
  });
});
