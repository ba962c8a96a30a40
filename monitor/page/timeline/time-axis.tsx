/** Lines at round times, from top to bottom, with their labels at the top. Shared by timeline and diagram. */
import type { Tick } from './ticks.ts';

interface Props {
  readonly ticks: readonly Tick[];
  readonly heightPx: number;
}

export function TimeAxis({ ticks, heightPx }: Props) {
  return (
    <g class="time-axis">
      {ticks.map(({ atMs, x, label, day }) => (
        <g key={atMs} class={day ? 'time-tick time-tick-day' : 'time-tick'}>
          {/* Half a point: a line of one point's width covers one column of points. */}
          <line x1={Math.round(x) + 0.5} x2={Math.round(x) + 0.5} y1={18} y2={heightPx} />
          <text x={Math.round(x) + 4} y={14}>
            {label}
          </text>
        </g>
      ))}
    </g>
  );
}
