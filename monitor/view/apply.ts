/**
 * What a delta makes of a view: records replace those of the same id, null removes one.
 *
 * What has not changed stays the same object, so that a page may tell by identity what it need not draw again.
 */
import type { SwarmView } from './view.ts';
import type { Delta } from './wire.ts';

export function applyDelta(view: SwarmView, delta: Delta): SwarmView {
  const { atMs, broker, zones, robots, pads, alarms, figures, hub } = delta;
  return {
    ...view,
    atMs,
    ...(broker && { broker }),
    ...(zones && { zones: merged(view.zones, zones) }),
    ...(robots && { robots: merged(view.robots, robots) }),
    ...(pads && { pads: merged(view.pads, pads) }),
    ...(alarms && { alarms }),
    ...(figures && { figures }),
    ...(hub && { hub }),
  };
}

function merged<T>(
  before: Readonly<Record<string, T>>,
  changes: Readonly<Record<string, T | null>>,
): Record<string, T> {
  // A map: a member may be called `__proto__`, which is no key to assign to.
  const after = new Map(Object.entries(before));
  for (const [id, record] of Object.entries(changes)) {
    if (record === null) after.delete(id);
    else after.set(id, record);
  }
  return Object.fromEntries(after);
}
