/** What a browser must load before it draws anything: at most 60 KiB of script, compressed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { pageFolder } from '../../../monitor/page/build.ts';

const MOST_BYTES = 60 * 1024;

test('the initial script is small', async () => {
  const folder = await pageFolder();
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.js)"/g)].map((match) => match[1]!);
  expect(scripts.length).toBeGreaterThan(0);
  const loaded = new Set<string>();
  for (const script of scripts) follow(folder, script, loaded);
  let bytes = 0;
  for (const script of loaded) bytes += gzipSync(readFileSync(join(folder, script))).length;
  expect(bytes).toBeGreaterThan(5000);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

test('it is the build for those who use it, also when a test has made it', async () => {
  const assets = join(await pageFolder(), 'assets');
  for (const name of readdirSync(assets).filter((file) => file.endsWith('.js'))) {
    const text = readFileSync(join(assets, name), 'utf8');
    expect(/jsxDEV|fileName:|\.tsx["']/.exec(text)?.[0], name).toBeUndefined();
  }
});

test('nothing stands in the page itself, and nothing comes from elsewhere', async () => {
  const folder = await pageFolder();
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=|https?:|\/\//);
});

test('a page that is built is not built again', async () => {
  const said: string[] = [];
  const first = await pageFolder();
  expect(await pageFolder((text) => said.push(text))).toBe(first);
  expect(said).toEqual([]);
});

/** A script with all that it imports at once. What it imports later is named by import(). */
function follow(folder: string, script: string, loaded: Set<string>): void {
  if (loaded.has(script)) return;
  loaded.add(script);
  const text = readFileSync(join(folder, script), 'utf8');
  for (const [, name] of text.matchAll(
    /(?:^|[;}\s])(?:import|export)[^;()"']*["']\.\/([^"']+\.js)["']/g,
  )) {
    const next = `assets/${name}`;
    if (existsSync(join(folder, next))) follow(folder, next, loaded);
  }
}
