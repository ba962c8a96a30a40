/**
 * The drawing of the timeline: lanes from top to bottom, time from left to right.
 *
 * Everything on it can be reached by the keyboard and says itself in a sentence. On the drawing itself the arrow keys move
 * through time and + and - zoom; on a bar or a mark they go to the next one. A press on free ground opens that instant.
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { SIGNS } from '../diagram/signs.ts';
import type { Bar } from './bars.ts';
import { listenToHands } from './gestures.ts';
import { fillOf } from './hues.ts';
import type { Lane } from './lanes.ts';
import type { MarkSort, PlacedMark } from './marks.ts';
import { lengthOf, type Span, timeAt, xOf } from './span.ts';
import { ticksOf } from './ticks.ts';
import { TimeAxis } from './time-axis.tsx';
import { type Direction, wander } from './wander.ts';

export interface ChartProps {
  readonly span: Span;
  readonly plotPx: number;
  readonly gutterPx: number;
  readonly heightPx: number;
  readonly offsetMs: number;
  readonly nowMs: number;
  readonly lanes: readonly Lane[];
  readonly bars: readonly Bar[];
  readonly marks: readonly PlacedMark[];
  /** Where the diagram is open. */
  readonly instantMs: number | null;
  readonly label: string;
  /** By a share of the length; positive is later. */
  onPan(share: number): void;
  onZoom(factor: number, fixedMs: number | null): void;
  onOpen(atMs: number): void;
  onShow(span: Span): void;
}

const SIGN_OF_MARK: Readonly<Record<MarkSort, keyof typeof SIGNS>> = {
  fault: 'alarm',
  mint: 'mint',
  command: 'command',
  election: 'election',
  leader: 'leader',
};

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export function TimelineChart(props: ChartProps) {
  const { span, plotPx, gutterPx, heightPx, lanes, bars, marks } = props;
  const plot = useRef<HTMLDivElement>(null);
  const [stopKey, setStopKey] = useState<string | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  useHands(plot, props);
  const stops = useMemo(() => [...bars, ...marks], [bars, marks]);
  const ticks = useMemo(
    () => ticksOf(span, plotPx, props.offsetMs),
    [span, plotPx, props.offsetMs],
  );
  const tabKey = stops.some(({ key }) => key === stopKey) ? stopKey : (stops[0]?.key ?? null);

  const open = (stop: Bar | PlacedMark) => {
    if ('untilMs' in stop && stop.sort === 'busy') {
      const marginMs = Math.max(500, (stop.untilMs - stop.atMs) / 10);
      props.onShow({ fromMs: stop.atMs - marginMs, toMs: stop.untilMs + marginMs });
    } else props.onOpen(Math.max(stop.atMs, span.fromMs));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = (event.target as Element).closest<SVGElement>('[data-item]')?.dataset.item;
    const direction = DIRECTIONS[event.key];
    let handled = true;
    if (event.key === '+' || event.key === '=') props.onZoom(0.5, null);
    else if (event.key === '-' || event.key === '_') props.onZoom(2, null);
    else if (key !== undefined) {
      const stop = stops.find((each) => each.key === key);
      if (direction !== undefined) {
        focusOn(
          plot.current,
          wander(
            stops,
            lanes.map(({ id }) => id),
            key,
            direction,
          ),
        );
      } else if ((event.key === 'Enter' || event.key === ' ') && stop !== undefined) open(stop);
      else if (event.key === 'Escape') plot.current?.focus();
      else handled = false;
    } else if (direction === 'left') props.onPan(-0.1);
    else if (direction === 'right') props.onPan(0.1);
    else if (event.key === 'PageUp') props.onPan(-0.9);
    else if (event.key === 'PageDown') props.onPan(0.9);
    else if (event.key === 'Enter') props.onOpen(span.fromMs + lengthOf(span) / 2);
    else handled = false;
    if (handled) event.preventDefault();
  };

  const attributes = (stop: Bar | PlacedMark) => ({
    role: 'button' as const,
    tabIndex: stop.key === tabKey ? 0 : -1,
    'data-item': stop.key,
    'aria-label': stop.words,
    onClick: () => open(stop),
    onFocus: () => {
      setStopKey(stop.key);
      setSaid(stop.words);
    },
    onPointerEnter: () => setSaid(stop.words),
    onPointerLeave: () => setSaid(null),
  });

  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div
        class="tl-plot"
        ref={plot}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move it through time
        tabIndex={0}
        role="group"
        aria-label={props.label}
        aria-describedby="tl-help"
        onKeyDown={onKeyDown}
      >
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: its parts say themselves, and the group around it has a name */}
        <svg width={gutterPx + plotPx} height={heightPx}>
          <Gutter lanes={lanes} gutterPx={gutterPx} widthPx={gutterPx + plotPx} />
          {/* biome-ignore lint/a11y/noSvgWithoutTitle: cuts what lies beyond the edges */}
          <svg x={gutterPx} width={plotPx} height={heightPx}>
            <TimeAxis ticks={ticks} heightPx={heightPx} />
            <Upright at={props.nowMs} class="tl-now" {...props} />
            {props.instantMs !== null && (
              <Upright at={props.instantMs} class="tl-instant" {...props} />
            )}
            {bars.map((bar) => (
              <g key={bar.key} class={classOf(bar)} {...attributes(bar)}>
                <rect
                  x={bar.x}
                  y={bar.y}
                  width={bar.widthPx}
                  height={bar.heightPx}
                  rx={2}
                  {...(bar.sort === 'stay' &&
                    bar.of !== null && { style: { '--robot': fillOf(bar.of) } })}
                />
              </g>
            ))}
            {marks.map((mark) => (
              <MarkSign key={mark.key} mark={mark} attributes={attributes(mark)} />
            ))}
            <Labels bars={bars} marks={marks} />
          </svg>
        </svg>
      </div>
      {/* What is pointed at; whoever hears the page has heard it as the name of the mark. */}
      <p class="tl-said" aria-hidden="true">
        {said ?? ' '}
      </p>
    </>
  );
}

function MarkSign({ mark, attributes }: { mark: PlacedMark; attributes: object }) {
  const sign = SIGNS[SIGN_OF_MARK[mark.sort]];
  return (
    <g
      class={`tl-item tl-mark sign sign-${sign.colour}${sign.filled ? ' sign-filled' : ''}`}
      transform={`translate(${mark.x.toFixed(1)} ${mark.y})`}
      {...attributes}
    >
      <circle class="tl-reach" r={9} />
      <path d={sign.outline} />
    </g>
  );
}

/** Apart from the bars and marks: what is written on them is cut to the room there is, and their names are whole. */
function Labels({ bars, marks }: Pick<ChartProps, 'bars' | 'marks'>) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of texts takes no focus
    <g class="tl-labels" aria-hidden="true">
      {bars.map(({ key, label, sort, grave, x, y, heightPx }) =>
        label === null ? null : (
          <text
            key={key}
            class={`tl-on-${sort}${grave ? ' tl-grave' : ''}`}
            x={x + 5}
            y={y + heightPx / 2 + 4}
          >
            {label}
          </text>
        ),
      )}
      {marks.map(({ key, count, x, y }) =>
        count < 2 ? null : (
          <text key={key} class="tl-count" x={x + 8} y={y + 4}>
            {count}
          </text>
        ),
      )}
    </g>
  );
}

interface GutterProps {
  readonly lanes: readonly Lane[];
  readonly gutterPx: number;
  readonly widthPx: number;
}

function Gutter({ lanes, gutterPx, widthPx }: GutterProps) {
  return (
    <g>
      {lanes.map(({ id, sort, name, topPx, heightPx }) => (
        <g key={id} class={`tl-lane tl-lane-${sort}`}>
          <title>{sort === 'epochs' ? `Zone ${name}: leaders and elections` : name}</title>
          <rect x={gutterPx} y={topPx} width={Math.max(0, widthPx - gutterPx)} height={heightPx} />
          <text x={gutterPx - 8} y={topPx + (sort === 'pad' ? heightPx / 2 + 4 : 14)}>
            {shortened(name, gutterPx)}
          </text>
        </g>
      ))}
    </g>
  );
}

function Upright(props: {
  at: number;
  class: string;
  span: Span;
  plotPx: number;
  heightPx: number;
}) {
  const { at, span, plotPx, heightPx } = props;
  if (at < span.fromMs || at > span.toMs) return null;
  const x = Math.round(xOf(span, plotPx, at)) + 0.5;
  return <line class={props.class} x1={x} x2={x} y1={18} y2={heightPx} />;
}

/** The hands hear of the newest properties without being bound anew at each. */
function useHands(plot: { readonly current: HTMLDivElement | null }, props: ChartProps): void {
  const newest = useRef(props);
  newest.current = props;
  useEffect(() => {
    const element = plot.current;
    if (element === null) return;
    const timeOf = (x: number) => {
      const { span, plotPx, gutterPx } = newest.current;
      return timeAt(span, plotPx, x - gutterPx);
    };
    return listenToHands(element, {
      onDrag: (byPx) => newest.current.onPan(-byPx / Math.max(1, newest.current.plotPx)),
      onZoom: (factor, x) => newest.current.onZoom(factor, timeOf(x)),
      onPress: (x, target) => {
        if (x < newest.current.gutterPx || target?.closest('[data-item]')) return;
        newest.current.onOpen(timeOf(x));
      },
    });
  }, [plot]);
}

function focusOn(plot: HTMLElement | null, key: string): void {
  plot?.querySelector<SVGElement>(`[data-item="${CSS.escape(key)}"]`)?.focus();
}

function classOf({ sort, grave, widthPx }: Bar): string {
  // A rim of the ground between neighbours would be all that is left of a narrow one.
  return `tl-item tl-bar tl-${sort}${grave ? ' tl-grave' : ''}${widthPx < 6 ? ' tl-slim' : ''}`;
}

function shortened(name: string, gutterPx: number): string {
  const letters = Math.floor((gutterPx - 12) / 7);
  return name.length <= letters ? name : `${name.slice(0, Math.max(1, letters - 1))}…`;
}
