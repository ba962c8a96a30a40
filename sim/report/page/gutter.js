// @ts-check
/**
 * The names of lanes and members, left of the diagram. They are text and buttons of the page, so that they
 * can be read aloud and pressed; a press folds a lane.
 *
 * @import { Data } from './data.js'
 * @import { Strip } from './layout.js'
 */

/**
 * Puts the names where their lanes are, unless they stand there already.
 *
 * @param {HTMLElement} gutter
 * @param {Data} data
 * @param {readonly Strip[]} strips
 * @param {readonly (number | null)[]} lines height of each member's line
 * @param {(id: string) => void} onFold
 */
export function nameLanes(gutter, data, strips, lines, onFold) {
  const key = JSON.stringify([strips.map(({ topPx, folded }) => [topPx, folded]), lines]);
  if (gutter.dataset.key === key) return;
  gutter.dataset.key = key;
  const { activeElement } = document;
  const focused = activeElement instanceof HTMLElement ? activeElement.dataset.lane : undefined;
  const buttons = strips.map((strip) => laneButton(strip, onFold));
  gutter.replaceChildren(...buttons, ...memberNames(data, lines));
  // The button that was pressed is another one now.
  buttons.find((button) => button.dataset.lane === focused)?.focus();
}

/**
 * @param {Strip} strip
 * @param {(id: string) => void} onFold
 */
function laneButton({ id, title, help, topPx, heightPx, folded, sort }, onFold) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = sort === 'members' ? 'lane members' : 'lane';
  button.dataset.lane = id;
  button.textContent = title;
  button.title = help;
  button.style.top = `${topPx}px`;
  button.style.height = sort === 'members' ? 'auto' : `${heightPx}px`;
  button.setAttribute('aria-expanded', String(!folded));
  button.addEventListener('click', () => onFold(id));
  return button;
}

/**
 * @param {Data} data
 * @param {readonly (number | null)[]} lines
 */
function memberNames(data, lines) {
  return data.model.members.flatMap(({ id }, member) => {
    const y = lines[member];
    if (y == null) return [];
    const name = document.createElement('span');
    name.className = 'member';
    name.textContent = id;
    name.style.top = `${y}px`;
    return [name];
  });
}
