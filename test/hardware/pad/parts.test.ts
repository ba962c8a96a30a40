import { describe, expect, test } from 'vitest';
import { FlapWatch } from '../../../hardware/pad/flap-watch.ts';
import { PadCurrent } from '../../../hardware/pad/pad-current.ts';
import { PadFaults } from '../../../hardware/pad/pad-faults.ts';

describe('faults', () => {
  test('one is there as long as its cause, and the calm after it', () => {
    const faults = new PadFaults();
    faults.set('flapping', 'it flaps', 100, 50);
    faults.set('flapping', 'it flaps', 10_000, 50);
    expect(faults.text(10_000)).toBe('it flaps');
    expect(faults.nextMs()).toBeNull();
    faults.set('flapping', null, 20_000, 50);
    faults.set('flapping', null, 20_030, 50);
    expect(faults.text(20_049)).toBe('it flaps');
    expect(faults.nextMs()).toBe(20_050);
    expect(faults.text(20_050)).toBeNull();
    expect(faults.has('flapping')).toBe(false);
  });

  test('the cause that is back ends the calm', () => {
    const faults = new PadFaults();
    faults.set('welded', 'welded', 0, 50);
    faults.set('welded', null, 10, 50);
    faults.set('welded', 'welded', 40, 50);
    expect(faults.text(1000)).toBe('welded');
  });

  test('no cause and no fault: nothing begins', () => {
    const faults = new PadFaults();
    faults.set('welded', null, 0, 1000);
    expect(faults.text(1)).toBeNull();
  });

  test('strikes last a minute, then two, up to an hour, until forgiven', () => {
    const faults = new PadFaults();
    const lasts: number[] = [];
    let nowMs = 0;
    for (let i = 0; i < 8; i++) {
      faults.strike('silent', 'silent', nowMs);
      const untilMs = faults.nextMs()!;
      lasts.push((untilMs - nowMs) / 60_000);
      nowMs = untilMs;
      expect(faults.text(nowMs - 1)).toBe('silent');
      expect(faults.text(nowMs)).toBeNull();
    }
    expect(lasts).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    faults.forgive();
    faults.strike('silent', 'silent', nowMs);
    expect(faults.nextMs()! - nowMs).toBe(60_000);
  });

  test('the graver one is told, whichever came first', () => {
    const faults = new PadFaults();
    faults.set('flapping', 'flaps', 0);
    faults.set('welded', 'welded', 0);
    faults.set('lost', 'lost', 0);
    expect(faults.text(0)).toBe('lost');
    faults.set('lost', null, 0);
    expect(faults.text(0)).toBe('welded');
  });
});

describe('flapping', () => {
  const breaks = (watch: FlapWatch, count: number, everyMs: number, fromMs = 0) => {
    for (let i = 0; i < count; i++) {
      watch.see(true, i, fromMs + i * everyMs);
      watch.see(false, i + 1, fromMs + i * everyMs + everyMs / 2);
    }
  };

  test('six breaks in ten seconds, and not five', () => {
    const five = new FlapWatch();
    breaks(five, 5, 1000);
    expect(five.flaps(5000)).toBe(false);
    const six = new FlapWatch();
    breaks(six, 6, 1000);
    expect(six.flaps(6000)).toBe(true);
    expect(six.nextMs(6000)).toBe(10_500);
    expect(six.flaps(10_499)).toBe(true);
    expect(six.flaps(10_500)).toBe(false);
    expect(six.nextMs(10_500)).toBeNull();
  });

  test('six breaks in a longer time are none', () => {
    const watch = new FlapWatch();
    breaks(watch, 60, 2100);
    expect(watch.flaps(60 * 2100)).toBe(false);
  });

  test('a contact that is never steady flaps by its edges', () => {
    const watch = new FlapWatch();
    watch.see(false, 200, 1000);
    expect(watch.flaps(1000)).toBe(false);
    watch.see(false, 201, 1001);
    expect(watch.flaps(1001)).toBe(true);
  });

  test('however many edges, they take no memory, and go away', () => {
    const watch = new FlapWatch();
    watch.see(false, 1_000_000_000, 0);
    expect(watch.flaps(9999)).toBe(true);
    expect(watch.flaps(10_000)).toBe(false);
  });
});

describe('current', () => {
  const limits = { minAmps: 0.05, maxAmps: 3 };

  test.each<[amps: number, closed: boolean, verdict: string | null, afterMs: number]>([
    [3.1, true, 'over', 100],
    [-3.1, true, 'over', 100],
    [3, true, null, 0],
    [0.05, true, null, 0],
    [0.04, true, 'under', 10_000],
    [-1, true, 'under', 10_000],
    [0.31, false, 'leak', 2000],
    [-0.31, false, 'leak', 2000],
    [0.3, false, null, 0],
  ])('%d A, closed %s: %s after %d ms', (amps, closed, verdict, afterMs) => {
    const current = new PadCurrent(limits);
    current.see(amps, closed, 1000);
    if (verdict === null) {
      expect(current.nextMs(1000)).toBeNull();
      expect(current.verdict(1_000_000)).toBeNull();
      return;
    }
    expect(current.nextMs(1000)).toBe(1000 + afterMs);
    expect(current.verdict(1000 + afterMs - 1)).toBeNull();
    expect(current.verdict(1000 + afterMs)).toBe(verdict);
    expect(current.nextMs(1000 + afterMs)).toBeNull();
  });

  test('the patience begins anew after each good reading', () => {
    const current = new PadCurrent(limits);
    current.see(4, true, 0);
    current.see(4, true, 50);
    current.see(1, true, 90);
    current.see(4, true, 95);
    expect(current.verdict(150)).toBeNull();
    expect(current.verdict(195)).toBe('over');
  });

  test('nothing known, nothing said', () => {
    const current = new PadCurrent(limits);
    current.see(4, true, 0);
    current.see(null, true, 50);
    expect(current.verdict(1000)).toBeNull();
  });

  test('a leak is more than twice the least that counts', () => {
    const current = new PadCurrent({ minAmps: 0.5, maxAmps: 3 });
    current.see(0.9, false, 0);
    expect(current.verdict(10_000)).toBeNull();
    current.see(1.1, false, 10_000);
    expect(current.verdict(12_000)).toBe('leak');
  });
});
