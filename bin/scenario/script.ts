/**
 * Reads the script of a scenario: one mapping after the other, each judged by its own verb, so that what is
 * said of a mistake fits what was meant.
 */

import type { Finding } from '../../firmware/config/finding.ts';
import { suggestion } from '../../firmware/config/nearest.ts';
import { describe, isMapping, type Path, pathText, valueAt } from '../../firmware/config/path.ts';
import type { Happening } from '../../sim/scenario/happening.ts';
import { COMPANIONS, isMishapVerb, VERBS } from './verbs.ts';

export interface ReadScript {
  /** Null for each that cannot be read. */
  readonly happenings: readonly (Happening | null)[];
  readonly findings: readonly Finding[];
}

const NAMES = Object.keys(VERBS) as Happening['do'][];

/** `root` is the value of the whole file. What isn't a list is left to the schema of the file. */
export function readScript(root: unknown): ReadScript {
  const list = valueAt(root, ['script']);
  if (!Array.isArray(list)) return { happenings: [], findings: [] };
  const read = list.map((_, index) => readHappening(root, ['script', index]));
  return {
    happenings: read.map((result) => (Array.isArray(result) ? null : result)),
    findings: read.flatMap((result) => (Array.isArray(result) ? result : [])),
  };
}

function readHappening(root: unknown, path: Path): Happening | Finding[] {
  const value = valueAt(root, path);
  const text = pathText(path);
  if (!isMapping(value)) {
    const what = `${text} is ${describe(value)}, not a mapping`;
    return [{ path, what, mend: 'write for instance - { at: 10s, crash: r2, for: 3s }' }];
  }
  const [name, ...others] = NAMES.filter((candidate) => Object.hasOwn(value, candidate));
  if (name === undefined) return [verbMissing(value, path)];
  if (others.length > 0) {
    const what = `${text} has ${[name, ...others].join(' and ')}`;
    return [{ path, what, mend: 'make an entry of its own for each' }];
  }
  const result = VERBS[name].read(root, path);
  return Array.isArray(result) && isMishapVerb(name) ? result.map(timeless) : result;
}

function verbMissing(value: Readonly<Record<string, unknown>>, path: Path): Finding {
  const unknown = Object.keys(value).find((key) => !COMPANIONS.has(key));
  if (unknown === undefined) {
    const what = `${pathText(path)} does not say what happens`;
    return { path, what, mend: `add one of: ${NAMES.join(', ')}` };
  }
  const what = `unknown key '${unknown}' in ${pathText(path)}`;
  return { path: [...path, unknown], atKey: true, what, mend: suggestion(unknown, NAMES) };
}

/** A mishap of a frame with a time: not a misspelt key, but a misunderstanding. */
function timeless(finding: Finding): Finding {
  if (finding.path.at(-1) !== 'at') return finding;
  const what = `${pathText(finding.path)} says when, but a frame has its mishap when it is sent`;
  return { ...finding, what, mend: 'leave out at' };
}
