/** What `--trace` and `--trace-frames` have to do with each other, for all commands that have both. */

import { EXIT, ExitError } from './errors.ts';

/** Frames without a trace to put them into are a slip of whoever typed the command. */
export function needTrace(options: {
  readonly trace?: string | undefined;
  readonly traceFrames?: boolean | undefined;
}): void {
  if (options.traceFrames && options.trace === undefined)
    throw new ExitError(
      '--trace-frames says what the trace holds, and there is no trace: add --trace with its path',
      EXIT.usage,
    );
}
