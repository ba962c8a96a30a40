/** A view with what a delta says has changed (wire.ts): what the page and the terminal do with each message. */
import type { SwarmView } from './view.ts';
import type { Delta } from './wire.ts';

type Changes = Omit<Delta, 'type' | 'seq'>;
type Records<Record_> = Readonly<Record<string, Record_>>;

/** The view that was given stays as it was; records that did not change are the same objects. */
export function applyDelta(view: SwarmView, delta: Changes): SwarmView {
  return {
    ...view,
    atMs: delta.atMs,
    broker: delta.broker ?? view.broker,
    zones: replaced(view.zones, delta.zones),
    robots: replaced(view.robots, delta.robots),
    pads: replaced(view.pads, delta.pads),
    alarms: delta.alarms ?? view.alarms,
    figures: delta.figures ?? view.figures,
    hub: delta.hub ?? view.hub,
  };
}

function replaced<One>(records: Records<One>, changes: Records<One | null> | undefined) {
  if (!changes) return records;
  const changed = Object.entries(changes);
  const result: Record<string, One> = { ...records };
  for (const [id, record] of changed)
    if (record === null) delete result[id];
    else result[id] = record;
  return result;
}
