/** A robot on its way to a pad: where it touches, where it is held, what it finds in the mouth of a pad. */
import { describe, expect, test } from 'vitest';
import { CONTACT_MM, type Entrance, MOUTH_MM, Way } from '../../../../sim/board/physics/way.ts';

const PAD: Entrance = { at: 'pad', pad: 'p1' };

function way(...entrances: readonly Entrance[]): Way {
  const left = [...entrances];
  return new Way({ lengthMm: 300, enter: () => left.shift() ?? PAD });
}

/** Goes on for a time, from mark to mark. */
function go(subject: Way, ms: number): void {
  let left = ms;
  while (left > 0) {
    const step = Math.min(left, subject.untilNextMs);
    subject.advance(step);
    left -= step;
  }
}

describe('forwards', () => {
  test('it passes the mouth, touches the contacts, and is held by the stop', () => {
    const subject = way();
    subject.speedMmPerMs = 0.2;
    expect(subject.untilNextMs).toBeCloseTo((300 - MOUTH_MM) / 0.2);
    go(subject, subject.untilNextMs);
    expect(subject.stand).toEqual(PAD);
    expect(subject.touches).toBe(null);
    go(subject, subject.untilNextMs);
    expect(subject.distanceMm).toBe(CONTACT_MM);
    expect(subject.touches).toBe('p1');
    expect(subject.isHeld).toBe(false);
    go(subject, subject.untilNextMs);
    expect(subject.distanceMm).toBe(0);
    expect(subject.isHeld).toBe(true);
    expect(subject.untilNextMs).toBe(Number.POSITIVE_INFINITY);
    subject.speedMmPerMs = 0;
    expect(subject.isHeld).toBe(false);
    expect(subject.touches).toBe('p1');
  });

  test('beside the contacts it touches nothing, and nothing holds it', () => {
    const subject = way({ at: 'beside', pad: 'p1' });
    subject.speedMmPerMs = 0.2;
    go(subject, 5000);
    expect(subject.distanceMm).toBe(0);
    expect(subject.touches).toBe(null);
    expect(subject.isHeld).toBe(false);
    // Back and in again: this time it finds them.
    subject.speedMmPerMs = -0.2;
    go(subject, 200);
    expect(subject.stand.at).toBe('outside');
    subject.speedMmPerMs = 0.2;
    go(subject, 5000);
    expect(subject.touches).toBe('p1');
  });

  test('against a pad that is taken it pushes until that is free', () => {
    const subject = way({ at: 'blocked' }, { at: 'blocked' });
    subject.speedMmPerMs = 0.2;
    go(subject, 5000);
    expect(subject.distanceMm).toBe(MOUTH_MM);
    expect(subject.bumps).toBe(true);
    expect(subject.isHeld).toBe(true);
    expect(subject.stand.at).toBe('outside');
    subject.speedMmPerMs = 0.2;
    expect(subject.bumps).toBe(true);
    subject.speedMmPerMs = 0.2;
    expect(subject.bumps).toBe(false);
    expect(subject.stand).toEqual(PAD);
    go(subject, 5000);
    expect(subject.touches).toBe('p1');
  });

  test('who no longer pushes does not bump', () => {
    const subject = way({ at: 'blocked' });
    subject.speedMmPerMs = 0.2;
    go(subject, 5000);
    subject.speedMmPerMs = 0;
    expect(subject.bumps).toBe(false);
  });
});

describe('backwards', () => {
  test('the contacts open, and it is clear of the pad behind the mouth', () => {
    const subject = way();
    subject.put('p1');
    expect(subject.touches).toBe('p1');
    subject.speedMmPerMs = -0.1;
    go(subject, CONTACT_MM / 0.1 - 1);
    expect(subject.touches).toBe('p1');
    go(subject, 2);
    expect(subject.touches).toBe(null);
    expect(subject.stand).toEqual(PAD);
    go(subject, MOUTH_MM / 0.1);
    expect(subject.stand.at).toBe('outside');
  });

  test('it goes no further than its work', () => {
    const subject = way();
    subject.speedMmPerMs = -1;
    go(subject, 1000);
    expect(subject.distanceMm).toBe(300);
    expect(subject.isHeld).toBe(false);
  });
});

test('its work takes it away, but never out of or into a mouth', () => {
  const subject = way();
  subject.wander(-1000);
  expect(subject.distanceMm).toBe(MOUTH_MM);
  subject.wander(100);
  expect(subject.distanceMm).toBe(MOUTH_MM + 100);
  subject.put('p1');
  subject.wander(100);
  expect(subject.distanceMm).toBe(0);
});

test('cut into however many pieces, a drive comes to the same marks', () => {
  for (const pieces of [1, 3, 7, 1000]) {
    const subject = way();
    subject.speedMmPerMs = 0.17;
    const ms = (300 - CONTACT_MM) / 0.17;
    for (let k = 0; k < pieces; k += 1) go(subject, ms / pieces);
    expect(subject.touches, `${pieces}`).toBe('p1');
    subject.speedMmPerMs = -0.13;
    for (let k = 0; k < pieces; k += 1) go(subject, (MOUTH_MM + 1 - CONTACT_MM) / 0.13 / pieces);
    expect(subject.stand.at, `${pieces}`).toBe('outside');
  }
});
