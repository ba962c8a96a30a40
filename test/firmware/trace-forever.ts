/** A process that traces an event, tells it, and goes on until it is killed (trace.test.ts). */

import { writeSync } from 'node:fs';
import { openTrace } from '../../firmware/trace.ts';

const trace = openTrace(process.argv[2]!);
for (let seq = 0; ; seq++) {
  trace.write({ v: 1, event: 'exit', seq, padding: 'x'.repeat(200) });
  writeSync(1, `${seq}\n`);
}
