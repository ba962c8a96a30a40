/** What docs/dependencies.md says of the packages that johnny-five drags in is so. */

import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importsOf } from '../support/source-text.ts';
import { identityOf, type LockFile, treeOf } from './lock-tree.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const json = (file: string) => JSON.parse(read(file));

const lock: LockFile = json('package-lock.json').packages;
const ROOTS = ['johnny-five', 'firmata-io', 'stk500', 'avr8js', '@iiot2k/gpiox'];
const tree = treeOf(lock, ROOTS);

/** The rows of the list: the packages of each, and whether they are loaded for a board. */
function rows(): { packages: string[]; loaded: boolean }[] {
  const section = read('docs/dependencies.md').split('## Known holes')[1]!;
  return [...section.matchAll(/^\| (`.+?`) \| (yes|no) \|/gm)].map(([, packages, loaded]) => ({
    packages: [...packages!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    loaded: loaded === 'yes',
  }));
}

describe('the list of known holes', () => {
  test('names every package with its version, and no other', () => {
    const installed = [...new Set([...tree].map(([place, entry]) => identityOf(place, entry)))];
    const listed = rows().flatMap(({ packages }) => packages);
    expect(listed.toSorted()).toEqual(installed.toSorted());
  });

  test('says rightly what a board loads', () => {
    const script = `
      require('johnny-five'); require('firmata-io');
      const name = /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/;
      console.log(JSON.stringify(Object.keys(require.cache).map((file) => name.exec(file)[1])));`;
    const output = execFileSync(process.execPath, ['-e', script], { cwd: root, encoding: 'utf8' });
    const loaded: string[] = JSON.parse(output);
    const marked = rows()
      .filter((row) => row.loaded)
      .flatMap(({ packages }) => packages)
      .map((identity) => identity.slice(0, identity.lastIndexOf('@')));
    expect([...new Set(loaded)].toSorted()).toEqual([...new Set(marked)].toSorted());
  });

  test('is right that no code of stk500 is used', () => {
    const sources = globSync('{src,firmware,hardware,sim,bin,monitor}/**/*.ts', { cwd: root });
    const users = sources.filter((file) =>
      importsOf(read(file)).some(({ specifier }) => specifier?.split('/')[0] === 'stk500'),
    );
    expect(sources.length).toBeGreaterThan(100);
    expect(users).toEqual([]);
  });

  test('is right that async has no mapValues, and that debounce has the slow pattern', () => {
    expect(read('node_modules/async/lib/async.js')).not.toContain('mapValues');
    expect(read('node_modules/lodash.debounce/index.js')).toContain('/^\\s+|\\s+$/g');
  });
});

describe('the packages that johnny-five drags in', () => {
  test('only the binding of serialport has an install script', () => {
    const scripted = [...tree]
      .filter(([, entry]) => entry.hasInstallScript)
      .map(([place]) => place);
    expect(scripted).toEqual(['node_modules/@serialport/bindings-cpp']);
  });

  test('all come from the registry, with a hash', () => {
    const loose = [...tree].filter(
      ([, { integrity = '', resolved = 'https://registry.npmjs.org/' }]) =>
        !integrity.startsWith('sha512-') || !resolved.startsWith('https://'),
    );
    expect(loose).toEqual([]);
  });

  test('what stands in for another is what the page says', () => {
    const standIns = [...tree]
      .filter(([, entry]) => entry.name !== undefined)
      .map(
        ([place, entry]) => `${place.slice('node_modules/'.length)} = ${identityOf(place, entry)}`,
      );
    expect(standIns.toSorted()).toEqual([
      'browser-serialport = firmata-io@2.3.0',
      'firmata = firmata-io@2.3.0',
    ]);
    expect(json('package.json').overrides['johnny-five']).toEqual({
      serialport: '$serialport',
      firmata: 'npm:firmata-io@2.3.0',
      'browser-serialport': 'npm:firmata-io@2.3.0',
      temporal: '0.7.1',
    });
  });
});

describe('the walk through the lock file', () => {
  const small: LockFile = {
    'node_modules/a': {
      version: '1.0.0',
      dependencies: { b: '2' },
      optionalDependencies: { c: '1' },
    },
    'node_modules/b': { version: '1.0.0' },
    'node_modules/a/node_modules/b': { version: '2.0.0', dependencies: { '@d/e': '1', a: '1' } },
    'node_modules/c': { version: '1.0.0', name: 'f', dependencies: { b: '1' } },
    'node_modules/@d/e': { version: '3.0.0' },
    'node_modules/g': { version: '9.9.9' },
  };
  const names = (roots: string[]) =>
    [...treeOf(small, roots)].map(([place, entry]) => identityOf(place, entry));

  test('takes what stands nearest, follows circles once, and leaves the rest out', () => {
    expect(names(['a'])).toEqual(['a@1.0.0', 'b@2.0.0', '@d/e@3.0.0', 'f@1.0.0', 'b@1.0.0']);
  });

  test('says what is not there', () => {
    expect(() => names(['h'])).toThrow('h, wanted by the project, is not there');
  });
});
