// @ts-check
/**
 * Colours of the diagram, from the style sheet, so that light and dark are told apart in one place. Robots
 * and epochs have hues that lie far apart; red is left for what is wrong.
 *
 * @import { Bar, KindGroup } from '../model.ts'
 */

/** @type {readonly string[]} */
const NAMES = [
  'ink',
  'quiet',
  'faint',
  'line',
  'panel',
  'ground',
  'accent',
  'wrong',
  'well',
  'fault',
  'waiting',
  'down',
  'frozen',
  'on-bar',
  'bar-light',
  'panel-light',
  'asking',
  'token',
  'admission',
  'election',
  'beat',
  'joining',
];

/** The golden section puts each hue into the widest gap that is left. */
const GOLDEN = 0.618034;
const FIRST_HUE = 52;
/** The hues between are those of red. */
const HUES = 308;

export class Theme {
  /** @param {Element} root */
  constructor(root) {
    const style = getComputedStyle(root);
    /** @type {Map<string, string>} */
    this.colours = new Map(
      NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim() || '#888']),
    );
    this.font = style.fontFamily;
  }

  /** @param {string} name */
  of(name) {
    return this.colours.get(name) ?? '#888';
  }

  /** @param {KindGroup} group */
  group(group) {
    return this.of(group);
  }

  /**
   * @param {number} index
   * @param {number} [strength]
   * @param {number} [chroma]
   */
  hue(index, strength = 1, chroma = 0.13) {
    const hue = FIRST_HUE + (((index + 1) * GOLDEN) % 1) * HUES;
    return `oklch(${this.of('bar-light')} ${chroma} ${hue.toFixed(1)} / ${shareOf(strength).toFixed(2)})`;
  }

  /**
   * Black or white, whichever can be read on a bar.
   *
   * @param {Bar} bar
   */
  textOn({ paint, strength }) {
    if (paint !== 'robot' && paint !== 'epoch') return this.of('on-bar');
    const share = shareOf(strength);
    const light =
      Number(this.of('bar-light')) * share + Number(this.of('panel-light')) * (1 - share);
    // The luminance goes about with the third power of the lightness; contrast as WCAG defines it.
    const luminance = light ** 3 + 0.05;
    return 1.05 / luminance > luminance / 0.05 ? '#fff' : '#000';
  }

  /** @param {Bar} bar */
  bar(bar) {
    switch (bar.paint) {
      case 'robot':
      case 'inside':
        return this.hue(bar.index, bar.strength);
      case 'epoch':
        return this.hue(bar.index * 3 + 1, 1, 0.07);
      case 'clash':
        return this.of('wrong');
      case 'fault':
      case 'waiting':
      case 'down':
      case 'frozen':
        return this.of(bar.paint);
    }
  }
}

/**
 * How much of a bar's colour covers the ground.
 *
 * @param {number} strength
 */
function shareOf(strength) {
  return 0.18 + 0.82 * strength;
}
