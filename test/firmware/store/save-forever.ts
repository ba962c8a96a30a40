/** A process that saves one state after the other until it is killed (file-store.test.ts). */

import { openFileStore } from '../../../firmware/store/file-store.ts';
import { stateOf } from './counted-state.ts';

const store = openFileStore({ folder: process.argv[2]!, id: 'r1', onTrouble: console.error });
for (let number = Number(process.argv[3]); ; number++) {
  await store.save(stateOf(number));
  process.stdout.write(`${number}\n`);
}
