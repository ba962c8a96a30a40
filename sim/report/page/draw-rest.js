// @ts-check
/**
 * Batteries as lines, the axis, and the overview of the whole run.
 *
 * @import { Data } from './data.js'
 * @import { Span } from './view.js'
 * @import { Strip } from './layout.js'
 * @import { Surface } from './surface.js'
 * @import { Theme } from './theme.js'
 */
import { firstFrom } from './data.js';
import { rowTop } from './layout.js';
import { secondsText, ticksOf } from './view.js';

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Data} data
 * @param {Strip} strip
 * @param {Span} view
 * @param {readonly boolean[]} shown members
 */
export function drawBatteries(surface, theme, data, strip, view, shown) {
  const { context, widthPx } = surface;
  const top = rowTop(strip, 0);
  const height = strip.rowPx;
  const y = (/** @type {number} */ percent) => top + height * (1 - percent / 100);
  surface.font(theme, 10);
  context.lineWidth = 1;
  for (const percent of strip.folded ? [] : [0, 50, 100]) {
    context.strokeStyle = theme.of('line');
    context.beginPath();
    context.moveTo(0, y(percent));
    context.lineTo(widthPx, y(percent));
    context.stroke();
  }
  /** @type {{ member: number, x: number, y: number }[]} */
  const ends = [];
  for (const { member, atMs, percent } of data.model.batteries) {
    if (!shown[member]) continue;
    const begin = Math.max(0, firstFrom(atMs, view.fromMs) - 1);
    const end = Math.min(atMs.length, firstFrom(atMs, view.toMs) + 1);
    context.strokeStyle = theme.hue(member);
    context.lineWidth = 1.8;
    context.beginPath();
    for (let place = begin; place < end; place += 1) {
      const x = surface.x(atMs[place] ?? 0);
      context.lineTo(x, y(percent[place] ?? 0));
      const words = `${data.nameOf(member)}: ${Math.round(percent[place] ?? 0)} percent at ${secondsText(atMs[place] ?? 0, 100)}`;
      surface.hitBox(-1, words, 1, x - 2, y(percent[place] ?? 0) - 2, 4, 4);
    }
    context.stroke();
    const last = Math.max(begin, Math.min(end, firstFrom(atMs, view.toMs)) - 1);
    const endsPx = surface.x(atMs[last] ?? 0);
    if (endsPx > 0) ends.push({ member, x: endsPx, y: y(percent[last] ?? 0) });
  }
  if (!strip.folded) nameEnds(surface, theme, data, ends, top + height);
}

/**
 * Names at the right ends of the lines, moved apart where they would cover each other.
 *
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Data} data
 * @param {{ member: number, x: number, y: number }[]} ends
 * @param {number} bottom where the room for them ends
 */
function nameEnds(surface, theme, data, ends, bottom) {
  const { context, widthPx } = surface;
  let free = Number.NEGATIVE_INFINITY;
  for (const { member, x, y } of ends.sort((a, b) => a.y - b.y)) {
    const height = Math.max(y, free);
    if (height > bottom) break;
    const left = Math.min(widthPx - 24, x + 5);
    context.strokeStyle = theme.of('panel');
    context.lineWidth = 4;
    context.strokeText(data.nameOf(member), left, height);
    context.fillStyle = theme.hue(member);
    context.fillText(data.nameOf(member), left, height);
    free = height + 10;
  }
}

/**
 * Fine lines at round times, behind everything.
 *
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Span} view
 */
export function drawGrid(surface, theme, view) {
  for (const atMs of ticksOf(view, surface.widthPx, 110).atMs)
    surface.upright(atMs, theme.of('line'), 1);
}

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Data} data
 * @param {Span} view
 * @param {number | null} hoverMs
 */
export function drawAxis(surface, theme, data, view, hoverMs) {
  surface.begin(view, 26);
  const { context, widthPx } = surface;
  const { stepMs, atMs } = ticksOf(view, widthPx, 110);
  surface.font(theme, 11);
  for (const tickMs of atMs) {
    const x = surface.x(tickMs);
    context.fillStyle = theme.of('quiet');
    context.fillRect(x, 20, 1, 6);
    context.fillText(secondsText(tickMs, stepMs), x + 4, 13);
  }
  const { failure } = data.model;
  const fineMs = Math.min(100, stepMs / 10);
  if (failure)
    drawFlag(surface, theme, failure.atMs, failure.promise, 'wrong', secondsText(failure.atMs));
  if (hoverMs !== null) drawFlag(surface, theme, hoverMs, secondsText(hoverMs, fineMs), 'ink', '');
}

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {number} atMs
 * @param {string} text
 * @param {string} colour
 * @param {string} more
 */
function drawFlag(surface, theme, atMs, text, colour, more) {
  const { context, widthPx } = surface;
  const x = surface.x(atMs);
  if (x < 0 || x > widthPx) return;
  surface.font(theme, 11, '600');
  const words = more === '' ? text : `${text} · ${more}`;
  const width = context.measureText(words).width + 10;
  const left = Math.min(widthPx - width, Math.max(0, x - width / 2));
  context.fillStyle = theme.of(colour);
  context.beginPath();
  context.roundRect(left, 3, width, 18, 3);
  context.fill();
  context.fillStyle = theme.of('panel');
  context.fillText(words, left + 5, 12.5);
}

/**
 * The whole run, small: faults on top, how many frames were sent, leaders at the bottom.
 *
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Data} data
 * @param {Span} view
 */
export function drawOverview(surface, theme, data, view) {
  const { model } = data;
  surface.begin(model, 52);
  const { context, widthPx } = surface;
  drawSent(surface, theme, data);
  for (const lane of model.lanes)
    for (const bar of lane.bars) {
      if (lane.id !== 'faults' && lane.id !== 'leaders' && bar.paint !== 'clash') continue;
      const x = surface.x(bar.fromMs);
      const width = Math.max(bar.paint === 'clash' ? 3 : 1, surface.x(bar.toMs) - x);
      context.fillStyle = theme.bar(bar);
      if (bar.paint === 'clash') context.fillRect(x, 0, width, 52);
      else context.fillRect(x, lane.id === 'faults' ? 2 : 45, width, 5);
    }
  if (model.failure)
    surface.upright(model.failure.atMs - 1 / surface.pxPerMs, theme.of('wrong'), 3);
  const left = Math.max(1, surface.x(view.fromMs));
  const right = Math.min(widthPx - 1, surface.x(view.toMs));
  context.fillStyle = theme.of('ground');
  context.globalAlpha = 0.62;
  context.fillRect(0, 0, left, 52);
  context.fillRect(right, 0, widthPx - right, 52);
  context.globalAlpha = 1;
  context.strokeStyle = theme.of('accent');
  context.lineWidth = 2;
  context.strokeRect(left, 1, Math.max(3, right - left), 50);
}

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Data} data
 */
function drawSent(surface, theme, data) {
  const bins = new Float64Array(Math.ceil(surface.widthPx / 2) + 1);
  for (const sentMs of data.sentMs) {
    const bin = Math.floor(surface.x(sentMs) / 2);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  const most = Math.max(1, ...bins);
  surface.context.fillStyle = theme.of('faint');
  bins.forEach((sent, bin) => {
    const height = (34 * sent) / most;
    surface.context.fillRect(bin * 2, 43 - height, 2, height);
  });
}
