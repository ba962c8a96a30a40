// The example files show what they say they show, and break no promise.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readScenario } from '../../../bin/scenario/read.ts';
import { nodeCrypto } from '../../../firmware/crypto.ts';
import { type RunResult, run } from '../../../sim/run/run.ts';

interface Watched extends RunResult {
  /** `member event` and, where it has one, its reason, each as often as it happened. */
  readonly events: readonly string[];
  /** Why frames did not arrive, each with how many. */
  readonly lost: ReadonlyMap<string, number>;
}

function watch(name: string): Watched {
  const path = join(import.meta.dirname, '../../../docs/scenarios', name);
  const events: string[] = [];
  const lost = new Map<string, number>();
  const result = run(readScenario(path), {
    crypto: nodeCrypto,
    observe: () => [
      {
        onEvent: (host, event) => {
          const reason = 'reason' in event ? ` ${event.reason}` : '';
          events.push(`${host.name} ${event.event}${reason}`);
        },
        onLost: (_from, _to, _bytes, reason) => {
          lost.set(reason, (lost.get(reason) ?? 0) + 1);
        },
      },
    ],
  });
  expect(result.failure).toBe(null);
  return { ...result, events, lost };
}

test('calm: everybody charges, and nothing goes wrong', () => {
  const { events, lost } = watch('calm.yaml');
  for (const robot of ['r1', 'r2', 'r3', 'r4', 'r5']) expect(events).toContain(`${robot} enter`);
  expect(events.filter((event) => event.includes('alarm'))).toEqual([]);
  // Only what was sent while the others had not started yet.
  expect([...lost.keys()]).toEqual(['down']);
});

test('hidden terminal: frames collide, and everybody charges all the same', () => {
  const { events, lost } = watch('hidden-terminal.yaml');
  expect(lost.get('collision')).toBeGreaterThan(100);
  for (const robot of ['r1', 'r2', 'r3', 'r4']) expect(events).toContain(`${robot} enter`);
});

test('split brain: the part without a majority says so, and admissions go on after the heal', () => {
  const { events, lost } = watch('split-brain.yaml');
  const alarms = events.filter((event) => event.includes('alarm no majority of the robots'));
  expect(alarms.map((event) => event.slice(0, 2))).toEqual(expect.arrayContaining(['r5', 'r2']));
  expect(lost.get('cut')).toBeGreaterThan(100);
  expect(events.slice(events.lastIndexOf('r5 leader'))).toContain('r4 enter');
});

test('death on the pad: the controller says what stands there, again after its restart', () => {
  const { events } = watch('death-on-the-pad.yaml');
  const alarm = 'p1 alarm something stands on the pad without a lease';
  expect(events.filter((event) => event === alarm)).toHaveLength(2);
  expect(events.slice(events.lastIndexOf(alarm))).toContain('r3 enter');
});
