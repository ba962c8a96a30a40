/** What contradicts what on the board of a pad. */

import { DEFAULTS } from './complete.ts';
import { beyondSensor, withoutSensor } from './current-sense.ts';
import { type BoardFinding, isThere, numberAt } from './sense-finding.ts';

export function padSense(value: unknown): BoardFinding[] {
  const findings: BoardFinding[] = [];
  const minAmps = numberAt(value, ['minAmps'], DEFAULTS.minAmps);
  const maxAmps = numberAt(value, ['maxAmps'], DEFAULTS.maxAmps);
  if (minAmps !== null && maxAmps !== null && minAmps >= maxAmps) {
    const what = `minAmps (${minAmps}) is not below maxAmps (${maxAmps})`;
    const mend = 'every current would be wrong: lower minAmps, or raise maxAmps';
    findings.push({ path: ['minAmps'], also: [['maxAmps']], what, mend });
  }
  const feedback = ['relay', 'feedback'];
  const settleMs = numberAt(value, ['relay', 'settleMs'], DEFAULTS.settleMs);
  const debounceMs = numberAt(value, [...feedback, 'debounceMs'], DEFAULTS.debounceMs);
  const isLate = settleMs !== null && debounceMs !== null && debounceMs >= settleMs;
  if (isThere(value, feedback) && isLate) {
    findings.push({
      path: ['relay', 'settleMs'],
      also: [[...feedback, 'debounceMs']],
      what: `settleMs (${settleMs}) is not above the debounceMs of the feedback (${debounceMs})`,
      mend: 'the feedback would always come too late: raise settleMs',
    });
  }
  return [
    ...findings,
    ...withoutSensor(value, ['minAmps'], ['current']),
    ...withoutSensor(value, ['maxAmps'], ['current']),
    ...beyondSensor(value, ['maxAmps'], DEFAULTS.maxAmps, ['current']),
  ];
}
