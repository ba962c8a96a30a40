// @ts-check
/**
 * Lanes of bars: what lasted from when to when. A bar that is too short to be seen is one pixel wide; one
 * that lasts no time at all is a diamond.
 *
 * @import { Bar } from '../model.ts'
 * @import { Span } from './view.js'
 * @import { Strip } from './layout.js'
 * @import { Surface } from './surface.js'
 * @import { Theme } from './theme.js'
 */
import { rowTop } from './layout.js';

const RANK = 1;

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Strip} strip
 * @param {Span} view
 * @param {ReadonlySet<string>} hiddenFaults
 */
export function drawBars(surface, theme, strip, view, hiddenFaults) {
  if (!strip.lane) return;
  surface.font(theme, 11);
  for (const bar of strip.lane.bars) {
    if (bar.toMs < view.fromMs || bar.fromMs > view.toMs) continue;
    if (bar.fault !== undefined && hiddenFaults.has(bar.fault)) continue;
    const overAll = bar.row < 0;
    const top = overAll ? strip.topPx + 1 : rowTop(strip, bar.row);
    const height = overAll ? strip.heightPx - 2 : strip.rowPx - 2;
    if (overAll) drawOverlap(surface, theme, bar, top, height);
    else if (bar.toMs === bar.fromMs && bar.paint === 'fault')
      drawMoment(surface, theme, bar, top, height);
    else drawBar(surface, theme, bar, top, height);
  }
}

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Bar} bar
 * @param {number} top
 * @param {number} height
 */
function drawBar(surface, theme, bar, top, height) {
  const { context, widthPx } = surface;
  const left = Math.max(-10, surface.x(bar.fromMs));
  const right = Math.min(widthPx + 10, surface.x(bar.toMs));
  const width = Math.max(1.5, right - left);
  context.fillStyle = theme.bar(bar);
  context.beginPath();
  context.roundRect(left, top, width, height, Math.min(3, width / 2, height / 2));
  context.fill();
  surface.hitBox(bar.line, bar.words, RANK, left, top, width, height);
  if (height < 12 || bar.label === '') return;
  context.fillStyle = theme.textOn(bar);
  const from = Math.max(left, 0) + 4;
  surface.label(bar.label, from, top + height / 2 + 0.5, Math.min(right, widthPx) - from - 2);
}

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Bar} bar
 * @param {number} top
 * @param {number} height
 */
function drawMoment(surface, theme, bar, top, height) {
  const { context } = surface;
  const x = surface.x(bar.fromMs);
  const half = Math.min(6, height / 2);
  context.fillStyle = theme.bar(bar);
  context.beginPath();
  context.moveTo(x, top + height / 2 - half);
  context.lineTo(x + half, top + height / 2);
  context.lineTo(x, top + height / 2 + half);
  context.lineTo(x - half, top + height / 2);
  context.fill();
  surface.hitBox(bar.line, bar.words, RANK + 1, x - half, top, 2 * half, height);
}

/**
 * Over the bars, in red: two beliefs at once.
 *
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Bar} bar
 * @param {number} top
 * @param {number} height
 */
function drawOverlap(surface, theme, bar, top, height) {
  const { context } = surface;
  // The run ends where the overlap is seen: keep a moment of no length visible.
  const width = Math.max(8, surface.x(bar.toMs) - surface.x(bar.fromMs));
  const left = surface.x(bar.toMs) - width;
  context.save();
  context.fillStyle = theme.of('wrong');
  context.globalAlpha = 0.35;
  context.fillRect(left, top, width, height);
  context.globalAlpha = 1;
  context.strokeStyle = theme.of('wrong');
  context.lineWidth = 2;
  context.strokeRect(left, top, width, height);
  context.restore();
  surface.hitBox(bar.line, bar.words, RANK + 2, left, top, width, height);
}
