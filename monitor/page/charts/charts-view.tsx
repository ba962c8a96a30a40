/**
 * Charts over time: batteries, waiting times, frames for each entry, and what the radio is used for.
 *
 * All of them show the same time. It follows the present in steps of ten seconds, until somebody zooms or moves; then the
 * hub is asked for that time alone, in as much detail as it has.
 */
import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Store } from '../store.ts';
import { dayAndTime, localOffsetMs } from '../timeline/clock-words.ts';
import { HistoryBegins } from '../timeline/history-begins.tsx';
import {
  endingAt,
  lengthOf,
  notBeyond,
  panned,
  rounded,
  type Span,
  zoomed,
} from '../timeline/span.ts';
import type { ViewProps } from '../view-props.ts';
import '../timeline/timeline.css';
import '../diagram/diagram.css';
import './charts.css';
import type { Columns } from './columns.ts';
import { PlotCard } from './plot-card.tsx';
import { batteryPlot, framesPlot, type Plot, radioPlot, waitPlot } from './plots.ts';
import { RobotPicker } from './robot-picker.tsx';
import { batteriesOf, lowestOf, MOST_LINES } from './robots.ts';
import { LIVE_EVERY_MS, useSeries } from './use-series.ts';
import { useTheme } from './use-theme.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const RANGES: readonly { readonly name: string; readonly lengthMs: number }[] = [
  { name: '10 min', lengthMs: 10 * MINUTE_MS },
  { name: '1 h', lengthMs: HOUR_MS },
  { name: '24 h', lengthMs: 24 * HOUR_MS },
  { name: '7 d', lengthMs: 7 * 24 * HOUR_MS },
];
const SHORTEST_ZOOM_MS = 60_000;

export function ChartsView({ store }: ViewProps) {
  const known = useComputed(() => store.view.value !== null).value;
  const [wanted, setWanted] = useState<number | null>(null);
  const usualMs = useMemo(() => usualLength(store), [known]);
  const lengthMs = wanted ?? usualMs;
  const [fixed, setFixed] = useState<Span | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const theme = useTheme();
  // Computed: the view changes ten times a second, and the time each second.
  const stepMs = useComputed(
    () => Math.ceil(store.nowMs.value / LIVE_EVERY_MS) * LIVE_EVERY_MS,
  ).value;
  const robotKey = useComputed(() => Object.keys(store.view.value?.robots ?? {}).join(' ')).value;
  const span = useMemo(() => fixed ?? endingAt(stepMs, lengthMs), [fixed, stepMs, lengthMs]);
  const following = fixed === null;

  const robots = useMemo(() => (robotKey === '' ? [] : robotKey.split(' ')), [robotKey]);
  const batteries = useMemo(() => batteriesOf(robots, chosen), [robots, chosen]);
  const note = batteries.spread ? spreadNote(batteries.members.length, robots.length) : '';

  const show = (next: Span) => {
    const length = Math.max(SHORTEST_ZOOM_MS, lengthOf(next));
    const middleMs = (next.fromMs + next.toMs) / 2;
    const from = { fromMs: middleMs - length / 2, toMs: middleMs + length / 2 };
    setFixed(rounded(notBeyond(from, store.nowMs.peek())));
  };
  const follow = (length: number) => {
    setWanted(length);
    setFixed(null);
  };
  const shared = { store, known, span, following, theme, onZoom: show };
  const offsetMs = localOffsetMs(span.toMs);
  return (
    <section class="ch" aria-labelledby="ch-heading">
      <h1 id="ch-heading" class="visually-hidden">
        Charts
      </h1>
      <div class="tl-tools" role="toolbar" aria-label="Charts">
        <span class="tl-group">
          {RANGES.map((range) => (
            <button
              key={range.name}
              type="button"
              aria-pressed={following && range.lengthMs === lengthMs}
              onClick={() => follow(range.lengthMs)}
            >
              {range.name}
            </button>
          ))}
        </span>
        <span class="tl-group">
          <Press name="Earlier" sign="←" act={() => show(panned(span, -0.5))} />
          <Press name="Later" sign="→" act={() => show(panned(span, 0.5))} />
          <Press name="Zoom in" sign="+" act={() => show(zoomed(span, 0.5, middleOf(span)))} />
          <Press name="Zoom out" sign="−" act={() => show(zoomed(span, 2, middleOf(span)))} />
          <button type="button" disabled={following} onClick={() => setFixed(null)}>
            Back to live
          </button>
        </span>
      </div>
      <p class="tl-range">
        {dayAndTime(span.fromMs, 'second', offsetMs)} to{' '}
        {following ? 'now' : dayAndTime(span.toMs, 'second', offsetMs)}. Drag over a chart to zoom
        all of them.
        <HistoryBegins store={store} span={span} />
      </p>
      <Chart
        {...shared}
        name="battery"
        title="Batteries"
        members={batteries.members}
        plotOf={(columns) => batteryPlot(columns, batteries.spread, note)}
        key={`battery ${batteries.spread}`}
      >
        {robots.length > MOST_LINES && (
          <RobotPicker
            robots={robots}
            chosen={chosen}
            lowest={() => lowestOf(store.view.peek())}
            onChoose={setChosen}
          />
        )}
      </Chart>
      <Chart {...shared} name="wait" title="Waiting times" members={NONE} plotOf={waitPlot} />
      <Chart
        {...shared}
        name="frames-per-entry"
        title="Frames for each entry"
        members={NONE}
        plotOf={framesPlot}
      />
      <Chart
        {...shared}
        name="radio-share"
        title="Share of the radio"
        members={NONE}
        plotOf={radioPlot}
      />
    </section>
  );
}

const NONE: readonly string[] = [];

interface ChartProps {
  readonly store: Store;
  /** Whether it is known who there is. */
  readonly known: boolean;
  readonly name: Parameters<typeof useSeries>[1];
  readonly title: string;
  readonly members: readonly string[];
  readonly span: Span;
  readonly following: boolean;
  readonly theme: string;
  readonly children?: ComponentChildren;
  plotOf(columns: Columns): Plot;
  onZoom(span: Span): void;
}

function Chart(props: ChartProps) {
  const { store, known, name, title, members, span, following, theme, children } = props;
  const { plotOf, onZoom } = props;
  const { columns, problem } = useSeries(store, name, known ? members : null, span, following);
  const plot = useMemo(() => (columns === null ? null : plotOf(columns)), [columns]);
  return (
    <PlotCard plot={plot} title={title} problem={problem} span={span} theme={theme} onZoom={onZoom}>
      {children}
    </PlotCard>
  );
}

/** An hour; a history that has just begun would be a thin line at the right edge of that. */
function usualLength(store: Store): number {
  const sinceMs = store.view.peek()?.hub.historySinceMs ?? 0;
  return store.nowMs.peek() - sinceMs < 20 * MINUTE_MS ? 10 * MINUTE_MS : HOUR_MS;
}

function Press({ name, sign, act }: { name: string; sign: string; act: () => void }) {
  return (
    <button type="button" class="tl-press" aria-label={name} title={name} onClick={act}>
      {sign}
    </button>
  );
}

function spreadNote(asked: number, robots: number): string {
  return asked === robots
    ? `Lowest, median and highest of ${robots} robots.`
    : `Lowest, median and highest of ${asked} robots, evenly chosen of ${robots}.`;
}

function middleOf({ fromMs, toMs }: Span): number {
  return (fromMs + toMs) / 2;
}
