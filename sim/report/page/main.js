// @ts-check
/** Puts the page together: data, filters, diagram and transcript, and what connects them. */
import { Board } from './board.js';
import { controlOverview, controlStage } from './controls.js';
import { Data } from './data.js';
import { Filters } from './filters.js';
import { Transcript } from './transcript.js';

/** A text is searched for when nobody has typed for so long. */
const TYPING_MS = 180;

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no part named ${id}`);
  return found;
}

function start() {
  const data = new Data(JSON.parse(byId('model').textContent ?? ''));
  const filters = new Filters(data, () => refilter());
  const board = new Board(data, filters);
  const transcript = new Transcript(data, filters, (line) => board.select(line));
  board.transcript = transcript;
  const refilter = () => {
    transcript.filter();
    board.redraw();
  };
  filters.build(byId('boxes'));
  controlStage(byId('stage'), board.body, board);
  controlOverview(board.overview, board);
  connectButtons(board);
  connectSearch(filters, refilter);
  new ResizeObserver(() => board.redraw()).observe(byId('stage'));
  window
    .matchMedia('(prefers-color-scheme: dark)')
    .addEventListener('change', () => board.restyle());
  refilter();
  board.goToFailure();
  document.documentElement.classList.add('ready');
}

/** @param {Board} board */
function connectButtons(board) {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (!button) return;
    const { act, line, copy } = button.dataset;
    if (act !== undefined) board.act(act);
    if (line !== undefined) {
      board.select(Number(line));
      byId('board').scrollIntoView({ block: 'start' });
    }
    if (copy !== undefined) copyText(byId(copy), button);
  });
}

/**
 * @param {Filters} filters
 * @param {() => void} refilter
 */
function connectSearch(filters, refilter) {
  const search = /** @type {HTMLInputElement} */ (byId('search'));
  const arrivals = /** @type {HTMLInputElement} */ (byId('arrivals'));
  let timer = 0;
  search.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      filters.text = search.value.trim().toLowerCase();
      refilter();
    }, TYPING_MS);
  });
  arrivals.addEventListener('change', () => {
    filters.arrivalLines = arrivals.checked;
    refilter();
  });
}

/**
 * @param {HTMLElement} from
 * @param {HTMLButtonElement} button
 */
async function copyText(from, button) {
  try {
    await navigator.clipboard.writeText(from.textContent ?? '');
    button.textContent = 'Copied';
  } catch {
    // Some browsers keep the clipboard from pages that are files: then the text is at least selected.
    window.getSelection()?.selectAllChildren(from);
    button.textContent = 'Selected, press Ctrl+C';
  }
}

start();
