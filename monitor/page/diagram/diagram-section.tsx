/**
 * What members said to each other around an instant: the diagram, what is chosen in it, and the same as a list.
 *
 * The list is the text alternative, and both show the same choice. All times are those at which the hub heard of it:
 * members' clocks are never compared, and the order of things within some milliseconds is that of their arrival.
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AroundAnswer } from '../../view/wire.ts';
import type { Store } from '../store.ts';
import { clockTime, dayAndTime, localOffsetMs } from '../timeline/clock-words.ts';
import { PagedTable } from '../timeline/paged-table.tsx';
import { Pending } from '../timeline/pending.tsx';
import type { Span } from '../timeline/span.ts';
import { type Asked, useAnswer } from '../timeline/use-answer.ts';
import { useWidth } from '../timeline/use-width.ts';
import { Details } from './details.tsx';
import './diagram.css';
import { DiagramChart } from './diagram-chart.tsx';
import { type Diagram, diagramOf } from './diagram-layout.ts';
import { DiagramFilters, DiagramTools } from './diagram-tools.tsx';
import { itemsOf, nearest, wordsOf } from './items.ts';
import type { GroupId } from './kinds.ts';

interface Props {
  readonly store: Store;
  readonly atMs: number;
  readonly windowMs: number;
  readonly zone: string | null;
  link(): string;
  onMove(atMs: number): void;
  onWindow(windowMs: number): void;
  onClose(): void;
}

const NONE: ReadonlySet<GroupId> = new Set();
const COLUMNS = ['Time', 'What'];

export function DiagramSection(props: Props) {
  const { store, atMs, windowMs, zone } = props;
  const of = zone === null ? '' : `&zone=${encodeURIComponent(zone)}`;
  // The hub takes the time before and after the instant.
  const path = `api/history/around?at=${Math.round(atMs)}&window=${windowMs / 2}${of}`;
  const asked = useAnswer<AroundAnswer>(store, path);
  const { answer } = asked;
  const [hidden, setHidden] = useState(NONE);
  const [events, setEvents] = useState(true);
  const [chosen, setChosen] = useState(-1);
  const [pointed, setPointed] = useState<number | null>(null);
  const [box, boxPx] = useWidth<HTMLElement>();
  const heading = useHeading(atMs);
  const offsetMs = localOffsetMs(atMs);
  const gutterPx = boxPx < 640 ? 60 : 104;
  const plotPx = Math.max(0, boxPx - gutterPx);

  const span: Span = useMemo(
    () => ({
      fromMs: answer?.fromMs ?? atMs - windowMs / 2,
      toMs: answer?.toMs ?? atMs + windowMs / 2,
    }),
    [answer, atMs, windowMs],
  );
  const items = useMemo(
    () => (answer === null ? [] : itemsOf(answer, { hiddenGroups: hidden, events })),
    [answer, hidden, events],
  );
  const isPad = (id: string) => store.view.peek()?.pads[id] !== undefined;
  const diagram = useMemo(
    () => diagramOf({ items, span, widthPx: plotPx, isPad }),
    [items, span, plotPx],
  );
  // Another answer or filter: what is nearest to the instant.
  useEffect(() => {
    setChosen(nearest(items, atMs));
    setPointed(null);
  }, [items]);

  const tools = {
    span,
    windowMs,
    hidden,
    events,
    first: chosen <= 0,
    last: chosen >= items.length - 1,
    link: props.link,
    onWindow: props.onWindow,
    onStep: (by: -1 | 1) => setChosen(chosen + by),
    onShift: (by: -1 | 1) => props.onMove(atMs + (by * windowMs) / 2),
    onGroup: (group: GroupId) => setHidden(toggled(hidden, group)),
    onEvents: setEvents,
    onClose: props.onClose,
  };
  const frames = items.filter(({ sort }) => sort === 'frame').length;
  return (
    <section class="dg" ref={box} aria-labelledby="dg-heading">
      <h2 id="dg-heading" ref={heading} tabIndex={-1}>
        Around {dayAndTime(atMs, 'millisecond', offsetMs)}
      </h2>
      <DiagramTools {...tools} />
      <DiagramFilters {...tools} />
      <p class="tl-range">
        <span id="dg-help">
          Times are those at which the hub heard of it. Left and right go from one to the next.
        </span>
        <State asked={asked} empty={items.length === 0} diagram={diagram} />
      </p>
      {plotPx > 0 && items.length > 0 && (
        <DiagramChart
          diagram={diagram}
          items={items}
          span={span}
          plotPx={plotPx}
          gutterPx={gutterPx}
          offsetMs={offsetMs}
          atMs={atMs}
          chosen={chosen}
          label={`Space-time diagram: ${frames} frames and ${items.length - frames} events of ${diagram.lifelines.length} members`}
          onChoose={setChosen}
          onPoint={setPointed}
        />
      )}
      {items.length > 0 && (
        <div class="dg-beside">
          <Details item={items[pointed ?? chosen] ?? null} offsetMs={offsetMs} />
          <PagedTable
            caption="Frames and events in the order of their arrival"
            columns={COLUMNS}
            count={items.length}
            current={chosen}
            row={(index) => ({
              key: String(index),
              cells: [
                <button key="choose" type="button" class="tl-cell" onClick={() => setChosen(index)}>
                  {clockTime(items[index]!.atMs, 'millisecond', offsetMs)}
                </button>,
                wordsOf(items[index]!),
              ],
            })}
          />
        </div>
      )}
    </section>
  );
}

interface StateProps {
  readonly asked: Asked<AroundAnswer>;
  readonly empty: boolean;
  readonly diagram: Diagram;
}

function State({ asked, empty, diagram }: StateProps) {
  const { answer, problem } = asked;
  if (problem !== null || answer === null) return <Pending asked={asked} older={false} />;
  return (
    <span class="tl-note" role="status">
      {answer.truncated && 'There is more than can be shown: some of it is missing. '}
      {diagram.heaps.length > 0 &&
        'Too many frames for arrows: bars say how many each member sent. '}
      {diagram.rareSignsOnly && 'Too many events: signs stand for the rare ones only. '}
      {empty && answer.frames.length + answer.events.length === 0
        ? 'The hub heard nothing in this time.'
        : empty && 'All of it is filtered out.'}
    </span>
  );
}

/**
 * Whoever opened an instant is taken to it; steps within it leave the focus where it is, and so does a page that has just
 * been loaded.
 */
function useHeading(atMs: number) {
  const heading = useRef<HTMLHeadingElement>(null);
  const inside = () => heading.current?.parentElement?.contains(document.activeElement) ?? false;
  useEffect(() => {
    if (inside()) return;
    const opened = document.activeElement !== document.body;
    if (opened) heading.current?.focus({ preventScroll: true });
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    heading.current?.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'nearest' });
  }, [atMs]);
  return heading;
}

function toggled(hidden: ReadonlySet<GroupId>, group: GroupId): ReadonlySet<GroupId> {
  const next = new Set(hidden);
  if (!next.delete(group)) next.add(group);
  return next;
}
