// @ts-check
/**
 * Lines of the transcript as sentences. They are put together when they are shown: most of a trace is
 * frames, and each is told of many times.
 *
 * @import { Data } from './data.js'
 */
import { WHAT } from './data.js';
import { lengthText } from './view.js';

/**
 * What happened in a line, after the name of its member, but not what became of a frame that it sends.
 *
 * @param {Data} data
 * @param {number} line
 */
export function shortSentenceOf(data, line) {
  const { words, happenings } = data.model;
  const ref = data.ref[line] ?? 0;
  if (data.what[line] === WHAT.happening) return words[happenings.words[ref] ?? 0] ?? '';
  if (data.what[line] === WHAT.frame) return `sends ${frameText(data, ref)}`;
  return arrivalText(data, ref);
}

/**
 * The same with everything.
 *
 * @param {Data} data
 * @param {number} line
 */
export function sentenceOf(data, line) {
  const short = shortSentenceOf(data, line);
  if (data.what[line] !== WHAT.frame) return short;
  return `${short}${fatesText(data, data.ref[line] ?? 0)}`;
}

/**
 * How many members heard a frame, refused it, or did not get it.
 *
 * @param {Data} data
 * @param {number} frame
 */
export function fateCounts(data, frame) {
  const { arrivals, fates } = data.model;
  const counts = { heard: 0, refused: 0, lost: 0 };
  for (const arrival of data.arrivalsOf(frame))
    counts[fates[arrivals.fate[arrival] ?? 0]?.group ?? 'heard'] += 1;
  return counts;
}

/**
 * @param {Data} data
 * @param {number} frame
 */
export function frameText(data, frame) {
  const { frames, kinds, words } = data.model;
  const kind = (kinds[frames.kind[frame] ?? 0]?.name ?? '?').toUpperCase();
  const text = words[frames.words[frame] ?? 0] ?? '';
  return text === '' ? kind : `${kind} ${text}`;
}

/**
 * @param {Data} data
 * @param {number} arrival
 */
export function arrivalText(data, arrival) {
  const { arrivals, frames, fates } = data.model;
  const frame = arrivals.frame[arrival] ?? 0;
  const fate = fates[arrivals.fate[arrival] ?? 0];
  const what = `${frameText(data, frame)}, from ${data.nameOf(frames.sender[frame] ?? -1)}`;
  if (fate?.group === 'heard') return `hears ${what}`;
  if (fate?.group === 'refused') return `refuses ${what}: ${fate.help}`;
  const how = `${fate?.name.replace('lost: ', '')}, ${fate?.help}`;
  if ((arrivals.to[arrival] ?? -1) < 0) return `${what} never leaves its sender (${how})`;
  return `does not get ${what} (${how})`;
}

/**
 * Who heard a frame and who did not, in short.
 *
 * @param {Data} data
 * @param {number} frame
 */
function fatesText(data, frame) {
  const { arrivals, fates } = data.model;
  /** @type {Map<string, Set<string>>} */
  const byFate = new Map();
  for (const arrival of data.arrivalsOf(frame)) {
    const fate = fates[arrivals.fate[arrival] ?? 0];
    const to = arrivals.to[arrival] ?? -1;
    const name = fate?.name ?? '?';
    const members = byFate.get(name) ?? new Set();
    members.add(to < 0 ? 'all' : data.nameOf(to));
    byFate.set(name, members);
  }
  if (byFate.size === 0) return '';
  const parts = [...byFate].map(([fate, members]) =>
    fate === 'heard' ? `heard by ${[...members].join(' ')}` : `${fate} (${[...members].join(' ')})`,
  );
  return ` → ${parts.join('; ')}`;
}

/**
 * Each copy of a frame, for the panel of details: to whom, how long it took, what became of it.
 *
 * @param {Data} data
 * @param {number} frame
 * @returns {{ to: string, after: string, fate: string }[]}
 */
export function copiesOf(data, frame) {
  const { arrivals, frames, fates } = data.model;
  return [...data.arrivalsOf(frame)].map((arrival) => {
    const to = arrivals.to[arrival] ?? -1;
    const fate = fates[arrivals.fate[arrival] ?? 0];
    const tookMs = (arrivals.atMs[arrival] ?? 0) - (frames.sentMs[frame] ?? 0);
    const help = fate?.group === 'heard' ? '' : ` (${fate?.help})`;
    return {
      to: to < 0 ? 'all' : data.nameOf(to),
      after: lengthText(tookMs),
      fate: `${fate?.name}${help}`,
    };
  });
}
