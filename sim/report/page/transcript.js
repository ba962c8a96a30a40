// @ts-check
/**
 * The transcript beside the diagram. Of hundreds of thousands of lines only those on the screen are in the
 * page; all have the same height, so that it is known which.
 *
 * @import { Data } from './data.js'
 * @import { Filters } from './filters.js'
 */
import { firstFrom, WHAT } from './data.js';
import { copiesOf, fateCounts, sentenceOf, shortSentenceOf } from './sentences.js';
import { secondsText } from './view.js';

const ROW_PX = 24;
/** Rows beyond the edges, so that scrolling does not show gaps. */
const SPARE_ROWS = 8;

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function part(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} text
 */
export function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

export class Transcript {
  /**
   * @param {Data} data
   * @param {Filters} filters
   * @param {(line: number) => void} onSelect
   */
  constructor(data, filters, onSelect) {
    this.data = data;
    this.filters = filters;
    this.onSelect = onSelect;
    this.list = part('lines');
    this.space = part('space');
    this.detail = part('detail');
    this.count = part('count');
    /** The lines that pass the filters. */
    this.shown = new Int32Array(0);
    this.selected = -1;
    this.list.addEventListener('scroll', () => this.draw());
    this.list.addEventListener('keydown', (event) => this.onKey(event));
    this.list.addEventListener('click', (event) => {
      const row = event.target instanceof Element ? event.target.closest('[data-line]') : null;
      if (row instanceof HTMLElement) this.onSelect(Number(row.dataset.line));
    });
    new ResizeObserver(() => this.draw()).observe(this.list);
  }

  /** Looks through all lines again. */
  filter() {
    const { data, filters } = this;
    const { text } = filters;
    const total = data.atMs.length;
    const shown = new Int32Array(total);
    let count = 0;
    for (let line = 0; line < total; line += 1) {
      if (!filters.passesLine(line)) continue;
      if (text !== '' && !this.textOf(line).toLowerCase().includes(text)) continue;
      shown[count] = line;
      count += 1;
    }
    this.shown = shown.slice(0, count);
    this.count.textContent = `${count} of ${total} lines`;
    this.space.style.height = `${count * ROW_PX}px`;
    this.reveal();
  }

  /** @param {number} line */
  textOf(line) {
    const { data } = this;
    const name = data.nameOf(data.memberOf(line));
    return `${secondsText(data.atMs[line] ?? 0)} ${name} ${sentenceOf(data, line)}`;
  }

  /** @param {number} line */
  select(line) {
    this.selected = line;
    this.showDetail();
    this.reveal();
  }

  /** The row of the selected line; of its frame, or what came just before, when it is filtered out. */
  selectedRow() {
    const { data, shown, selected } = this;
    if (selected < 0 || shown.length === 0) return -1;
    const row = firstFrom(shown, selected);
    if (shown[row] === selected) return row;
    const frame = data.frameOf(selected);
    const sent = frame < 0 ? -1 : (data.lineOfFrame[frame] ?? -1);
    const sentRow = firstFrom(shown, sent);
    return sent >= 0 && shown[sentRow] === sent ? sentRow : Math.max(0, row - 1);
  }

  /** Scrolls to the selected line unless it is in view. */
  reveal() {
    const row = this.selectedRow();
    if (row >= 0) {
      const { scrollTop, clientHeight } = this.list;
      const top = row * ROW_PX;
      if (top < scrollTop + ROW_PX || top > scrollTop + clientHeight - 2 * ROW_PX)
        this.list.scrollTop = top - clientHeight / 2;
    }
    this.draw();
  }

  draw() {
    const { list, space, shown } = this;
    const first = Math.max(0, Math.floor(list.scrollTop / ROW_PX) - SPARE_ROWS);
    const rows = Math.ceil(list.clientHeight / ROW_PX) + 2 * SPARE_ROWS;
    const selectedRow = this.selectedRow();
    const drawn = [];
    for (let row = first; row < Math.min(shown.length, first + rows); row += 1)
      drawn.push(this.rowOf(row, row === selectedRow));
    space.replaceChildren(...drawn);
    if (selectedRow >= first && selectedRow < first + rows)
      list.setAttribute('aria-activedescendant', `row-${selectedRow}`);
    else list.removeAttribute('aria-activedescendant');
  }

  /**
   * @param {number} row
   * @param {boolean} isSelected
   */
  rowOf(row, isSelected) {
    const { data, shown } = this;
    const line = shown[row] ?? 0;
    const made = element('div', `row ${this.classOf(line)}`, '');
    made.id = `row-${row}`;
    made.dataset.line = String(line);
    made.style.top = `${row * ROW_PX}px`;
    made.setAttribute('role', 'option');
    made.setAttribute('aria-selected', String(isSelected));
    made.setAttribute('aria-posinset', String(row + 1));
    made.setAttribute('aria-setsize', String(shown.length));
    const member = data.memberOf(line);
    made.append(
      element('span', 'when', ((data.atMs[line] ?? 0) / 1000).toFixed(3)),
      element('span', 'who', member < 0 ? '' : data.nameOf(member)),
      element('span', 'what', shortSentenceOf(data, line)),
    );
    if (data.what[line] === WHAT.frame) made.append(this.fatesOf(data.ref[line] ?? 0));
    return made;
  }

  /** @param {number} frame */
  fatesOf(frame) {
    const { heard, refused, lost } = fateCounts(this.data, frame);
    const made = element('span', 'fates', heard > 0 ? `✓${heard}` : '');
    made.title = `heard by ${heard}, refused by ${refused}, lost for ${lost}`;
    if (refused > 0) made.append(element('b', '', `□${refused}`));
    if (lost > 0) made.append(element('b', '', `×${lost}`));
    return made;
  }

  /** @param {number} line */
  classOf(line) {
    const { data } = this;
    const { kinds, frames, sorts, happenings, fates, arrivals } = data.model;
    const ref = data.ref[line] ?? 0;
    if (data.what[line] === WHAT.happening) return `is-${sorts[happenings.sort[ref] ?? 0]?.name}`;
    const frame = data.frameOf(line);
    const group = kinds[frames.kind[frame] ?? 0]?.group ?? '';
    if (data.what[line] === WHAT.frame) return `frame ${group}`;
    return `frame ${group} arrival ${fates[arrivals.fate[ref] ?? 0]?.group}`;
  }

  /** Everything about the selected line, below the list. */
  showDetail() {
    const { data, selected, detail } = this;
    if (selected < 0) {
      detail.replaceChildren();
      return;
    }
    const name = data.nameOf(data.memberOf(selected));
    const heading = element('p', 'heading', '');
    heading.append(
      element('strong', '', `${secondsText(data.atMs[selected] ?? 0)} ${name} `),
      shortSentenceOf(data, selected),
    );
    detail.replaceChildren(heading);
    const frame = data.frameOf(selected);
    if (frame >= 0) detail.append(...this.frameDetail(frame));
  }

  /** @param {number} frame */
  frameDetail(frame) {
    const { data } = this;
    const { frames } = data.model;
    const sent =
      frames.seenSent[frame] === 1
        ? `sent at ${secondsText(frames.sentMs[frame] ?? 0)}`
        : 'the sending is not in the trace';
    const facts = `Frame ${frames.name[frame]}, ${frames.bytes[frame]} bytes, ${sent}.`;
    const table = element('table', 'copies', '');
    for (const { to, after, fate } of copiesOf(data, frame)) {
      const row = document.createElement('tr');
      row.append(element('th', '', to), element('td', '', `+${after}`), element('td', '', fate));
      row.firstElementChild?.setAttribute('scope', 'row');
      table.append(row);
    }
    return [element('p', 'facts', facts), table];
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const page = Math.max(1, Math.floor(this.list.clientHeight / ROW_PX) - 1);
    const steps = new Map([
      ['ArrowDown', 1],
      ['ArrowUp', -1],
      ['PageDown', page],
      ['PageUp', -page],
      ['Home', -this.shown.length],
      ['End', this.shown.length],
    ]);
    const step = steps.get(event.key);
    if (step === undefined) return;
    event.preventDefault();
    this.move(step);
  }

  /** @param {number} rows */
  move(rows) {
    const { shown } = this;
    if (shown.length === 0) return;
    const row = Math.max(0, Math.min(shown.length - 1, this.selectedRow() + rows));
    this.onSelect(shown[row] ?? 0);
  }
}
