/**
 * What open pages are told: each change once, as text that is the same for all of them. Numbers run on from one delta to
 * the next, so that a page sees when it has missed one.
 */

import type { SwarmView } from '../view/view.ts';
import type { Delta, HistoryEvent, HubMessage } from '../view/wire.ts';

/** Of one message. In a flood the timeline can do without the rest; the history has them. */
const MAX_EVENTS = 200;

export class Live {
  private readonly commands: boolean;
  private readonly listeners = new Set<(text: string) => void>();
  private seq = 0;
  private events: HistoryEvent[] = [];
  /** A snapshot as text, for as long as nothing changes. */
  private made: string | null = null;

  constructor(commands: boolean) {
    this.commands = commands;
  }

  get watched(): boolean {
    return this.listeners.size > 0;
  }

  listen(listener: (text: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  snapshot(view: SwarmView): string {
    this.made ??= JSON.stringify({
      type: 'snapshot',
      seq: this.seq,
      view,
      commands: this.commands,
    } satisfies HubMessage);
    return this.made;
  }

  changed(changes: Omit<Delta, 'type' | 'seq'>): void {
    this.seq += 1;
    this.made = null;
    if (this.watched) this.say({ type: 'delta', seq: this.seq, ...changes });
  }

  event(event: HistoryEvent): void {
    if (this.watched && this.events.length < MAX_EVENTS) this.events.push(event);
  }

  /** Tells the events that have gathered. */
  flushEvents(): void {
    if (this.events.length === 0) return;
    this.say({ type: 'events', events: this.events });
    this.events = [];
  }

  tick(atMs: number): void {
    if (this.watched) this.say({ type: 'tick', atMs });
  }

  private say(message: HubMessage): void {
    const text = JSON.stringify(message);
    for (const listener of this.listeners) listener(text);
  }
}
