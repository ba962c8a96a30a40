/**
 * What hands do on a drawing over time: drag moves it, the wheel with Ctrl and two fingers zoom it, a press without
 * movement is a click on an instant.
 *
 * The wheel alone still scrolls the page, and so does a finger that goes up or down: a drawing that swallows scrolling is
 * a trap on a telephone.
 */

export interface GestureListener {
  /** In points; positive: the hand went right, so what is seen is earlier. */
  onDrag(byPx: number): void;
  /** `factor` below 1 shows less time; `x` keeps its place. */
  onZoom(factor: number, x: number): void;
  onPress(x: number, target: Element | null): void;
}

/** A press may tremble by as much. */
const STILL_PX = 4;
const WHEEL_POWER = 0.0022;

/** @returns how to stop listening */
export function listenToHands(element: Element, listener: GestureListener): () => void {
  const fingers = new Map<number, number>();
  let travelledPx = 0;
  let pinchPx: number | null = null;
  /** With two fingers, or a drag: the end of it is no press. */
  let moved = false;

  const xOf = (event: MouseEvent) => event.clientX - element.getBoundingClientRect().left;

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    if (fingers.size === 0) {
      travelledPx = 0;
      moved = false;
    }
    fingers.set(event.pointerId, xOf(event));
    pinchPx = spreadOf(fingers);
    if (pinchPx !== null) moved = true;
  };

  const move = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const x = xOf(event);
    fingers.set(event.pointerId, x);
    const spread = spreadOf(fingers);
    if (spread !== null) {
      const middle = [...fingers.values()].reduce((sum, each) => sum + each, 0) / fingers.size;
      if (pinchPx !== null && spread > 8 && pinchPx > 8) listener.onZoom(pinchPx / spread, middle);
      pinchPx = spread;
      return;
    }
    travelledPx += Math.abs(x - before);
    if (travelledPx <= STILL_PX) return;
    if (!moved) {
      moved = true;
      // Only now: a captured press would not reach the bar or mark under it.
      element.setPointerCapture(event.pointerId);
    }
    listener.onDrag(x - before);
  };

  const up = (event: PointerEvent) => {
    const known = fingers.delete(event.pointerId);
    pinchPx = spreadOf(fingers);
    if (known && !moved && event.type === 'pointerup') {
      listener.onPress(xOf(event), event.target instanceof Element ? event.target : null);
    }
  };

  const wheel = (event: WheelEvent) => {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      listener.onZoom(Math.exp(pixelsOf(event, event.deltaY) * WHEEL_POWER), xOf(event));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      const by = event.deltaX === 0 ? event.deltaY : event.deltaX;
      listener.onDrag(-pixelsOf(event, by));
    }
  };

  const stop = new AbortController();
  const { signal } = stop;
  const on = (type: string, act: (event: never) => void, passive = true) =>
    element.addEventListener(type, act as EventListener, { signal, passive });
  on('pointerdown', down);
  on('pointermove', move);
  on('pointerup', up);
  on('pointercancel', up);
  on('wheel', wheel, false);
  return () => stop.abort();
}

/** How far two fingers are apart; null unless there are two. */
function spreadOf(fingers: ReadonlyMap<number, number>): number | null {
  if (fingers.size !== 2) return null;
  const [a = 0, b = 0] = fingers.values();
  return Math.abs(a - b);
}

/** Some mice count lines. */
function pixelsOf({ deltaMode }: WheelEvent, delta: number): number {
  return deltaMode === WheelEvent.DOM_DELTA_LINE ? delta * 32 : delta;
}
