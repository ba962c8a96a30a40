/** What is said when the law keeps a member silent. */
import { expect, test } from 'vitest';
import { tellingOfSilence } from '../../firmware/open-radio.ts';

test('a member that has used up its air time says so, and not at every frame', () => {
  const notices: string[] = [];
  const unsent: string[] = [];
  const timeline = { nowMs: 0, at: () => {} };
  const onUnsent = tellingOfSilence({
    timeline,
    onNotice: (text) => notices.push(text),
    onUnsent: (reason) => unsent.push(reason),
  });
  onUnsent('stale', 40);
  expect(notices).toEqual([]);
  for (let frame = 0; frame < 100; frame += 1) {
    timeline.nowMs += 1000;
    onUnsent('duty-cycle', 40);
  }
  expect(notices).toEqual([expect.stringContaining('dutyPercent')]);
  timeline.nowMs += 600_000;
  onUnsent('duty-cycle', 40);
  expect(notices).toHaveLength(2);
  expect(unsent).toHaveLength(102);
});
