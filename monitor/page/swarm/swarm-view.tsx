/** The swarm at this moment. */
import type { Access } from '../access.ts';
import type { Store } from '../store.ts';

interface Props {
  readonly store: Store;
  readonly access: Access;
  readonly member: string | null;
}

export function SwarmView({ store }: Props) {
  const view = store.view.value;
  if (view === null) return <p class="notice">Waiting for the hub...</p>;
  return <h1>{view.swarm}</h1>;
}
