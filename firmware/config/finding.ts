/**
 * A problem on its way to the user: it knows which setting it is about, and learns in the end
 * whether that setting came from a line of the file or from an option.
 */

import type { Problem } from './config-error.ts';
import { type Path, pathText, startsWith } from './path.ts';
import type { Setting } from './settings.ts';
import type { Source } from './source.ts';

export interface Finding {
  readonly path: Path;
  /** Point at the key itself and not at its value. */
  readonly atKey?: boolean;
  /** Other settings that play a part; one given as an option gets the blame. */
  readonly also?: readonly Path[];
  readonly what: string;
  readonly mend: string;
}

/** Those about settings that nothing was said of yet: what has a bad value needn't be compared. */
export function newIn(findings: readonly Finding[], told: readonly Finding[]): Finding[] {
  const paths = new Set(told.map(({ path }) => pathText(path)));
  return findings.filter(
    ({ path, also = [] }) => ![path, ...also].some((touched) => paths.has(pathText(touched))),
  );
}

/** Problems in the order of the file, those of options after them. */
export function locate(
  findings: readonly Finding[],
  source: Source,
  settings: readonly Setting[],
): Problem[] {
  const problems = findings.map((finding) => problemOf(finding, source, settings));
  const END = Number.POSITIVE_INFINITY;
  return problems.sort(
    (a, b) => (a.line ?? END) - (b.line ?? END) || (a.column ?? END) - (b.column ?? END) || 0,
  );
}

function problemOf(finding: Finding, source: Source, settings: readonly Setting[]): Problem {
  const { what, mend } = finding;
  const paths = [finding.path, ...(finding.also ?? [])];
  const path = pathText(finding.path);
  for (const touched of paths) {
    const setting = settings.findLast((candidate) => isBehind(candidate, touched, source));
    if (setting !== undefined) {
      return { where: setting.option, line: null, column: null, path, what, mend };
    }
  }
  const written = paths.find((candidate) => source.has(candidate)) ?? finding.path;
  const { line, column } = source.positionOf(written, finding.atKey ?? false);
  return { where: `${source.shown}:${line}:${column}`, line, column, path, what, mend };
}

/** Whether an option set what stands at a path, or what is around it, or made it on its way. */
function isBehind({ path }: Setting, touched: Path, source: Source): boolean {
  return startsWith(touched, path) || (startsWith(path, touched) && !source.has(touched));
}
