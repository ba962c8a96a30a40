/**
 * Times that pass: each draws itself anew once a second, and nothing around it. The clock is the hub's.
 *
 * While nothing is live they stand still: how long a robot has waited by now is not known then. What grows is the time
 * since something was heard.
 */
import { span } from '../../view/words.ts';
import type { Store } from '../store.ts';

interface Props {
  readonly store: Store;
  readonly sinceMs: number | null;
}

/** How long it lasts by now, or lasted when this was last live. */
export function Age({ store, sinceMs }: Props) {
  const { up, sinceMs: downSinceMs } = store.live.value;
  const nowMs = up ? store.nowMs.value : downSinceMs;
  if (sinceMs === null) return <span class="unknown">not known</span>;
  return <span class="number">{span(nowMs - sinceMs)}</span>;
}

/** How long ago something was heard. */
export function Heard({ store, sinceMs }: Props) {
  if (sinceMs === null) return <span class="unknown">not yet</span>;
  return <span class="number">{span(store.nowMs.value - sinceMs)} ago</span>;
}

/** An expectation that was `inMs` when it was told: it does not fall by itself, the hub tells it anew. */
export function Expected({ inMs }: { readonly inMs: number | null }) {
  if (inMs === null) return <span class="unknown">not known yet</span>;
  return <span class="number">{span(inMs)}</span>;
}
