/**
 * The link to the hub: one WebSocket of a snapshot and deltas, and a plain answer to the question whether what is shown
 * is live.
 *
 * Silence is the sign of every failure: a hub that hangs, a laptop that slept, a network that is gone. The hub says
 * something each second, so three seconds of nothing mean that nothing is live. A missing delta means that the view is
 * wrong: then a new connection brings a new snapshot. Time and the socket are arguments; nothing here knows a browser.
 */
import { applyDelta } from '../view/apply.ts';
import type { SwarmView } from '../view/view.ts';
import type { HistoryEvent, HubMessage } from '../view/wire.ts';

/** Without a word from the hub for so long, nothing is live. */
export const SILENT_AFTER_MS = 3000;
/** Why nothing is live in the first moment, which is no trouble yet. */
export const CONNECTING = 'connecting to the hub';
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
const LOOK_EVERY_MS = 500;

export interface LivePorts {
  /** Opens the socket. The listener is called later, never from within. */
  open(listener: SocketListener): { close(): void };
  /** Monotonic. */
  monoMs(): number;
  /** Since 1970 on this machine: until the hub has told its own, and to notice that the machine slept. */
  wallMs(): number;
  /** 0 to 1. */
  random(): number;
  later(afterMs: number, act: () => void): void;
}

export interface SocketListener {
  onMessage(text: string): void;
  onClose(why: string): void;
}

export interface LiveListener {
  onView(view: SwarmView): void;
  onCommands(taken: boolean): void;
  onLive(live: Live): void;
  onEvents(events: readonly HistoryEvent[]): void;
}

/** `sinceMs` is on the hub's clock: since when it is up, or when it was last. */
export interface Live {
  readonly up: boolean;
  readonly sinceMs: number;
  readonly why: string | null;
}

export class LiveFeed {
  private readonly ports: LivePorts;
  private readonly listener: LiveListener;
  private view: SwarmView | null = null;
  private live: Live;
  private socket: { close(): void } | null = null;
  /** Counts connections, so that a late word of an old one is not taken for one of the new. */
  private connection = 0;
  private seq: number | null = null;
  private failures = 0;
  private heardMonoMs: number;
  private heardWallMs: number;
  /** Hub's clock minus the monotonic one. */
  private offsetMs: number;

  constructor(ports: LivePorts, listener: LiveListener) {
    this.ports = ports;
    this.listener = listener;
    this.heardMonoMs = ports.monoMs();
    this.heardWallMs = ports.wallMs();
    this.offsetMs = ports.wallMs() - ports.monoMs();
    this.live = { up: false, sinceMs: ports.wallMs(), why: CONNECTING };
  }

  start(): void {
    this.listener.onLive(this.live);
    this.connect();
    this.look();
  }

  /** On the hub's clock. */
  nowMs(): number {
    return this.ports.monoMs() + this.offsetMs;
  }

  private connect(): void {
    this.connection += 1;
    const mine = this.connection;
    this.seq = null;
    this.heard();
    this.socket = this.ports.open({
      onMessage: (text) => {
        if (mine === this.connection) this.take(text);
      },
      onClose: (why) => {
        if (mine === this.connection) this.lost(why);
      },
    });
  }

  /** Gives the connection up and tries again after a while. */
  private lost(why: string): void {
    this.connection += 1;
    this.socket?.close();
    this.socket = null;
    const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures);
    this.failures += 1;
    this.down(why);
    // Half of it by chance, so that many pages do not come back to a hub in the same moment.
    this.ports.later(full * (0.5 + this.ports.random() / 2), () => this.connect());
  }

  private look(): void {
    // While a machine sleeps, its monotonic clock may stand still; its wall clock does not.
    const silentMs = Math.max(
      this.ports.monoMs() - this.heardMonoMs,
      this.ports.wallMs() - this.heardWallMs,
    );
    if (this.socket !== null && silentMs > SILENT_AFTER_MS) {
      this.lost('the hub has not said anything for more than three seconds');
    }
    this.ports.later(LOOK_EVERY_MS, () => this.look());
  }

  private take(text: string): void {
    const message = messageOf(text);
    if (message === null) {
      this.lost('the hub said something that this page does not know');
      return;
    }
    // A hub that ticks and never tells the swarm is as good as silent.
    if (message.type === 'snapshot' || this.seq !== null) this.heard();
    switch (message.type) {
      case 'snapshot':
        this.seq = message.seq;
        this.failures = 0;
        this.told(message.view.atMs);
        this.listener.onCommands(message.commands);
        this.show(message.view);
        break;
      case 'delta':
        if (this.view === null || this.seq === null || message.seq !== this.seq + 1) {
          this.lost('a message of the hub is missing; asking for everything anew');
          break;
        }
        this.seq = message.seq;
        this.told(message.atMs);
        this.show(applyDelta(this.view, message));
        break;
      case 'tick':
        this.told(message.atMs);
        break;
      case 'events':
        this.listener.onEvents(message.events);
        break;
      default:
        // A newer hub may say more than this page knows of.
        break;
    }
  }

  private heard(): void {
    this.heardMonoMs = this.ports.monoMs();
    this.heardWallMs = this.ports.wallMs();
  }

  private told(atMs: number): void {
    this.offsetMs = atMs - this.ports.monoMs();
  }

  private show(view: SwarmView): void {
    this.view = view;
    this.listener.onView(view);
    const { up, sinceMs, reason } = view.broker;
    if (up) {
      if (!this.live.up) this.setLive({ up: true, sinceMs: this.nowMs(), why: null });
      return;
    }
    const why = `the hub has no connection to the broker${reason === null ? '' : `: ${reason}`}`;
    this.setLive({ up: false, sinceMs, why });
  }

  /** Not live since the last word; reasons that follow do not make it younger. */
  private down(why: string): void {
    const sinceMs = this.live.up ? this.heardMonoMs + this.offsetMs : this.live.sinceMs;
    this.setLive({ up: false, sinceMs, why });
  }

  private setLive(live: Live): void {
    const { up, sinceMs, why } = this.live;
    if (up === live.up && sinceMs === live.sinceMs && why === live.why) return;
    this.live = live;
    this.listener.onLive(live);
  }
}

function messageOf(text: string): HubMessage | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'type' in value
      ? (value as HubMessage)
      : null;
  } catch {
    return null;
  }
}
