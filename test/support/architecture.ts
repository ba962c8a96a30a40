/**
 * The arrows between the rooms (docs: architecture), as a table, and what checks a file
 * against them.
 *
 * Arrows that nobody checks are drawn anew by every hurried change. What the type checker
 * sees anyway (a global that src has no types for) is checked here too, because a stray
 * declaration or an `any` would hide it from the type checker.
 */

import { posix } from 'node:path';
import { blankNonCode, importsOf, lineOf } from './source-text.ts';

interface Room {
  /** Rooms that its files may import, besides itself. */
  readonly imports: readonly string[];
  /** Packages and node: modules that its files may import. */
  readonly packages: 'any' | readonly string[];
  /** Platform-free: no clock, chance or outside world. */
  readonly pure: boolean;
  /** More lines than this call for two files. */
  readonly maxLines: number;
}

const SRC = ['src/protocol', 'src/radio', 'src/roles', 'src/wire', 'src/runtime'];
const PAGE_PACKAGES = [
  'preact',
  'preact/hooks',
  '@preact/signals',
  'uplot',
  'uplot/dist/uPlot.min.css',
];
const PARTS = [...SRC, 'hardware', 'firmware', 'sim', 'monitor'];

const pure = { pure: true, packages: [], maxLines: 400 } as const;
const part = { pure: false, packages: 'any', maxLines: 400 } as const;
const tool = { pure: false, packages: 'any', maxLines: Number.POSITIVE_INFINITY } as const;

/** Who may import whom. The longest room that a path starts with counts. */
export const ROOMS: Readonly<Record<string, Room>> = {
  'src/protocol': { ...pure, imports: [] },
  'src/radio': { ...pure, imports: ['src/protocol'] },
  'src/roles': { ...pure, imports: ['src/protocol'] },
  'src/wire': { ...pure, imports: ['src/protocol'], packages: ['cbor-x'] },
  'src/runtime': { ...pure, imports: SRC },
  // Boards as data: what drives real ones, computes virtual ones and draws wires goes by it.
  'hardware/board': { ...pure, packages: ['zod'], imports: [] },
  hardware: { ...part, imports: [...SRC, 'hardware/board'] },
  firmware: { ...part, imports: [...SRC, 'hardware'] },
  sim: { ...part, imports: [...SRC, 'hardware/board'] },
  // What is known of a swarm: computed in the hub and in the terminal, read in the browser.
  'monitor/view': { ...pure, imports: SRC },
  // Runs in a browser: it gets what the hub tells, and nothing else.
  'monitor/page': { ...part, packages: PAGE_PACKAGES, imports: ['monitor/view'] },
  // Runs in Node, and makes files of the page. The page itself may not import it.
  'monitor/page/build.ts': { ...part, imports: [] },
  monitor: { ...part, imports: [...SRC, 'monitor/view'] },
  bin: { ...part, imports: PARTS },
  bench: { ...tool, imports: [...PARTS, 'bin', 'test'] },
  test: { ...tool, imports: [...PARTS, 'bin', 'bench', 'scripts'] },
  scripts: { ...tool, imports: [] },
};

const BANNED: readonly { readonly pattern: RegExp; readonly use: string }[] = [
  { pattern: /(?<![.\w$])Date\b/g, use: 'the Clock port' },
  { pattern: /\bMath\s*(?:\.\s*random\b|\[)/g, use: 'the Random port' },
  { pattern: /=\s*Math\b(?!\s*\.)/g, use: 'Math by its full name' },
  { pattern: /(?<![.\w$])performance\b/g, use: 'the Clock port' },
  { pattern: /(?<![.\w$])(?:set|clear)(?:Timeout|Interval|Immediate)\b/g, use: 'the Alarm port' },
  { pattern: /(?<![.\w$])queueMicrotask\b/g, use: 'an output of the step' },
  { pattern: /(?<![.\w$])process\b/g, use: 'an argument' },
  { pattern: /(?<![.\w$])console\b/g, use: 'an output of the step' },
  { pattern: /(?<![.\w$])globalThis\b/g, use: 'an argument' },
  {
    pattern: /\bcrypto\s*\.\s*(?:subtle|getRandomValues|randomUUID)\b|\bwebcrypto\b/g,
    use: 'the Crypto port',
  },
  { pattern: /(?<![.\w$])fetch\b/g, use: 'a port' },
  { pattern: /(?<![.\w$])(?:Buffer|TextEncoder|TextDecoder)\b/g, use: 'Uint8Array' },
  { pattern: /\bimport\s*\.\s*meta\b/g, use: 'an argument' },
  { pattern: /\bdeclare\s+(?:global|const|let|var|function)\b/g, use: 'an import' },
];

/** The room of a path from the root of the repository, or null. A file may be a room by itself. */
export function roomOf(path: string): string | null {
  const names = Object.keys(ROOMS).filter((name) => path === name || path.startsWith(`${name}/`));
  return names.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** What is wrong with a file, each as `path:line: what, and what instead`. */
export function violationsOf(path: string, text: string): string[] {
  const name = roomOf(path);
  const room = name === null ? undefined : ROOMS[name];
  if (name === null || room === undefined) {
    return [`${path}:1: belongs to no room; put it into one of ${Object.keys(ROOMS).join(', ')}`];
  }
  const found: string[] = path.endsWith('.css') ? foreignIn(path, text) : [];
  for (const { specifier, line } of path.endsWith('.css') ? [] : importsOf(text)) {
    const problem = importProblem(path, name, room, specifier);
    if (problem !== null) found.push(`${path}:${line}: ${problem}`);
  }
  if (room.pure) found.push(...impurities(path, text));
  const lines = text.trimEnd().split('\n').length;
  if (lines > room.maxLines) {
    found.push(`${path}:${lines}: ${lines} lines, over ${room.maxLines}; give each idea a file`);
  }
  return found;
}

/** A style may draw on nothing that the hub does not serve, and not pull in others past the bundler. */
function foreignIn(path: string, text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  return [...code.matchAll(/@import\b|\burl\(|https?:/g)].map(
    (match) => `${path}:${lineOf(code, match.index)}: '${match[0]}': a style stands by itself`,
  );
}

function importProblem(
  path: string,
  name: string,
  room: Room,
  specifier: string | null,
): string | null {
  if (specifier === null) {
    return room.pure ? 'imports a computed name; name the module' : null;
  }
  if (!specifier.startsWith('.') && !specifier.startsWith('/')) {
    if (room.packages === 'any' || room.packages.includes(specifier)) return null;
    return `${name} may not import the package '${specifier}'`;
  }
  const target = posix.join(posix.dirname(path), specifier);
  const targetRoom = roomOf(target);
  if (targetRoom === name) return null;
  if (targetRoom === null) {
    return room.pure ? `${name} may not import ${target}, which is in no room` : null;
  }
  const allowed = room.imports.some((other) => target.startsWith(`${other}/`));
  return allowed ? null : `${name} may not import ${targetRoom} ('${specifier}')`;
}

function impurities(path: string, text: string): string[] {
  const code = blankNonCode(text);
  const found: string[] = [];
  for (const { pattern, use } of BANNED) {
    for (const match of code.matchAll(pattern)) {
      const what = match[0].replace(/\s+/g, ' ');
      found.push(`${path}:${lineOf(code, match.index)}: '${what}' is banned in src; use ${use}`);
    }
  }
  for (const match of text.matchAll(/@ts-(?:ignore|expect-error|nocheck)/g)) {
    found.push(`${path}:${lineOf(text, match.index)}: '${match[0]}' hides what src may not do`);
  }
  return found;
}
