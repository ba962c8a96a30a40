/**
 * All mutants, by what they break. The shortest path to many of them is found by exhaustive search too
 * (test/sim/explore/mutants.test.ts); every one must be caught by the simulator (mutants.test.ts).
 */
import { ADMISSION } from './catalogue/admission.ts';
import { BODY } from './catalogue/body.ts';
import { LEAD } from './catalogue/lead.ts';
import { MEMORY } from './catalogue/memory.ts';
import { ORDER } from './catalogue/order.ts';
import { POWER } from './catalogue/power.ts';
import type { Mutant } from './mutant.ts';

export type { Mutant } from './mutant.ts';

export const MUTANTS: readonly Mutant[] = [
  ...ADMISSION,
  ...ORDER,
  ...LEAD,
  ...MEMORY,
  ...BODY,
  ...POWER,
];
