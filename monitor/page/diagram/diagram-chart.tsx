/**
 * The drawing of the space-time diagram (diagram-layout.ts says why it lies as it does).
 *
 * It is one stop of the keyboard: left and right go to the event or frame before and after. What is drawn does not
 * depend on what is chosen, so choosing redraws one ring and not a thousand arrows.
 */
import { useMemo } from 'preact/hooks';
import { fillOf } from '../timeline/hues.ts';
import { type Span, xOf } from '../timeline/span.ts';
import { ticksOf } from '../timeline/ticks.ts';
import { TimeAxis } from '../timeline/time-axis.tsx';
import { type Arrow, type Diagram, HEAP_PX } from './diagram-layout.ts';
import type { Item } from './items.ts';
import { SIGNS } from './signs.ts';

interface Props {
  readonly diagram: Diagram;
  readonly items: readonly Item[];
  readonly span: Span;
  readonly plotPx: number;
  readonly gutterPx: number;
  readonly offsetMs: number;
  readonly atMs: number;
  readonly chosen: number;
  readonly label: string;
  onChoose(index: number): void;
  /** Null: nothing is pointed at any more. */
  onPoint(index: number | null): void;
}

export function DiagramChart(props: Props) {
  const { diagram, items, span, plotPx, gutterPx, chosen, onChoose, onPoint } = props;
  const drawing = useMemo(
    () => <Drawing diagram={diagram} span={span} plotPx={plotPx} offsetMs={props.offsetMs} />,
    [diagram, span, plotPx, props.offsetMs],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = items.length - 1;
    const next = { ArrowLeft: chosen - 1, ArrowRight: chosen + 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    if (next >= 0 && next <= last) onChoose(next);
  };
  const item = items[chosen];
  const itemY = item && diagram.lifelines.find(({ id }) => id === item.from)?.y;
  const instantX = Math.round(xOf(span, plotPx, props.atMs)) + 0.5;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      class="dg-plot"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys go from event to event
      tabIndex={0}
      role="group"
      aria-label={props.label}
      aria-describedby="dg-help"
      onKeyDown={onKeyDown}
      onPointerOver={({ target }) => onPoint(indexAt(target))}
      onPointerLeave={() => onPoint(null)}
      onClick={({ target }) => {
        const index = indexAt(target);
        if (index !== null) onChoose(index);
      }}
    >
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the group around it has a name, and the list says all of it */}
      <svg width={gutterPx + plotPx} height={diagram.heightPx}>
        {diagram.lifelines.map(({ id, pad, y }) => (
          <text key={id} class={pad ? 'dg-name dg-pad' : 'dg-name'} x={gutterPx - 8} y={y + 4}>
            {id.length > 12 ? `${id.slice(0, 11)}…` : id}
            <title>{id}</title>
          </text>
        ))}
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: cuts what lies beyond the edges */}
        <svg x={gutterPx} width={plotPx} height={diagram.heightPx}>
          {drawing}
          <line class="tl-instant" x1={instantX} x2={instantX} y1={18} y2={diagram.heightPx} />
          {item && itemY !== undefined && (
            <circle class="dg-chosen" cx={xOf(span, plotPx, item.atMs)} cy={itemY} r={11} />
          )}
        </svg>
      </svg>
    </div>
  );
}

interface DrawingProps {
  readonly diagram: Diagram;
  readonly span: Span;
  readonly plotPx: number;
  readonly offsetMs: number;
}

function Drawing({ diagram, span, plotPx, offsetMs }: DrawingProps) {
  return (
    <>
      <TimeAxis ticks={ticksOf(span, plotPx, offsetMs)} heightPx={diagram.heightPx} />
      {diagram.lifelines.map(({ id, pad, y }) => (
        <line
          key={id}
          class={pad ? 'dg-line dg-pad' : 'dg-line'}
          x1={0}
          x2={plotPx}
          y1={y}
          y2={y}
        />
      ))}
      {diagram.stays.map(({ key, robot, x, y, widthPx }) => (
        <rect
          key={key}
          class="dg-stay"
          x={x}
          y={y - 4}
          width={widthPx}
          height={8}
          rx={2}
          style={{ '--robot': fillOf(robot) }}
        />
      ))}
      {diagram.heaps.map(({ key, x, y, heightPx }) => (
        <rect
          key={key}
          class="dg-heap"
          x={x}
          y={y - heightPx / 2}
          width={HEAP_PX - 1}
          height={heightPx}
        />
      ))}
      {diagram.arrows.map((arrow) => (
        <g key={arrow.index} class={`dg-arrow kind-${arrow.group}`} data-index={arrow.index}>
          <path class="dg-reach" d={shaftOf(arrow)} />
          <path d={shaftOf(arrow) + headOf(arrow)} />
          <circle cx={arrow.x} cy={arrow.y} r={2.4} />
          {arrow.label !== null && (
            <text x={arrow.x + 4} y={arrow.y - 8}>
              {arrow.label}
            </text>
          )}
        </g>
      ))}
      {diagram.glyphs.map(({ index, sign, x, y }) => {
        const { colour, filled, outline } = SIGNS[sign];
        return (
          <g
            key={index}
            class={`sign sign-${colour}${filled ? ' sign-filled' : ''}`}
            transform={`translate(${x.toFixed(1)} ${y})`}
            data-index={index}
          >
            <circle class="dg-reach" r={9} />
            <path d={outline} />
          </g>
        );
      })}
    </>
  );
}

/** For everybody: a stroke through the line of its sender. */
function shaftOf({ x, y, toY }: Arrow): string {
  const at = x.toFixed(1);
  return toY === null
    ? `M${at},${y - 9} V${y + 9}`
    : `M${at},${y} V${toY - Math.sign(toY - y) * 3}`;
}

function headOf({ x, y, toY }: Arrow): string {
  if (toY === null) return '';
  const back = toY > y ? -1 : 1;
  const [tip, wing] = [toY + back * 3, toY + back * 10];
  return ` M${(x - 3.5).toFixed(1)},${wing} L${x.toFixed(1)},${tip} L${(x + 3.5).toFixed(1)},${wing}`;
}

function indexAt(target: EventTarget | null): number | null {
  const found = target instanceof Element ? target.closest<SVGElement>('[data-index]') : null;
  return found === null ? null : Number(found.dataset.index);
}
