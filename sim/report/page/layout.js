// @ts-check
/**
 * Where each lane stands, from the top: lanes of bars, marks, batteries, and the lines of the members. A
 * lane that was folded keeps thin rows.
 *
 * @import { Data } from './data.js'
 * @import { Lane } from '../model.ts'
 *
 * @typedef {object} Strip
 * @property {string} id
 * @property {string} title
 * @property {string} help
 * @property {'bars' | 'marks' | 'batteries' | 'members'} sort
 * @property {Lane | null} lane
 * @property {number} topPx
 * @property {number} heightPx
 * @property {number} rowPx
 * @property {boolean} folded
 */

const PADDING_PX = 5;
const ROW_PX = 17;
const FOLDED_PX = 5;
const BATTERY_PX = 60;

/** The lines of the members, and the room around them. */
export const MEMBERS = 'members';

/**
 * @param {Data} data
 * @param {ReadonlySet<string>} folded
 * @param {readonly boolean[]} members those that are shown
 * @returns {Strip[]}
 */
export function layoutOf(data, folded, members) {
  const { lanes, batteries } = data.model;
  /** @type {Omit<Strip, 'topPx' | 'heightPx' | 'folded' | 'rowPx'>[]} */
  const wanted = lanes.map((lane) => ({ ...lane, sort: 'bars', lane }));
  wanted.push({
    id: 'marks',
    title: 'Elections, tokens',
    help: 'Triangle: an election begins. Star: a new token is made. Exclamation mark: an alarm.',
    sort: 'marks',
    lane: null,
  });
  if (batteries.length > 0)
    wanted.push({
      id: 'batteries',
      title: 'Batteries',
      help: 'Charge of each robot, 0 to 100 percent.',
      sort: 'batteries',
      lane: null,
    });
  wanted.push({
    id: MEMBERS,
    title: 'Frames',
    help: 'A line for each member; time runs to the right. An arrow is a frame, from where it is sent to where it is heard.',
    sort: 'members',
    lane: null,
  });
  let topPx = 0;
  const shown = members.filter(Boolean).length;
  return wanted.map((strip) => {
    const isFolded = folded.has(strip.id);
    const rowPx = rowOf(strip.sort, isFolded, shown);
    const rows = strip.sort === 'members' ? shown : (strip.lane?.rows ?? 1);
    const heightPx = 2 * PADDING_PX + Math.max(rows * rowPx, ROW_PX);
    const placed = { ...strip, folded: isFolded, topPx, rowPx, heightPx };
    topPx += heightPx;
    return placed;
  });
}

/**
 * @param {Strip['sort']} sort
 * @param {boolean} folded
 * @param {number} members
 */
function rowOf(sort, folded, members) {
  if (sort === 'members') return folded ? ROW_PX : Math.max(34, Math.min(62, 520 / (members || 1)));
  if (folded) return FOLDED_PX;
  return sort === 'batteries' ? BATTERY_PX : ROW_PX;
}

/** @param {readonly Strip[]} strips */
export function heightOf(strips) {
  const last = strips.at(-1);
  return last ? last.topPx + last.heightPx : 0;
}

/**
 * Top of a row in its strip.
 *
 * @param {Strip} strip
 * @param {number} row
 */
export function rowTop(strip, row) {
  return strip.topPx + PADDING_PX + row * strip.rowPx;
}

/**
 * Height of each member's line; null for those that are not shown.
 *
 * @param {readonly Strip[]} strips
 * @param {readonly boolean[]} shown
 * @returns {(number | null)[]}
 */
export function memberLines(strips, shown) {
  const strip = strips.find(({ sort }) => sort === 'members');
  let row = 0;
  return shown.map((isShown) => {
    if (!isShown || !strip) return null;
    row += 1;
    return rowTop(strip, row - 0.5);
  });
}
