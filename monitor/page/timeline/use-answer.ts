/**
 * Asks the hub's history for what is shown, and keeps the last answer until the next is there.
 *
 * Whoever drags or zooms changes the question many times a second: it is asked when it has been the same for a moment. An
 * answer that comes after a newer question was asked is dropped.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Store } from '../store.ts';

export interface Asked<T> {
  readonly answer: T | null;
  /** In plain words; the last answer may still be shown beside it. */
  readonly problem: string | null;
  readonly loading: boolean;
  /** Asks again at once. */
  again(): void;
}

const CALM_MS = 120;

/** @param path null: nothing is asked */
export function useAnswer<T>(store: Store, path: string | null): Asked<T> {
  const [state, setState] = useState<Omit<Asked<T>, 'again'>>({
    answer: null,
    problem: null,
    loading: path !== null,
  });
  const [round, setRound] = useState(0);
  const first = useRef(true);
  // A new round asks the same path again.
  useEffect(() => {
    if (path === null) return;
    let dropped = false;
    setState((before) => ({ ...before, loading: true }));
    const ask = () => {
      store.get<T>(path).then(
        (answer) => {
          if (!dropped) setState({ answer, problem: null, loading: false });
        },
        (error: unknown) => {
          const problem = error instanceof Error ? error.message : String(error);
          if (!dropped) setState((before) => ({ ...before, problem, loading: false }));
        },
      );
    };
    // The first question needs not wait for others.
    const timer = window.setTimeout(ask, first.current ? 0 : CALM_MS);
    first.current = false;
    return () => {
      dropped = true;
      window.clearTimeout(timer);
    };
  }, [store, path, round]);
  return { ...state, again: () => setRound((before) => before + 1) };
}
