/**
 * What a component draws of the swarm: it is drawn anew when just that becomes another value, and not with each change of
 * the swarm.
 *
 * `deps`: all that `select` uses besides the view. A computed value keeps the function that it was made with, so one that
 * used props without naming them here would go on with those of the first drawing.
 */
import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { SwarmView } from '../view/view.ts';
import type { Store } from './store.ts';

export function useView<T>(
  store: Store,
  select: (view: SwarmView | null) => T,
  deps: readonly unknown[] = [],
): T {
  return useMemo(() => computed(() => select(store.view.value)), [store, ...deps]).value;
}
