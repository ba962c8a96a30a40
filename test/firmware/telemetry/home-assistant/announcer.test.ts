/** When a member announces itself, with a clock that stands still. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { homeAssistantAnnouncer } from '../../../../firmware/telemetry/home-assistant/announcer.ts';
import { announced } from './announced.ts';

const discovery = announced('robots', 'r1');
let published: string[];

beforeEach(() => {
  vi.useFakeTimers();
  published = [];
});
afterEach(() => {
  vi.useRealTimers();
});

function announcer(random = 0.5) {
  const made = homeAssistantAnnouncer({ discovery, random: () => random, longestWaitMs: 1000 });
  const up = () => made.onUp((topic, payload) => published.push(`${topic} ${payload}`));
  const hear = (text: string, retained = false, topic = 'homeassistant/status') =>
    made.onMessage(topic, new TextEncoder().encode(text), retained);
  return { ...made, up, hear };
}

test('as soon as the link is up, each time', () => {
  const { up } = announcer();
  up();
  expect(published).toEqual([`${discovery.topic} ${JSON.stringify(discovery.payload)}`]);
  up();
  expect(published).toHaveLength(2);
});

test('a while after Home Assistant has started, and not at once', () => {
  const { up, hear } = announcer(0.5);
  up();
  hear('online');
  vi.advanceTimersByTime(499);
  expect(published).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(published).toHaveLength(2);
});

test('members wait differently, and none for longer than the bound', () => {
  const [early, late] = [announcer(0), announcer(0.999)];
  for (const { up, hear } of [early, late]) {
    up();
    hear('online');
  }
  vi.advanceTimersByTime(1);
  expect(published).toHaveLength(3);
  vi.advanceTimersByTime(999);
  expect(published).toHaveLength(4);
});

test('once for many starts within the wait', () => {
  const { up, hear } = announcer();
  up();
  for (let count = 0; count < 1000; count += 1) hear('online');
  vi.advanceTimersByTime(10_000);
  expect(published).toHaveLength(2);
  hear('online');
  vi.advanceTimersByTime(10_000);
  expect(published).toHaveLength(3);
});

test.each([
  ['the end of Home Assistant', 'offline', false, 'homeassistant/status'],
  ['what the broker has kept', 'online', true, 'homeassistant/status'],
  ['nothing', '', false, 'homeassistant/status'],
  ['something longer', 'online\n', false, 'homeassistant/status'],
  ['other letters', 'ONLINE', false, 'homeassistant/status'],
  ['bytes that are no text', '\u0000\uffff\u0000', false, 'homeassistant/status'],
  ['a megabyte', 'online'.repeat(200_000), false, 'homeassistant/status'],
  ['another topic', 'online', false, 'homeassistant/status/x'],
])('%s is no reason', (_, text, retained, topic) => {
  const { up, hear } = announcer();
  up();
  hear(text, retained, topic);
  vi.advanceTimersByTime(10_000);
  expect(published).toHaveLength(1);
});

test('nothing after the end', () => {
  const { up, hear, close } = announcer();
  up();
  hear('online');
  close();
  vi.advanceTimersByTime(10_000);
  expect(published).toHaveLength(1);
});
