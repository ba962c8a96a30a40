/** What the views of the page draw from: the swarm, whether it is live, the hub's clock, and answers of the hub. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { SwarmView } from '../view/view.ts';
import type { HistoryEvent } from '../view/wire.ts';
import { errorOf } from './command-answer.ts';
import { CONNECTING, type Live, LiveFeed } from './live.ts';

export interface Store {
  readonly view: ReadonlySignal<SwarmView | null>;
  readonly live: ReadonlySignal<Live>;
  /** The hub's clock, about once a second: for ages. */
  readonly nowMs: ReadonlySignal<number>;
  /** Whether this hub takes commands from pages, given a token. */
  readonly commands: ReadonlySignal<boolean>;
  /** Events as they come; returns how to stop. */
  onEvents(listener: (events: readonly HistoryEvent[]) => void): () => void;
  /** GET of a path such as `api/history/timeline?from=...`. Throws an Error in plain words. */
  get<T>(path: string): Promise<T>;
}

export function openStore(window: Window): Store {
  const view = signal<SwarmView | null>(null);
  const commands = signal(false);
  const listeners = new Set<(events: readonly HistoryEvent[]) => void>();
  const live = signal<Live>({ up: false, sinceMs: Date.now(), why: CONNECTING });
  const feed = new LiveFeed(
    {
      open: (listener) => openSocket(window, listener),
      monoMs: () => performance.now(),
      wallMs: () => Date.now(),
      random: () => Math.random(),
      later(afterMs, act) {
        window.setTimeout(act, afterMs);
      },
    },
    {
      onView(next) {
        view.value = next;
      },
      onCommands(taken) {
        commands.value = taken;
      },
      onLive(next) {
        live.value = next;
      },
      onEvents(events) {
        for (const listener of listeners) listener(events);
      },
    },
  );
  const nowMs = signal(feed.nowMs());
  feed.start();
  window.setInterval(() => {
    nowMs.value = feed.nowMs();
  }, 1000);

  return {
    view,
    live,
    nowMs,
    commands,
    onEvents(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get: (path) => getJson(window, path),
  };
}

function openSocket(
  window: Window,
  listener: { onMessage(text: string): void; onClose(why: string): void },
): { close(): void } {
  const url = new URL('api/live', window.document.baseURI);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  const socket = new WebSocket(url);
  let opened = false;
  socket.onopen = () => {
    opened = true;
  };
  socket.onmessage = ({ data }) => listener.onMessage(String(data));
  socket.onclose = ({ reason }) =>
    listener.onClose(
      reason || (opened ? 'the connection to the hub broke' : 'the hub does not answer'),
    );
  return {
    close() {
      // A socket that is still being opened would complain loudly.
      socket.onmessage = null;
      socket.onclose = null;
      socket.close();
    },
  };
}

async function getJson<T>(window: Window, path: string): Promise<T> {
  const url = new URL(path.replace(/^\//, ''), window.document.baseURI);
  const answer = await window.fetch(url, { headers: { accept: 'application/json' } }).catch(() => {
    throw new Error('the hub does not answer');
  });
  if (answer.ok) return (await answer.json()) as T;
  const said = errorOf(await answer.text().catch(() => ''));
  throw new Error(`the hub answers ${answer.status}${said === null ? '' : `: ${said}`}`);
}
