// @ts-check
/**
 * A canvas that is as sharp as the screen, with the scale from time to pixels, and a memory of what was
 * drawn where, so that the pointer can find it again.
 *
 * @import { Span } from './view.js'
 * @import { Theme } from './theme.js'
 *
 * @typedef {object} Hit
 * @property {number} line the line of the transcript, or -1
 * @property {string} words what it is, if the line doesn't say it
 * @property {number} rank of two hits the higher one counts
 * @property {(xPx: number, yPx: number) => number} distance in pixels; 0 within
 */

export class Surface {
  /** @param {HTMLCanvasElement} canvas */
  constructor(canvas) {
    this.canvas = canvas;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    this.widthPx = 0;
    this.heightPx = 0;
    /** @type {Hit[]} */
    this.hits = [];
    this.fromMs = 0;
    this.pxPerMs = 1;
  }

  /**
   * Begins a new picture of a window of time.
   *
   * @param {Span} view
   * @param {number} heightPx
   */
  begin(view, heightPx) {
    const { canvas, context } = this;
    const ratio = window.devicePixelRatio || 1;
    this.widthPx = canvas.parentElement?.clientWidth ?? 0;
    this.heightPx = heightPx;
    const width = Math.round(this.widthPx * ratio);
    const height = Math.round(heightPx * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.height = `${heightPx}px`;
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.widthPx, heightPx);
    this.hits = [];
    this.fromMs = view.fromMs;
    this.pxPerMs = this.widthPx / (view.toMs - view.fromMs);
  }

  /** @param {number} atMs */
  x(atMs) {
    return (atMs - this.fromMs) * this.pxPerMs;
  }

  /** @param {number} xPx */
  timeAt(xPx) {
    return this.fromMs + xPx / this.pxPerMs;
  }

  /**
   * @param {number} line
   * @param {string} words
   * @param {number} rank
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   */
  hitBox(line, words, rank, x, y, width, height) {
    const distance = (/** @type {number} */ xPx, /** @type {number} */ yPx) =>
      Math.max(x - xPx, xPx - x - width, y - yPx, yPx - y - height, 0);
    this.hits.push({ line, words, rank, distance });
  }

  /**
   * @param {number} line
   * @param {number} rank
   * @param {number} x0
   * @param {number} y0
   * @param {number} x1
   * @param {number} y1
   */
  hitStroke(line, rank, x0, y0, x1, y1) {
    const dx = x1 - x0;
    const dy = y1 - y0;
    const length = dx * dx + dy * dy || 1;
    const distance = (/** @type {number} */ xPx, /** @type {number} */ yPx) => {
      const along = Math.max(0, Math.min(1, ((xPx - x0) * dx + (yPx - y0) * dy) / length));
      return Math.hypot(xPx - x0 - along * dx, yPx - y0 - along * dy);
    };
    this.hits.push({ line, words: '', rank, distance });
  }

  /**
   * What is drawn at a place, or near it.
   *
   * @param {number} xPx
   * @param {number} yPx
   * @returns {Hit | null}
   */
  find(xPx, yPx) {
    const reachPx = 6;
    /** @type {Hit | null} */
    let best = null;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (const hit of this.hits) {
      const distancePx = hit.distance(xPx, yPx);
      if (distancePx > reachPx) continue;
      const score = hit.rank * 10 - distancePx;
      if (score > bestScore) {
        best = hit;
        bestScore = score;
      }
    }
    return best;
  }

  /**
   * A line over the whole height.
   *
   * @param {number} atMs
   * @param {string} colour
   * @param {number} widthPx
   * @param {number[]} [dash]
   */
  upright(atMs, colour, widthPx, dash = []) {
    const { context } = this;
    const x = this.x(atMs);
    if (x < -2 || x > this.widthPx + 2) return;
    context.save();
    context.strokeStyle = colour;
    context.lineWidth = widthPx;
    context.setLineDash(dash);
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x, this.heightPx);
    context.stroke();
    context.restore();
  }

  /**
   * A text that is cut off where its room ends.
   *
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {number} roomPx
   */
  label(text, x, y, roomPx) {
    if (roomPx < 14) return;
    const { context } = this;
    context.save();
    context.beginPath();
    context.rect(x - 1, y - 12, roomPx, 24);
    context.clip();
    context.fillText(text, x, y);
    context.restore();
  }

  /**
   * @param {Theme} theme
   * @param {number} sizePx
   * @param {string} [weight]
   */
  font(theme, sizePx, weight = '') {
    this.context.font = `${weight} ${sizePx}px ${theme.font}`;
    this.context.textBaseline = 'middle';
  }
}
