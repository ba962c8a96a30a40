/** What the web server gives to whom: files, answers, and nothing to strangers. */

import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Web } from '../../../monitor/web/server.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { START_MS } from '../history/stage.ts';
import { ask, FakeHub, pageIn, SCRIPT, someQueries, startTestWeb } from './stage.ts';

const folder = scratchFolder();
const hub = new FakeHub();
let web: Web;
let port = 0;

beforeAll(async () => {
  hub.queries = someQueries(join(folder, 'history.sqlite'));
  const metrics = async () => ({ type: 'text/plain; version=0.0.4', text: 'roost_up 1\n' });
  web = await startTestWeb(hub, { files: pageIn(folder), names: ['Hub.Example'], metrics });
  port = web.port;
});
afterAll(() => web.close());

describe('the page', () => {
  it('comes with headers that let nothing run but its own files', async () => {
    const { status, headers, text } = await ask(port, '/');
    expect(status).toBe(200);
    expect(text).toContain('<title>page</title>');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('is compressed for who takes it, kept by its hashed name, and not sent twice', async () => {
    const path = '/assets/index-Dw9j1j66.js';
    const packed = await ask(port, path, { headers: { 'accept-encoding': 'br, gzip' } });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.headers['cache-control']).toContain('immutable');
    expect(gunzipSync(packed.body).toString()).toBe(SCRIPT);
    expect(packed.body.length).toBeLessThan(SCRIPT.length / 5);
    const plain = await ask(port, path, { headers: { 'accept-encoding': 'gzip;q=0' } });
    expect(plain.text).toBe(SCRIPT);
    const tag = String(plain.headers.etag);
    const again = await ask(port, path, { headers: { 'if-none-match': tag } });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const head = await ask(port, path, { method: 'HEAD' });
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '//etc/passwd',
    '/index.html%00.js',
    '/__proto__',
    '/constructor',
  ])('has nothing at %s', async (path) => {
    const { status, text } = await ask(port, path);
    expect(status).toBe(404);
    expect(text).not.toContain('not for everybody');
  });

  it('is only read', async () => {
    const { status, headers } = await ask(port, '/api/state', { method: 'DELETE' });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('who may ask', () => {
  it.each(['localhost', '127.0.0.1', '192.168.1.5:8080', '[::1]:8080', 'hub.example:443'])(
    'whoever calls it %s',
    async (host) => {
      const { status } = await ask(port, '/api/state', { headers: { host } });
      expect(status).toBe(200);
    },
  );

  it.each([
    'attacker.example',
    'hub.example.attacker.example',
    'localhost.attacker.example',
    'hub',
  ])('not who calls it %s: a name that points here is no leave to look', async (host) => {
    const { status, text } = await ask(port, '/api/state', { headers: { host } });
    expect(status).toBe(403);
    expect(text).not.toContain('"robots"');
  });

  it('not a page of another site', async () => {
    const headers = { host: 'localhost', origin: 'https://attacker.example' };
    expect((await ask(port, '/api/state', { headers })).status).toBe(403);
    const own = { host: 'hub.example', origin: 'https://hub.example' };
    expect((await ask(port, '/api/state', { headers: own })).status).toBe(200);
    const nobody = { host: 'localhost', origin: 'null' };
    expect((await ask(port, '/api/state', { headers: nobody })).status).toBe(403);
  });
});

describe('answers', () => {
  it('says whether the broker is there', async () => {
    expect(await ask(port, '/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
    hub.brokerUp = false;
    const { status, text } = await ask(port, '/healthz');
    hub.brokerUp = true;
    expect(status).toBe(503);
    expect(text).toContain('no connection to the broker: gone');
  });

  it('has the whole view, and figures where they are asked for', async () => {
    const state = await ask(port, '/api/state', { headers: { 'accept-encoding': 'gzip' } });
    expect(JSON.parse(gunzipSync(state.body).toString()).swarm).toBe('orchard');
    expect(state.headers['cache-control']).toBe('no-store');
    expect((await ask(port, '/metrics')).text).toBe('roost_up 1\n');
    const without = await startTestWeb(hub);
    expect((await ask(without.port, '/metrics')).status).toBe(404);
    await without.close();
  });

  it('gives the history in the form of the page', async () => {
    const get = async (path: string) => JSON.parse((await ask(port, path)).text);
    const span = `from=${START_MS}&to=${START_MS + 30_000}`;
    expect((await get(`/api/history/timeline?${span}`)).stays).toHaveLength(1);
    const around = await get(`/api/history/around?at=${START_MS + 10_000}&window=1500`);
    expect(around.events).toHaveLength(3);
    expect((await get(`/api/history/around?at=${START_MS}&zone=west`)).events).toEqual([]);
    expect((await get(`/api/history/series?${span}&name=battery&member=r1`)).name).toBe('battery');
    expect((await get(`/api/history/commands?${span}`)).commands).toEqual([]);
  });

  it('sends the trace a line an event, as a file', async () => {
    const { text, headers } = await ask(
      port,
      `/api/history/trace?from=${START_MS + 1000}&to=${START_MS + 9000}`,
    );
    expect(headers['content-type']).toBe('application/x-ndjson');
    expect(headers['content-disposition']).toContain('attachment; filename="trace-');
    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).second)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it.each([
    ['timeline?from=yesterday', 'from is a number of milliseconds, and not yesterday'],
    ['timeline?from=2&to=1', 'from is after to'],
    ['timeline?from=1&to=9000000000000', '31 days'],
    ['timeline?form=1', 'there is no parameter "form"; there are from, to, zone'],
    ['around', 'at is missing'],
    ['around?at=1&window=99999999', 'window is over'],
    ['series?name=speed', 'name is one of battery, wait, frames-per-entry, radio-share'],
    [`series?name=battery&member=${'x'.repeat(65)}`, 'member is a name of 1 to 64'],
    [`series?name=battery${'&member=a'.repeat(101)}`, 'more than 100 members'],
    ['trace?from=-1', 'from is a number'],
    ['trace?at=1', 'there is no parameter "at"'],
    ['around?at=1e99', 'at is a number'],
  ])('refuses %s with a reason', async (query, reason) => {
    const { status, text } = await ask(port, `/api/history/${query}`);
    expect(status).toBe(400);
    expect(JSON.parse(text).error).toContain(reason);
  });

  it('says so when there is no history', async () => {
    const bare = await startTestWeb(new FakeHub());
    for (const what of ['timeline', 'trace']) {
      const { status, text } = await ask(bare.port, `/api/history/${what}`);
      expect(status).toBe(404);
      expect(text).toContain('keeps no history');
    }
    await bare.close();
  });

  it('tells a fault to whoever runs the hub, and not to whoever asks', async () => {
    const faults: unknown[] = [];
    const broken = new FakeHub();
    broken.view = () => {
      throw new Error('secret detail');
    };
    const other = await startTestWeb(broken, { onFault: (error) => faults.push(error) });
    const { status, text } = await ask(other.port, '/api/state');
    expect(status).toBe(500);
    expect(text).not.toContain('secret detail');
    expect(String(faults[0])).toContain('secret detail');
    await other.close();
  });
});
