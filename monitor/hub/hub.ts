/**
 * The hub: hears what all members tell, folds it into one view of the swarm, keeps what happened, tells the page and
 * `hub/state`, and passes commands on.
 *
 * A message is dealt with when it comes and nothing is queued: when there are more than the hub can take, they wait at
 * the broker, which loses some in the end, and not in the memory of the hub.
 */

import type { History } from '../history/history.ts';
import type { Queries } from '../history/queries.ts';
import type { SwarmView } from '../view/view.ts';
import type { CommandRequest } from '../view/wire.ts';
import { boundedState } from './bounded-state.ts';
import { Commander, type CommandResult } from './commander.ts';
import { healthText, UsageMeter } from './health.ts';
import { Live } from './live.ts';
import type { FoldPort, HubLink, HubPorts, IngestPort, RadioEar } from './ports.ts';
import { Recorder } from './recorder.ts';

export interface HubOptions {
  readonly swarm: string;
  readonly version: string;
  /** Which of several hubs this is: stands in `hub/health`. */
  readonly name: string;
  readonly ports: HubPorts;
  readonly ingest: IngestPort;
  readonly fold: FoldPort;
  /** Null keeps nothing. */
  readonly history: History | null;
  /** Null: frames are not heard. */
  readonly radio: RadioEar | null;
  /** Zones by member, from the swarm file. */
  readonly zones: ReadonlyMap<string, string>;
  /** Somebody may command over the page. */
  readonly commands: boolean;
  readonly replyWithinMs: number;
  /** Also told: what members tell, and kinds of frames. */
  readonly watcher?: HubWatcher | null;
  readonly log: { info(text: string): void; warn(text: string): void };
}

export interface HubWatcher {
  told(told: NonNullable<ReturnType<IngestPort['take']>>, atMs: number): void;
  frame(kind: string): void;
}

/** Ten times a second while a page is open, and less often for the history and `hub/state` alone. */
const PUMP_MS = 100;
const UNWATCHED_PUMPS = 5;
const FOLD_TICK_PUMPS = 5;
const FLUSH_MS = 500;
const SECOND_MS = 1000;
const TRIM_MS = 5000;
const TRIM_AGAIN_MS = 50;
const FIGURES_MS = 10_000;
const SHOW_STATE_MS = 30_000;

const utf8 = new TextEncoder();

export class Hub {
  private readonly options: HubOptions;
  private readonly link: HubLink;
  private readonly live: Live;
  private readonly recorder: Recorder;
  private readonly commander: Commander;
  private readonly meter: UsageMeter;
  private readonly stops: (() => void)[] = [];
  private messages = 0;
  private readonly strange: Record<string, number> = {};
  /** Its link. */
  broker: { readonly up: boolean; readonly reason: string | null } = { up: false, reason: null };
  private pumps = 0;
  /** Something of the swarm has changed since `hub/state` was told. */
  private news = true;
  private stateToldMs = Number.NEGATIVE_INFINITY;
  private closed = false;

  constructor(options: HubOptions) {
    this.options = options;
    const { swarm, ports, ingest, history, radio, zones } = options;
    this.live = new Live(options.commands);
    this.recorder = new Recorder({ history, zones, onEvent: (event) => this.live.event(event) });
    this.meter = new UsageMeter(
      () => ports.usage(),
      () => ports.wallMs(),
    );
    this.commander = new Commander({
      swarm,
      ports,
      replyWithinMs: options.replyWithinMs,
      publish: (topic, payload) => this.publish(topic, utf8.encode(payload), false),
    });
    this.link = ports.openLink({
      topics: [
        ...ingest.topics,
        ...this.commander.topics,
        ...(radio === null ? [] : [radio.topic]),
      ],
      will: { topic: this.topic('health'), payload: this.offline() },
      onUp: () => this.onUp(),
      onDown: (reason) => this.onDown(reason),
      onMessage: (topic, payload, retained) => this.take(topic, payload, retained),
    });
    this.stops.push(
      ports.every(PUMP_MS, () => this.pump()),
      ports.every(FLUSH_MS, () => history?.flush()),
      ports.every(SECOND_MS, () => this.second()),
      ports.every(FIGURES_MS, () => this.figures()),
      ports.every(TRIM_MS, () => this.trim()),
    );
  }

  get queries(): Queries | null {
    return this.options.history?.queries ?? null;
  }

  /** What came and was not looked at, by reason. */
  get dropped(): Readonly<Record<string, number>> {
    return { ...this.options.ingest.dropped, ...this.strange };
  }

  get messageCount(): number {
    return this.messages;
  }

  wallMs(): number {
    return this.options.ports.wallMs();
  }

  view(): SwarmView {
    return this.options.fold.view();
  }

  snapshot(): string {
    // It may be newer than its number says: what is told again replaces it by the same.
    return this.live.snapshot(this.view());
  }

  listen(onText: (text: string) => void): () => void {
    return this.live.listen(onText);
  }

  async command(request: CommandRequest, by: string): Promise<CommandResult> {
    const { history, log } = this.options;
    const { verb, member, reason } = request;
    const atMs = this.wallMs();
    const why = reason === null ? '' : `: ${reason}`;
    log.info(`${by} asks: ${verb} ${member}${why}`);
    const view = this.view();
    const asked = { ...request, atMs, by, outcome: 'sent', error: null } as const;
    const number = history?.command(asked);
    const pad = Object.hasOwn(view.pads, member) ? member : null;
    const zone = this.recorder.zoneOf(member);
    const text = `${by} asks: ${verb} ${member}${why}`;
    history?.mark({ atMs, what: 'command', from: member, pad, epoch: null, text }, zone);
    history?.flush();
    const result = await this.commander.send(request, by, view);
    const outcome = result.outcome === 'unknown' ? 'refused' : result.outcome;
    if (number !== undefined) history?.commandEnded(number, outcome, result.error);
    // Whoever asked may look at once.
    history?.flush();
    if (!result.ok) log.warn(`${verb} ${member}, asked by ${by}: ${result.error}`);
    return result;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const stop of this.stops) stop();
    this.commander.close();
    this.publish(this.topic('health'), utf8.encode(this.offline()), true);
    await this.link.close();
    this.options.history?.close();
  }

  private take(topic: string, payload: Uint8Array, retained: boolean): void {
    const { ingest, fold, radio, watcher } = this.options;
    this.messages += 1;
    if (topic === radio?.topic) {
      this.frame(payload, radio);
      return;
    }
    if (this.commander.takes(topic)) {
      if (!this.commander.take(topic, payload)) this.count('strange-reply');
      return;
    }
    const told = ingest.take(topic, payload, retained);
    if (told === null) return;
    const atMs = this.wallMs();
    fold.take(told, atMs);
    this.recorder.take(told, atMs);
    watcher?.told(told, atMs);
  }

  private count(reason: 'strange-frame' | 'strange-reply'): void {
    this.strange[reason] = (this.strange[reason] ?? 0) + 1;
  }

  private frame(payload: Uint8Array, radio: RadioEar): void {
    const { fold, history, watcher } = this.options;
    const heard = radio.decode(payload);
    if (heard === null) {
      this.count('strange-frame');
      return;
    }
    const frame = { atMs: this.wallMs(), zone: radio.zone, bytes: payload.length, ...heard };
    fold.takeFrame(frame);
    history?.frame(frame);
    watcher?.frame(frame.kind);
  }

  private pump(): void {
    this.pumps += 1;
    if (this.pumps % FOLD_TICK_PUMPS === 0) this.options.fold.tick(this.wallMs());
    if (!this.live.watched && this.pumps % UNWATCHED_PUMPS !== 0) return;
    this.tell();
    this.live.flushEvents();
  }

  /** Tells pages what has changed. */
  private tell(): void {
    const { fold, history } = this.options;
    const changes = fold.changes();
    if (changes === null) return;
    const { atMs, hub: _, ...ofSwarm } = changes;
    if (Object.keys(ofSwarm).length > 0) this.news = true;
    if (changes.alarms) history?.alarmsNow(changes.alarms, atMs);
    this.live.changed(changes);
  }

  private second(): void {
    const nowMs = this.wallMs();
    const { fold } = this.options;
    fold.setHub({ messages: this.messages, dropped: { ...this.dropped } });
    this.meter.look();
    this.live.tick(nowMs);
    if (!this.broker.up) return;
    if (!this.news && nowMs - this.stateToldMs < SHOW_STATE_MS) return;
    const state = boundedState(this.view());
    if (state === null || !this.publish(this.topic('state'), state, true)) return;
    this.news = false;
    this.stateToldMs = nowMs;
  }

  private figures(): void {
    const { fold, history } = this.options;
    if (history !== null) {
      history.figures(this.view().figures, this.wallMs());
      const { bytes, sinceMs } = history.status();
      fold.setHub({ historyBytes: bytes, historySinceMs: sinceMs });
    }
    this.showHealth();
  }

  private showHealth(): void {
    const { name, version, history } = this.options;
    const text = healthText({
      ...{ name, version, messages: this.messages, dropped: this.dropped },
      usage: this.meter.latest,
      history: history?.status() ?? null,
      atMs: this.wallMs(),
    });
    this.publish(this.topic('health'), utf8.encode(text), true);
  }

  /** Old rows go in small steps, with room for messages between them. */
  private trim(): void {
    const { history, ports } = this.options;
    if (this.closed || history === null || !history.trim()) return;
    ports.after(TRIM_AGAIN_MS, () => this.trim());
  }

  private onUp(): void {
    this.broker = { up: true, reason: null };
    this.news = true;
    this.options.log.info('connected to the broker');
    this.options.fold.setBroker(true, null, this.wallMs());
    this.showHealth();
  }

  private onDown(reason: string): void {
    this.broker = { up: false, reason };
    this.options.log.warn(reason);
    this.options.fold.setBroker(false, reason, this.wallMs());
  }

  private offline(): string {
    return JSON.stringify({ v: 1, status: 'offline', hub: this.options.name });
  }

  private topic(what: 'state' | 'health'): string {
    return `roost/${this.options.swarm}/hub/${what}`;
  }

  private publish(topic: string, payload: Uint8Array, retain: boolean): boolean {
    return this.link.publish(utf8.encode(topic), payload, retain);
  }
}
