// @ts-check
/**
 * The window of time that is shown, as a value: zooming and panning make a new one that stays within the
 * run. Times are virtual milliseconds.
 *
 * @typedef {{ readonly fromMs: number, readonly toMs: number }} Span
 */

/** Nothing on a radio is quicker than this, so there is nothing to see below it. */
const SMALLEST_MS = 0.2;
/** So much beyond either end, as a share of the window, keeps the last arrow off the edge. */
const BEYOND = 0.04;

/**
 * The window nearest to the one that is wanted.
 *
 * @param {Span} wanted
 * @param {Span} run
 * @returns {Span}
 */
export function fitted(wanted, run) {
  const runMs = run.toMs - run.fromMs;
  const widthMs = Math.min(
    Math.max(wanted.toMs - wanted.fromMs, SMALLEST_MS),
    runMs * (1 + 2 * BEYOND),
  );
  const middleMs = (wanted.fromMs + wanted.toMs) / 2;
  const slackMs = widthMs * BEYOND;
  const fromMs = Math.max(
    run.fromMs - slackMs,
    Math.min(middleMs - widthMs / 2, run.toMs + slackMs - widthMs),
  );
  return { fromMs, toMs: fromMs + widthMs };
}

/**
 * `factor` below 1 shows less time, and more of it. The time at `anchorMs` stays where it is.
 *
 * @param {Span} view
 * @param {number} factor
 * @param {number} anchorMs
 * @returns {Span}
 */
export function zoomed(view, factor, anchorMs) {
  return {
    fromMs: anchorMs - (anchorMs - view.fromMs) * factor,
    toMs: anchorMs + (view.toMs - anchorMs) * factor,
  };
}

/**
 * @param {Span} view
 * @param {number} byMs
 * @returns {Span}
 */
export function panned(view, byMs) {
  return { fromMs: view.fromMs + byMs, toMs: view.toMs + byMs };
}

/**
 * The window, moved so that a time is in it; the same one when it is already.
 *
 * @param {Span} view
 * @param {number} atMs
 * @returns {Span}
 */
export function showing(view, atMs) {
  const widthMs = view.toMs - view.fromMs;
  if (atMs >= view.fromMs + widthMs * 0.02 && atMs <= view.toMs - widthMs * 0.02) return view;
  return { fromMs: atMs - widthMs / 2, toMs: atMs + widthMs / 2 };
}

/**
 * Seconds, as finely as a step between two times needs.
 *
 * @param {number} ms
 * @param {number} [stepMs]
 */
export function secondsText(ms, stepMs = 1) {
  const digits = stepMs >= 1000 ? 0 : Math.min(6, Math.ceil(3 - Math.log10(stepMs)));
  return `${(ms / 1000).toFixed(digits)} s`;
}

/**
 * A length of time, in the unit that suits it.
 *
 * @param {number} ms
 */
export function lengthText(ms) {
  if (ms < 1000) return `${Number(ms.toPrecision(3))} ms`;
  if (ms < 120_000) return `${Number((ms / 1000).toPrecision(3))} s`;
  return `${Number((ms / 60_000).toPrecision(3))} min`;
}

/**
 * Round times for an axis, about `spacingPx` apart.
 *
 * @param {Span} view
 * @param {number} widthPx
 * @param {number} spacingPx
 * @returns {{ stepMs: number, atMs: number[] }}
 */
export function ticksOf(view, widthPx, spacingPx) {
  const roughMs = ((view.toMs - view.fromMs) * spacingPx) / Math.max(1, widthPx);
  const power = 10 ** Math.floor(Math.log10(roughMs));
  const stepMs = power * ([1, 2, 5].find((times) => power * times >= roughMs) ?? 10);
  const first = Math.ceil(view.fromMs / stepMs);
  const last = Math.floor(view.toMs / stepMs);
  const atMs = Array.from(
    { length: Math.max(0, last - first + 1) },
    (_, n) => (first + n) * stepMs,
  );
  return { stepMs, atMs };
}
