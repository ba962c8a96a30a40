// @ts-check
/**
 * The diagram as a whole: the window of time, what is selected, and drawing all of it anew, at most once
 * for each picture that the screen shows.
 *
 * @import { Data } from './data.js'
 * @import { Filters } from './filters.js'
 * @import { Span } from './view.js'
 * @import { Strip } from './layout.js'
 * @import { Transcript } from './transcript.js'
 */
import { drawBars } from './draw-bars.js';
import { drawFrames } from './draw-frames.js';
import { drawMarks, drawMembers } from './draw-members.js';
import { drawAxis, drawBatteries, drawGrid, drawOverview } from './draw-rest.js';
import { nameLanes } from './gutter.js';
import { heightOf, layoutOf, MEMBERS, memberLines } from './layout.js';
import { sentenceOf } from './sentences.js';
import { Surface } from './surface.js';
import { Theme } from './theme.js';
import { fitted, lengthText, panned, secondsText, showing, zoomed } from './view.js';

const ZOOM = 1.6;
const CLOSER = 6;
const STEP = 0.25;

/**
 * @template {Element} T
 * @param {string} id
 * @returns {T}
 */
function part(id) {
  return /** @type {T} */ (/** @type {unknown} */ (document.getElementById(id)));
}

export class Board {
  /**
   * @param {Data} data
   * @param {Filters} filters
   */
  constructor(data, filters) {
    this.data = data;
    this.filters = filters;
    /** @type {Transcript | null} */
    this.transcript = null;
    this.body = new Surface(part('body'));
    this.axis = new Surface(part('axis'));
    this.overview = new Surface(part('overview'));
    this.theme = new Theme(document.documentElement);
    this.span = fitted(data.model.focus, data.model);
    this.selected = -1;
    /** @type {number | null} */
    this.hoverMs = null;
    /** @type {Set<string>} */
    this.folded = new Set();
    /** @type {Strip[]} */
    this.strips = [];
    this.wanted = false;
  }

  view() {
    return this.span;
  }

  /** @param {Span} wanted */
  show(wanted) {
    this.span = fitted(wanted, this.data.model);
    this.tip(null);
    this.redraw();
  }

  /**
   * @param {number} factor
   * @param {number} anchorMs
   */
  zoom(factor, anchorMs) {
    this.show(zoomed(this.span, factor, anchorMs));
  }

  /** @param {number} byMs */
  pan(byMs) {
    this.show(panned(this.span, byMs));
  }

  /** @param {number | null} atMs */
  hover(atMs) {
    this.hoverMs = atMs;
    this.placeHover();
    drawAxis(this.axis, this.theme, this.data, this.span, atMs);
  }

  /** The line under the pointer stands apart: moving it must not cost a new picture. */
  placeHover() {
    /** @type {HTMLElement} */
    const line = part('hover');
    line.hidden = this.hoverMs === null;
    if (this.hoverMs !== null) line.style.left = `${this.body.x(this.hoverMs)}px`;
  }

  /**
   * Selects a line of the transcript, here and there, and brings it into view.
   *
   * @param {number} line
   */
  select(line) {
    this.selected = line;
    if (line >= 0) this.show(showing(this.span, this.data.atMs[line] ?? 0));
    else this.redraw();
    this.transcript?.select(line);
  }

  /**
   * The line that comes next at a time.
   *
   * @param {number} atMs
   */
  pick(atMs) {
    if (this.data.atMs.length > 0) this.select(this.data.lineAt(atMs));
  }

  /**
   * What is under the pointer is selected.
   *
   * @param {PointerEvent} event
   */
  click(event) {
    const hit = this.hitAt(event);
    if (!hit || hit.line < 0) return false;
    this.select(hit.line);
    // A finger does not hover.
    if (event.pointerType === 'touch') requestAnimationFrame(() => this.tip(event));
    return true;
  }

  /** @param {PointerEvent} event */
  hitAt(event) {
    const box = this.body.canvas.getBoundingClientRect();
    return this.body.find(event.clientX - box.left, event.clientY - box.top);
  }

  /**
   * Says beside the pointer what is under it.
   *
   * @param {PointerEvent | null} event
   */
  tip(event) {
    /** @type {HTMLElement} */
    const tip = part('tip');
    const hit = event && this.hitAt(event);
    tip.hidden = !hit;
    if (!event || !hit) return;
    tip.textContent = hit.words !== '' ? hit.words : this.lineText(hit.line);
    const box = /** @type {HTMLElement} */ (tip.offsetParent ?? tip).getBoundingClientRect();
    const x = Math.min(event.clientX - box.left + 14, box.width - tip.offsetWidth - 8);
    const below = event.clientY - box.top + 18;
    tip.style.left = `${Math.max(4, x)}px`;
    tip.style.top = `${below}px`;
  }

  /** @param {number} line */
  lineText(line) {
    const { data } = this;
    const name = data.memberOf(line) < 0 ? '' : `${data.nameOf(data.memberOf(line))} `;
    return `${secondsText(data.atMs[line] ?? 0)}  ${name}${sentenceOf(data, line)}`;
  }

  /**
   * What buttons and keys ask for.
   *
   * @param {string} name
   */
  act(name) {
    const { fromMs, toMs } = this.span;
    const { model } = this.data;
    const widthMs = toMs - fromMs;
    const selectedMs = this.selected >= 0 ? (this.data.atMs[this.selected] ?? 0) : -1;
    const anchorMs = selectedMs >= fromMs && selectedMs <= toMs ? selectedMs : fromMs + widthMs / 2;
    /** @type {Readonly<Record<string, () => void>>} */
    const acts = {
      in: () => this.zoom(1 / ZOOM, anchorMs),
      out: () => this.zoom(ZOOM, anchorMs),
      left: () => this.pan(-widthMs * STEP),
      right: () => this.pan(widthMs * STEP),
      all: () => this.show(model),
      start: () => this.show({ fromMs: model.fromMs, toMs: model.fromMs + widthMs }),
      end: () => this.show({ fromMs: model.toMs - widthMs, toMs: model.toMs }),
      failure: () => this.goToFailure(),
      next: () => this.transcript?.move(1),
      previous: () => this.transcript?.move(-1),
      clear: () => this.select(-1),
    };
    acts[name]?.();
  }

  /** Shows what led to the failure; asked again, it looks closer. */
  goToFailure() {
    const { model } = this.data;
    const { failure } = model;
    const line = failure ? this.lastLineBy(failure.atMs) : -1;
    if (failure && line === this.selected && showing(this.span, failure.atMs) === this.span) {
      this.zoom(1 / CLOSER, failure.atMs);
      return;
    }
    this.span = fitted(model.focus, model);
    if (failure) this.select(line);
    else this.redraw();
  }

  /**
   * The last line that is not later than a time.
   *
   * @param {number} atMs
   */
  lastLineBy(atMs) {
    const { data } = this;
    const after = data.lineAt(atMs + 1e-3);
    return (data.atMs[after] ?? 0) > atMs + 1e-3 ? after - 1 : after;
  }

  /** Colours or sizes are others now. */
  restyle() {
    this.theme = new Theme(document.documentElement);
    this.redraw();
  }

  /**
   * Folds a lane, or unfolds it.
   *
   * @param {string} id
   */
  fold(id) {
    if (!this.folded.delete(id)) this.folded.add(id);
    this.redraw();
  }

  redraw() {
    if (this.wanted) return;
    this.wanted = true;
    requestAnimationFrame(() => {
      this.wanted = false;
      this.draw();
    });
  }

  draw() {
    const { data, theme, span, axis, overview, body } = this;
    this.strips = layoutOf(data, this.folded, this.filters.members);
    nameLanes(
      part('gutter'),
      data,
      this.strips,
      memberLines(this.strips, this.filters.members),
      (id) => this.fold(id),
    );
    drawOverview(overview, theme, data, span);
    drawAxis(axis, theme, data, span, this.hoverMs);
    body.begin(span, heightOf(this.strips));
    this.drawBody();
    if (data.model.failure) body.upright(data.model.failure.atMs, theme.of('wrong'), 2);
    if (this.selected >= 0) body.upright(data.atMs[this.selected] ?? 0, theme.of('accent'), 1.5);
    const { fromMs, toMs } = span;
    part('window').textContent =
      `${secondsText(fromMs, (toMs - fromMs) / 100)} to ${secondsText(toMs, (toMs - fromMs) / 100)} (${lengthText(toMs - fromMs)})`;
  }

  drawBody() {
    const { data, theme, filters, span, body, strips } = this;
    body.context.fillStyle = theme.of('ground');
    strips.forEach(({ topPx, heightPx }, place) => {
      if (place % 2 === 0) body.context.fillRect(0, topPx, body.widthPx, heightPx);
    });
    drawGrid(body, theme, span);
    this.drawHeals();
    const folded = this.folded.has(MEMBERS);
    const lines = memberLines(strips, filters.members);
    for (const strip of strips) {
      if (strip.sort === 'bars') drawBars(body, theme, strip, span, filters.hiddenFaults);
      else if (strip.sort === 'batteries')
        drawBatteries(body, theme, data, strip, span, filters.members);
    }
    drawMembers(body, theme, data, span, lines);
    const chosen = this.selected < 0 ? -1 : data.frameOf(this.selected);
    const few =
      folded ||
      drawFrames(body, theme, data, {
        view: span,
        lines,
        passes: (frame) => filters.passesFrame(frame),
        arrives: (arrival) => filters.passesArrival(arrival),
        chosen,
      });
    const marks = strips.find(({ sort }) => sort === 'marks');
    const laneY = marks ? marks.topPx + marks.heightPx / 2 : null;
    drawMarks(body, theme, data, span, (line) => filters.passesLine(line), lines, laneY);
    /** @type {HTMLElement} */ (part('many')).hidden = few;
  }

  /** All faults end: a line over everything. */
  drawHeals() {
    const { data, theme, body } = this;
    const { sorts, happenings } = data.model;
    happenings.atMs.forEach((atMs, place) => {
      if (sorts[happenings.sort[place] ?? 0]?.name !== 'heal') return;
      body.upright(atMs, theme.of('well'), 2, [7, 4]);
      const line = data.lineOfHappening[place] ?? -1;
      body.hitStroke(line, 0, body.x(atMs), 0, body.x(atMs), body.heightPx);
    });
  }
}
