/**
 * The timeline: who was on which pad, who led, what went wrong, for as long as the hub remembers.
 *
 * It follows the present until somebody looks elsewhere. The hub is asked for what is shown and nothing else; while it
 * follows, events that come live are drawn at once. An instant that is opened shows below as a space-time diagram, and
 * stands in the address.
 */
import { useComputed } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { HistoryEvent, TimelineAnswer } from '../../view/wire.ts';
import { DiagramSection } from '../diagram/diagram-section.tsx';
import type { ViewProps } from '../view-props.ts';
import { type Address, addressOf, hashOf } from './address.ts';
import { dayAndTime, localOffsetMs } from './clock-words.ts';
import { HistoryBegins } from './history-begins.tsx';
import { Pending } from './pending.tsx';
import { sceneOf } from './scene.ts';
import {
  endingAt,
  lengthOf,
  notBeyond,
  PRESETS,
  panned,
  rounded,
  type Span,
  zoomed,
} from './span.ts';
import './timeline.css';
import { Legend } from './legend.tsx';
import { TimelineChart } from './timeline-chart.tsx';
import { TimelineTable } from './timeline-table.tsx';
import { TimelineTools } from './timeline-tools.tsx';
import { useAnswer } from './use-answer.ts';
import { useLiveEvents } from './use-live-events.ts';
import { useWidth } from './use-width.ts';

const WIDE_PX = 640;

export function TimelineView({ store }: ViewProps) {
  const [address, setAddress] = useAddress();
  const [lengthMs, setLengthMs] = useState(PRESETS[0]!.lengthMs);
  const [zone, setZone] = useState<string | null>(null);
  const [page, setPage] = useState(0);
  const [table, setTable] = useState(false);
  const [box, boxPx] = useWidth<HTMLElement>();

  // In steps that can be seen: a day moves by less than a point a second.
  const stepMs = Math.min(5000, Math.max(1000, Math.round(lengthMs / 2000)));
  const nowMs = useComputed(() => Math.floor(store.nowMs.value / stepMs) * stepMs).value;
  // It changes ten times a second: looked at once a second with the time, and as soon as there is one.
  const view = store.view.peek();
  const known = useComputed(() => store.view.value !== null).value;
  const following = address.span === null;
  const span = useMemo(
    () => address.span ?? endingAt(nowMs + lengthMs / 40, lengthMs),
    [address.span, lengthMs, following ? nowMs : 0],
  );
  const asked = useAnswer<TimelineAnswer>(store, pathOf(span, following, zone));
  const live = useLiveEvents(store);
  const offsetMs = localOffsetMs(span.toMs);
  const gutterPx = boxPx < WIDE_PX ? 60 : 104;
  const plotPx = Math.max(0, boxPx - gutterPx);
  const scene = useMemo(
    () =>
      sceneOf({
        answer: asked.answer,
        events: liveEventsFor(live.current, span),
        view,
        sheet: { span, widthPx: plotPx, nowMs, offsetMs },
        choice: { zone, page },
      }),
    [known, asked.answer, span, plotPx, nowMs, offsetMs, zone, page],
  );

  const show = (next: Span) => setAddress({ ...address, span: notBeyond(next, nowMs) });
  const pan = (share: number) => show(panned(span, share));
  const zoom = (factor: number, fixedMs: number | null) => {
    const next = zoomed(span, factor, fixedMs ?? span.fromMs + lengthOf(span) / 2);
    if (following && fixedMs === null) setLengthMs(lengthOf(next));
    else show(next);
  };
  const follow = (length: number) => {
    setLengthMs(length);
    setAddress({ ...address, span: null });
  };
  const open = (atMs: number) => setAddress({ ...address, atMs });

  return (
    <section class="tl" ref={box} aria-labelledby="tl-heading">
      <h1 id="tl-heading" class="visually-hidden">
        Timeline
      </h1>
      <TimelineTools
        span={span}
        following={following}
        zones={scene.ground.zones}
        zone={zone}
        page={Math.min(page, scene.lanes.pages - 1)}
        pages={scene.lanes.pages}
        pads={scene.lanes.pads}
        table={table}
        swarm={view?.swarm ?? null}
        link={() => new URL(hashOf({ ...address, span: rounded(span) }), window.location.href).href}
        onPreset={follow}
        onPan={pan}
        onZoom={(factor) => zoom(factor, null)}
        onFollow={(on) => (on ? follow(lengthOf(span)) : show(span))}
        onZone={(next) => {
          setZone(next);
          setPage(0);
        }}
        onPage={setPage}
        onTable={setTable}
      />
      <p class="tl-range">
        {dayAndTime(span.fromMs, 'second', offsetMs)} to{' '}
        {following ? 'now' : dayAndTime(span.toMs, 'second', offsetMs)}
        <HistoryBegins store={store} span={span} />
        <State asked={asked} empty={scene.empty} />
      </p>
      {plotPx > 0 && (
        <TimelineChart
          span={span}
          plotPx={plotPx}
          gutterPx={gutterPx}
          heightPx={scene.lanes.heightPx}
          offsetMs={offsetMs}
          nowMs={nowMs}
          lanes={scene.lanes.lanes}
          bars={scene.bars}
          marks={scene.marks}
          instantMs={address.atMs}
          label={`Timeline, ${scene.lanes.pads} pads`}
          onPan={pan}
          onZoom={zoom}
          onOpen={open}
          onShow={show}
        />
      )}
      <Legend />
      {table && scene.answer !== null && (
        <TimelineTable answer={scene.answer} span={span} offsetMs={offsetMs} onOpen={open} />
      )}
      {address.atMs !== null && (
        <DiagramSection
          store={store}
          atMs={address.atMs}
          windowMs={address.windowMs}
          zone={zone}
          onMove={open}
          onWindow={(windowMs) => setAddress({ ...address, windowMs })}
          onClose={() => setAddress({ ...address, atMs: null })}
          link={() =>
            new URL(hashOf({ ...address, span: rounded(span) }), window.location.href).href
          }
        />
      )}
    </section>
  );
}

interface StateProps {
  readonly asked: ReturnType<typeof useAnswer<TimelineAnswer>>;
  readonly empty: boolean;
}

/** Plainly, what is not there: not yet, not at all, or not all of it. */
function State({ asked, empty }: StateProps) {
  const { answer, problem, loading } = asked;
  if (problem !== null || answer === null) return <Pending asked={asked} older />;
  return (
    <span class="tl-note" role="status">
      {answer.truncated && 'There is more than can be shown: some of it is missing. Zoom in. '}
      {empty && !loading && 'Nothing happened in this time.'}
    </span>
  );
}

/** While it follows, the question changes every few seconds, not with each second. */
function pathOf(span: Span, following: boolean, zone: string | null): string {
  let { fromMs, toMs } = rounded(span);
  if (following) {
    const stepMs = Math.min(60_000, Math.max(5000, Math.round(lengthOf(span) / 60)));
    toMs = Math.ceil(toMs / stepMs) * stepMs;
    fromMs = Math.floor(fromMs / stepMs) * stepMs;
  }
  const of = zone === null ? '' : `&zone=${encodeURIComponent(zone)}`;
  return `api/history/timeline?from=${fromMs}&to=${toMs}${of}`;
}

function liveEventsFor(events: readonly HistoryEvent[], span: Span): readonly HistoryEvent[] {
  return events.filter(({ atMs }) => atMs >= span.fromMs && atMs <= span.toMs);
}

/** What stands in the address; links of the page change it from outside. */
function useAddress(): [Address, (next: Address) => void] {
  const [address, setAddress] = useState(() => addressOf(window.location.hash));
  const own = useRef(address);
  useEffect(() => {
    const look = () => {
      if (!window.location.hash.startsWith('#timeline')) return;
      own.current = addressOf(window.location.hash);
      setAddress(own.current);
    };
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, []);
  return [
    address,
    (next) => {
      // Not a step of the browser's history: each drag would be a hundred of them.
      window.history.replaceState(null, '', hashOf(next));
      setAddress(next);
    },
  ];
}
