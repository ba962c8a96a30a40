/** Reads the summaries that the shards of a campaign have printed, and adds them up. */
import { readFileSync } from 'node:fs';
import { merged, noRuns, type Summary } from '../../sim/campaign/summary.ts';
import { EXIT, ExitError } from '../errors.ts';

/** All together. Throws ExitError (3) for a file that is no summary, or of another commit. */
export function mergeFiles(paths: readonly string[]): Summary {
  let total = noRuns(null);
  for (const path of paths) {
    const summary = readSummary(path);
    if (total.seeds > 0 && summary.commit !== total.commit)
      throw new ExitError(
        `${path}: is of commit ${summary.commit}, and the files before it are of ${total.commit}; ` +
          'merge runs of the same code only',
        EXIT.config,
      );
    total = merged(total, summary);
  }
  return total;
}

function readSummary(path: string): Summary {
  const text = readFileSync(path, 'utf8');
  const bad = (what: string): never => {
    throw new ExitError(
      `${path}: ${what}; give files that roost sim --json has printed`,
      EXIT.config,
    );
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return bad(`is no JSON (${(error as Error).message})`);
  }
  if (typeof value !== 'object' || value === null) return bad('is no summary of runs');
  const summary = value as Summary;
  if (summary.schemaVersion !== 1) return bad('is of another version of roost');
  const numbers = ['seeds', 'entries', 'entryFrames', 'deliveries', 'cpuSeconds'] as const;
  const wrong = numbers.find((name) => typeof summary[name] !== 'number');
  if (wrong !== undefined) return bad(`has no number of ${wrong}`);
  if (!Array.isArray(summary.failures) || typeof summary.frames !== 'object' || !summary.sometimes)
    return bad('is no summary of runs');
  return summary;
}
