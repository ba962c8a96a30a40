/**
 * When a member announces itself to Home Assistant: each time that its link to the broker comes up, since the broker may
 * have lost what it kept, and each time that Home Assistant says that it has started.
 *
 * Then all members would speak at once, so each waits for a while of its own first.
 */

import type { Companion } from '../telemetry.ts';
import type { Discovery } from './discovery.ts';

export interface AnnouncerOptions {
  readonly discovery: Discovery;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** At most so long after Home Assistant has started. */
  readonly longestWaitMs?: number;
}

const STATUS = 'homeassistant/status';
const LONGEST_WAIT_MS = 10_000;

export function homeAssistantAnnouncer(options: AnnouncerOptions): Companion {
  const { discovery, random, longestWaitMs = LONGEST_WAIT_MS } = options;
  const payload = JSON.stringify(discovery.payload);
  let announce = () => {};
  let waiting: NodeJS.Timeout | null = null;

  return {
    topics: [STATUS],
    onUp(publish) {
      announce = () => publish(discovery.topic, payload);
      announce();
    },
    onMessage(topic, message, retained) {
      // What the broker has kept tells of a start that was before this link came up.
      if (topic !== STATUS || retained || !isOnline(message) || waiting !== null) return;
      waiting = setTimeout(() => {
        waiting = null;
        announce();
      }, random() * longestWaitMs);
      waiting.unref();
    },
    close() {
      if (waiting !== null) clearTimeout(waiting);
      announce = () => {};
    },
  };
}

function isOnline(message: Uint8Array): boolean {
  return message.length === 6 && Buffer.from(message).toString('latin1') === 'online';
}
