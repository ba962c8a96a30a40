/** The WebSocket of the page: a snapshot first, then what the hub says; a slow page costs nobody else anything. */

import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Web } from '../../../monitor/web/server.ts';
import { until } from '../../support/until.ts';
import { FakeHub, startTestWeb } from './stage.ts';

let hub: FakeHub;
let web: Web;
const sockets: WebSocket[] = [];

beforeEach(async () => {
  hub = new FakeHub();
  web = await startTestWeb(hub, { names: ['hub.example'] });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await web.close();
});

function open(options: { origin?: string; host?: string; path?: string } = {}) {
  const { origin, host, path = '/api/live' } = options;
  const socket = new WebSocket(`ws://127.0.0.1:${web.port}${path}`, {
    ...(origin === undefined ? {} : { origin }),
    ...(host === undefined ? {} : { headers: { host } }),
  });
  const texts: string[] = [];
  const it = { socket, texts, closed: false, refusedWith: 0 };
  socket.on('message', (data) => texts.push(String(data)));
  socket.on('close', () => {
    it.closed = true;
  });
  socket.on('error', () => {});
  socket.on('unexpected-response', (_, response) => {
    it.refusedWith = response.statusCode ?? 0;
    socket.terminate();
  });
  sockets.push(socket);
  return it;
}

describe('an open page', () => {
  it('gets a snapshot, and then all that is said', async () => {
    const page = open();
    await until('a snapshot', () => page.texts.length === 1);
    expect(JSON.parse(page.texts[0]!)).toMatchObject({ type: 'snapshot', commands: true });
    expect(web.pages()).toBe(1);
    hub.say('{"type":"tick","atMs":1}');
    await until('a tick', () => page.texts.length === 2);
    expect(page.texts[1]).toBe('{"type":"tick","atMs":1}');
    page.socket.close();
    await until('it is forgotten', () => web.pages() === 0);
  });

  it('is closed when it says more than a page says', async () => {
    const page = open();
    await until('a snapshot', () => page.texts.length === 1);
    page.socket.send('x'.repeat(5000));
    await until('it is closed', () => page.closed);
    await until('it is forgotten', () => web.pages() === 0);
  });

  it('may be of this hub alone', async () => {
    const good = open({ origin: `http://127.0.0.1:${web.port}` });
    const proxied = open({ origin: 'https://hub.example', host: 'hub.example' });
    const foreign = open({ origin: 'https://attacker.example' });
    const rebound = open({ origin: 'http://attacker.example', host: 'attacker.example' });
    const lost = open({ path: '/api/other' });
    await until('all are answered', () =>
      [foreign, rebound, lost].every((page) => page.refusedWith !== 0),
    );
    expect([foreign, rebound, lost].map((page) => page.refusedWith)).toEqual([403, 403, 404]);
    await until('the others are let in', () => good.texts.length + proxied.texts.length === 2);
  });
});

describe('a page that does not read', () => {
  it('misses messages, holds nobody up, and gets a snapshot when it reads again', async () => {
    const slow = open();
    const quick = open();
    await until('snapshots', () => slow.texts.length + quick.texts.length === 2);
    slow.socket.pause();
    const filling = 'x'.repeat(50_000);
    const count = 400;
    // 20 MB: far more than sockets hold.
    for (let n = 0; n < count; n += 1) {
      hub.say(JSON.stringify({ type: 'events', n, filling }));
      if (n % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await until('the quick one has all', () => quick.texts.length >= count + 1, 15_000);
    const before = hub.snapshots;
    slow.socket.resume();
    await until(
      'the slow one has caught up',
      () => {
        hub.say('{"type":"tick"}');
        return slow.texts.at(-1) === '{"type":"tick"}' && hub.snapshots > before;
      },
      15_000,
    );
    const missed = count - slow.texts.filter((text) => text.includes('filling')).length;
    expect(missed).toBeGreaterThan(100);
    const types = slow.texts.map((text) => JSON.parse(text).type);
    expect(types.lastIndexOf('snapshot')).toBeGreaterThan(types.lastIndexOf('events'));
    expect(quick.texts.filter((text) => text.includes('"snapshot"'))).toHaveLength(1);
  });
});

describe('the server', () => {
  it('lives on when somebody speaks nonsense', async () => {
    const nonsense = connect(web.port, '127.0.0.1');
    nonsense.on('error', () => {}).resume();
    nonsense.write('\x16\x03\x01\x02nonsense\r\n\r\n');
    const half = connect(web.port, '127.0.0.1');
    half.on('error', () => {}).resume();
    half.write(
      'GET /api/live HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
    );
    await until('both are closed', () => nonsense.closed && half.closed);
    const page = open();
    await until('a snapshot', () => page.texts.length === 1);
  });

  it('ends in order with pages open', async () => {
    const page = open();
    await until('a snapshot', () => page.texts.length === 1);
    await web.close();
    await until('it is closed', () => page.closed);
  });
});
