/** Whether what is shown is live: a mark that is always there, and a banner when it is not. Never one for the other. */
import { useEffect, useState } from 'preact/hooks';
import { span } from '../view/words.ts';
import { CONNECTING, type Live } from './live.ts';
import type { Store } from './store.ts';
import { clock } from './times.ts';

export function LiveMark({ store }: { readonly store: Store }) {
  const live = store.live.value;
  return (
    <p class="live" data-up={live.up ? 'yes' : 'no'}>
      <span class="live-dot" aria-hidden="true" />
      {live.up ? 'Live' : live.why === CONNECTING ? 'Connecting' : 'Not live'}
      {live.up && (
        <span class="live-clock">
          {' '}
          <Clock store={store} />
        </span>
      )}
    </p>
  );
}

function Clock({ store }: { readonly store: Store }) {
  return <span class="number">{clock(store.nowMs.value)}</span>;
}

/** Said to a screen reader when it comes and when it goes; the age that grows beside it is not. */
export function LiveBanner({ store }: { readonly store: Store }) {
  const live = store.live.value;
  const back = useBackAgain(live);
  const down = !live.up && live.why !== CONNECTING;
  return (
    <div role="status" class="live-banner" data-up={down ? 'no' : 'yes'}>
      {down && (
        <>
          <p>
            <strong>Not live since {clock(live.sinceMs)}:</strong> {live.why}.
            {store.view.peek() !== null && ' What you see is from then.'}
          </p>
          <Ago store={store} sinceMs={live.sinceMs} />
        </>
      )}
      {live.up && back && <p class="visually-hidden">Live again.</p>}
    </div>
  );
}

function Ago({ store, sinceMs }: { readonly store: Store; readonly sinceMs: number }) {
  return (
    <p class="live-ago number" aria-live="off">
      {span(store.nowMs.value - sinceMs)} ago
    </p>
  );
}

function useBackAgain(live: Live): boolean {
  const [wasDown, setWasDown] = useState(false);
  useEffect(() => {
    if (!live.up && live.why !== CONNECTING) setWasDown(true);
  }, [live]);
  return wasDown;
}
