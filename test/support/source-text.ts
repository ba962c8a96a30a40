/**
 * Splits TypeScript text into what is code and what is not, well enough to look for names.
 *
 * `blankNonCode` returns a text of the same length and the same lines in which comments, the
 * contents of strings and regular expressions are spaces; quotes stay, and so does the
 * code inside `${}` of a template. Positions therefore hold in both texts.
 */

/** After these, a slash opens a regular expression; after a value it divides. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|void|delete))\s*$/;

export function blankNonCode(text: string): string {
  const out = text.split('');
  // Depth of braces at which each open template literal goes on, innermost last.
  const templates: number[] = [];
  let depth = 0;
  let at = 0;

  const blank = (from: number, to: number) => {
    for (let i = from; i < to && i < text.length; i++) if (text[i] !== '\n') out[i] = ' ';
  };
  const skipTo = (end: number) => {
    blank(at, end);
    at = end;
  };
  const template = () => {
    const start = at;
    while (at < text.length && text[at] !== '`' && !text.startsWith('${', at)) {
      at += text[at] === '\\' ? 2 : 1;
    }
    blank(start, at);
    if (text[at] === '`') {
      at += 1;
    } else {
      at += 2;
      templates.push(depth);
    }
  };

  while (at < text.length) {
    const char = text[at]!;
    if (text.startsWith('//', at)) {
      const end = text.indexOf('\n', at);
      skipTo(end < 0 ? text.length : end);
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      skipTo(end < 0 ? text.length : end + 2);
    } else if (char === "'" || char === '"') {
      const start = at + 1;
      at = start;
      while (at < text.length && text[at] !== char && text[at] !== '\n') {
        at += text[at] === '\\' ? 2 : 1;
      }
      blank(start, at);
      at += 1;
    } else if (char === '`') {
      at += 1;
      template();
    } else if (char === '}' && templates.at(-1) === depth) {
      templates.pop();
      at += 1;
      template();
    } else if (char === '/' && BEFORE_REGEX.test(out.slice(Math.max(0, at - 40), at).join(''))) {
      const end = endOfRegex(text, at);
      blank(at + 1, end - 1);
      at = end;
    } else {
      if (char === '{') depth += 1;
      if (char === '}') depth -= 1;
      at += 1;
    }
  }
  return out.join('');
}

function endOfRegex(text: string, start: number): number {
  let inClass = false;
  for (let i = start + 1; i < text.length && text[i] !== '\n'; i++) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '[') inClass = true;
    else if (text[i] === ']') inClass = false;
    else if (text[i] === '/' && !inClass) return i + 1;
  }
  return start + 1;
}

/** 1-based line of a position. */
export function lineOf(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

export interface ImportStatement {
  /** What stands in the quotes, or null when the name is computed. */
  readonly specifier: string | null;
  readonly line: number;
}

const IMPORTS =
  /\bfrom\s*(?<quote>['"])|\bimport\s*(?<bare>['"])|\b(?:import|require)\s*\(\s*(?<called>[^\s)])/dg;

/** Every import, export from, dynamic import, import type and require of a source. */
export function importsOf(text: string): ImportStatement[] {
  const code = blankNonCode(text);
  return [...code.matchAll(IMPORTS)].map((match) => {
    const groups = match.indices!.groups!;
    const [open] = (groups.quote ?? groups.bare ?? groups.called)!;
    const quote = code[open]!;
    const line = lineOf(code, match.index);
    if (!'\'"`'.includes(quote)) return { specifier: null, line };
    const end = code.indexOf(quote, open + 1);
    const specifier = text.slice(open + 1, end);
    return { specifier: quote === '`' && specifier.includes('${') ? null : specifier, line };
  });
}
