/** A hub with ports that are moved by hand: a broker that is an array, a clock, timers. */

import { History } from '../../../monitor/history/history.ts';
import { Hub, type HubOptions } from '../../../monitor/hub/hub.ts';
import type { HubLinkOptions, HubPorts } from '../../../monitor/hub/ports.ts';
import { Ingest } from '../../../monitor/ingest/ingest.ts';
import { SwarmFold } from '../../../monitor/view/fold.ts';
import type { HubMessage } from '../../../monitor/view/wire.ts';

export const START_MS = 1_800_000_000_000;
const STEP_MS = 50;

interface Timer {
  atMs: number;
  readonly everyMs: number | null;
  readonly act: () => void;
}

export interface Published {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
}

export class HubStage {
  nowMs = START_MS;
  link!: HubLinkOptions;
  linkTakes = true;
  linkClosed = false;
  readonly published: Published[] = [];
  readonly told: HubMessage[] = [];
  readonly logged: string[] = [];
  readonly history: History;
  readonly hub: Hub;
  private timers: Timer[] = [];
  private transactions = 0;

  constructor(options: Partial<HubOptions> = {}) {
    this.history = new History({
      ...{ path: ':memory:', keepMs: 86_400_000, maxBytes: 64e6 },
      wallMs: () => this.nowMs,
      onTrouble: (text) => this.logged.push(text),
    });
    const expected = [
      { kind: 'robots', id: 'r1', zone: 'east' },
      { kind: 'robots', id: 'r2', zone: 'east' },
      { kind: 'pads', id: 'p1', zone: 'east', guard: 'controller' },
      { kind: 'pads', id: 'p2', zone: 'east', guard: 'robots' },
    ] as const;
    this.hub = new Hub({
      ...{ swarm: 'orchard', version: '1.2.3', name: 'here:1', ports: this.ports() },
      ingest: new Ingest({ swarm: 'orchard' }),
      fold: new SwarmFold({
        ...{ swarm: 'orchard', version: '1.2.3', startedAtMs: START_MS, expected },
        ...{ criticalBelow: 10, silentAfterMs: 105_000, tokenBoundMs: 30_000, driftBoundPpm: 200 },
      }),
      history: this.history,
      radio: null,
      zones: new Map(expected.map(({ id, zone }) => [id, zone])),
      ...{ commands: true, replyWithinMs: 5000, watcher: null },
      log: { info: (text) => this.logged.push(text), warn: (text) => this.logged.push(text) },
      ...options,
    });
  }

  /** Time passes, and timers do what they do. */
  async wait(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    while (this.nowMs < untilMs) {
      this.nowMs += STEP_MS;
      for (const timer of [...this.timers]) {
        if (timer.atMs > this.nowMs) continue;
        if (timer.everyMs === null) this.timers = this.timers.filter((other) => other !== timer);
        else timer.atMs += timer.everyMs;
        timer.act();
      }
      await Promise.resolve();
    }
  }

  /** From a member, by the path behind the swarm's name. */
  hear(path: string, payload: unknown, retained = false): void {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    this.link.onMessage(`roost/orchard/${path}`, new TextEncoder().encode(text), retained);
  }

  state(robot: string, what: object): void {
    const stamp = { v: 1, id: robot, zone: 'east', t: this.nowMs, mono: this.nowMs - START_MS };
    this.hear(`robots/${robot}/state`, { ...stamp, ...what });
  }

  event(robot: string, event: string, what: object = {}): void {
    const stamp = { v: 1, t: this.nowMs, mono: this.nowMs - START_MS, from: robot, boot: 1 };
    this.hear(`robots/${robot}/event`, { ...stamp, seq: 1, event, ...what });
  }

  /** As an open page does. */
  listen(): void {
    this.hub.listen((text) => this.told.push(JSON.parse(text)));
  }

  toldOf<Type extends HubMessage['type']>(type: Type): Extract<HubMessage, { type: Type }>[] {
    return this.told.filter((message) => message.type === type) as never;
  }

  publishedOn(topic: string): Published[] {
    return this.published.filter((message) => message.topic === topic);
  }

  private ports(): HubPorts {
    return {
      openLink: (options) => {
        this.link = options;
        return {
          publish: (topic, payload, retain) => {
            if (!this.linkTakes) return false;
            const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
            this.published.push({ topic: decode(topic), text: decode(payload), retain });
            return true;
          },
          close: async () => {
            this.linkClosed = true;
          },
        };
      },
      wallMs: () => this.nowMs,
      every: (periodMs, act) => this.timer({ atMs: this.nowMs + periodMs, everyMs: periodMs, act }),
      after: (delayMs, act) => this.timer({ atMs: this.nowMs + delayMs, everyMs: null, act }),
      usage: () => ({ cpuMs: (this.nowMs - START_MS) / 10, memoryBytes: 1e8 }),
      newTransaction: () => {
        this.transactions += 1;
        return `t${this.transactions}`;
      },
    };
  }

  private timer(timer: Timer): () => void {
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }
}
