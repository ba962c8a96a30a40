/** Every link of the documentation leads somewhere, and every file that it names is there. */

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pages = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root })];

/** The text without code blocks, in which nothing is a link. */
function prose(page: string): string {
  return readFileSync(join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
}

/** As GitHub makes anchors of headings. */
function anchorsOf(page: string): string[] {
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('links of %s', (page) => {
  const broken = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => {
      if (/^https?:/.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(root, file))) return true;
      return anchor !== undefined && !anchorsOf(file).includes(anchor);
    });
  expect(broken).toEqual([]);
});

test.each(pages)('files that %s names', (page) => {
  const path = /`((?:src|firmware|hardware|bin|test|scripts|bench|docs)\/[\w./-]+)`/g;
  const named = [...prose(page).matchAll(path)].map(([, file]) => file!);
  expect(named.filter((file) => file !== 'bin/roost' && !existsSync(join(root, file)))).toEqual([]);
});

test('the index of the book lists every page', () => {
  const index = readFileSync(join(root, 'docs/README.md'), 'utf8');
  const unlisted = pages
    .filter((page) => page.startsWith('docs/') && page !== 'docs/README.md')
    .filter((page) => !index.includes(`(${page.slice('docs/'.length)})`));
  expect(unlisted).toEqual([]);
});
