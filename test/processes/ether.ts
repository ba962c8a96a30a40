/** `roost ether` as a process: the virtual radio channel that members with serial ports share. */

import { startTold, type Told } from './told.ts';

/** Commands such as `unplug r2`, `jam 10s`, `loss 20`. */
export type Ether = Told<object>;

/** Resolves when all ports are there. */
export function startEther(file: string): Promise<Ether> {
  return startTold('ether', ['ether', '-c', file], 'ports ready');
}
