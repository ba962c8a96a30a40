/**
 * A series of the hub's history for a span: asked for once, and while it follows the present, what is new every ten
 * seconds. A swarm of many robots has hundreds of thousands of values a day; they are not sent again and again.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { SeriesAnswer, SeriesName } from '../../view/wire.ts';
import type { Store } from '../store.ts';
import type { Span } from '../timeline/span.ts';
import { appended, type Columns, held, NOTHING } from './columns.ts';

export interface Series {
  /** Null before the first answer. */
  readonly columns: Columns | null;
  readonly problem: string | null;
}

/** How often what is new is asked for. */
export const LIVE_EVERY_MS = 10_000;
/** The hub writes a figure some moments after it was so; what is asked for again overlaps by this. */
const OVERLAP_MS = 30_000;
const MOST_POINTS = 2000;
/** After so many additions all is asked for anew: they are finer than the rest. */
const MOST_ADDITIONS = 90;

interface Kept {
  /** What it is of: other members or another span begin anew. */
  readonly of: string;
  readonly raw: Columns;
  readonly additions: number;
  readonly untilMs: number;
}

/** @param members null: it is not known yet who there is, and nothing is asked */
export function useSeries(
  store: Store,
  name: SeriesName,
  members: readonly string[] | null,
  span: Span,
  following: boolean,
): Series {
  const lengthMs = span.toMs - span.fromMs;
  const who = members?.map((id) => `&member=${encodeURIComponent(id)}`).join('');
  const of = `${who} ${following ? lengthMs : `${span.fromMs} ${span.toMs}`}`;
  const [kept, setKept] = useState<Kept | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { fromMs, toMs } = span;

  useEffect(() => {
    if (who === undefined) return;
    let dropped = false;
    const goesOn = kept?.of === of && following && kept.additions < MOST_ADDITIONS;
    if (kept?.of === of && !following) return;
    const askFromMs = goesOn ? Math.max(fromMs, kept.untilMs - OVERLAP_MS) : fromMs;
    const path = `api/history/series?from=${askFromMs}&to=${toMs}&name=${name}${who}`;
    store.get<SeriesAnswer>(path).then(
      (answer) => {
        if (dropped) return;
        const raw = appended(goesOn ? kept.raw : NOTHING, answer, fromMs);
        setKept({ of, raw, additions: goesOn ? kept.additions + 1 : 0, untilMs: toMs });
        setProblem(null);
      },
      (error: unknown) => {
        if (!dropped) setProblem(error instanceof Error ? error.message : String(error));
      },
    );
    return () => {
      dropped = true;
    };
    // Not with each answer: with each step of the time, and each other question.
  }, [store, name, of, fromMs, toMs, following]);

  const bucketMs = lengthMs / MOST_POINTS;
  const columns = useMemo(
    () => (kept === null ? null : held(kept.raw, bucketMs)),
    [kept, bucketMs],
  );
  return { columns, problem };
}
