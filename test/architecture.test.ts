import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOMS, violationsOf } from './support/architecture.ts';
import { blankNonCode, importsOf } from './support/source-text.ts';

const root = join(import.meta.dirname, '..');

function sourcesOf(folder: string): string[] {
  try {
    return (
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        // Styles of the monitor's page as well; that of the simulator's report is one file.
        .filter(
          (name) => /\.[cm]?[tj]sx?$/.test(name) || (folder === 'monitor' && /\.css$/.test(name)),
        )
        .filter((name) => !/(?:^|\/)(?:node_modules|dist)\//.test(name))
        .map((name) => `${folder}/${name}`)
        .sort()
    );
  } catch {
    return []; // a room that is still to be built
  }
}

describe('the arrows between the rooms', () => {
  const folders = [...new Set(Object.keys(ROOMS).map((name) => name.split('/')[0]!))];
  test.each(folders)('%s', (folder) => {
    const found = sourcesOf(folder).flatMap((path) =>
      violationsOf(path, readFileSync(join(root, path), 'utf8')),
    );
    expect(found.join('\n')).toBe('');
  });

  test('the rooms that must exist have sources', () => {
    for (const folder of ['src/protocol', 'src/wire', 'src/runtime', 'firmware', 'test']) {
      expect(sourcesOf(folder), folder).not.toEqual([]);
    }
  });
});

describe('the checker finds', () => {
  const cases: readonly [what: string, path: string, text: string, violation: RegExp][] = [
    [
      'an arrow against the direction',
      'src/protocol/token.ts',
      "import type { Frame } from '../wire/frame.ts';",
      /^src\/protocol\/token\.ts:1: src\/protocol may not import src\/wire/,
    ],
    [
      'roles that reach for the runtime',
      'src/roles/robot.ts',
      "import {\n  type Clock,\n} from '../runtime/ports.ts';",
      /src\/roles\/robot\.ts:3: src\/roles may not import src\/runtime/,
    ],
    ['wire -> roles', 'src/wire/a.ts', "export * from '../roles/body.ts'", /src\/roles/],
    ['src -> firmware', 'src/runtime/a.ts', "await import('../../firmware/a.ts')", /firmware/],
    ['src -> a folder of no room', 'src/runtime/a.ts', "import '../helpers.ts'", /in no room/],
    ['hardware -> firmware', 'hardware/a.ts', "import x from '../firmware/a.ts'", /firmware/],
    ['hardware -> sim', 'hardware/a.ts', 'import x from "../sim/a.ts"', /sim/],
    ['sim -> firmware', 'sim/a.ts', "import x from '../firmware/a.ts'", /firmware/],
    ['sim -> drivers', 'sim/a.ts', "import x from '../hardware/virtual.ts'", /sim may not/],
    ['a board -> drivers', 'hardware/board/a.ts', "import x from '../virtual.ts'", /may not/],
    ['a board -> src', 'hardware/board/a.ts', "import x from '../../src/wire/a.ts'", /src/],
    ['a board with a clock', 'hardware/board/a.ts', 'Date.now()', /'Date'/],
    ['firmware -> bin', 'firmware/a.ts', "import x from '../bin/a.ts'", /bin/],
    ['firmware -> test', 'firmware/a.ts', "import x from '../test/support/a.ts'", /test/],
    ['scripts -> firmware', 'scripts/a.ts', "import x from '../firmware/a.ts'", /firmware/],
    ['a package in src', 'src/wire/a.ts', "import x from 'mqtt'", /package 'mqtt'/],
    ['a builtin in src', 'src/wire/a.ts', "import x from 'node:crypto'", /'node:crypto'/],
    ['cbor outside wire', 'src/roles/a.ts', "import { Encoder } from 'cbor-x'", /'cbor-x'/],
    ['require', 'src/roles/a.ts', "const x = require('fs')", /package 'fs'/],
    ['a type import', 'src/roles/a.ts', "let x: import('node:fs').Stats;", /'node:fs'/],
    ['a computed import', 'src/roles/a.ts', 'await import(name)', /computed/],
    ['a computed template', 'src/roles/a.ts', 'await import(`../$' + '{name}.ts`)', /computed/],
    ['Date', 'src/roles/a.ts', '\nconst t = Date.now();', /a\.ts:2: 'Date' is banned/],
    ['Math.random', 'src/roles/a.ts', 'Math.random()', /Math\.random/],
    ['Math by the back door', 'src/roles/a.ts', 'const { random } = Math;', /Math/],
    ['performance', 'src/roles/a.ts', 'performance.now()', /performance/],
    ['timers', 'src/roles/a.ts', 'setTimeout(f, 1)', /setTimeout/],
    ['setInterval', 'src/roles/a.ts', 'setInterval(f, 1)', /setInterval/],
    ['setImmediate', 'src/roles/a.ts', 'setImmediate(f)', /setImmediate/],
    ['process', 'src/roles/a.ts', 'process.env', /'process'/],
    ['console', 'src/roles/a.ts', 'console.log(1)', /'console'/],
    ['globalThis', 'src/roles/a.ts', 'globalThis.x', /'globalThis'/],
    ['the global crypto', 'src/wire/a.ts', 'crypto.getRandomValues(b)', /crypto/],
    ['fetch', 'src/roles/a.ts', 'fetch(url)', /'fetch'/],
    ['Buffer', 'src/wire/a.ts', 'Buffer.from([])', /'Buffer'/],
    ['code in a template', 'src/wire/a.ts', 'const s = `at $' + '{Date.now()}`;', /'Date'/],
    ['a silenced checker', 'src/wire/a.ts', '// @ts-expect-error', /ts-expect-error/],
    ['a global made up', 'src/wire/a.ts', 'declare const foo: any;', /declare/],
    ['a long file', 'firmware/a.ts', 'x;\n'.repeat(401), /a\.ts:401: 401 lines, over 400/],
    ['a file of no room', 'helpers/a.ts', '', /belongs to no room/],
    ['page -> hub', 'monitor/page/a.tsx', "import x from '../hub/a.ts'", /may not import monitor /],
    ['page -> src', 'monitor/page/a.tsx', "import x from '../../src/wire/a.ts'", /src\/wire/],
    ['page -> its build', 'monitor/page/a.tsx', "import x from './build.ts'", /build\.ts/],
    ['a builtin in the page', 'monitor/page/a/b.tsx', "import 'node:fs'", /'node:fs'/],
    ['a package in the page', 'monitor/page/a/b.tsx', "import x from 'mqtt'", /'mqtt'/],
    ['the build of the page -> hub', 'monitor/page/build.ts', "import '../hub/a.ts'", /monitor /],
    ['a style from elsewhere', 'monitor/page/a.css', '\n@import "b.css";', /a\.css:2: '@import'/],
    ['a picture from elsewhere', 'monitor/page/a.css', 'a { background: url(//b) }', /'url\('/],
    ['a long style', 'monitor/page/a.css', 'a {}\n'.repeat(401), /over 400/],
    ['a long view', 'monitor/page/a.tsx', 'x;\n'.repeat(401), /over 400/],
  ];
  test.each(cases)('%s', (_what, path, text, violation) => {
    expect(violationsOf(path, text).join('\n')).toMatch(violation);
  });

  test.each<[what: string, path: string, text: string]>([
    ['the arrows as drawn', 'src/wire/a.ts', "import '../protocol/a.ts';\nimport 'cbor-x';"],
    ['runtime -> all of src', 'src/runtime/a.ts', "import '../wire/a.ts'; import '../roles/a.ts'"],
    ['firmware -> hardware', 'firmware/a/b.ts', "import '../../hardware/a.ts'; import 'mqtt'"],
    ['drivers -> boards', 'hardware/a/b.ts', "import '../board/a.ts'; import 'johnny-five'"],
    ['firmware -> boards', 'firmware/a/b.ts', "import '../../hardware/board/a.ts'"],
    ['sim -> boards', 'sim/a/b.ts', "import '../../hardware/board/a.ts'"],
    ['boards -> zod', 'hardware/board/a.ts', "import * as z from 'zod';"],
    ['bin -> firmware, lazily', 'bin/a.ts', "await import('../firmware/a.ts')"],
    ['a page of views', 'monitor/page/a.tsx', "import '../view/a.ts'; import 'preact'; './a.css'"],
    ['a style', 'monitor/page/a.css', '/* no url() here */\na { color: var(--ink) }'],
    ['the build of the page', 'monitor/page/build.ts', "import 'node:fs'; await import('vite')"],
    ['names in comments', 'src/roles/a.ts', '// Date.now()\n/* process.env */'],
    ['names in strings', 'src/roles/a.ts', 'const s = \'Date\' + "fetch" + `console`;'],
    ['names in patterns', 'src/roles/a.ts', 'const r = /Date|process["]/;\nconst ok = 1 / 2;'],
    ['an import in a string', 'src/roles/a.ts', 'const s = "import \'fs\'";'],
    ['properties of that name', 'src/roles/a.ts', 'step.process(); body.performance;'],
    ['a port called crypto', 'src/wire/a.ts', 'crypto.hmacSha256(key, frame)'],
    ['a file of 400 lines', 'src/roles/a.ts', 'x;\n'.repeat(400)],
  ])('nothing wrong with %s', (_what, path, text) => {
    expect(violationsOf(path, text)).toEqual([]);
  });
});

test('the splitter keeps positions', () => {
  const text = "a('x\\'y') // z\nb(`p$" + "{q('r')}s`) /* t\n */ c = d / e / f; g = /h\\/[/]i/u;";
  const code = blankNonCode(text);
  expect(code).toBe(
    "a('    ')     \nb(` $" + "{q(' ')} `)     \n    c = d / e / f; g = /       /u;",
  );
  expect(code).toHaveLength(text.length);
});

test('imports of every form are seen, with their lines', () => {
  const text = [
    "import 'a';",
    'import b from "b";',
    "import {\n  c,\n} from 'c';",
    "export { d } from 'd';",
    "const e = await import('e');",
    "const f = Array.from('not');",
  ].join('\n');
  expect(importsOf(text)).toEqual([
    { specifier: 'a', line: 1 },
    { specifier: 'b', line: 2 },
    { specifier: 'c', line: 5 },
    { specifier: 'd', line: 6 },
    { specifier: 'e', line: 7 },
  ]);
});
