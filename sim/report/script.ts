/**
 * The page's modules as one script, since a page that is opened as a file may load nothing else: each
 * module becomes a function that returns what it exports.
 *
 * It knows only the forms that the page uses: named imports from `./name.js`, and exported functions,
 * classes and constants.
 */
import { posix } from 'node:path';

const IMPORT = /^import \{([^}]*)\} from '(\.\/[\w-]+\.js)';\n/gm;
const EXPORT = /^export (?=(?:async )?(?:function|class|const) ([\w$]+))/gm;

/**
 * @param read The text of a module by its name, as `main.js`.
 * @throws Error at a form of import or export that it doesn't know
 */
export function bundle(entry: string, read: (name: string) => string): string {
  const done: string[] = [];
  const begun = new Set<string>();
  const add = (name: string): void => {
    if (begun.has(name)) return;
    begun.add(name);
    const source = read(name);
    for (const [, , from] of source.matchAll(IMPORT)) add(posix.normalize(from!));
    done.push(moduleText(name, source));
  };
  add(entry);
  return `'use strict';\n${done.join('\n')}`;
}

function moduleText(name: string, source: string): string {
  const exported = [...source.matchAll(EXPORT)].map(([, what]) => what!);
  const body = source
    .replace(IMPORT, (_, names: string, from: string) => {
      const list = names.replaceAll(' as ', ': ').trim();
      return `const { ${list} } = ${identifier(posix.normalize(from))};\n`;
    })
    .replace(EXPORT, '');
  const left = /^(?:import|export)\b.*/m.exec(body);
  if (left) throw new Error(`${name}: the report cannot bundle this: ${left[0]}`);
  if (/<\/script|<!--/i.test(body)) throw new Error(`${name}: this text would end the script`);
  return `const ${identifier(name)} = (() => {\n${body}\nreturn { ${exported.join(', ')} };\n})();`;
}

function identifier(name: string): string {
  return `module_${name.replace(/\.js$/, '').replaceAll('-', '_')}`;
}
