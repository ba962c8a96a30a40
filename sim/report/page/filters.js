// @ts-check
/**
 * What is shown and what is not: kinds of frames, what became of them, members, faults, events. Each is a
 * box that can be ticked, and a group can be ticked at once.
 *
 * @import { Data } from './data.js'
 */
import { WHAT } from './data.js';

/** These come so often that they hide the rest of the transcript. */
const QUIET_AT_FIRST = ['persist'];

export class Filters {
  /**
   * @param {Data} data
   * @param {() => void} onChange
   */
  constructor(data, onChange) {
    const { kinds, fates, members, sorts, lanes } = data.model;
    this.data = data;
    this.onChange = onChange;
    this.kinds = kinds.map(() => true);
    this.fates = fates.map(() => true);
    this.members = members.map(() => true);
    this.sorts = sorts.map(({ name }) => !QUIET_AT_FIRST.includes(name));
    /** @type {Set<string>} */
    this.hiddenFaults = new Set();
    /** Whether each arrival has a line in the transcript, beside the line of its frame. */
    this.arrivalLines = false;
    /** In lower case. */
    this.text = '';
    const faults = lanes.flatMap(({ bars }) => bars.flatMap(({ fault }) => fault ?? []));
    this.faults = [...new Set(faults)].sort();
  }

  /** @param {number} frame */
  passesFrame(frame) {
    const { frames } = this.data.model;
    const sender = frames.sender[frame] ?? -1;
    return (this.kinds[frames.kind[frame] ?? 0] ?? true) && (this.members[sender] ?? true);
  }

  /** @param {number} arrival */
  passesArrival(arrival) {
    const { arrivals } = this.data.model;
    const to = arrivals.to[arrival] ?? -1;
    return (this.fates[arrivals.fate[arrival] ?? 0] ?? true) && (this.members[to] ?? true);
  }

  /** @param {number} line */
  passesLine(line) {
    const { data } = this;
    const ref = data.ref[line] ?? 0;
    if (data.what[line] === WHAT.happening) {
      const { sort, member } = data.model.happenings;
      return (this.sorts[sort[ref] ?? 0] ?? true) && (this.members[member[ref] ?? -1] ?? true);
    }
    if (data.what[line] === WHAT.frame) return this.passesFrame(ref);
    const frame = data.model.arrivals.frame[ref] ?? 0;
    return this.arrivalLines && this.passesFrame(frame) && this.passesArrival(ref);
  }

  /**
   * The boxes, in groups.
   *
   * @param {HTMLElement} into
   */
  build(into) {
    const { kinds, fates, members, sorts } = this.data.model;
    const list = (/** @type {boolean[]} */ shown, /** @type {readonly string[]} */ names) =>
      names.map((name, place) => ({
        name,
        isOn: () => shown[place] ?? true,
        set: (/** @type {boolean} */ on) => {
          shown[place] = on;
        },
      }));
    const names = (/** @type {readonly { name: string }[]} */ all) => all.map(({ name }) => name);
    const swatches = kinds.map(({ group }) => group);
    const ids = members.map(({ id }) => id);
    const groups = [
      { title: 'Kinds of frames', boxes: list(this.kinds, names(kinds)), swatches },
      { title: 'What became of them', boxes: list(this.fates, names(fates)), swatches: [] },
      { title: 'Members', boxes: list(this.members, ids), swatches: [] },
      { title: 'Faults', boxes: this.faultBoxes(), swatches: [] },
      { title: 'Events', boxes: list(this.sorts, names(sorts)), swatches: [] },
    ];
    for (const group of groups) if (group.boxes.length > 0) into.append(this.fieldset(group));
  }

  faultBoxes() {
    return this.faults.map((name) => ({
      name,
      isOn: () => !this.hiddenFaults.has(name),
      set: (/** @type {boolean} */ on) => {
        if (on) this.hiddenFaults.delete(name);
        else this.hiddenFaults.add(name);
      },
    }));
  }

  /**
   * @param {{ title: string, boxes: { name: string, isOn: () => boolean, set: (on: boolean) => void }[], swatches: readonly string[] }} group
   */
  fieldset({ title, boxes, swatches }) {
    const fieldset = document.createElement('fieldset');
    const legend = document.createElement('legend');
    legend.textContent = title;
    fieldset.append(legend);
    /** @type {HTMLInputElement[]} */
    const inputs = [];
    boxes.forEach((box, place) => {
      const label = document.createElement('label');
      const input = document.createElement('input');
      input.type = 'checkbox';
      input.checked = box.isOn();
      input.addEventListener('change', () => {
        box.set(input.checked);
        this.onChange();
      });
      inputs.push(input);
      label.append(input);
      const swatch = swatches[place];
      if (swatch !== undefined) {
        const dot = document.createElement('span');
        dot.className = `dot ${swatch}`;
        label.append(dot);
      }
      label.append(box.name);
      fieldset.append(label);
    });
    if (boxes.length > 2) legend.append(' ', this.allButton(title, boxes, inputs));
    return fieldset;
  }

  /**
   * @param {string} title
   * @param {readonly { set: (on: boolean) => void }[]} boxes
   * @param {readonly HTMLInputElement[]} inputs
   */
  allButton(title, boxes, inputs) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'all / none';
    button.setAttribute('aria-label', `${title}: all or none`);
    button.addEventListener('click', () => {
      const on = inputs.some((input) => !input.checked);
      boxes.forEach((box, place) => {
        box.set(on);
        const input = inputs[place];
        if (input) input.checked = on;
      });
      this.onChange();
    });
    return button;
  }
}
