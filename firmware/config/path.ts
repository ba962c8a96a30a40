/** A path into the configuration, as `--set` and the messages write it: `robots.0.board`. */

export type Path = readonly (string | number)[];

export function pathText(path: Path): string {
  return path.join('.');
}

/** What stands at a path of a plain value, or undefined. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string | number, unknown>)[part];
  }
  return at;
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether `path` is `start`, or below it. */
export function startsWith(path: Path, start: Path): boolean {
  return start.every((part, index) => String(path[index]) === String(part));
}

/** A value as one would say it: `the number 3`, `text '3s'`. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return `text '${shortened(value)}'`;
  return typeof value === 'number' ? `the number ${value}` : String(value);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** A value as it may be typed into the swarm file, on one line. */
export function inline(value: unknown): string {
  if (typeof value === 'string') return /^[\w./-]+$/.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (isMapping(value)) {
    const pairs = Object.entries(value).map(([key, part]) => `${key}: ${inline(part)}`);
    return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
  }
  return String(value);
}
