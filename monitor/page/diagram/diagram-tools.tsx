/** The tool bar of the diagram: how much time, where to, which kinds of frames, what to take along. */
import { WINDOWS_MS } from '../timeline/address.ts';
import { duration } from '../timeline/clock-words.ts';
import { SignPicture } from '../timeline/legend.tsx';
import type { Span } from '../timeline/span.ts';
import { CopyLink, traceHref } from '../timeline/timeline-tools.tsx';
import { GROUPS, type GroupId } from './kinds.ts';
import { SIGNS, type SignId } from './signs.ts';

interface Props {
  readonly span: Span;
  readonly windowMs: number;
  readonly hidden: ReadonlySet<GroupId>;
  readonly events: boolean;
  readonly first: boolean;
  readonly last: boolean;
  link(): string;
  onWindow(windowMs: number): void;
  /** To the event or frame before (-1) or after (1). */
  onStep(by: -1 | 1): void;
  /** By half a window. */
  onShift(by: -1 | 1): void;
  onGroup(group: GroupId): void;
  onEvents(shown: boolean): void;
  onClose(): void;
}

export function DiagramTools(props: Props) {
  return (
    <div class="tl-tools" role="toolbar" aria-label="Space-time diagram">
      <span class="tl-group">
        <button type="button" disabled={props.first} onClick={() => props.onStep(-1)}>
          Previous
        </button>
        <button type="button" disabled={props.last} onClick={() => props.onStep(1)}>
          Next
        </button>
      </span>
      <span class="tl-group">
        <button
          type="button"
          class="tl-press"
          aria-label="Earlier"
          title="Half a window earlier"
          onClick={() => props.onShift(-1)}
        >
          ←
        </button>
        <button
          type="button"
          class="tl-press"
          aria-label="Later"
          title="Half a window later"
          onClick={() => props.onShift(1)}
        >
          →
        </button>
        <label>
          Window{' '}
          <select
            value={String(props.windowMs)}
            onChange={({ currentTarget: { value } }) => props.onWindow(Number(value))}
          >
            {WINDOWS_MS.map((each) => (
              <option key={each} value={String(each)}>
                {duration(each)}
              </option>
            ))}
          </select>
        </label>
      </span>
      <span class="tl-group tl-take">
        <CopyLink link={props.link} />
        <a class="tl-export" href={traceHref(props.span)} download={`${props.span.fromMs}.ndjson`}>
          Export as trace
        </a>
        <button type="button" onClick={props.onClose}>
          Close
        </button>
      </span>
    </div>
  );
}

/** Legend and filter in one: what a colour means is where it is switched off. */
export function DiagramFilters({ hidden, events, onGroup, onEvents }: Props) {
  return (
    <div class="dg-filters">
      <fieldset>
        <legend>Frames</legend>
        {GROUPS.map(({ id, name, kinds }) => (
          <label key={id} title={kinds.join(', ')}>
            <input type="checkbox" checked={!hidden.has(id)} onChange={() => onGroup(id)} />
            <span class={`dg-swatch kind-${id}`} aria-hidden="true" />
            {name}
          </label>
        ))}
      </fieldset>
      <fieldset>
        <legend>Events</legend>
        <label>
          <input type="checkbox" checked={events} onChange={() => onEvents(!events)} />
          show
        </label>
        <ul>
          {(Object.keys(SIGNS) as SignId[]).map((id) => (
            <li key={id}>
              <SignPicture sign={id} /> {SIGNS[id].name}
            </li>
          ))}
        </ul>
      </fieldset>
    </div>
  );
}
