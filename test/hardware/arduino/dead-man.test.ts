/** The dead-man of RoostFirmata, seen at the pins of an emulated Arduino in emulated milliseconds. */

import { describe, expect, it } from 'vitest';
import { Bench, HIGH, LOW, OUTPUT, PWM, say } from './stage.ts';

const RELAY = 8;

/** A relay that is guarded and closed. */
function closed(grantMs = 2000, timeoutMs = 2000): Bench {
  const bench = new Bench();
  bench.tell(say.arm(RELAY, LOW, timeoutMs), say.grant(1, grantMs), say.port(1, 1));
  expect(bench.arduino.level('D8')).toBe('high');
  return bench;
}

describe('a relay', () => {
  it('is an input until it is armed, and then open', () => {
    const bench = new Bench();
    expect(bench.arduino.level('D8')).toBeNull();
    bench.tell(say.arm(RELAY, LOW, 2000));
    expect(bench.arduino.level('D8')).toBe('low');
    expect(bench.changes).toHaveLength(1);
  });

  it('that closes at low never sees a low level while it is armed', () => {
    const bench = new Bench();
    bench.tell(say.arm(RELAY, HIGH, 2000), say.mode(RELAY, OUTPUT), say.mode(RELAY, PWM));
    expect(bench.changes.map(({ level }) => level)).toEqual(['high']);
    bench.tell(say.grant(1, 100), say.level(RELAY, LOW));
    expect(bench.arduino.level('D8')).toBe('low');
    bench.pass(110);
    expect(bench.arduino.level('D8')).toBe('high');
  });

  it('does not close without a grant', () => {
    const bench = new Bench();
    bench.tell(say.arm(RELAY, LOW, 2000), say.mode(RELAY, OUTPUT));
    bench.tell(say.port(1, 1), say.level(RELAY, HIGH));
    bench.pass(100);
    expect(bench.changes.map(({ level }) => level)).toEqual(['low']);
  });

  it('stays closed while grants come', () => {
    const bench = closed();
    bench.keep(10_000);
    expect(bench.changes.map(({ level }) => level)).toEqual(['low', 'high']);
    expect(bench.state()).toMatchObject({ granted: true, tripped: false, trips: 0 });
  });

  it('opens at the end of the last grant when the host falls silent', () => {
    const bench = closed();
    bench.keep(1000);
    const lastGrantMs = bench.nowMs - 250;
    bench.pass(3000);
    expect(bench.arduino.level('D8')).toBe('low');
    const openMs = bench.lastChangeMs('D8') - lastGrantMs;
    expect(openMs).toBeLessThanOrEqual(2005);
    expect(openMs).toBeGreaterThan(1990);
  });

  it.each([1, 5, 20, 137, 999])('opens after a short grant of %i ms, within 5 ms', (forMs) => {
    const bench = closed(2000);
    bench.tell(say.grant(2, forMs));
    const grantedMs = bench.nowMs - 1;
    bench.pass(forMs + 50);
    const lastedMs = bench.lastChangeMs('D8') - grantedMs;
    expect(lastedMs).toBeLessThanOrEqual(forMs + 1);
    expect(lastedMs).toBeGreaterThan(forMs - 5);
  });

  it('opens at once at a grant of 0, and that is no trip', () => {
    const bench = closed();
    bench.states();
    bench.tell(say.grant(2, 0));
    expect(bench.arduino.level('D8')).toBe('low');
    expect(bench.states()).toEqual([]);
    expect(bench.state()).toMatchObject({ granted: false, tripped: false, trips: 0 });
  });

  it('is granted no more than the timeout', () => {
    const bench = closed(16_383, 500);
    const startMs = bench.lastChangeMs('D8');
    expect(bench.state().remainingMs).toBeLessThanOrEqual(500);
    bench.pass(1000);
    expect(bench.lastChangeMs('D8') - startMs).toBeLessThanOrEqual(502);
  });

  it('stays open after a trip, however much is granted, until it is written anew', () => {
    const bench = closed(50);
    bench.pass(100);
    bench.keep(2000);
    expect(bench.arduino.level('D8')).toBe('low');
    bench.tell(say.level(RELAY, HIGH));
    expect(bench.arduino.level('D8')).toBe('high');
  });

  it('is not closed after a trip by a LED of the same port', () => {
    const bench = closed(50);
    bench.pass(100);
    // Hosts repeat what they believe of all eight pins: the relay's bit is still set.
    bench.tell(say.mode(13, OUTPUT), say.grant(2, 2000), say.port(1, 0b10_0001));
    expect(bench.arduino.level('D13')).toBe('high');
    expect(bench.arduino.level('D8')).toBe('low');
    // Once the host has opened it, it may close it again.
    bench.tell(say.port(1, 0b10_0000), say.port(1, 0b10_0001));
    expect(bench.arduino.level('D8')).toBe('high');
  });

  it('may be opened at any time', () => {
    const bench = closed();
    bench.tell(say.port(1, 0));
    expect(bench.arduino.level('D8')).toBe('low');
    bench.tell(say.level(RELAY, HIGH));
    bench.pass(3000);
    bench.tell(say.level(RELAY, LOW));
    expect(bench.arduino.level('D8')).toBe('low');
  });

  it('stays guarded through a change of mode, another arming and a system reset', () => {
    const bench = closed();
    bench.tell(say.mode(RELAY, 0), say.mode(RELAY, 11));
    expect(bench.arduino.level('D8')).toBe('high');
    bench.tell(say.arm(RELAY, HIGH, 2000));
    expect(bench.state()).toMatchObject({ pins: 1 });
    bench.tell(say.reset());
    expect(bench.arduino.level('D8')).toBe('low');
    bench.tell(say.level(RELAY, HIGH));
    expect(bench.arduino.level('D8')).toBe('low');
    expect(bench.state()).toMatchObject({ armed: true, granted: false });
  });

  it('is let go of by a reset in the middle, and stays so', () => {
    const bench = closed();
    bench.arduino.reset();
    expect(bench.arduino.level('D8')).toBeNull();
    bench.pass(20);
    bench.tell(say.grant(3, 2000), say.port(1, 1));
    expect(bench.arduino.level('D8')).toBeNull();
    expect(bench.state()).toMatchObject({ armed: false, pins: 0, resetCause: 2 });
  });
});

describe('motors', () => {
  it('stop when the host falls silent, all at once', () => {
    const bench = new Bench();
    for (const pin of [5, 6, 4, 7]) bench.tell(say.arm(pin, LOW, 1000));
    bench.tell(say.mode(5, PWM), say.mode(6, PWM));
    bench.tell(say.duty(5, 100));
    expect(bench.arduino.duty('D5')).toBe(0);
    bench.tell(say.grant(1, 1000));
    bench.tell(say.duty(5, 100), say.duty(6, 255), say.port(0, 0b1001_0000));
    expect(['D5', 'D6', 'D4', 'D7'].map((pin) => bench.arduino.duty(pin) > 0)).toEqual(
      Array(4).fill(true),
    );
    bench.pass(1000);
    expect(['D5', 'D6', 'D4', 'D7'].map((pin) => bench.arduino.duty(pin))).toEqual([0, 0, 0, 0]);
    expect(bench.state()).toMatchObject({ pins: 4, trips: 1, tripped: true });
    bench.keep(1000);
    expect(bench.arduino.duty('D5')).toBe(0);
    bench.tell(say.duty(5, 100));
    expect(bench.arduino.duty('D5')).toBeCloseTo(100 / 256, 1);
  });

  it('that are not guarded turn on: only what is armed is guarded', () => {
    const bench = new Bench();
    bench.tell(say.arm(RELAY, LOW, 500), say.mode(5, PWM), say.duty(5, 128));
    bench.pass(2000);
    expect(bench.arduino.duty('D5')).toBeCloseTo(0.5, 2);
  });
});

describe('the state', () => {
  it('is told unasked at a trip, and counted', () => {
    const bench = closed(40);
    bench.states();
    bench.pass(60);
    expect(bench.states()).toEqual([
      {
        armed: true,
        tripped: true,
        granted: false,
        beat: 1,
        remainingMs: 0,
        trips: 1,
        resetCause: 1,
        pins: 1,
        timeoutMs: 2000,
      },
    ]);
    bench.tell(say.grant(99, 100));
    expect(bench.state()).toMatchObject({ tripped: false, granted: true, beat: 99, trips: 1 });
    bench.pass(100);
    expect(bench.states()).toMatchObject([{ tripped: true, trips: 2 }]);
  });

  it('says how long the grant still lasts', () => {
    const bench = closed(1500);
    const { remainingMs } = bench.state();
    expect(remainingMs).toBeGreaterThan(1480);
    expect(remainingMs).toBeLessThanOrEqual(1500);
  });

  it('is all zero before anything is armed, and a grant is worth nothing then', () => {
    const bench = new Bench();
    bench.tell(say.grant(7, 2000));
    expect(bench.state()).toEqual({
      armed: false,
      tripped: false,
      granted: false,
      beat: 7,
      remainingMs: 0,
      trips: 0,
      resetCause: 1,
      pins: 0,
      timeoutMs: 0,
    });
  });

  it('refuses to guard what is no output, and says so', () => {
    const bench = new Bench();
    bench.heard.length = 0;
    bench.tell(say.arm(0, LOW, 2000), say.arm(20, LOW, 2000), say.arm(RELAY, 2, 2000));
    bench.pass(50);
    const text = String.fromCharCode(...bench.heard.filter((byte) => byte > 0));
    expect(text.match(/this pin can't be guarded so/g)).toHaveLength(3);
    expect(bench.state()).toMatchObject({ armed: false, pins: 0 });
  });
});
