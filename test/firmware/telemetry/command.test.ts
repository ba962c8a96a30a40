import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_COMMAND_BYTES, parseCommand, replyOf } from '../../../firmware/telemetry/command.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

test.each(['charge', 'release', 'hold', 'resume'])('%s is a command', (verb) => {
  expect(parseCommand(verb, utf8('{}'))).toEqual({ verb, transaction: null });
  const longest = 'x'.repeat(64);
  expect(parseCommand(verb, utf8(JSON.stringify({ transaction: longest })))).toEqual({
    verb,
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
  ['charge', '{"pad":"p1"}', 'unknown key "pad"'],
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
  expect(parseCommand('hold', fits)).toEqual({ verb: 'hold', transaction: 't' });
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
      expect(Object.keys(value).filter((key) => key !== 'transaction')).toEqual([]);
    }),
    { numRuns: 500 },
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
