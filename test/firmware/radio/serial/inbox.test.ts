import { describe, expect, test } from 'vitest';
import { ascii, Inbox, linesOf, shown } from '../../../../firmware/radio/serial/inbox.ts';
import { VirtualTime } from './virtual-time.ts';

const lineOf = (held: Uint8Array) => linesOf(held)[0] ?? null;

describe('waiting for an answer', () => {
  test('ends with it, however it is cut', async () => {
    const time = new VirtualTime();
    const inbox = new Inbox(time);
    const answer = inbox.wait(lineOf, 100);
    for (const part of ['\r\nO', 'K', '\r']) inbox.push(ascii(part));
    expect(await answer).toBe('OK');
  });

  test('sees what came before it', async () => {
    const inbox = new Inbox(new VirtualTime());
    inbox.push(ascii('OK\n'));
    expect(await inbox.wait(lineOf, 100)).toBe('OK');
    inbox.clear();
    expect(inbox.size).toBe(0);
  });

  test('ends when the time is up, and the time of an earlier wait is not that of the next', async () => {
    const time = new VirtualTime();
    const inbox = new Inbox(time);
    inbox.push(ascii('OK\n'));
    await inbox.wait(lineOf, 100);
    inbox.clear();
    const second = inbox.wait(lineOf, 1000);
    await time.pass(500);
    inbox.push(ascii('late\n'));
    expect(await second).toBe('late');
    inbox.clear();
    expect(await time.until(inbox.wait(lineOf, 300))).toBeNull();
  });

  test('ends at the end, and at once after it', async () => {
    const inbox = new Inbox(new VirtualTime());
    const waiting = inbox.wait(lineOf, 1e9);
    inbox.end();
    expect(await waiting).toBeNull();
    await inbox.pause(1e9);
    inbox.push(ascii('OK\n'));
    expect(await inbox.wait(lineOf, 1e9)).toBeNull();
  });
});

test('what is held is bounded, and the newest stays', () => {
  const inbox = new Inbox(new VirtualTime());
  for (let i = 0; i < 100; i++) inbox.push(new Uint8Array(500).fill(i));
  expect(inbox.size).toBe(1024);
  inbox.push(new Uint8Array(5000).fill(7));
  expect(inbox.size).toBe(1024);
});

test('text of a module is shown short and harmless', () => {
  expect(shown('OK\x1b[31m\x00\xff!')).toBe('OK.[31m.!');
  expect(shown('x'.repeat(100))).toBe(`${'x'.repeat(60)}...`);
});
