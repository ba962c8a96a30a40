/** What people asked for, and what went wrong, over the past day. */
import type { ViewProps } from '../shell.tsx';

export function HistoryView({ store }: ViewProps) {
  return <h1>History of {store.view.value?.swarm}</h1>;
}
