import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noteSign, startWatch, suspectAtMs, type Watch } from '../../src/protocol/detector.ts';

const BEAT = 300;
const MARGIN = 25;

/** Signs that come `lateMs` after they were promised. */
function watchSigns(lateMs: readonly number[]): { watch: Watch; nowMs: number } {
  const watch = startWatch(0, BEAT);
  let nowMs = 0;
  for (const late of lateMs) {
    nowMs += BEAT + late;
    noteSign(watch, nowMs, BEAT);
  }
  return { watch, nowMs };
}

describe('the failure detector', () => {
  it('suspects two intervals and a margin after the last sign, when all came in time', () => {
    const { watch, nowMs } = watchSigns(new Array(100).fill(0));
    expect(suspectAtMs(watch, MARGIN)).toBe(nowMs + 2 * BEAT + MARGIN);
    expect(suspectAtMs(startWatch(50, BEAT), MARGIN)).toBe(50 + 2 * BEAT + MARGIN);
  });

  it('never suspects earlier than that, and within 9 intervals and a margin at the latest', () => {
    const gaps = fc.array(fc.integer({ min: -200, max: 3000 }), { maxLength: 60 });
    fc.assert(
      fc.property(gaps, (late) => {
        const watch = startWatch(0, BEAT);
        let nowMs = 0;
        for (const extra of late) {
          nowMs += BEAT + extra;
          watch.suspected = nowMs >= suspectAtMs(watch, MARGIN);
          noteSign(watch, nowMs, BEAT);
          const waitMs = suspectAtMs(watch, MARGIN) - nowMs;
          expect(waitMs).toBeGreaterThanOrEqual(2 * BEAT + MARGIN);
          expect(waitMs).toBeLessThanOrEqual(9 * BEAT + MARGIN);
        }
      }),
    );
  });

  it('waits longer where signs come late, and less again when they no longer do', () => {
    const steady = watchSigns(new Array(50).fill(0));
    const late = watchSigns(new Array(50).fill(0).map((_, sign) => (sign % 2) * 60));
    const waitOf = ({ watch, nowMs }: typeof steady) => suspectAtMs(watch, MARGIN) - nowMs;
    expect(waitOf(late)).toBeGreaterThan(waitOf(steady) + 60);
    const better = watchSigns([
      ...new Array(50).fill(0).map((_, sign) => (sign % 2) * 60),
      ...new Array(60).fill(0),
    ]);
    expect(waitOf(better)).toBeLessThan(waitOf(steady) + 5);
  });

  it('grows by half an interval with each suspicion that was wrong, up to six', () => {
    const watch = startWatch(0, BEAT);
    for (let wrong = 1; wrong <= 20; wrong += 1) {
      watch.suspected = true;
      expect(noteSign(watch, wrong * 1000, BEAT)).toBe(true);
      expect(watch.suspected).toBe(false);
      const expected = BEAT * (2 + Math.min(6, wrong / 2)) + MARGIN;
      expect(suspectAtMs(watch, MARGIN) - wrong * 1000).toBeCloseTo(expected);
    }
  });

  it('ends up with no wrong suspicion when delays are bounded: eventually perfect', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 4 * BEAT }), { minLength: 400, maxLength: 400 }),
        (gaps) => {
          const watch = startWatch(0, BEAT);
          let nowMs = 0;
          let lastWrong = -1;
          gaps.forEach((gap, sign) => {
            nowMs += BEAT + gap;
            watch.suspected = nowMs >= suspectAtMs(watch, MARGIN);
            if (watch.suspected) lastWrong = sign;
            noteSign(watch, nowMs, BEAT);
          });
          // Patience sinks by 1/64 a sign, so a wrong one in 32 signs at most keeps it where it is.
          expect(lastWrong).toBeLessThan(gaps.length);
          expect(watch.patience).toBeLessThanOrEqual(6);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('forgets a wrong suspicion after 32 signs in time', () => {
    const watch = startWatch(0, BEAT);
    watch.suspected = true;
    noteSign(watch, 0, BEAT);
    for (let sign = 1; sign < 32; sign += 1) expect(noteSign(watch, sign * BEAT, BEAT)).toBe(false);
    expect(watch.patience).toBeGreaterThan(0);
    noteSign(watch, 32 * BEAT, BEAT);
    expect(watch.patience).toBe(0);
  });

  it('follows the pace that was promised last', () => {
    const watch = startWatch(0, BEAT);
    noteSign(watch, BEAT, 4 * BEAT);
    expect(suspectAtMs(watch, MARGIN)).toBe(BEAT + 8 * BEAT + MARGIN);
    noteSign(watch, 5 * BEAT, BEAT);
    expect(suspectAtMs(watch, MARGIN)).toBe(5 * BEAT + 2 * BEAT + MARGIN);
  });
});
