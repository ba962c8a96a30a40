/**
 * The files of the page, read once at the start: what was not found then cannot be asked for, so no path can lead out
 * of their folder.
 */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { takesGzip } from './answer.ts';

interface PageFile {
  readonly bytes: Buffer;
  /** Null where it gains nothing. */
  readonly compressed: Buffer | null;
  readonly type: string;
  readonly tag: string;
  /** Its name changes when its content does. */
  readonly immutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export class PageFiles {
  /** By path, `/index.html`. */
  private readonly files = new Map<string, PageFile>();

  /** Throws what the system says when the folder cannot be read. */
  constructor(folder: string) {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const path = `/${relative(folder, file).split(sep).join('/')}`;
      this.files.set(path, read(file, path));
    }
  }

  /** False when there is no such file. */
  serve(path: string, request: IncomingMessage, response: ServerResponse): boolean {
    const file = this.files.get(path === '/' ? '/index.html' : path);
    if (file === undefined) return false;
    const { tag, immutable, type } = file;
    response.setHeader('etag', tag);
    response.setHeader('vary', 'accept-encoding');
    response.setHeader(
      'cache-control',
      immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304).end();
      return true;
    }
    const packed = file.compressed !== null && takesGzip(request);
    if (packed) response.setHeader('content-encoding', 'gzip');
    const body = packed ? file.compressed! : file.bytes;
    response.writeHead(200, { 'content-type': type, 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
    return true;
  }
}

function read(file: string, path: string): PageFile {
  const bytes = readFileSync(file);
  const compressed = gzipSync(bytes, { level: 9 });
  return {
    bytes,
    compressed: compressed.length < bytes.length * 0.9 ? compressed : null,
    type: TYPES[extname(file)] ?? 'application/octet-stream',
    tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 16)}"`,
    immutable: path.startsWith('/assets/') && /-[\w-]{8}\.\w+$/.test(path),
  };
}
