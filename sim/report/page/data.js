// @ts-check
/**
 * The model of the run, made quick to ask: what lies within a window of time, and what a line says.
 *
 * @import { ReportModel } from '../model.ts'
 * @import { Span } from './view.js'
 */

/** What a line of the transcript is. */
export const WHAT = { frame: 0, arrival: 1, happening: 2 };

/** Frames are looked through by so many at a time. */
const CHUNK = 128;

export class Data {
  /** @param {ReportModel} model */
  constructor(model) {
    this.model = model;
    const { lines, frames, arrivals, happenings } = model;
    /** Of each line: what it is, and its place among those. */
    this.what = Uint8Array.from(lines, (line) => line % 3);
    this.ref = Int32Array.from(lines, (line) => Math.floor(line / 3));
    this.lineOfFrame = new Int32Array(frames.name.length).fill(-1);
    this.lineOfArrival = new Int32Array(arrivals.frame.length).fill(-1);
    this.lineOfHappening = new Int32Array(happenings.atMs.length).fill(-1);
    const linesOf = [this.lineOfFrame, this.lineOfArrival, this.lineOfHappening];
    for (let line = 0; line < lines.length; line += 1)
      /** @type {Int32Array} */ (linesOf[this.what[line] ?? 0])[this.ref[line] ?? 0] = line;
    this.atMs = Float64Array.from(lines, (_, line) => this.timeOf(line));
    this.sentMs = Float64Array.from(frames.sentMs);
    this.happenedMs = Float64Array.from(happenings.atMs);
    this.groupArrivals();
  }

  /** Arrivals by frame, and for each chunk of frames the last of their arrivals. */
  groupArrivals() {
    const { frame, atMs } = this.model.arrivals;
    const frames = this.sentMs.length;
    this.firstOf = new Int32Array(frames + 1);
    for (const of of frame) this.firstOf[of + 1] = (this.firstOf[of + 1] ?? 0) + 1;
    for (let at = 0; at < frames; at += 1)
      this.firstOf[at + 1] = (this.firstOf[at + 1] ?? 0) + (this.firstOf[at] ?? 0);
    this.byFrame = new Int32Array(frame.length);
    const next = this.firstOf.slice();
    this.lastMs = Float64Array.from({ length: Math.ceil(frames / CHUNK) }, () => -Infinity);
    frame.forEach((of, arrival) => {
      const place = next[of] ?? 0;
      /** @type {Int32Array} */ (this.byFrame)[place] = arrival;
      next[of] = place + 1;
      const chunk = Math.floor(of / CHUNK);
      const lastMs = /** @type {Float64Array} */ (this.lastMs);
      lastMs[chunk] = Math.max(lastMs[chunk] ?? 0, atMs[arrival] ?? 0);
    });
  }

  /** @param {number} line */
  timeOf(line) {
    const { frames, arrivals, happenings } = this.model;
    const ref = this.ref[line] ?? 0;
    const columns = [frames.sentMs, arrivals.atMs, happenings.atMs];
    return columns[this.what[line] ?? 0]?.[ref] ?? 0;
  }

  /**
   * The member that a line is about, -1 for the world.
   *
   * @param {number} line
   */
  memberOf(line) {
    const { frames, arrivals, happenings } = this.model;
    const ref = this.ref[line] ?? 0;
    const columns = [frames.sender, arrivals.to, happenings.member];
    return columns[this.what[line] ?? 0]?.[ref] ?? -1;
  }

  /**
   * The frame that a line is about, or -1.
   *
   * @param {number} line
   */
  frameOf(line) {
    const ref = this.ref[line] ?? -1;
    if (this.what[line] === WHAT.frame) return ref;
    return this.what[line] === WHAT.arrival ? (this.model.arrivals.frame[ref] ?? -1) : -1;
  }

  /**
   * The first line at a time or later.
   *
   * @param {number} atMs
   */
  lineAt(atMs) {
    return Math.min(firstFrom(this.atMs, atMs), this.atMs.length - 1);
  }

  /**
   * Calls `see` for each frame that is sent or arrives within a window, in order of sending.
   *
   * @param {Span} view
   * @param {(frame: number) => void} see
   */
  framesWithin(view, see) {
    const end = firstFrom(this.sentMs, view.toMs);
    const lastMs = /** @type {Float64Array} */ (this.lastMs);
    for (let chunk = 0; chunk * CHUNK < end; chunk += 1) {
      const from = chunk * CHUNK;
      const to = Math.min(end, from + CHUNK);
      // Sent before the window and heard before it, all of them.
      if ((lastMs[chunk] ?? 0) < view.fromMs && (this.sentMs[to - 1] ?? 0) < view.fromMs) continue;
      for (let frame = from; frame < to; frame += 1) see(frame);
    }
  }

  /**
   * The arrivals of a frame, as places.
   *
   * @param {number} frame
   * @returns {Int32Array}
   */
  arrivalsOf(frame) {
    const { byFrame, firstOf } = this;
    if (!byFrame || !firstOf) return new Int32Array(0);
    return byFrame.subarray(firstOf[frame], firstOf[frame + 1]);
  }

  /** @param {number} member */
  nameOf(member) {
    return this.model.members[member]?.id ?? 'world';
  }
}

/**
 * The place of the first value that is not below `least` in an ordered list.
 *
 * @param {ArrayLike<number>} values
 * @param {number} least
 */
export function firstFrom(values, least) {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
