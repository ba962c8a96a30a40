/** Mutants of a pad's power: when it may flow, and until when (section 5, S6). */
import { type Mutant, only, within } from '../mutant.ts';

export const POWER: readonly Mutant[] = [
  {
    name: 'power-beyond-the-lease',
    rule: '5: power is given until the end of the lease, and not longer',
    endangers: 'S6',
    file: 'src/roles/pad.ts',
    find: '? lease.untilMs : null;',
    replace: '? lease.untilMs + 100 : null;',
    hunt: within(3, only()),
  },
  {
    name: 'power-after-the-lease',
    rule: '5: power is off when the lease is over',
    endangers: 'S6',
    file: 'src/roles/pad.ts',
    find: 'if (!this.stopped) this.lease = output.lease;',
    replace: 'if (!this.stopped) this.lease = output.lease ?? this.lease;',
    hunt: within(10, only('crash', 'dead-on-pad')),
  },
  {
    name: 'power-without-a-lease',
    rule: '5: power flows only under a live lease',
    endangers: 'S6',
    file: 'src/roles/pad.ts',
    find: 'const lease = this.lease?.revoked ? null : this.lease;',
    replace:
      'this.lease ??= contact ? { robot: 0, untilMs: 1e9, revoked: false } : null;\n    const { lease } = this;',
    hunt: within(10, only('crash', 'dead-on-pad')),
  },
  {
    name: 'power-while-faulty',
    rule: '5: a pad that is not safe to use gives no power',
    endangers: 'S6',
    file: 'src/roles/pad.ts',
    find: '&& fault === null ?',
    replace: "&& fault !== '' ?",
    hunt: within(10, { ...only('pad-fault'), speed: 600 }),
  },
];
