/**
 * The page as files that a hub can serve: built when it is not there yet, or when its sources have changed.
 *
 * Each build stands in a folder that is named after its sources, and comes there by one rename. So two processes may
 * build at the same time, and a hub that serves an older build keeps it. This is the one file here that runs in Node.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const PAGE = import.meta.dirname;
const BUILDS = join(PAGE, 'dist');
/** A hub may still serve an older build than this one. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/** The folder of the built page: `index.html`, and files with hashed names in `assets/`. */
export async function pageFolder(
  say: (text: string) => void = (text) => process.stderr.write(text),
): Promise<string> {
  const folder = join(BUILDS, await fingerprint());
  if (existsSync(join(folder, 'index.html'))) return folder;
  say('roost: building the page of the monitor; this is done once and takes some seconds\n');
  const unfinished = `${folder}.${process.pid}.unfinished`;
  try {
    await mkdir(BUILDS, { recursive: true });
    await buildApart(unfinished);
    await rename(unfinished, folder).catch((error: unknown) => {
      // Another process was quicker with the same sources.
      if (!existsSync(join(folder, 'index.html'))) throw error;
    });
  } catch (error) {
    if (!isForbidden(error)) throw error;
    throw new Error(
      `the page of the monitor is not built yet, and ${BUILDS} cannot be written; start this once as whoever owns that folder`,
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  await removeOldBuilds(folder);
  return folder;
}

/**
 * In a process of its own: a bundler takes a hundred megabytes that a hub would keep, and it builds something else when
 * NODE_ENV is another, as it is in tests.
 */
async function buildApart(outDir: string): Promise<void> {
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [import.meta.filename, outDir], { env }).catch(
    (error: Error & { readonly stderr?: string }) => {
      throw new Error(
        `the page of the monitor could not be built: ${error.stderr || error.message}`,
      );
    },
  );
}

async function build(outDir: string): Promise<void> {
  const vite = await import('vite').catch((error: unknown) => {
    throw new Error(`vite, which builds it, is missing; run npm ci (${String(error)})`);
  });
  await vite.build({
    configFile: false,
    root: PAGE,
    // Relative, so that it works below a path of a reverse proxy too.
    base: './',
    logLevel: 'warn',
    publicDir: false,
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // Nothing inline: the hub allows scripts, styles and pictures from files of its own alone.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
}

function isForbidden(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return code === 'EACCES' || code === 'EROFS' || code === 'EPERM';
}

/** Of all that goes into the page. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const view = join(PAGE, '../view');
  const files = [...(await filesOf(PAGE)), ...(await filesOf(view))];
  // What the packages are.
  files.push(join(PAGE, '../../package-lock.json'));
  for (const file of files.sort()) {
    hash.update(`${relative(PAGE, file)}\0`);
    hash.update(readFileSync(file));
    hash.update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesOf(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (path === BUILDS) continue;
    if (entry.isDirectory()) found.push(...(await filesOf(path)));
    else if (/\.(?:tsx?|css|html|svg)$/.test(entry.name)) found.push(path);
  }
  return found;
}

async function removeOldBuilds(current: string): Promise<void> {
  for (const name of await readdir(BUILDS)) {
    const path = join(BUILDS, name);
    if (path === current) continue;
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  await build(process.argv[2]!).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
