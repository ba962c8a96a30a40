/**
 * What cannot happen in the order in which a script has it: the past after the future, a crash of what is
 * down, a cut that separates nobody.
 */

import { Course } from './course.ts';
import { timeText } from './duration.ts';
import { type Happening, isMishap } from './happening.ts';
import { doubles, type Nonsense } from './nonsense.ts';
import type { Members } from './scenario.ts';

/** Null stands for a happening that could not be read, and for members or an end that are not known. */
export function nonsenseOfScript(
  script: readonly (Happening | null)[],
  members: Members | null,
  forMs: number | null,
): Nonsense[] {
  const found: Nonsense[] = [];
  const course = new Course(members);
  let latestMs = 0;
  for (const [index, happening] of script.entries()) {
    if (happening === null || isMishap(happening)) continue;
    const path = ['script', index];
    const { do: verb, atMs } = happening;
    if (forMs !== null && atMs >= forMs) {
      const what = `the run ends at ${timeText(forMs)}, before ${path.join('.')} happens`;
      const mend = 'let it happen earlier, or make for longer';
      found.push({ path: [...path, 'at'], also: ['for'], what, mend });
    }
    if (atMs < latestMs) {
      const what = `this is before what stands above it, at ${timeText(latestMs)}`;
      const mend = 'put what happens in the order of time';
      found.push({ path: [...path, 'at'], also: [], what, mend });
      continue;
    }
    latestMs = atMs;
    if (happening.do === 'partition') found.push(...doubles(happening.side, [...path, verb]));
    const what = course.follow(happening);
    if (what !== null) {
      const mend =
        verb === 'partition'
          ? 'a cut needs somebody on both sides'
          : 'let that end before, or leave one of the two out';
      found.push({ path: [...path, verb], also: [], what, mend });
    }
  }
  return found;
}
