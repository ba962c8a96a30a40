/**
 * What stands behind `#timeline?` in the address, so that an instant can be sent to somebody else.
 *
 * `from` and `to` are the span (without them the page follows the present), `at` the instant of the space-time diagram,
 * `window` how much time that shows. All are milliseconds since 1970, or of length; what is not understood is left out.
 */
import { SHORTEST_MS, type Span } from './span.ts';

export interface Address {
  /** Null: follows the present. */
  readonly span: Span | null;
  /** Null: no diagram is open. */
  readonly atMs: number | null;
  readonly windowMs: number;
}

export const WINDOWS_MS: readonly number[] = [1000, 2000, 5000, 10_000, 30_000, 60_000];
const USUAL_WINDOW_MS = 5000;

export function addressOf(hash: string): Address {
  const query = new URLSearchParams(hash.split('?').slice(1).join('?'));
  const number = (name: string): number | null => {
    const value = Number(query.get(name) ?? Number.NaN);
    // Nothing before 1970, nothing that a calendar cannot say.
    return Number.isFinite(value) && value >= 0 && value < 8e15 ? value : null;
  };
  const [fromMs, toMs, windowMs] = [number('from'), number('to'), number('window')];
  const span =
    fromMs !== null && toMs !== null && toMs - fromMs >= SHORTEST_MS ? { fromMs, toMs } : null;
  return {
    span,
    atMs: number('at'),
    windowMs: WINDOWS_MS.find((window) => window === windowMs) ?? USUAL_WINDOW_MS,
  };
}

export function hashOf({ span, atMs, windowMs }: Address): string {
  const query = new URLSearchParams();
  if (span !== null) {
    query.set('from', String(Math.round(span.fromMs)));
    query.set('to', String(Math.round(span.toMs)));
  }
  if (atMs !== null) {
    query.set('at', String(Math.round(atMs)));
    query.set('window', String(windowMs));
  }
  const text = query.toString();
  return text === '' ? '#timeline' : `#timeline?${text}`;
}
