import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  askedFor,
  MAX_COMMAND_BYTES,
  parseCommand,
  replyOf,
} from '../../../firmware/telemetry/command.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const NOTHING = { pad: null, reason: null, by: null, transaction: null };

test.each(['charge', 'release', 'hold', 'resume'])('%s is a command', (verb) => {
  expect(parseCommand(verb, utf8('{}'))).toEqual({ verb, ...NOTHING });
  const longest = 'x'.repeat(64);
  expect(parseCommand(verb, utf8(JSON.stringify({ transaction: longest })))).toEqual({
    verb,
    ...NOTHING,
    transaction: longest,
  });
});

test.each([
  ['charge', '', 'is not JSON'],
  ['charge', 'PRESS', 'is not JSON'],
  ['charge', '[]', 'is not a JSON object'],
  ['charge', 'null', 'is not a JSON object'],
  ['charge', '7', 'is not a JSON object'],
  ['charge', '{"transaction":7}', 'transaction is not a string'],
  ['charge', `{"transaction":"${'x'.repeat(65)}"}`, 'has 65 characters; 64 are the most'],
  ['charge', '{"pad":"p1"}', 'charge takes no pad; only release does'],
  ['release', '{"pad":1}', 'pad is not a string'],
  ['charge', '{"reason":7}', 'reason is not a string'],
  ['charge', `{"reason":"${'x'.repeat(201)}"}`, 'reason has 201 characters; 200 are the most'],
  ['charge', `{"by":"${'x'.repeat(201)}"}`, 'by has 201 characters; 200 are the most'],
  ['charge', '{"reason":"a\\nb"}', 'reason has characters that cannot be printed'],
  ['charge', '{"by":"\\u001b[31m"}', 'by has characters that cannot be printed'],
  ['charge', '{"by":"\\u202eecila"}', 'by has characters that cannot be printed'],
  ['charge', '{"by":"\\ud800"}', 'by has characters that cannot be printed'],
  ['charge', '{"__proto__":{}}', 'unknown key "__proto__"'],
  ['dance', '{}', 'unknown command; it is one of charge, release, hold, resume'],
  ['constructor', '{}', 'unknown command'],
])('%s with %s is refused', (verb, payload, words) => {
  expect(parseCommand(verb, utf8(payload))).toEqual({
    error: expect.stringContaining(words),
    transaction: null,
  });
});

test('a refusal carries the transaction when it is sound', () => {
  expect(parseCommand('dance', utf8('{"transaction":"t1"}'))).toMatchObject({ transaction: 't1' });
  expect(parseCommand('hold', utf8('{"transaction":"t1","x":1}'))).toMatchObject({
    error: expect.stringContaining('unknown key "x"'),
    transaction: 't1',
  });
});

test('what is too long is not even read', () => {
  const payload = utf8(`{"transaction":"t"${' '.repeat(MAX_COMMAND_BYTES)}}`);
  expect(parseCommand('hold', payload)).toMatchObject({
    error: expect.stringContaining('over 4096'),
  });
  const fits = utf8(`{"transaction":"t"${' '.repeat(MAX_COMMAND_BYTES - 19)}}`);
  expect(fits).toHaveLength(MAX_COMMAND_BYTES);
  expect(parseCommand('hold', fits)).toEqual({ verb: 'hold', ...NOTHING, transaction: 't' });
});

test('no payload makes it throw, and none but the right form passes', () => {
  const payloads = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map(utf8),
    fc.dictionary(fc.string(), fc.jsonValue()).map((value) => utf8(JSON.stringify(value))),
  );
  fc.assert(
    fc.property(payloads, (payload) => {
      const parsed = parseCommand('charge', payload);
      if ('error' in parsed) return;
      const value = JSON.parse(new TextDecoder().decode(payload));
      for (const key of Object.keys(value)) expect(['transaction', 'reason', 'by']).toContain(key);
    }),
    { numRuns: 500 },
  );
});

test('who asks for what and why is told in one line', () => {
  const told = (verb: string, payload: object) => {
    const parsed = parseCommand(verb, utf8(JSON.stringify(payload)));
    return 'error' in parsed ? parsed.error : askedFor(parsed);
  };
  expect(told('hold', {})).toBe('asked to hold');
  expect(told('release', { pad: 'p1', by: 'alice', reason: 'it "hangs"' })).toBe(
    'asked to release p1 by alice: "it \\"hangs\\""',
  );
});

test('replies have one form', () => {
  expect(replyOf({ status: 'ok' }, 't1')).toEqual({
    status: 'ok',
    data: {},
    error: null,
    transaction: 't1',
  });
  expect(replyOf({ status: 'error', error: 'no pad is free' }, null)).toEqual({
    status: 'error',
    data: null,
    error: 'no pad is free',
    transaction: null,
  });
});
