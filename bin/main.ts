/** The roost command. Data goes to stdout, messages go to stderr. */

import { fail, guardOutput } from './errors.ts';
import { buildProgram } from './program.ts';

guardOutput();
process.on('uncaughtException', fail);

try {
  await buildProgram().parseAsync();
} catch (error) {
  fail(error);
}
