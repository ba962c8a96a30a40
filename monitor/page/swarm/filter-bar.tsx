/** What is shown of a large swarm: a zone, a name, a phase. It says how many robots are in which phase, too. */
import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { compareIds } from '../../view/order.ts';
import type { Store } from '../store.ts';
import { useView } from '../use-view.ts';
import { PhaseSign } from './phase.tsx';
import { countPhases } from './robot-order.ts';
import './filter-bar.css';

interface Props {
  readonly store: Store;
  readonly zone: Signal<string | null>;
  readonly text: Signal<string>;
  readonly phase: Signal<string | null>;
}

export function FilterBar({ store, zone, text, phase }: Props) {
  const field = useId();
  const choice = useId();
  const names = useView(store, (view) => JSON.stringify(Object.keys(view?.zones ?? {})));
  const zones = (JSON.parse(names) as string[]).sort(compareIds);
  return (
    <search class="filter-bar">
      <span class="field">
        <label for={field}>Find</label>
        <input
          id={field}
          type="search"
          placeholder="robot or pad"
          autocomplete="off"
          spellcheck={false}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
          }}
        />
      </span>
      {zones.length > 1 && (
        <span class="field">
          <label for={choice}>Zone</label>
          <select
            id={choice}
            value={zone.value ?? ''}
            onChange={(event) => {
              const { selectedIndex } = event.currentTarget;
              // By place and not by value: a zone may have any name.
              zone.value = selectedIndex === 0 ? null : (zones[selectedIndex - 1] ?? null);
            }}
          >
            <option value="">all {zones.length}</option>
            {zones.map((id) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
        </span>
      )}
      <PhaseCounts store={store} zone={zone.value} phase={phase} />
    </search>
  );
}

interface CountProps {
  readonly store: Store;
  readonly zone: string | null;
  readonly phase: Signal<string | null>;
}

function PhaseCounts({ store, zone, phase }: CountProps) {
  // Once a second: it counts all robots.
  void store.nowMs.value;
  const view = store.view.peek();
  const counts = view === null ? [] : countPhases(view, zone);
  const chosen = phase.value;
  // A phase that nobody is in any more can still be let go.
  const shown =
    chosen !== null && !counts.some(([name]) => name === chosen)
      ? [...counts, [chosen, 0] as const]
      : counts;
  return (
    <fieldset class="phase-counts">
      <legend class="visually-hidden">Robots by phase</legend>
      {shown.map(([name, count]) => (
        <button
          key={name}
          type="button"
          class="phase"
          data-phase={name}
          aria-pressed={chosen === name}
          onClick={() => {
            phase.value = chosen === name ? null : name;
          }}
        >
          <PhaseSign phase={name} />
          {name} <span class="number">{count}</span>
        </button>
      ))}
    </fieldset>
  );
}
