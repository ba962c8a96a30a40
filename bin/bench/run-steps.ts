/** Carries out the steps of a sequence, says what was seen, and ends at the first thing that is not as it should be. */

import { EXIT } from '../errors.ts';
import { type Ground, waitFor } from './ground.ts';
import type { Act, Step } from './steps.ts';
import { confirm, DONE, failed, type Outcome } from './talk.ts';

export interface Hands<Readings> {
  readings(): Readings;
  /** Null when it went as it should. */
  act(act: Act): Promise<Outcome | null>;
}

type Place = Omit<Ground, 'bench' | 'file'>;

export async function runSteps<Readings>(
  steps: readonly Step<Readings>[],
  hands: Hands<Readings>,
  ground: Place,
): Promise<Outcome> {
  let doubts = 0;
  for (const [index, step] of steps.entries()) {
    const { talk } = ground;
    talk.say(`${index + 1}/${steps.length} ${step.title}`);
    if (ground.isStopped()) return failed('stopped', EXIT.timeout);
    const refusal = step.confirm === undefined ? null : await confirm(ground, step.confirm);
    const trouble = refusal ?? (await hands.act(step.act));
    if (trouble !== null) return trouble;
    const { expect } = step;
    if (expect === undefined) continue;
    const isSeen = await waitFor(ground, () => expect.isSeen(hands.readings()), expect.withinMs);
    const found = expect.found === undefined ? '' : `: ${expect.found(hands.readings())}`;
    if (isSeen) talk.say(`    seen: ${expect.what}${found}`);
    else if (ground.isStopped()) return failed('stopped', EXIT.timeout);
    else if (expect.otherwise === undefined) {
      const withinS = (expect.withinMs / 1000).toFixed(1);
      return failed(`NOT seen within ${withinS} s: ${expect.what}${found}`, EXIT.timeout);
    } else {
      doubts += 1;
      talk.say(`    NOT seen: ${expect.what}${found}; ${expect.otherwise}`);
    }
  }
  ground.talk.say(
    doubts === 0 ? 'all steps done, all as it should be' : `all steps done, ${doubts} in doubt`,
  );
  return DONE;
}
