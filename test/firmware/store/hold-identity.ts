/** A process that takes an identity and keeps it until it is killed (identity-lock.test.ts). */

import { acquireIdentity } from '../../../firmware/store/identity-lock.ts';

await acquireIdentity(process.argv[2]!, process.argv[3]!);
process.stdout.write('held\n');
setInterval(() => {}, 1000);
