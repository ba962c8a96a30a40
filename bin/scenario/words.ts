/**
 * The single words of a scenario file, as parts of schemas: times, names of members, names of frames. Each
 * knows what to say when it is written wrongly.
 */

import * as z from 'zod';

/** A text of this form. `mend` may look at what stands there instead. */
function text(form: RegExp, mend: string | ((given: string) => string), example: string) {
  const error =
    typeof mend === 'string' ? mend : (issue: { input?: unknown }) => mend(String(issue.input));
  return (description: string, other = example) =>
    z
      .string()
      .regex(form, { error })
      .meta({ description, examples: [other] });
}

const UNITS = 'write 500ms, 12.5s, 10m or 2h';

function timeMend(given: string): string {
  if (/^-/.test(given)) return 'no time is before the start: leave out the -';
  return /^\d+(\.\d+)?$/.test(given) ? `it lacks its unit: ${UNITS}` : UNITS;
}

function spanMend(given: string): string {
  return /^0+(\.0+)?(ms|s|m|h)$/.test(given) ? 'it must be above 0' : timeMend(given);
}

/** Since the start of the run. */
export const moment = text(/^\d{1,15}(\.\d+)?(ms|s|m|h)$/, timeMend, '12.5s');

/** How long something lasts. */
export const span = text(/^(?!0+(\.0+)?[a-z])\d{1,15}(\.\d+)?(ms|s|m|h)$/, spanMend, '3s');

/** Ahead or back. */
export const shift = text(/^-?\d{1,15}(\.\d+)?(ms|s|m|h)$/, `${UNITS}, with a - for back`, '3s');

export const member = text(
  /^[rp][1-9]\d?$/,
  'the robots are called r1, r2 ..., the pads p1, p2 ...',
  'r2',
);

export const robot = text(/^r[1-9]\d?$/, 'name a robot: r1, r2 ...', 'r2');

export const pad = text(/^p[1-9]\d?$/, 'name a pad: p1, p2 ...', 'p1');

export const receiver = text(
  /^([rp][1-9]\d?|all)$/,
  'name a member, as r1 or p1, or write all',
  'r3',
);

const FRAME = 'sender/boot/sequence, for instance r2/3/17';

export const frame = text(
  /^[rp][1-9]\d?\/[1-9]\d{0,15}\/\d{1,16}$/,
  `name a frame as a trace does: ${FRAME}`,
  'r2/3/17',
);

/** One frame, or the latest ones of a sender. */
export const recorded = text(
  /^[rp][1-9]\d?(\/[1-9]\d{0,15}\/\d{1,16})?$/,
  `name a member, as r2, or a frame: ${FRAME}`,
  'r2',
);

/** From 0 to 1. */
export function probability(description: string, example: number) {
  return z
    .number()
    .min(0)
    .max(1)
    .meta({ description, examples: [example] });
}
