/**
 * A chart on a canvas, by uPlot: lines, areas, axes, a cursor that all charts share, and a drag that zooms them all.
 *
 * uPlot draws once it is told what there is; the columns and the span change without building it anew. Colours are
 * those of the style sheet, read when the theme changes, for a canvas knows no variables.
 */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clockTime, localOffsetMs } from '../timeline/clock-words.ts';
import type { Span } from '../timeline/span.ts';
import type { Plot } from './plots.ts';

interface Props {
  readonly plot: Plot;
  readonly span: Span;
  readonly widthPx: number;
  /** Colours change with it. */
  readonly theme: string;
  onZoom(span: Span): void;
  /** The column under the cursor; null: it is elsewhere. */
  onCursor(column: number | null): void;
}

const HEIGHT_PX = 210;
const DAY_MS = 86_400_000;
const SYNC = 'roost-charts';

export function PlotCanvas(props: Props) {
  const { plot, span, widthPx, theme } = props;
  const place = useRef<HTMLDivElement>(null);
  const drawing = useRef<uPlot | null>(null);
  const newest = useRef(props);
  newest.current = props;
  const shape = plot.lines.map(({ id, colour }) => `${id}:${colour}`).join(' ');

  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    const made = new uPlot(optionsOf(newest, current), dataOf(newest.current.plot), current);
    drawing.current = made;
    return () => {
      drawing.current = null;
      made.destroy();
    };
    // The width has an effect of its own.
  }, [plot.id, shape, theme]);

  useEffect(() => drawing.current?.setSize({ width: widthPx, height: HEIGHT_PX }), [widthPx]);
  useEffect(() => drawing.current?.setData(dataOf(plot)), [plot, span]);

  const names = plot.lines.map(({ name }) => name).join(', ');
  return (
    <div
      class="ch-canvas"
      ref={place}
      role="img"
      aria-label={`${plot.title}: ${names}; see the table`}
    />
  );
}

function dataOf({ atMs, lines }: Plot): uPlot.AlignedData {
  return [atMs as number[], ...lines.map(({ drawn }) => drawn as (number | null)[])];
}

function optionsOf(newest: { readonly current: Props }, element: Element): uPlot.Options {
  const { plot, widthPx } = newest.current;
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim() || '#888888';
  const faint = (name: string) => `${colour(name)}40`;
  const axis = {
    stroke: colour('muted'),
    font: `11px ${style.fontFamily}`,
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line'), width: 1, size: 4 },
  };
  return {
    width: widthPx,
    height: HEIGHT_PX,
    ms: 1,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    scales: {
      x: { range: () => [newest.current.span.fromMs, newest.current.span.toMs] },
      y: { range: (_, _least, most) => [0, newest.current.plot.most ?? roomFor(most)] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        space: 90,
        values: (_, splits) => timeLabels(splits, newest.current.span),
      },
      {
        ...axis,
        size: 76,
        ...(plot.steps !== null && { incrs: [...plot.steps] }),
        values: (_, splits) => splits.map((value) => newest.current.plot.format(value)),
      },
    ],
    series: [
      {},
      ...plot.lines.map(({ name, colour: variable, dash }, place) => ({
        label: name,
        // The lowest layer stands on the ground.
        ...(plot.areas.some(([upper, lower]) => upper === place && lower < 0) && {
          fill: faint(variable),
        }),
        stroke: colour(variable),
        width: 1.8,
        dash: [...dash],
        points: { show: false },
      })),
    ],
    bands: plot.areas
      .filter(([, lower]) => lower >= 0)
      .map(([upper, lower]) => ({
        // Series 0 is the time.
        series: [upper + 1, lower + 1],
        fill: faint(plot.lines[upper]!.colour),
      })),
    cursor: {
      sync: { key: SYNC },
      // What is selected is not scaled here: all charts get the new span.
      drag: { x: true, y: false, setScale: false },
      points: { size: 7 },
    },
    hooks: {
      setSelect: [(self) => zoomTo(self, newest.current)],
      setCursor: [(self) => newest.current.onCursor(self.cursor.idx ?? null)],
    },
  };
}

/** A drag of some points at least: a click is no zoom. */
function zoomTo(self: uPlot, { onZoom }: Props): void {
  const { left, width } = self.select;
  if (width < 6) return;
  const fromMs = self.posToVal(left, 'x');
  const toMs = self.posToVal(left + width, 'x');
  self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom({ fromMs, toMs });
}

function roomFor(most: number | null): number {
  return most === null || most <= 0 ? 1 : most * 1.08;
}

function timeLabels(splits: readonly number[], span: Span): string[] {
  const offsetMs = localOffsetMs(span.toMs);
  const stepMs = (splits[1] ?? 0) - (splits[0] ?? 0);
  return splits.map((atMs) => {
    const midnight = (atMs + offsetMs) % DAY_MS === 0;
    if (midnight) return clockTime(atMs, 'day', offsetMs);
    return clockTime(atMs, stepMs < 60_000 ? 'second' : 'minute', offsetMs);
  });
}
