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

/** A schema, the whole that is judged by it, and where in the whole its part stands. */
interface Judged {
  readonly schema: z.core.$ZodType;
  readonly root: unknown;
  readonly at: Path;
}

interface ShapeFinding extends Finding {
  readonly isMissing?: boolean;
  /** Of an unknown key: the path that it was probably to have. */
  readonly meant?: string;
}

/** The value of a swarm file by its type, or all that is wrong with its shape. */
export function checkShape(value: unknown): SwarmFile | Finding[] {
  return checkAgainst(swarmSchema, value);
}

/** What stands at a path of `root` by the type of its schema, or all that is wrong with its shape. */
export function checkAgainst<Schema extends z.ZodType>(
  schema: Schema,
  root: unknown,
  at: Path = [],
): z.output<Schema> | Finding[] {
  const result = schema.safeParse(valueAt(root, at));
  if (result.success) return result.data;
  const judged = { schema, root, at };
  return withoutMisspelt(result.error.issues.flatMap((issue) => findingsOf(issue, at, judged)));
}

/** A key that is missing because it is misspelt is one problem, told at the misspelt key. */
function withoutMisspelt(findings: readonly ShapeFinding[]): Finding[] {
  const meant = new Set(findings.map((finding) => finding.meant));
  return findings.filter(({ isMissing, path }) => !(isMissing && meant.has(pathText(path))));
}

function findingsOf(issue: Issue, base: Path, judged: Judged): ShapeFinding[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === 'symbol' ? '' : part))];
  const value = valueAt(judged.root, path);
  const text = pathText(path);
  const is = `${text} is ${describe(value)}`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, judged));
    case 'invalid_type':
      if (value === undefined) return [missing(path, judged)];
      return [wrongType(path, issue.expected, judged)];
    case 'invalid_union': {
      if (value === undefined) return [missing(path, judged)];
      const branch = issue.errors.find((issues) => fits(issues, value));
      if (branch !== undefined) return branch.flatMap((inner) => findingsOf(inner, path, judged));
      return [{ path, what: `${is}, not ${kindsAt(path, judged)}`, mend: exampleOf(path, judged) }];
    }
    case 'invalid_value': {
      if (value === undefined) return [missing(path, judged)];
      const names = issue.values.map(String);
      const mend =
        typeof value === 'string'
          ? suggestion(value, names)
          : `write one of: ${issue.values.map(asWritten).join(', ')}`;
      return [{ path, what: is, mend }];
    }
    case 'too_small':
      if (Array.isArray(value) && value.length > 0) {
        const what = `${text} has ${value.length} of at least ${issue.minimum} entries`;
        return [{ path, what, mend: exampleOf(path, judged) }];
      }
      if (value === '' || Array.isArray(value))
        return [{ path, what: `${text} is empty`, mend: exampleOf(path, judged) }];
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

/** Text that looks like a number has to be quoted. */
function asWritten(value: unknown): string {
  const looksOdd = typeof value === 'string' && /^[\d.+-]/.test(value);
  return looksOdd ? JSON.stringify(value) : String(value);
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

function wrongType(path: Path, expected: string, judged: Judged): ShapeFinding {
  const value = valueAt(judged.root, path);
  const is = `${pathText(path)} is ${describe(value)}`;
  const [example] = wordsOf(path, judged).examples;
  // Text that begins with a digit is an amount with its unit, as 30s.
  if (typeof value === 'number' && typeof example === 'string' && /^\d/.test(example)) {
    return { path, what: `${is}, without a unit`, mend: exampleOf(path, judged) };
  }
  const what = `${is}, not ${WORDS[expected] ?? expected}`;
  return { path, what, mend: exampleOf(path, judged) };
}

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

function unknownKey(path: Path, key: string, judged: Judged): ShapeFinding {
  const keys = keysAt(path, judged);
  const near = nearest(key, keys);
  return {
    path: [...path, key],
    atKey: true,
    what: `unknown key '${key}'${path.length === 0 ? '' : ` in ${pathText(path)}`}`,
    mend: suggestion(key, keys),
    ...(near === null ? {} : { meant: pathText([...path, near]) }),
  };
}

function missing(path: Path, judged: Judged): ShapeFinding {
  const { description } = wordsOf(path, judged);
  const why = description === undefined ? '' : ` (${decapitalized(description)})`;
  const what = `${pathText(path)} is missing${why}`;
  return { path, isMissing: true, what, mend: exampleOf(path, judged, 'add') };
}

function decapitalized(text: string): string {
  return text[0]!.toLowerCase() + text.slice(1);
}

/** `write for instance rank: 1`. */
function exampleOf(path: Path, judged: Judged, verb = 'write'): string {
  // The ranks must differ, so each robot gets an example of its own.
  const [robots, index, key] = path;
  const isRank = robots === 'robots' && key === 'rank' && typeof index === 'number';
  const example = isRank ? index + 1 : wordsOf(path, judged).examples[0];
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
function wordsOf(path: Path, judged: Judged): Words {
  const schema = schemaAt(path, judged);
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
  if (isMapping(value) || Array.isArray(value)) {
    return !(isRoot && ['invalid_type', 'invalid_value'].includes(first.code));
  }
  return typeof value === 'string' && isRoot && first.code !== 'invalid_type';
}

/** What may stand at a path, as one would say it: `a name or a mapping`. */
function kindsAt(path: Path, judged: Judged): string {
  const schema = schemaAt(path, judged);
  const kinds = (schema === undefined ? [] : branchesOf(schema)).map((branch) => {
    if (branch instanceof z.ZodArray) return WORDS.array;
    return isObject(branch) ? WORDS.object : 'a name';
  });
  return [...new Set(kinds)].join(' or ');
}

/** Keys that may stand in the mapping at a path. */
function keysAt(path: Path, judged: Judged): string[] {
  const schema = schemaAt(path, judged);
  const shapes = schema === undefined ? [] : branchesOf(schema).filter(isObject);
  return shapes.flatMap(({ shape }) => Object.keys(shape));
}

/** The part of the schema that a path leads to. */
function schemaAt(path: Path, { schema, at: base }: Judged): z.core.$ZodType | undefined {
  let at: z.core.$ZodType | undefined = schema;
  for (const part of path.slice(base.length)) {
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
