/** Times that pass: each draws itself anew once a second, and nothing around it. The clock is the hub's. */
import { span } from '../../view/words.ts';
import type { Store } from '../store.ts';

interface Props {
  readonly store: Store;
  readonly sinceMs: number | null;
}

/** How long it lasts by now. */
export function Age({ store, sinceMs }: Props) {
  if (sinceMs === null) return <span class="unknown">not known</span>;
  return <span class="number">{span(store.nowMs.value - sinceMs)}</span>;
}

/** An expectation that was `inMs` when it was told: it does not fall by itself, the hub tells it anew. */
export function Expected({ inMs }: { readonly inMs: number | null }) {
  if (inMs === null) return <span class="unknown">not known yet</span>;
  return <span class="number">{span(inMs)}</span>;
}
