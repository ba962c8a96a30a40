/** The swarm at this moment: alarms on top, then zones, pads with their queues, and every robot. */
import { useSignal } from '@preact/signals';
import type { Access } from '../access.ts';
import type { Store } from '../store.ts';
import { useView } from '../use-view.ts';
import { Alarms } from './alarms.tsx';
import { FilterBar } from './filter-bar.tsx';
import { MemberPanel } from './member-panel.tsx';
import { Pads } from './pads.tsx';
import { Robots } from './robots.tsx';
import { Figures, Zones } from './zones.tsx';
import './swarm.css';

interface Props {
  readonly store: Store;
  readonly access: Access;
  /** Whose panel is open. */
  readonly member: string | null;
}

export function SwarmView({ store, access, member }: Props) {
  const there = useView(store, (view) => view !== null);
  const zone = useSignal<string | null>(null);
  const text = useSignal('');
  const phase = useSignal<string | null>(null);
  if (!there) return <p class="notice">Nothing is known yet: the hub has not told anything.</p>;
  return (
    <>
      <h1 class="visually-hidden">The swarm now</h1>
      <Alarms store={store} />
      <div class="overview">
        <Zones store={store} zone={zone.value} />
        <Figures store={store} />
      </div>
      <FilterBar store={store} zone={zone} text={text} phase={phase} />
      <Pads store={store} zone={zone.value} text={text.value} />
      <Robots store={store} zone={zone.value} text={text.value} phase={phase.value} />
      <HubLine store={store} />
      {member !== null && <MemberPanel key={member} id={member} store={store} access={access} />}
    </>
  );
}

/** How the hub itself does, in one line. */
function HubLine({ store }: { readonly store: Store }) {
  const hub = useView(store, (view) => view?.hub ?? null);
  if (hub === null) return null;
  const dropped = Object.entries(hub.dropped).filter(([, count]) => count > 0);
  return (
    <p class="hub-line">
      Hub {hub.version}, {hub.messages} messages
      {dropped.length > 0 &&
        `; not looked at: ${dropped.map(([why, count]) => `${count} ${why}`).join(', ')}`}
      {hub.historyBytes !== null && `; history ${megabytes(hub.historyBytes)}`}
    </p>
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
