/** Commands over HTTP: who may, what is understood, what is answered. */

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Web } from '../../../monitor/web/server.ts';
import { loadTokens, parseTokens } from '../../../monitor/web/tokens.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { ask, FakeHub, startTestWeb } from './stage.ts';

const folder = scratchFolder();
const ALICE = 'alice-has-this-token';
const TOKENS = parseTokens(`# who may\n\nalice ${ALICE}\nbob bob-has-another-one\n`, 'tokens');

let hub: FakeHub;
let web: Web;
beforeEach(async () => {
  hub = new FakeHub();
  web = await startTestWeb(hub, { tokens: TOKENS });
});
afterEach(() => web.close());

async function command(body: unknown, headers: Record<string, string> = {}, port = web.port) {
  const { status, text } = await ask(port, '/api/command', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${ALICE}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status, answer: JSON.parse(text) };
}

const CHARGE = { verb: 'charge', member: 'r1', reason: null };

describe('a command', () => {
  it('goes to the hub with the name of the token', async () => {
    expect(await command(CHARGE)).toEqual({
      status: 200,
      answer: { schemaVersion: 1, ok: true, error: null },
    });
    const release = { verb: 'release', member: 'p1', reason: '  r1 is stuck  ' };
    await command(release, { authorization: 'Bearer bob-has-another-one' });
    expect(hub.asked).toEqual([
      { request: CHARGE, by: 'alice' },
      { request: { ...release, reason: 'r1 is stuck' }, by: 'bob' },
    ]);
  });

  it('is answered with what the member said, or that it said nothing', async () => {
    const failed = { schemaVersion: 1, ok: false } as const;
    hub.answer = { ...failed, error: 'not on a pad', outcome: 'refused' };
    expect(await command(CHARGE)).toEqual({
      status: 200,
      answer: { ...failed, error: 'not on a pad' },
    });
    hub.answer = { ...failed, error: 'r1 did not answer', outcome: 'no-answer' };
    expect((await command(CHARGE)).status).toBe(504);
  });

  it.each([
    ['{', 'this is not JSON'],
    [[], 'send {"verb"'],
    [{ ...CHARGE, verb: 'dance' }, 'verb is one of charge, release, hold, resume'],
    [{ ...CHARGE, verb: '__proto__' }, 'verb is one of'],
    [{ ...CHARGE, member: 'r99' }, 'there is no member "r99"'],
    [{ ...CHARGE, member: 'constructor' }, 'there is no member'],
    [{ ...CHARGE, member: '../r1' }, 'there is no member'],
    [{ ...CHARGE, member: 7 }, 'member is the id'],
    [{ ...CHARGE, colour: 1 }, 'unknown key "colour"'],
    [{ ...CHARGE, reason: 'x'.repeat(201) }, 'more than 200 characters'],
    [{ ...CHARGE, reason: 5 }, 'reason is text'],
    [{ verb: 'charge', member: 'p1', reason: 'because' }, 'a pad takes release alone'],
    [{ verb: 'release', member: 'p1', reason: null }, 'give a reason of 3 to 200'],
    [{ verb: 'release', member: 'p1', reason: ' x ' }, 'give a reason of 3 to 200'],
  ])('%j is refused', async (body, reason) => {
    const { status, answer } = await command(body);
    expect(status).toBe(400);
    expect(answer.error).toContain(reason);
    expect(hub.asked).toEqual([]);
  });

  it('is JSON and short', async () => {
    expect((await command(CHARGE, { 'content-type': 'text/plain' })).status).toBe(400);
    const long = await command({ ...CHARGE, reason: 'x'.repeat(5000) });
    expect(long.status).toBe(413);
    expect(hub.asked).toEqual([]);
  });

  it('needs a token', async () => {
    for (const authorization of [
      '',
      'Bearer ',
      'Bearer wrong',
      `Basic ${ALICE}`,
      `Bearer ${ALICE}x`,
    ]) {
      expect((await command(CHARGE, { authorization })).status).toBe(401);
    }
    expect(hub.asked).toEqual([]);
    const readOnly = await startTestWeb(hub);
    const { status, answer } = await command(CHARGE, {}, readOnly.port);
    expect([status, answer.error]).toEqual([403, expect.stringContaining('--tokens FILE')]);
    await readOnly.close();
  });

  it('of a page of another site is not looked at', async () => {
    const { status } = await command(CHARGE, { origin: 'http://attacker.example' });
    expect(status).toBe(403);
    expect(hub.asked).toEqual([]);
  });

  it('comes at a bounded rate, and so do tries of tokens', async () => {
    for (let n = 0; n < 20; n += 1) expect((await command(CHARGE)).status).toBe(200);
    expect((await command(CHARGE)).status).toBe(429);
    hub.nowMs += 1000;
    expect((await command(CHARGE)).status).toBe(200);
    const guess = () => command(CHARGE, { authorization: 'Bearer guess' });
    for (let n = 0; n < 10; n += 1) expect((await guess()).status).toBe(401);
    expect((await guess()).status).toBe(429);
    // Whoever has one is not kept out by them.
    hub.nowMs += 1000;
    expect((await command(CHARGE)).status).toBe(200);
  });
});

describe('a file of tokens', () => {
  const write = (text: string, mode = 0o600) => {
    const path = join(folder, 'tokens');
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };

  it('is for its owner alone', () => {
    const path = write(`alice ${ALICE}\n`, 0o640);
    expect(() => loadTokens(path)).toThrow(`others may read these tokens; type: chmod 600 ${path}`);
    chmodSync(path, 0o600);
    expect(loadTokens(path).nameOf(`Bearer ${ALICE}`)).toBe('alice');
  });

  it.each([
    ['alice\n', /tokens:1: write NAME TOKEN/],
    ['\nalice short\n', /tokens:2: the token of alice has less than 16 characters; make one/],
    [`alice ${ALICE}\nbob ${ALICE}\n`, /tokens:2: the name bob or its token stands there twice/],
    [`alice ${ALICE}\nalice other-token-of-her\n`, /stands there twice/],
    [`${'a'.repeat(65)} ${ALICE}\n`, /the name has more than 64 characters/],
    ['# nobody\n', /has no token/],
    [`alice ${ALICE} more\n`, /write NAME TOKEN/],
  ])('%j is refused', (text, reason) => {
    expect(() => loadTokens(write(text))).toThrow(reason);
  });

  it('says when it is not there', () => {
    expect(() => loadTokens(join(folder, 'none'))).toThrow(/none cannot be read: ENOENT/);
  });
});
