/** An empty stretch is not a quiet one: says from when on the hub remembers, where more than that is shown. */
import { useComputed } from '@preact/signals';
import type { Store } from '../store.ts';
import { dayAndTime, localOffsetMs } from './clock-words.ts';
import type { Span } from './span.ts';

interface Props {
  readonly store: Store;
  readonly span: Span;
}

export function HistoryBegins({ store, span }: Props) {
  const sinceMs = useComputed(() => store.view.value?.hub.historySinceMs ?? null).value;
  if (sinceMs === null || sinceMs <= span.fromMs) return null;
  return (
    <span>The history begins at {dayAndTime(sinceMs, 'second', localOffsetMs(sinceMs))}.</span>
  );
}
