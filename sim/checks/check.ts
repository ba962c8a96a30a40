/**
 * A check: one promise of protocol.md section 2, watched at every event of a run. It knows true time and
 * every member's belief, which the members don't.
 */
import type { Fence } from '../../src/protocol/fence.ts';
import type { Observer } from '../world/observer.ts';

export interface Check extends Observer {
  readonly promise: string;
}

/** A fence as people write it. */
export function show(fence: Fence): string {
  return `(${fence.epoch},${fence.counter})`;
}
