/** A line, key by key. */

import { expect, test } from 'vitest';
import { LineEditor } from '../../../bin/bench/line-editor.ts';
import type { Key } from '../../../bin/key.ts';

function typed(editor: LineEditor, text: string): void {
  for (const character of text) editor.press(character, { name: character });
}

const press = (editor: LineEditor, key: Key) => editor.press(undefined, key);

test('what is typed, taken back and sent', () => {
  const editor = new LineEditor();
  typed(editor, 'reaf');
  press(editor, { name: 'backspace' });
  typed(editor, 'd');
  expect(editor.text).toBe('read');
  expect(press(editor, { name: 'return' })).toEqual({ did: 'line', line: 'read' });
  expect(editor.text).toBe('');
});

test('the lines before are at the arrow keys, each once', () => {
  const editor = new LineEditor();
  for (const line of ['read', 'dock', 'dock', ' ']) {
    typed(editor, line);
    press(editor, { name: 'enter' });
  }
  const seen = ['up', 'up', 'up', 'down', 'down', 'down'].map((name) => {
    press(editor, { name });
    return editor.text;
  });
  expect(seen).toEqual(['dock', 'read', 'read', 'dock', '', '']);
});

test('keys of their own', () => {
  const editor = new LineEditor();
  typed(editor, 'motor both');
  press(editor, { name: 'w', ctrl: true });
  expect(editor.text).toBe('motor ');
  expect(press(editor, { name: 'd', ctrl: true })).toEqual({ did: 'edit' });
  press(editor, { name: 'u', ctrl: true });
  expect(editor.text).toBe('');
  expect(press(editor, { name: 'd', ctrl: true })).toEqual({ did: 'end' });
  typed(editor, 'x');
  expect(press(editor, { name: 'c', ctrl: true })).toEqual({ did: 'end' });
  expect(press(editor, { name: 'escape' })).toEqual({ did: 'stop' });
  expect(editor.text).toBe('');
});

test('what is no text of a command leaves no trace, and a line has an end', () => {
  const editor = new LineEditor();
  editor.press('\x1b[15~', { name: 'f5' });
  editor.press('\u00e4', { name: undefined });
  editor.press('f', { name: 'f', meta: true });
  expect(editor.text).toBe('');
  typed(editor, 'x'.repeat(300));
  expect(editor.text).toHaveLength(200);
});
