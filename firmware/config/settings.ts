/**
 * `--set path=value`: one setting from the command line in place of that of the file.
 *
 * The value is YAML, as in the file. A member may be named by its id in place of its number
 * (`robots.r1.rank=3`), and a short form gives way to the long one that the path needs
 * (`timing: lan` to `timing: { profile: lan }`).
 */

import { parseDocument } from 'yaml';
import { ConfigError, type Problem } from './config-error.ts';
import { suggestion } from './nearest.ts';
import { describe, isMapping, type Path, pathText } from './path.ts';

export interface Setting {
  readonly path: Path;
  /** As it was typed: `--set timing.leaseMs=3000`. */
  readonly option: string;
}

/** Changes `value` by the texts given with --set, in their order. Throws ConfigError. */
export function applySettings(value: Record<string, unknown>, texts: readonly string[]): Setting[] {
  const settings: Setting[] = [];
  const problems: Problem[] = [];
  for (const text of texts) {
    const option = `--set ${text}`;
    const refuse = (what: string, mend: string): void => {
      problems.push({ where: option, line: null, column: null, path: '', what, mend });
    };
    const split = /^\s*([^=]*?)\s*=(.*)$/s.exec(text);
    const parts = split?.[1]?.split('.') ?? [];
    if (split === null || parts.includes('')) {
      refuse(
        split === null ? 'there is no = in it' : 'the path before = has an empty part',
        'write path=value, for instance --set timing.leaseMs=3000',
      );
      continue;
    }
    const document = parseDocument(split[2]!, { prettyErrors: false });
    if (document.errors.length > 0) {
      refuse(`the value is not YAML: ${document.errors[0]!.message}`, 'put it in quotes');
      continue;
    }
    const path = set(value, parts, document.toJS(), refuse);
    if (path !== null) settings.push({ path, option });
  }
  if (problems.length > 0) throw new ConfigError('the command line', problems);
  return settings;
}

type Refuse = (what: string, mend: string) => void;

/** Returns the path with members' numbers in place of their ids, or null when it was refused. */
function set(
  root: Record<string, unknown>,
  parts: readonly string[],
  to: unknown,
  refuse: Refuse,
): Path | null {
  let at: unknown = root;
  const path: (string | number)[] = [];
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (Array.isArray(at)) {
      const item = itemOf(at, part);
      if (item === null) {
        refuseItem(at, part, pathText(path), refuse);
        return null;
      }
      path.push(item);
      if (isLast) at[item] = to;
      else at = at[item];
    } else if (isMapping(at)) {
      path.push(part);
      if (isLast) put(at, part, to);
      else at = inside(at, part);
    } else {
      refuse(
        `${pathText(path)} is ${describe(at)}, and has no part '${part}'`,
        `set ${pathText(path)} as a whole`,
      );
      return null;
    }
  }
  return path;
}

/** What a path goes on into; a missing mapping is made, a short form becomes the long one. */
function inside(mapping: Record<string, unknown>, key: string): unknown {
  const found = Object.hasOwn(mapping, key) ? mapping[key] : undefined;
  let long = found;
  if (found === undefined || found === null) long = {};
  else if (key === 'timing' && typeof found === 'string') long = { profile: found };
  else if (key === 'board' && typeof found === 'string') long = { [found]: {} };
  if (long !== found) put(mapping, key, long);
  return long;
}

/** A plain assignment to `__proto__` would do something else. */
function put(mapping: Record<string, unknown>, key: string, value: unknown): void {
  const plain = { value, writable: true, enumerable: true, configurable: true };
  Object.defineProperty(mapping, key, plain);
}

function itemOf(list: readonly unknown[], part: string): number | null {
  const isNumber = /^\d{1,4}$/.test(part);
  const index = isNumber
    ? Number(part)
    : list.findIndex((item) => isMapping(item) && item.id === part);
  return index >= 0 && index < list.length ? index : null;
}

function refuseItem(list: readonly unknown[], part: string, where: string, refuse: Refuse): void {
  const ids = list.flatMap((item) => (isMapping(item) ? [String(item.id)] : []));
  const mend = /^\d+$/.test(part) ? `count from 0 to ${list.length - 1}` : suggestion(part, ids);
  refuse(`there is no '${part}' in ${where}`, list.length === 0 ? `fill ${where} first` : mend);
}
