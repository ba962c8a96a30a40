/** What stands in place of an answer of the history that is not there: it is on its way, or it could not be had. */
import type { Asked } from './use-answer.ts';

/** Null once there is an answer and nothing is wrong. `older`: the last answer is still shown beside it. */
export function Pending({
  asked: { answer, problem, again },
  older,
}: {
  readonly asked: Asked<unknown>;
  readonly older: boolean;
}) {
  if (problem !== null) {
    return (
      <span class="tl-problem" role="alert">
        The history could not be read: {problem}.{' '}
        {older && answer !== null && 'What is shown is older. '}
        <button type="button" onClick={again}>
          Try again
        </button>
      </span>
    );
  }
  return answer === null ? <span class="tl-note">Loading the history...</span> : null;
}
