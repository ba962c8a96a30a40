// @ts-check
/**
 * Frames as arrows, from the line of the sender to those of the receivers. What was lost ends in a cross
 * where it was lost; what was refused ends in an empty square. Where there are too many arrows to be told
 * apart, bars show how many frames were sent, and how many were lost.
 *
 * @import { Data } from './data.js'
 * @import { Span } from './view.js'
 * @import { Surface } from './surface.js'
 * @import { Theme } from './theme.js'
 *
 * @typedef {object} Look what is to be drawn
 * @property {Span} view
 * @property {readonly (number | null)[]} lines height of each member's line
 * @property {(frame: number) => boolean} passes by kind and sender
 * @property {(arrival: number) => boolean} arrives by fate and receiver
 * @property {number} chosen the frame that is selected, or -1
 *
 * @typedef {{ x0: number, y0: number, x1: number, y1: number }} Stroke
 */

const RANK = 2;
/** More frames than these in the window are shown as bars. */
const MANY_FRAMES = 900;
/** Fewer than these have their kind beside them. */
const FEW_FRAMES = 70;
const BIN_PX = 4;

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Data} data
 * @param {Look} look
 * @returns {boolean} whether there were few enough for arrows
 */
export function drawFrames(surface, theme, data, look) {
  /** @type {number[]} */
  const frames = [];
  data.framesWithin(look.view, (frame) => {
    if (look.passes(frame)) frames.push(frame);
  });
  if (frames.length > MANY_FRAMES) {
    drawDensity(surface, theme, data, look, frames);
    return false;
  }
  const dimmed = look.chosen >= 0 && frames.includes(look.chosen);
  for (const frame of frames)
    if (frame !== look.chosen) drawFrame(surface, theme, data, look, frame, dimmed ? 0.3 : 1);
  if (dimmed) drawFrame(surface, theme, data, look, look.chosen, 1);
  if (frames.length < FEW_FRAMES) drawKinds(surface, theme, data, look, frames);
  return true;
}

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Data} data
 * @param {Look} look
 * @param {number} frame
 * @param {number} alpha
 */
function drawFrame(surface, theme, data, look, frame, alpha) {
  const { arrivals, fates, frames, kinds } = data.model;
  const { context } = surface;
  const y0 = look.lines[frames.sender[frame] ?? -1];
  if (y0 == null) return;
  const x0 = surface.x(frames.sentMs[frame] ?? 0);
  const colour = theme.group(kinds[frames.kind[frame] ?? 0]?.group ?? 'joining');
  const chosen = frame === look.chosen;
  context.save();
  context.globalAlpha = alpha;
  context.lineWidth = chosen ? 2.6 : 1.1;
  for (const arrival of data.arrivalsOf(frame)) {
    const to = arrivals.to[arrival] ?? -1;
    const y = to < 0 ? y0 - 16 : look.lines[to];
    const fate = fates[arrivals.fate[arrival] ?? 0];
    if (y == null || !fate || !look.arrives(arrival)) continue;
    const reach = to < 0 ? 1 : fate.reach;
    const x1 = surface.x(arrivals.atMs[arrival] ?? 0);
    const stroke = { x0, y0, x1: x0 + (x1 - x0) * reach, y1: y0 + (y - y0) * reach };
    if (Math.max(x0, stroke.x1) < -20) continue;
    drawStroke(context, theme, stroke, colour, fate.group);
    surface.hitStroke(data.lineOfArrival[arrival] ?? -1, RANK, x0, y0, stroke.x1, stroke.y1);
  }
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x0, y0, chosen ? 4 : 2.4, 0, 7);
  context.fill();
  context.restore();
  surface.hitBox(data.lineOfFrame[frame] ?? -1, '', RANK + 1, x0 - 3, y0 - 3, 6, 6);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Theme} theme
 * @param {Stroke} stroke
 * @param {string} colour
 * @param {'heard' | 'refused' | 'lost'} group
 */
function drawStroke(context, theme, { x0, y0, x1, y1 }, colour, group) {
  context.strokeStyle = colour;
  context.setLineDash(group === 'heard' ? [] : [4, 3]);
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
  context.setLineDash([]);
  if (group === 'heard') {
    const angle = Math.atan2(y1 - y0, x1 - x0);
    context.fillStyle = colour;
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x1 - 7 * Math.cos(angle - 0.42), y1 - 7 * Math.sin(angle - 0.42));
    context.lineTo(x1 - 7 * Math.cos(angle + 0.42), y1 - 7 * Math.sin(angle + 0.42));
    context.fill();
    return;
  }
  context.strokeStyle = theme.of('wrong');
  context.beginPath();
  if (group === 'refused') {
    context.fillStyle = theme.of('panel');
    context.rect(x1 - 3.5, y1 - 3.5, 7, 7);
    context.fill();
  } else {
    context.moveTo(x1 - 3.5, y1 - 3.5);
    context.lineTo(x1 + 3.5, y1 + 3.5);
    context.moveTo(x1 + 3.5, y1 - 3.5);
    context.lineTo(x1 - 3.5, y1 + 3.5);
  }
  context.lineWidth += 0.5;
  context.stroke();
  context.lineWidth -= 0.5;
}

/**
 * The kind of each frame beside the place where it is sent, where there is room.
 *
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Data} data
 * @param {Look} look
 * @param {readonly number[]} shown
 */
function drawKinds(surface, theme, data, look, shown) {
  const { frames, kinds } = data.model;
  const { context } = surface;
  surface.font(theme, 10, '600');
  /** @type {Map<number, number>} */
  const takenTo = new Map();
  for (const frame of shown) {
    const y = look.lines[frames.sender[frame] ?? -1];
    const x = surface.x(frames.sentMs[frame] ?? 0);
    if (y == null || x < (takenTo.get(y) ?? 0)) continue;
    const kind = kinds[frames.kind[frame] ?? 0];
    const text = (kind?.name ?? '').toUpperCase();
    const width = context.measureText(text).width;
    if (x + width + 8 > surface.widthPx) continue;
    context.fillStyle = theme.of('panel');
    context.globalAlpha = 0.8;
    context.fillRect(x + 4, y - 20, width + 4, 11);
    context.globalAlpha = 1;
    context.fillStyle = theme.group(kind?.group ?? 'joining');
    context.fillText(text, x + 6, y - 14);
    takenTo.set(y, x + width + 12);
  }
}

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Data} data
 * @param {Look} look
 * @param {readonly number[]} shown
 */
function drawDensity(surface, theme, data, look, shown) {
  const { frames, arrivals, fates, members } = data.model;
  const bins = Math.ceil(surface.widthPx / BIN_PX) + 1;
  const sent = members.map(() => new Float64Array(bins));
  const lost = members.map(() => new Float64Array(bins));
  const count = (/** @type {Float64Array | undefined} */ row, /** @type {number} */ atMs) => {
    const bin = Math.floor(surface.x(atMs) / BIN_PX);
    if (row && bin >= 0 && bin < bins) row[bin] = (row[bin] ?? 0) + 1;
  };
  const isLost = fates.map(({ group }) => group === 'lost');
  for (const frame of shown) {
    count(sent[frames.sender[frame] ?? -1], frames.sentMs[frame] ?? 0);
    for (const arrival of data.arrivalsOf(frame))
      if (isLost[arrivals.fate[arrival] ?? 0] && look.arrives(arrival))
        count(lost[arrivals.to[arrival] ?? -1], arrivals.atMs[arrival] ?? 0);
  }
  const most = Math.max(1, ...sent.flatMap((row) => Array.from(row)));
  const gap = Math.min(...gapsOf(look.lines)) / 2 - 4;
  const { context } = surface;
  const height = (/** @type {number} */ frames) =>
    frames === 0 ? 0 : Math.max(1.5, (gap * Math.log1p(frames)) / Math.log1p(most));
  context.save();
  context.globalAlpha = 0.75;
  look.lines.forEach((y, member) => {
    if (y === null) return;
    for (let bin = 0; bin < bins; bin += 1) {
      const up = height(sent[member]?.[bin] ?? 0);
      const down = height(Math.min(most, lost[member]?.[bin] ?? 0));
      context.fillStyle = theme.of('accent');
      context.fillRect(bin * BIN_PX, y - 1 - up, BIN_PX - 1, up);
      context.fillStyle = theme.of('wrong');
      context.fillRect(bin * BIN_PX, y + 1, BIN_PX - 1, down);
    }
  });
  context.restore();
}

/** @param {readonly (number | null)[]} lines */
function gapsOf(lines) {
  const heights = lines.filter((y) => y !== null);
  const gaps = heights.slice(1).map((y, index) => y - (heights[index] ?? 0));
  return gaps.length > 0 ? gaps : [40];
}
