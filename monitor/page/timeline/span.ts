/**
 * The stretch of time that is looked at, as an interval that zooms and moves.
 *
 * Everything that is drawn over time (timeline, diagram) places itself by a span and a width: one linear scale, so
 * that bars, marks, arrows and the pointer agree. A span never gets shorter than a second or longer than a month, and
 * never lies wholly in the future, where there is nothing to see.
 */

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
export const SHORTEST_MS = SECOND_MS;
export const LONGEST_MS = 30 * DAY_MS;

/** Presets of the tool bar. */
export const PRESETS: readonly { readonly name: string; readonly lengthMs: number }[] = [
  { name: '10 min', lengthMs: 600_000 },
  { name: '1 h', lengthMs: 3_600_000 },
  { name: '24 h', lengthMs: DAY_MS },
];

export function lengthOf({ fromMs, toMs }: Span): number {
  return toMs - fromMs;
}

/** The span of this length that ends at `toMs`. */
export function endingAt(toMs: number, lengthMs: number): Span {
  const length = boundedLength(lengthMs);
  return { fromMs: toMs - length, toMs };
}

/** The span of this length with `atMs` in its middle. */
export function around(atMs: number, lengthMs: number): Span {
  const length = boundedLength(lengthMs);
  return { fromMs: atMs - length / 2, toMs: atMs + length / 2 };
}

/** `factor` below 1 shows less time. What is at `fixedMs` stays where it is. */
export function zoomed(span: Span, factor: number, fixedMs: number): Span {
  const before = lengthOf(span);
  const length = boundedLength(before * factor);
  const share = (fixedMs - span.fromMs) / before;
  const fromMs = fixedMs - share * length;
  return { fromMs, toMs: fromMs + length };
}

/** By a share of its length; positive goes towards the present. */
export function panned(span: Span, share: number): Span {
  const byMs = lengthOf(span) * share;
  return { fromMs: span.fromMs + byMs, toMs: span.toMs + byMs };
}

/** Moved back so that it begins before `nowMs` and ends at most a twentieth of its length after it. */
export function notBeyond(span: Span, nowMs: number): Span {
  const latestMs = nowMs + lengthOf(span) / 20;
  if (span.toMs <= latestMs) return span;
  return { fromMs: latestMs - lengthOf(span), toMs: latestMs };
}

/** Whole milliseconds, as addresses have them. */
export function rounded({ fromMs, toMs }: Span): Span {
  return { fromMs: Math.max(0, Math.floor(fromMs)), toMs: Math.max(0, Math.ceil(toMs)) };
}

export function xOf(span: Span, widthPx: number, atMs: number): number {
  return ((atMs - span.fromMs) / lengthOf(span)) * widthPx;
}

export function timeAt(span: Span, widthPx: number, x: number): number {
  return span.fromMs + (x / Math.max(1, widthPx)) * lengthOf(span);
}

function boundedLength(lengthMs: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, lengthMs));
}
