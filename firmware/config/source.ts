/**
 * The swarm file as a plain value, which remembers where in the text each part of it stands.
 */

import { readFileSync } from 'node:fs';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import { ConfigError, configError, type Problem } from './config-error.ts';
import { isMapping, type Path, valueAt } from './path.ts';

export interface Position {
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
}

export interface Source {
  /** The path of the file as it was given. */
  readonly shown: string;
  /** For its owner to change. Nothing in it is shared: two places never are the same object. */
  readonly value: Record<string, unknown>;
  /** Whether the file itself says something at a path. */
  has(path: Path): boolean;
  /** Of the key or the value at a path; of what is around it when there is no such thing. */
  positionOf(path: Path, key: boolean): Position;
}

/** What is said of a file that cannot be used at all, by what it was to be. */
export interface FileWords {
  /** `mend the path`, where there is no such file. */
  readonly missing: string;
  /** How to name a file in place of a folder. */
  readonly folder: string;
  /** How to fill an empty one. */
  readonly empty: string;
}

const SWARM_FILE: FileWords = {
  missing: 'mend the path given with -c, or let roost init write one',
  folder: 'name the file in it, for instance swarm.yaml',
  empty: 'begin with a line such as swarm: orchard, or let roost init write one',
};

/** Deeper than any file of settings; an anchor inside itself has no depth at all. */
const DEEPEST = 16;

/** Reads a file as YAML. Throws ConfigError when it cannot be read, or is no mapping. */
export function readSource(path: string, words: FileWords = SWARM_FILE): Source {
  return parseSource(readText(path, words), path, words);
}

/** As `readSource`, for a text that was read already; `path` is what the messages call it. */
export function parseSource(text: string, path: string, words: FileWords = SWARM_FILE): Source {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    strict: true,
    uniqueKeys: true,
  });
  const positionAt = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problemAt = (offset: number, what: string, mend: string): Problem => {
    const { line, column } = positionAt(offset);
    return { where: `${path}:${line}:${column}`, line, column, path: '', what, mend };
  };

  const syntax = [...document.errors, ...document.warnings];
  if (syntax.length > 0) {
    const problems = syntax.map(({ code, message, pos }) =>
      problemAt(pos[0], ...syntaxOf(code, message)),
    );
    throw new ConfigError(path, problems);
  }

  let value: unknown;
  try {
    value = unshared(document.toJS(), DEEPEST);
  } catch (error) {
    const what = `this cannot be resolved: ${firstLine((error as Error).message)}`;
    throw new ConfigError(path, [problemAt(0, what, 'write it out without & and *')]);
  }
  if (!isMapping(value)) {
    const empty = value === null || value === undefined;
    const what = empty ? 'the file is empty' : 'the file is not a mapping of settings';
    throw new ConfigError(path, [problemAt(0, what, words.empty)]);
  }
  const written = structuredClone(value);
  return {
    shown: path,
    value,
    has: (at) => valueAt(written, at) !== undefined,
    positionOf: (at, key) => positionAt(offsetOf(document, at, key)),
  };
}

function readText(path: string, words: FileWords): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') {
      throw configError(path, 'there is no such file', words.missing);
    }
    if (code === 'EISDIR') {
      throw configError(path, 'this is a folder', words.folder);
    }
    if (code === 'EACCES') {
      throw configError(path, 'this user may not read the file', `type: chmod u+r ${path}`);
    }
    throw configError(path, `the file cannot be read: ${message}`, 'look at the path and the disk');
  }
}

/** By the parser's codes; its own words where null. */
const SYNTAX: Readonly<Record<string, readonly [what: string | null, mend: string]>> = {
  DUPLICATE_KEY: ['this key stands here for the second time', 'keep one of the two'],
  MULTIPLE_DOCS: ['a second document begins here', 'keep one, without --- between parts'],
  TAB_AS_INDENT: [null, 'indent with spaces'],
  BAD_INDENT: [null, 'give the lines of one mapping or list the same indentation'],
  MULTILINE_IMPLICIT_KEY: [null, 'look for a missing colon, quote or bracket near this line'],
  MISSING_CHAR: [null, 'look for a missing colon, quote, bracket or comma near this line'],
  TAG_RESOLVE_FAILED: [null, 'leave out the tag that begins with !'],
};

function syntaxOf(code: string, message: string): readonly [what: string, mend: string] {
  const [what, mend] = SYNTAX[code] ?? [null, 'put text with special characters in quotes'];
  return [what ?? `this is not YAML: ${firstLine(message)}`, mend];
}

function firstLine(message: string): string {
  return message.split('\n')[0]!.replace(/[:.]$/, '');
}

/** A copy in which an anchor that is used twice became two values, so that --set changes one. */
function unshared(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) throw new Error('it is nested too deeply, or within itself');
  if (Array.isArray(value)) return value.map((item) => unshared(item, depth - 1));
  const pairs = Object.entries(value).map(([key, item]) => [key, unshared(item, depth - 1)]);
  return Object.fromEntries(pairs);
}

/** Walks the nodes as far as the path goes. */
function offsetOf(document: Document, path: Path, key: boolean): number {
  let node = document.contents as Node | null;
  let offset = startOf(node) ?? 0;
  for (const [index, part] of path.entries()) {
    const at = isAlias(node) ? node.resolve(document) : node;
    let next: unknown = null;
    if (isMap(at)) {
      const pair = at.items.find((item) => textOf(item.key) === String(part));
      if (pair === undefined) return offset;
      offset = startOf(pair.key) ?? offset;
      if (key && index === path.length - 1) return offset;
      next = pair.value;
    } else if (isSeq(at)) next = at.items[Number(part)];
    if (!isNode(next)) return offset;
    node = next;
    const isEmpty = isScalar(node) && node.range?.[0] === node.range?.[1];
    if (!isEmpty) offset = startOf(node) ?? offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function textOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}
