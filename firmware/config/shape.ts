/**
 * Turns what the schema finds wrong into plain words.
 *
 * The schema knows more than its messages say: which keys there are, what a setting is for,
 * and an example of it. So the words are made here, from the schema and the value itself.
 */

import * as z from 'zod';
import type { Finding } from './finding.ts';
import { nearest, suggestion } from './nearest.ts';
import { describe, inline, isMapping, type Path, pathText, valueAt } from './path.ts';
import { type SwarmFile, swarmSchema } from './schema.ts';

type Issue = z.core.$ZodIssue;

interface ShapeFinding extends Finding {
  readonly isMissing?: boolean;
  /** Of an unknown key: the path that it was probably to have. */
  readonly meant?: string;
}

/** The value by its type, or all that is wrong with its shape. */
export function checkShape(value: unknown): SwarmFile | Finding[] {
  const result = swarmSchema.safeParse(value);
  if (result.success) return result.data;
  const findings = result.error.issues.flatMap((issue) => findingsOf(issue, [], value));
  return withoutMisspelt(findings);
}

/** A key that is missing because it is misspelt is one problem, told at the misspelt key. */
function withoutMisspelt(findings: readonly ShapeFinding[]): Finding[] {
  const meant = new Set(findings.map((finding) => finding.meant));
  return findings.filter(({ isMissing, path }) => !(isMissing && meant.has(pathText(path))));
}

function findingsOf(issue: Issue, base: Path, root: unknown): ShapeFinding[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? '' : part))];
  const value = valueAt(root, path);
  const text = pathText(path);
  const is = `${text} is ${describe(value)}`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key));
    case 'invalid_type':
      if (value === undefined) return [missing(path)];
      return [
        {
          path,
          what: `${is}, not ${WORDS[issue.expected] ?? issue.expected}`,
          mend: exampleOf(path),
        },
      ];
    case 'invalid_union': {
      if (value === undefined) return [missing(path)];
      const branch = issue.errors.find((issues) => fits(issues, value));
      if (branch !== undefined) return branch.flatMap((inner) => findingsOf(inner, path, root));
      return [{ path, what: `${is}, not a name or a mapping`, mend: exampleOf(path) }];
    }
    case 'invalid_value': {
      if (value === undefined) return [missing(path)];
      const names = issue.values.map(String);
      const mend =
        typeof value === 'string' ? suggestion(value, names) : `write one of: ${names.join(', ')}`;
      return [{ path, what: is, mend }];
    }
    case 'too_small':
      if (Array.isArray(value)) return [{ path, what: `${text} is empty`, mend: exampleOf(path) }];
      if (value === '') return [{ path, what: `${text} is empty`, mend: exampleOf(path) }];
      return [
        {
          path,
          what: is,
          mend: `it must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`,
        },
      ];
    case 'too_big':
      if (Array.isArray(value)) {
        const what = `there are ${value.length} ${text}`;
        return [{ path, what, mend: `a swarm has ${issue.maximum} at most` }];
      }
      return [{ path, what: is, mend: `it must be at most ${issue.maximum}` }];
    case 'custom':
      return [ownCheck(path, value, issue.message)];
    default:
      return [{ path, what: is, mend: issue.message }];
  }
}

/** A check of our own says the mend, or what is wrong and then the mend. */
function ownCheck(path: Path, value: unknown, message: string): ShapeFinding {
  const text = pathText(path);
  const [what, ...mend] = message.split('; ');
  if (mend.length > 0) return { path, what: `${text}: ${what}`, mend: mend.join('; ') };
  if (!isMapping(value)) return { path, what: `${text} is ${describe(value)}`, mend: message };
  const also = Object.keys(value).map((key) => [...path, key]);
  return { path, also, what: `${text} is ${inline(value)}`, mend: message };
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'a mapping',
};

function unknownKey(path: Path, key: string): ShapeFinding {
  const keys = keysAt(path);
  const near = nearest(key, keys);
  return {
    path: [...path, key],
    atKey: true,
    what: `unknown key '${key}'${path.length === 0 ? '' : ` in ${pathText(path)}`}`,
    mend: suggestion(key, keys),
    ...(near === null ? {} : { meant: pathText([...path, near]) }),
  };
}

function missing(path: Path): ShapeFinding {
  const { description } = wordsOf(path);
  const why = description === undefined ? '' : ` (${decapitalized(description)})`;
  const what = `${pathText(path)} is missing${why}`;
  return { path, isMissing: true, what, mend: exampleOf(path, 'add') };
}

function decapitalized(text: string): string {
  return text[0]!.toLowerCase() + text.slice(1);
}

/** `write for instance rank: 1`. */
function exampleOf(path: Path, verb = 'write'): string {
  // The ranks must differ, so each robot gets an example of its own.
  const [robots, index, key] = path;
  const isRank = robots === 'robots' && key === 'rank' && typeof index === 'number';
  const example = isRank ? index + 1 : wordsOf(path).examples[0];
  if (example === undefined) return `${verb} a value`;
  const last = path.at(-1);
  const name = typeof last === 'string' ? `${last}: ` : '- ';
  return `${verb} for instance ${name}${inline(example)}`;
}

interface Words {
  readonly description: string | undefined;
  readonly examples: readonly unknown[];
}

/** What the schema says of a setting; an optional one has it, or the setting inside of it. */
function wordsOf(path: Path): Words {
  const schema = schemaAt(path);
  const candidates = schema === undefined ? [] : [schema, ...branchesOf(schema)];
  const words = candidates.map((candidate) => z.globalRegistry.get(candidate) ?? {});
  const description = words.find((word) => word.description !== undefined)?.description;
  const examples = words.map((word) => word.examples).find(Array.isArray) ?? [];
  return { description, examples };
}

/** Whether this branch of a union was meant by a value of this kind. */
function fits(issues: readonly Issue[], value: unknown): boolean {
  const [first] = issues;
  const isRoot = first !== undefined && first.path.length === 0;
  if (isMapping(value)) return !(isRoot && ['invalid_type', 'invalid_value'].includes(first.code));
  return typeof value === 'string' && isRoot && first.code === 'invalid_value';
}

/** Keys that may stand in the mapping at a path. */
function keysAt(path: Path): string[] {
  const schema = schemaAt(path);
  const shapes = schema === undefined ? [] : branchesOf(schema).filter(isObject);
  return shapes.flatMap(({ shape }) => Object.keys(shape));
}

/** The part of the schema that a path leads to. */
function schemaAt(path: Path): z.core.$ZodType | undefined {
  let at: z.core.$ZodType | undefined = swarmSchema;
  for (const part of path) {
    const branches: z.core.$ZodType[] = at === undefined ? [] : branchesOf(at);
    at = branches
      .map((branch) => {
        if (branch instanceof z.ZodArray) return branch.element;
        return isObject(branch) ? branch.shape[part] : undefined;
      })
      .find((next) => next !== undefined);
  }
  return at;
}

function isObject(schema: z.core.$ZodType): schema is z.ZodObject {
  return schema instanceof z.ZodObject;
}

/** What is inside of optional settings and unions. */
function branchesOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return branchesOf(schema.unwrap());
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(branchesOf);
  return [schema];
}
