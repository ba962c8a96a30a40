/**
 * What stands around every view: the name of the swarm, the ways to the views, whether what is shown is live, who may
 * command, and dark or light. Views other than the swarm are loaded when somebody goes there.
 */
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Access } from './access.ts';
import { AccessControl } from './access-control.tsx';
import { LiveBanner, LiveMark } from './live-mark.tsx';
import type { Route, RouteName } from './route.ts';
import type { Store } from './store.ts';
import { SwarmView } from './swarm/swarm-view.tsx';
import type { ThemeSwitch } from './theme.ts';
import type { ViewProps } from './view-props.ts';

const TITLES: Readonly<Record<RouteName, string>> = {
  swarm: 'Swarm',
  timeline: 'Timeline',
  charts: 'Charts',
  history: 'History',
};

type Lazily = Exclude<RouteName, 'swarm'>;

const LAZY: Readonly<Record<Lazily, () => Promise<ComponentType<ViewProps>>>> = {
  timeline: async () => (await import('./timeline/timeline-view.tsx')).TimelineView,
  charts: async () => (await import('./charts/charts-view.tsx')).ChartsView,
  history: async () => (await import('./history/history-view.tsx')).HistoryView,
};

interface Props {
  readonly store: Store;
  readonly access: Access;
  readonly route: ReadonlySignal<Route>;
  readonly theme: ThemeSwitch;
}

export function Shell({ store, access, route, theme }: Props) {
  const { name, rest } = route.value;
  const swarm = useSwarmName(store);
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = swarm === null ? 'Roost' : `${TITLES[name]}, ${swarm}: Roost`;
  }, [name, swarm]);
  return (
    <>
      {/* No link: what follows # in the address is the route. */}
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="bar">
        <p class="brand">
          <span class="brand-mark">Roost</span>
          {swarm !== null && <span class="brand-swarm">{swarm}</span>}
        </p>
        <nav aria-label="Views">
          {(Object.keys(TITLES) as RouteName[]).map((key) => (
            <a
              key={key}
              href={`#${key}`}
              {...(key === name && { 'aria-current': 'page' as const })}
            >
              {TITLES[key]}
            </a>
          ))}
        </nav>
        <div class="bar-tools">
          <LiveMark store={store} />
          <AccessControl store={store} access={access} />
          <ThemeButton theme={theme} />
        </div>
      </header>
      <LiveBanner store={store} />
      <main id="main" ref={main} tabIndex={-1} data-live={store.live.value.up ? 'yes' : 'no'}>
        {name === 'swarm' ? (
          <SwarmView store={store} access={access} member={rest} />
        ) : (
          <Lazy key={name} name={name} store={store} />
        )}
      </main>
    </>
  );
}

/** The name alone, so that the shell is not drawn anew with each change of the swarm. */
function useSwarmName(store: Store): string | null {
  const [name, setName] = useState<string | null>(null);
  useEffect(() => store.view.subscribe((view) => setName(view?.swarm ?? null)), [store]);
  return name;
}

function Lazy({ name, store }: { readonly name: Lazily; readonly store: Store }) {
  const [View, setView] = useState<ComponentType<ViewProps> | null>(null);
  const [problem, setProblem] = useState(false);
  useEffect(() => {
    LAZY[name]().then(
      (loaded) => setView(() => loaded),
      () => setProblem(true),
    );
  }, [name]);
  if (problem) {
    return (
      <p class="notice" role="alert">
        This view could not be loaded: the hub does not answer, or it runs another version now.{' '}
        <button type="button" onClick={() => location.reload()}>
          Load the page anew
        </button>
      </p>
    );
  }
  if (View === null) return <p class="notice">Loading {TITLES[name].toLowerCase()}...</p>;
  return <View store={store} />;
}

const THEME_WORDS = { system: 'auto', light: 'light', dark: 'dark' } as const;

function ThemeButton({ theme }: { readonly theme: ThemeSwitch }) {
  const word = THEME_WORDS[theme.choice.value];
  return (
    <button type="button" class="quiet" onClick={() => theme.turn()}>
      <span class="wide">Colours: </span>
      {word}
    </button>
  );
}
