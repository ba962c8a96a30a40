import { beforeEach, describe, expect, test } from 'vitest';
import { type Live, LiveFeed, type SocketListener } from '../../../monitor/page/live.ts';
import type { SwarmView } from '../../../monitor/view/view.ts';
import type { HistoryEvent, HubMessage } from '../../../monitor/view/wire.ts';
import { fakeSwarm } from '../../support/fake-swarm.ts';

const HUB_MS = 1_800_000_000_000;

/** A feed in a world where time passes when the test says so. */
class Stage {
  monoMs = 5000;
  readonly sockets: { listener: SocketListener; closed: boolean; openedMs: number }[] = [];
  readonly lives: Live[] = [];
  readonly views: SwarmView[] = [];
  readonly events: HistoryEvent[] = [];
  commands: boolean | null = null;
  chance = 1;
  asleepMs = 0;
  readonly feed: LiveFeed;
  private timers: { atMs: number; act: () => void }[] = [];

  constructor() {
    this.feed = new LiveFeed(
      {
        open: (listener) => {
          const socket = { listener, closed: false, openedMs: this.monoMs };
          this.sockets.push(socket);
          return {
            close: () => {
              socket.closed = true;
            },
          };
        },
        monoMs: () => this.monoMs,
        wallMs: () => 77 + this.asleepMs,
        random: () => this.chance,
        later: (afterMs, act) => {
          this.timers.push({ atMs: this.monoMs + afterMs, act });
        },
      },
      {
        onView: (view) => this.views.push(view),
        onCommands: (taken) => {
          this.commands = taken;
        },
        onLive: (live) => this.lives.push(live),
        onEvents: (events) => this.events.push(...events),
      },
    );
    this.feed.start();
  }

  get socket() {
    return this.sockets.at(-1)!;
  }

  get live(): Live {
    return this.lives.at(-1)!;
  }

  hear(message: HubMessage | string): void {
    this.socket.listener.onMessage(typeof message === 'string' ? message : JSON.stringify(message));
  }

  pass(ms: number): void {
    const endMs = this.monoMs + ms;
    for (;;) {
      const next = this.timers
        .filter(({ atMs }) => atMs <= endMs)
        .sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.monoMs = next.atMs;
      next.act();
    }
    this.monoMs = endMs;
  }
}

const view = fakeSwarm({ robots: 3, nowMs: HUB_MS });
const snapshot = (seq: number, told = view): HubMessage => ({
  type: 'snapshot',
  seq,
  view: told,
  commands: true,
});
const tick = (atMs: number): HubMessage => ({ type: 'tick', atMs });
const battery = (seq: number, percent: number): HubMessage => ({
  type: 'delta',
  seq,
  atMs: HUB_MS,
  robots: { r1: { ...view.robots.r1!, battery: percent } },
});

describe('the link to the hub', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
  });

  test('is not live before the hub has told anything', () => {
    expect(stage.live).toEqual({ up: false, sinceMs: 77, why: 'connecting to the hub' });
    expect(stage.views).toEqual([]);
  });

  test('shows a snapshot, and is live from then on, on the clock of the hub', () => {
    stage.hear(snapshot(10));
    expect(stage.views).toEqual([view]);
    expect(stage.live).toEqual({ up: true, sinceMs: HUB_MS, why: null });
    expect(stage.commands).toBe(true);
    stage.pass(1500);
    expect(stage.feed.nowMs()).toBe(HUB_MS + 1500);
  });

  test('applies deltas in their order', () => {
    stage.hear(snapshot(10));
    stage.hear(battery(11, 50));
    stage.hear(battery(12, 51));
    expect(stage.views.map(({ robots }) => robots.r1!.battery)).toEqual([
      view.robots.r1!.battery,
      50,
      51,
    ]);
    expect(stage.sockets).toHaveLength(1);
  });

  test('asks anew when a delta is missing, and shows nothing of the one that came', () => {
    stage.hear(snapshot(10));
    stage.hear(battery(12, 50));
    expect(stage.views).toHaveLength(1);
    expect(stage.live.up).toBe(false);
    expect(stage.socket.closed).toBe(true);
    stage.pass(250);
    expect(stage.sockets).toHaveLength(2);
    stage.hear(snapshot(12));
    expect(stage.live.up).toBe(true);
  });

  test('asks anew when a delta comes twice', () => {
    stage.hear(snapshot(10));
    stage.hear(battery(11, 50));
    stage.hear(battery(11, 50));
    expect(stage.live.up).toBe(false);
  });

  test('takes no delta before the snapshot of its own connection', () => {
    stage.hear(snapshot(10));
    stage.socket.listener.onClose('gone');
    stage.pass(250);
    stage.hear(battery(11, 50));
    expect(stage.views).toHaveLength(1);
    expect(stage.live.up).toBe(false);
  });

  test('is not live after three seconds of silence, since the last word', () => {
    stage.hear(snapshot(10));
    stage.pass(1000);
    stage.hear(tick(HUB_MS + 1000));
    stage.pass(3000);
    expect(stage.live.up).toBe(true);
    stage.pass(600);
    expect(stage.live).toEqual({
      up: false,
      sinceMs: HUB_MS + 1000,
      why: 'the hub has not said anything for more than three seconds',
    });
    expect(stage.sockets[0]!.closed).toBe(true);
  });

  test('does not take ticks for a swarm: without a snapshot it tries again', () => {
    for (let second = 1; second <= 5; second += 1) {
      stage.pass(1000);
      stage.hear(tick(HUB_MS + second * 1000));
    }
    expect(stage.sockets.length).toBeGreaterThan(1);
    stage.hear(snapshot(1));
    expect(stage.live.up).toBe(true);
  });

  test('is not live after a sleep in which the monotonic clock stood still', () => {
    stage.hear(snapshot(10));
    stage.asleepMs = 3_600_000;
    stage.pass(500);
    expect(stage.live.up).toBe(false);
    expect(stage.live.sinceMs).toBe(HUB_MS);
  });

  test('stays live for as long as the hub ticks', () => {
    stage.hear(snapshot(10));
    for (let second = 1; second <= 20; second += 1) {
      stage.pass(1000);
      stage.hear(tick(HUB_MS + second * 1000));
    }
    expect(stage.lives.filter(({ up }) => up)).toHaveLength(1);
    expect(stage.live.up).toBe(true);
  });

  test('does not grow younger with each attempt that fails', () => {
    stage.hear(snapshot(10));
    for (let attempt = 0; attempt < 5; attempt += 1) {
      stage.socket.listener.onClose('the hub does not answer');
      stage.pass(10_000);
    }
    expect(stage.live.sinceMs).toBe(HUB_MS);
    expect(stage.live.why).toBe('the hub does not answer');
  });

  test('tries again after waits that double up to ten seconds, half of each by chance', () => {
    const waits = (chance: number) => {
      const other = new Stage();
      other.chance = chance;
      return Array.from({ length: 8 }, () => {
        const beforeMs = other.monoMs;
        const { length } = other.sockets;
        other.socket.listener.onClose('gone');
        while (other.sockets.length === length) other.pass(1);
        return other.monoMs - beforeMs;
      });
    };
    expect(waits(1)).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    expect(waits(0)).toEqual([125, 250, 500, 1000, 2000, 4000, 5000, 5000]);
  });

  test('begins with short waits again after a success', () => {
    for (let attempt = 0; attempt < 6; attempt += 1) {
      stage.socket.listener.onClose('gone');
      stage.pass(10_000);
    }
    stage.hear(snapshot(3));
    const { length } = stage.sockets;
    stage.socket.listener.onClose('gone');
    stage.pass(250);
    expect(stage.sockets).toHaveLength(length + 1);
  });

  test('hears nothing more of a connection that it has given up', () => {
    stage.hear(snapshot(10));
    const old = stage.socket;
    old.listener.onClose('gone');
    old.listener.onMessage(JSON.stringify(battery(11, 50)));
    old.listener.onClose('gone again');
    expect(stage.views).toHaveLength(1);
    stage.pass(250);
    expect(stage.sockets).toHaveLength(2);
    stage.pass(100);
    expect(stage.sockets).toHaveLength(2);
  });

  test('is not live while the hub has no broker, though the hub speaks', () => {
    const broker = { up: false, sinceMs: HUB_MS - 9000, reason: 'ECONNREFUSED' };
    stage.hear(snapshot(10));
    stage.hear({ type: 'delta', seq: 11, atMs: HUB_MS, broker });
    expect(stage.live).toEqual({
      up: false,
      sinceMs: HUB_MS - 9000,
      why: 'the hub has no connection to the broker: ECONNREFUSED',
    });
    stage.hear({
      type: 'delta',
      seq: 12,
      atMs: HUB_MS + 2000,
      broker: { up: true, sinceMs: HUB_MS + 2000, reason: null },
    });
    expect(stage.live).toEqual({ up: true, sinceMs: HUB_MS + 2000, why: null });
  });

  test.each(['not json', '7', 'null', '{}', '[]'])('does not trust %s', (text) => {
    stage.hear(snapshot(10));
    stage.hear(text);
    expect(stage.live.up).toBe(false);
    expect(stage.socket.closed).toBe(true);
  });

  test('passes events on, and lets be what a newer hub may say', () => {
    stage.hear(snapshot(10));
    stage.hear('{"type":"weather","rain":true}');
    const event = { id: 1, atMs: HUB_MS, from: 'r1', event: 'enter', pad: 'p1', what: {} };
    stage.hear({ type: 'events', events: [event] });
    expect(stage.events).toEqual([event]);
    expect(stage.live.up).toBe(true);
  });
});
