/**
 * `MUTANT=name node --import ./test/mutants/from-environment.ts program.ts`: the program with one rule
 * of the core broken.
 */
import { register } from './apply.ts';
import { MUTANTS } from './catalogue.ts';

const { MUTANT } = process.env;
const mutant = MUTANTS.find(({ name }) => name === MUTANT);
if (!mutant) throw new Error(`no such mutant: ${MUTANT}`);
register(mutant);
