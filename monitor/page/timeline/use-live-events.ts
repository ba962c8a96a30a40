/**
 * The newest events that came live, for as long as the hub's answer may not have them yet.
 *
 * They are kept without drawing anew at each: what follows the present is drawn each second anyway, and a busy swarm
 * has hundreds a second.
 */
import { useEffect, useRef } from 'preact/hooks';
import type { HistoryEvent } from '../../view/wire.ts';
import type { Store } from '../store.ts';

const MOST = 2000;
/** Longer than the page ever waits before it asks again. */
const KEPT_MS = 90_000;

export function useLiveEvents(store: Store): { readonly current: readonly HistoryEvent[] } {
  const events = useRef<readonly HistoryEvent[]>([]);
  useEffect(
    () =>
      store.onEvents((came) => {
        const oldestMs = (came.at(-1)?.atMs ?? 0) - KEPT_MS;
        const kept = [...events.current, ...came].filter(({ atMs }) => atMs >= oldestMs);
        events.current = kept.slice(-MOST);
      }),
    [store],
  );
  return events;
}
