/**
 * A chart with its table: which line is which, what it is now (or under the cursor), its lowest and highest. The table is
 * the legend for those who see, and the chart for those who don't.
 */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { clockTime, dayAndTime, localOffsetMs } from '../timeline/clock-words.ts';
import type { Span } from '../timeline/span.ts';
import { useWidth } from '../timeline/use-width.ts';
import { figuresOf } from './columns.ts';
import { PlotCanvas } from './plot-canvas.tsx';
import type { Line, Plot } from './plots.ts';

interface Props {
  /** Null: the hub has not answered yet. */
  readonly plot: Plot | null;
  readonly title: string;
  readonly problem: string | null;
  readonly span: Span;
  readonly theme: string;
  readonly children?: ComponentChildren;
  onZoom(span: Span): void;
}

export function PlotCard({ plot, title, problem, span, theme, children, onZoom }: Props) {
  const [box, widthPx] = useWidth<HTMLDivElement>();
  const [column, setColumn] = useState<number | null>(null);
  const known = plot?.lines.some(({ values }) => values.some((value) => value !== null)) ?? false;
  return (
    <section class="ch-card" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {plot !== null && <p class="ch-note">{plot.note}</p>}
        {children}
      </header>
      {problem !== null && (
        <p class="tl-problem" role="alert">
          The history could not be read: {problem}.
        </p>
      )}
      <div class="ch-both">
        <div class="ch-place" ref={box}>
          {plot === null ? (
            <p class="ch-empty">{problem === null ? 'Loading...' : ''}</p>
          ) : known && widthPx > 0 ? (
            <PlotCanvas
              plot={plot}
              span={span}
              widthPx={widthPx}
              theme={theme}
              onZoom={onZoom}
              onCursor={setColumn}
            />
          ) : (
            <p class="ch-empty">Nothing is known of this time.</p>
          )}
        </div>
        {plot !== null && known && <Figures plot={plot} column={column} />}
      </div>
    </section>
  );
}

function Figures({ plot, column }: { readonly plot: Plot; readonly column: number | null }) {
  const atMs = column === null ? undefined : plot.atMs[column];
  const say = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : plot.format(value);
  const lastMs = plot.atMs.at(-1)!;
  const offsetMs = localOffsetMs(lastMs);
  return (
    <table class="ch-figures">
      <caption class="visually-hidden">
        {plot.title}, until {dayAndTime(lastMs, 'second', offsetMs)}
      </caption>
      <thead>
        <tr>
          <th scope="col">Line</th>
          <th scope="col" class="numeric">
            {atMs === undefined ? 'Last' : clockTime(atMs, 'second', offsetMs)}
          </th>
          <th scope="col" class="numeric">
            Lowest
          </th>
          <th scope="col" class="numeric">
            Highest
          </th>
        </tr>
      </thead>
      <tbody>
        {plot.lines.map((line) => {
          const { last, lowest, highest } = figuresOf(line.values);
          return (
            <tr key={line.id}>
              <th scope="row">
                <Swatch line={line} /> {line.name}
              </th>
              <td class="numeric">{say(atMs === undefined ? last : line.values[column ?? 0])}</td>
              <td class="numeric">{say(lowest)}</td>
              <td class="numeric">{say(highest)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Swatch({ line }: { readonly line: Line }) {
  return (
    <svg class="ch-swatch" width={22} height={8} aria-hidden="true">
      <line
        x1={0}
        x2={22}
        y1={4}
        y2={4}
        style={{ stroke: `var(--${line.colour})`, strokeDasharray: line.dash.join(' ') }}
      />
    </svg>
  );
}
