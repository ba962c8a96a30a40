/**
 * Hunts one mutant: runs its scenario under one seed after the other until a promise breaks, and makes the
 * failing run small. One process for each mutant, since the rule is broken as the core is loaded.
 *
 * node test/mutants/hunt.ts MUTANT
 */
import { register } from './apply.ts';
import { MUTANTS } from './catalogue.ts';

/** What the process prints, as JSON. */
export interface Caught {
  readonly mutant: string;
  /** Null when no seed has caught it. */
  readonly seed: number | null;
  /** `S1` .. `L3`, `crash` or `cost`. */
  readonly promise: string | null;
  readonly atMs: number;
  readonly what: string;
  /** What chance had decided in the run, and what is left of it. */
  readonly decisions: number;
  readonly length: number;
  /** The fewest decisions of the run that fail, found by trying all choices; null where those are too many. */
  readonly least: number | null;
  readonly tried: number;
  readonly huntMs: number;
  readonly shrinkMs: number;
  /** The small run as a scenario file. */
  readonly text: string | null;
}

const [, , name] = process.argv;
const mutant = MUTANTS.find((candidate) => candidate.name === name);
if (!mutant) throw new Error(`no such mutant: ${name}`);
const ground = mutant.hunt;
if (!ground) throw new Error(`${name} is left to exhaustive search`);
register(mutant);

// Only from here on may the core be loaded.
const { hunt } = await import('./hunting.ts');
process.stdout.write(JSON.stringify(hunt({ ...mutant, hunt: ground })));
