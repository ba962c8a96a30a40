// @ts-check
/**
 * The lines of the members: grey dots while a member is down, a hatched band while it is frozen, thick
 * while it believes to be on a pad, a thin bar over it while it waits, and under it the colour of its epoch.
 *
 * @import { Data } from './data.js'
 * @import { Bar } from '../model.ts'
 * @import { Span } from './view.js'
 * @import { Surface } from './surface.js'
 * @import { Theme } from './theme.js'
 */
import { firstFrom } from './data.js';
import { drawGlyph } from './glyphs.js';

const RANK = 2;
/** With more happenings than these in the window only the rare ones are marked on the lines. */
const MANY = 1200;
/** @type {ReadonlySet<string>} */
const COMMON = new Set(['refuse', 'suspect', 'request', 'leader', 'election']);

/** Where each paint lies beside the line: from its middle, and how high. */
const PLACES = {
  waiting: { offset: -8, height: 3 },
  epoch: { offset: 7, height: 3 },
  inside: { offset: -4, height: 8 },
  down: { offset: -5, height: 10 },
  frozen: { offset: -5, height: 10 },
};

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Data} data
 * @param {Span} view
 * @param {readonly (number | null)[]} lines height of each member's line
 */
export function drawMembers(surface, theme, data, view, lines) {
  const { context, widthPx } = surface;
  const left = Math.max(0, surface.x(data.model.fromMs));
  const right = Math.min(widthPx, surface.x(data.model.toMs));
  context.strokeStyle = theme.of('quiet');
  context.lineWidth = 1.5;
  for (const y of lines) {
    if (y === null) continue;
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(right, y);
    context.stroke();
  }
  for (const bar of data.model.memberBars) {
    const y = lines[bar.row];
    if (y == null || bar.toMs < view.fromMs || bar.fromMs > view.toMs) continue;
    drawBar(surface, theme, bar, y);
  }
}

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Bar} bar
 * @param {number} y
 */
function drawBar(surface, theme, bar, y) {
  const { context, widthPx } = surface;
  const { paint } = bar;
  if (!(paint in PLACES)) return;
  const { offset, height } = PLACES[/** @type {keyof typeof PLACES} */ (paint)];
  const left = Math.max(-4, surface.x(bar.fromMs));
  const right = Math.min(widthPx + 4, surface.x(bar.toMs));
  const width = Math.max(1, right - left);
  const top = y + offset;
  if (paint === 'down' || paint === 'frozen') {
    drawAbsence(surface, theme, paint, left, y, width);
    surface.hitBox(bar.line, bar.words, RANK - 1, left, top, width, height);
    return;
  }
  context.fillStyle = theme.bar(bar);
  context.fillRect(left, top, width, height);
  const reach = paint === 'inside' ? 0 : 2;
  surface.hitBox(bar.line, bar.words, RANK - 1, left, top - reach, width, height + 2 * reach);
}

/**
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {'down' | 'frozen'} paint
 * @param {number} left
 * @param {number} y
 * @param {number} width
 */
function drawAbsence(surface, theme, paint, left, y, width) {
  const { context, widthPx } = surface;
  context.save();
  context.beginPath();
  context.rect(left, y - 5, width, 10);
  context.clip();
  context.fillStyle = theme.of('panel');
  context.fillRect(left, y - 5, width, 10);
  context.strokeStyle = theme.of(paint);
  context.lineWidth = 1.5;
  context.beginPath();
  if (paint === 'down') {
    context.setLineDash([2, 4]);
    context.moveTo(left, y);
    context.lineTo(left + width, y);
  } else
    for (let x = left - 10; x < left + width; x += 6) {
      context.moveTo(x, y + 5);
      context.lineTo(x + 10, y - 5);
    }
  context.stroke();
  context.restore();
  if (width < 44) return;
  surface.font(theme, 10);
  const from = Math.max(left, 0) + 6;
  const wide = context.measureText(paint).width;
  if (from + wide + 8 > Math.min(left + width, widthPx)) return;
  context.fillStyle = theme.of('panel');
  context.fillRect(from - 3, y - 6, wide + 6, 12);
  context.fillStyle = theme.of(paint);
  context.fillText(paint, from, y + 0.5);
}

/**
 * The signs on the lines, and those in the lane of elections, new tokens and alarms.
 *
 * @param {Surface} surface
 * @param {Theme} theme
 * @param {Data} data
 * @param {Span} view
 * @param {(line: number) => boolean} passes
 * @param {readonly (number | null)[]} lines
 * @param {number | null} laneY
 */
export function drawMarks(surface, theme, data, view, passes, lines, laneY) {
  const { happenings, sorts, members } = data.model;
  const begin = firstFrom(data.happenedMs, view.fromMs);
  const end = firstFrom(data.happenedMs, view.toMs);
  const many = end - begin > MANY;
  let labelledTo = 0;
  surface.font(theme, 11);
  for (let place = begin; place < end; place += 1) {
    const mark = sorts[happenings.sort[place] ?? 0]?.mark;
    const member = happenings.member[place] ?? -1;
    const line = data.lineOfHappening[place] ?? -1;
    if (!mark || !passes(line)) continue;
    const x = surface.x(happenings.atMs[place] ?? 0);
    const y = lines[member];
    if (y != null && !(many && COMMON.has(mark))) {
      drawGlyph(surface.context, theme, mark, x, y);
      surface.hitBox(line, '', RANK + 2, x - 5, y - 5, 10, 10);
    }
    if (laneY === null || !(mark === 'election' || mark === 'mint' || mark === 'alarm')) continue;
    drawGlyph(surface.context, theme, mark, x, laneY);
    surface.hitBox(line, '', RANK + 2, x - 6, laneY - 7, 12, 14);
    if (x < labelledTo) continue;
    const name = members[member]?.id ?? '';
    surface.context.fillStyle = theme.of('quiet');
    surface.context.fillText(name, x + 9, laneY + 0.5);
    labelledTo = x + 14 + surface.context.measureText(name).width;
  }
}
