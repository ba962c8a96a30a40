import { expect, test } from 'vitest';
import { understood } from '../../../monitor/page/command-answer.ts';

test.each<[status: number, text: string, ok: boolean, error: string | null]>([
  [200, '{"schemaVersion":1,"ok":true,"error":null}', true, null],
  [200, '{"schemaVersion":1,"ok":false,"error":"r1 is on no pad"}', false, 'r1 is on no pad'],
  [200, '{"schemaVersion":1,"ok":false,"error":null}', false, 'refused'],
  [200, '<p>hello</p>', false, 'The hub gave an answer that this page does not know.'],
  [400, '{"ok":false,"error":"the reason is too short"}', false, 'the reason is too short'],
  [401, '{"ok":false,"error":"x"}', false, 'The hub does not know this token.'],
  [403, '', false, 'This hub takes no commands.'],
  [429, '', false, 'Too many commands at once. Wait a little, and try again.'],
  [504, '', false, 'The member did not answer.'],
  [502, '<html>', false, 'The hub answers 502.'],
])('%i %s', (status, text, ok, error) => {
  expect(understood(status, text)).toEqual({ schemaVersion: 1, ok, error });
});
