/** The tool bar of the timeline: how much time, which zone, which pads, live or not, and what to take along. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { lengthOf, PRESETS, rounded, type Span } from './span.ts';

export interface ToolsProps {
  readonly span: Span;
  readonly following: boolean;
  readonly zones: readonly string[];
  readonly zone: string | null;
  readonly page: number;
  readonly pages: number;
  readonly pads: number;
  readonly table: boolean;
  readonly swarm: string | null;
  /** The address of what is shown. */
  link(): string;
  onPreset(lengthMs: number): void;
  onPan(share: number): void;
  onZoom(factor: number): void;
  onFollow(following: boolean): void;
  onZone(zone: string | null): void;
  onPage(page: number): void;
  onTable(table: boolean): void;
}

export function TimelineTools(props: ToolsProps) {
  const { span, following, zones, zone, page, pages, onZone, onPage } = props;
  const lengthMs = lengthOf(span);
  return (
    <div class="tl-tools" role="toolbar" aria-label="Timeline">
      <span class="tl-group">
        {PRESETS.map((preset) => (
          <button
            key={preset.name}
            type="button"
            aria-pressed={following && Math.abs(preset.lengthMs - lengthMs) < 1}
            onClick={() => props.onPreset(preset.lengthMs)}
          >
            {preset.name}
          </button>
        ))}
        <button
          type="button"
          class="tl-follow"
          aria-pressed={following}
          onClick={() => props.onFollow(!following)}
        >
          Follow live
        </button>
      </span>
      <span class="tl-group">
        <Press name="Earlier" sign="←" act={() => props.onPan(-0.5)} />
        <Press name="Later" sign="→" act={() => props.onPan(0.5)} />
        <Press name="Zoom in" sign="+" act={() => props.onZoom(0.5)} />
        <Press name="Zoom out" sign="−" act={() => props.onZoom(2)} />
      </span>
      {zones.length > 1 && (
        <label class="tl-group">
          Zone{' '}
          <select
            value={zone ?? ''}
            onChange={({ currentTarget: { value } }) => onZone(value === '' ? null : value)}
          >
            <option value="">all</option>
            {zones.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
      )}
      {pages > 1 && (
        <span class="tl-group">
          <button type="button" disabled={page === 0} onClick={() => onPage(page - 1)}>
            Pads before
          </button>
          <span>
            page {page + 1} of {pages}, {props.pads} pads
          </span>
          <button type="button" disabled={page >= pages - 1} onClick={() => onPage(page + 1)}>
            Pads after
          </button>
        </span>
      )}
      <span class="tl-group tl-take">
        <button
          type="button"
          aria-pressed={props.table}
          onClick={() => props.onTable(!props.table)}
        >
          Show as table
        </button>
        <CopyLink link={props.link} />
        <a
          class="tl-export"
          href={traceHref(span)}
          download={`${props.swarm ?? 'swarm'}-${Math.floor(span.fromMs)}.ndjson`}
          title="All events of members in this time, as they wrote them"
        >
          Export as trace
        </a>
      </span>
    </div>
  );
}

function Press({ name, sign, act }: { name: string; sign: string; act: () => void }) {
  return (
    <button type="button" class="tl-press" aria-label={name} title={name} onClick={act}>
      {sign}
    </button>
  );
}

/** Browsers give the clipboard to pages of https and of this machine alone; elsewhere the link is shown, selected. */
export function CopyLink({ link }: { link(): string }) {
  const [copied, setCopied] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (shown === null) return;
    input.current?.focus();
    input.current?.select();
  }, [shown]);
  const copy = async () => {
    const text = link();
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      window.setTimeout(() => setCopied(false), 2000);
    } catch {
      setShown(text);
    }
  };
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        Copy link
      </button>
      <span role="status">{copied ? 'copied' : ''}</span>
      {shown !== null && (
        <input
          ref={input}
          class="tl-link"
          readOnly
          value={shown}
          aria-label="The link; copy it from here"
          onBlur={() => setShown(null)}
        />
      )}
    </>
  );
}

export function traceHref(span: Span): string {
  const { fromMs, toMs } = rounded(span);
  return `api/history/trace?from=${fromMs}&to=${toMs}`;
}
