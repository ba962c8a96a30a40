// @ts-check
/**
 * Pointer, wheel and keyboard: they move the window of time, and find what lies under the pointer.
 *
 * @import { Surface } from './surface.js'
 * @import { Span } from './view.js'
 *
 * @typedef {object} Board what can be done to the diagram
 * @property {() => Span} view
 * @property {(factor: number, anchorMs: number) => void} zoom
 * @property {(byMs: number) => void} pan
 * @property {(wanted: Span) => void} show
 * @property {(atMs: number | null) => void} hover
 * @property {(atMs: number) => void} pick
 * @property {(name: string) => void} act
 * @property {(event: PointerEvent | null) => void} tip
 * @property {(event: PointerEvent) => boolean} click
 */

/** A press that moves less than this is a click. */
const STILL_PX = 4;
const WHEEL_STEP = 1.0016;

/**
 * @param {HTMLElement} stage
 * @param {Surface} surface
 * @param {Board} board
 */
export function controlStage(stage, surface, board) {
  /** @type {Map<number, { x: number, startX: number, startY: number }>} */
  const pressed = new Map();
  let moved = false;
  const left = () => surface.canvas.getBoundingClientRect().left;

  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    const { clientX, clientY } = event;
    pressed.set(event.pointerId, { x: clientX, startX: clientX, startY: clientY });
    moved = pressed.size > 1;
  });
  stage.addEventListener('pointermove', (event) => {
    board.hover(surface.timeAt(event.clientX - left()));
    const press = pressed.get(event.pointerId);
    if (!press) {
      board.tip(event);
      return;
    }
    const byPx = event.clientX - press.x;
    if (Math.abs(event.clientX - press.startX) > STILL_PX) moved = true;
    if (!moved) return;
    board.tip(null);
    if (pressed.size === 2) pinch(pressed, event, surface, left(), board);
    else board.pan(-byPx / surface.pxPerMs);
    press.x = event.clientX;
  });
  const release = (/** @type {PointerEvent} */ event) => {
    const press = pressed.get(event.pointerId);
    pressed.delete(event.pointerId);
    if (!press || moved || event.type === 'pointercancel') return;
    if (!board.click(event)) board.pick(surface.timeAt(event.clientX - left()));
  };
  stage.addEventListener('pointerup', release);
  stage.addEventListener('pointercancel', release);
  stage.addEventListener('pointerleave', () => {
    board.hover(null);
    board.tip(null);
  });
  stage.addEventListener('wheel', (event) => onWheel(event, stage, surface, left(), board), {
    passive: false,
  });
  stage.addEventListener('keydown', (event) => onKey(event, board));
}

/**
 * Two fingers: what is between them grows and shrinks with their distance.
 *
 * @param {ReadonlyMap<number, { x: number }>} pressed
 * @param {PointerEvent} event
 * @param {Surface} surface
 * @param {number} leftPx
 * @param {Board} board
 */
function pinch(pressed, event, surface, leftPx, board) {
  const mine = pressed.get(event.pointerId);
  const other = [...pressed].find(([id]) => id !== event.pointerId)?.[1];
  if (!mine || !other) return;
  const before = Math.max(20, Math.abs(mine.x - other.x));
  const after = Math.max(20, Math.abs(event.clientX - other.x));
  board.zoom(before / after, surface.timeAt(other.x - leftPx));
}

/**
 * The wheel scrolls the page, as everywhere, until the diagram was clicked or Ctrl is held.
 *
 * @param {WheelEvent} event
 * @param {HTMLElement} stage
 * @param {Surface} surface
 * @param {number} leftPx
 * @param {Board} board
 */
function onWheel(event, stage, surface, leftPx, board) {
  const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
  const wanted = event.ctrlKey || event.metaKey || stage.contains(document.activeElement);
  if (!sideways && !wanted) return;
  event.preventDefault();
  const step = event.deltaMode === 1 ? 30 : 1;
  if (sideways) board.pan(((event.deltaX || event.deltaY) * step) / surface.pxPerMs);
  else board.zoom(WHEEL_STEP ** (event.deltaY * step), surface.timeAt(event.clientX - leftPx));
}

/** @type {ReadonlyMap<string, string>} */
const KEYS = new Map([
  ['+', 'in'],
  ['=', 'in'],
  ['-', 'out'],
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['0', 'all'],
  ['f', 'failure'],
  ['n', 'next'],
  ['p', 'previous'],
  ['Home', 'start'],
  ['End', 'end'],
  ['Escape', 'clear'],
]);

/**
 * @param {KeyboardEvent} event
 * @param {Board} board
 */
function onKey(event, board) {
  const act = KEYS.get(event.key);
  if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  board.act(act);
}

/**
 * The overview: drag the window, drag one of its edges, or click where it should be.
 *
 * @param {Surface} surface
 * @param {Board} board
 */
export function controlOverview(surface, board) {
  const { canvas } = surface;
  const EDGE_PX = 7;
  /** @type {{ grip: 'from' | 'to' | 'middle', atMs: number } | null} */
  let drag = null;
  const timeOf = (/** @type {PointerEvent} */ event) =>
    surface.timeAt(event.clientX - canvas.getBoundingClientRect().left);
  const gripAt = (/** @type {number} */ atMs) => {
    const { fromMs, toMs } = board.view();
    const px = (/** @type {number} */ ms) => Math.abs(ms) * surface.pxPerMs;
    const wide = px(toMs - fromMs) > 4 * EDGE_PX;
    if (wide && px(atMs - fromMs) < EDGE_PX) return 'from';
    if (wide && px(atMs - toMs) < EDGE_PX) return 'to';
    return atMs >= fromMs && atMs <= toMs ? 'middle' : null;
  };
  canvas.addEventListener('pointerdown', (event) => {
    const atMs = timeOf(event);
    const grip = gripAt(atMs);
    canvas.setPointerCapture(event.pointerId);
    if (grip === null) {
      const { fromMs, toMs } = board.view();
      board.pan(atMs - (fromMs + toMs) / 2);
    }
    drag = { grip: grip ?? 'middle', atMs };
  });
  canvas.addEventListener('pointermove', (event) => {
    const atMs = timeOf(event);
    const grip = drag?.grip ?? gripAt(atMs);
    canvas.style.cursor = grip === null ? 'pointer' : grip === 'middle' ? 'grab' : 'ew-resize';
    if (!drag) return;
    const { fromMs, toMs } = board.view();
    if (drag.grip === 'middle') board.pan(atMs - drag.atMs);
    else if (drag.grip === 'from') board.show({ fromMs: Math.min(atMs, toMs), toMs });
    else board.show({ fromMs, toMs: Math.max(atMs, fromMs) });
    drag.atMs = atMs;
  });
  const end = () => {
    drag = null;
  };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);
}
