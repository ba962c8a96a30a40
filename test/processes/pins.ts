/**
 * Lays what was seen at the pins of the boards beside what the members wrote into their traces.
 *
 * Both have the host's CLOCK_MONOTONIC. Each check is a pure function that returns what is wrong, in words.
 */
import type { BoardLine } from './boards.ts';
import { byTime, type TraceLine } from './judge.ts';

/** From `fromMs` to `untilMs`: something was so, for `who` where that matters. */
export interface Span {
  readonly who: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Spans between what begins one and what ends it; the last one may still be open. */
function spans<Line extends { readonly mono: number }>(
  lines: readonly Line[],
  whoOf: (line: Line) => string,
  isOn: (line: Line) => boolean,
): Span[] {
  const found: Span[] = [];
  const open = new Map<string, number>();
  for (const line of [...lines].sort((a, b) => a.mono - b.mono)) {
    const who = whoOf(line);
    const sinceMs = open.get(who);
    if (isOn(line) && sinceMs === undefined) open.set(who, line.mono);
    if (isOn(line) || sinceMs === undefined) continue;
    open.delete(who);
    found.push({ who, fromMs: sinceMs, untilMs: line.mono });
  }
  for (const [who, fromMs] of open) found.push({ who, fromMs, untilMs: Number.POSITIVE_INFINITY });
  return found.sort((a, b) => a.fromMs - b.fromMs);
}

/** While the relay of each pad was closed, whatever it was told. */
export function closures(lines: readonly BoardLine[]): Span[] {
  const relays = lines.filter(({ event }) => event === 'relay');
  return spans(
    relays,
    ({ board }) => board!,
    ({ closed }) => closed!,
  );
}

/** While current flowed into each robot. */
export function charges(lines: readonly BoardLine[]): Span[] {
  const charging = lines.filter(({ event }) => event === 'charging');
  return spans(
    charging,
    ({ board }) => board!,
    ({ on }) => on!,
  );
}

/** While any motor of each robot turned. */
export function drives(lines: readonly BoardLine[]): Span[] {
  const motors = lines.filter(({ event }) => event === 'motors');
  return spans(
    motors,
    ({ board }) => board!,
    ({ left, right }) => left !== 0 || right !== 0,
  );
}

/**
 * The leases of a pad by its own trace, each for its robot. The trace of a pad that died or froze tells no end: what
 * was live then goes on until it speaks again, or for ever.
 */
export function leases(lines: readonly TraceLine[], pad: string): Span[] {
  const found: Span[] = [];
  let open: { who: string; fromMs: number } | null = null;
  const close = (untilMs: number) => {
    if (open) found.push({ ...open, untilMs });
    open = null;
  };
  for (const { event, from, mono, robot } of byTime(lines)) {
    if (from !== pad) continue;
    if (event === 'admit') {
      close(mono);
      open = { who: robot!, fromMs: mono };
    } else if (event === 'release' || event === 'boot') close(mono);
  }
  close(Number.POSITIVE_INFINITY);
  return found;
}

/** While each robot had the pad, by its own trace: from `enter` to `exit`, whatever its lease says. */
export function visits(lines: readonly TraceLine[]): Span[] {
  return spans(
    lines.filter(({ event }) => event === 'enter' || event === 'exit'),
    ({ from }) => from,
    ({ event }) => event === 'enter',
  );
}

/** Each span that does not lie in one of `around`, which may end so much later. */
export function outside(
  what: string,
  inner: readonly Span[],
  around: readonly Span[],
  { slackMs, sameWho }: { readonly slackMs: number; readonly sameWho: boolean },
): string[] {
  return inner.flatMap((span) => {
    const covers = around.some(
      (other) =>
        (!sameWho || other.who === span.who) &&
        other.fromMs <= span.fromMs &&
        span.untilMs <= other.untilMs + slackMs,
    );
    if (covers) return [];
    const { who, fromMs, untilMs } = span;
    return [`${what} of ${who} from ${fromMs.toFixed(1)} to ${untilMs.toFixed(1)} lies outside`];
  });
}
