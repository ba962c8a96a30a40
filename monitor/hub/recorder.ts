/** What of the members' words goes into the history, and to pages that are open. */

import type { History } from '../history/history.ts';
import type { Told } from '../view/told.ts';
import type { HistoryEvent } from '../view/wire.ts';

const MAX_MEMBERS = 20_000;
interface Member {
  zone: string | null;
  fault: string | null;
}

export interface RecorderOptions {
  /** Null keeps nothing. */
  readonly history: History | null;
  /** By id, from the swarm file. */
  readonly zones: ReadonlyMap<string, string>;
  onEvent(event: HistoryEvent): void;
}

export class Recorder {
  private readonly options: RecorderOptions;
  private readonly members = new Map<string, Member>();
  /** Of events, where there is no history to count them. */
  private lastId = 0;

  constructor(options: RecorderOptions) {
    this.options = options;
    for (const [id, zone] of options.zones) this.members.set(id, { zone, fault: null });
  }

  zoneOf(id: string): string | null {
    return this.members.get(id)?.zone ?? null;
  }

  take(told: Told, atMs: number): void {
    switch (told.what) {
      case 'event':
        this.event(told.event, atMs);
        return;
      case 'state':
        this.state(told, atMs);
        return;
      case 'availability':
        return;
    }
  }

  private event(record: Extract<Told, { what: 'event' }>['event'], atMs: number): void {
    const { history, onEvent } = this.options;
    const { from, event } = record;
    const pad = typeof record.pad === 'string' ? record.pad : null;
    const entry = { atMs, from, event, pad, what: record };
    this.lastId += 1;
    onEvent(history?.event(entry, this.zoneOf(from)) ?? { id: this.lastId, ...entry });
  }

  private state(told: Extract<Told, { what: 'state' }>, atMs: number): void {
    const { history } = this.options;
    const { id, kind, state, retained } = told;
    const member = this.member(id);
    if (member === null) return;
    if (state.zone !== undefined) member.zone = state.zone;
    if (state.fault !== undefined) this.fault(id, kind, member, state.fault, retained, atMs);
    // What the broker had kept may be hours old.
    if (retained || kind === 'pads' || typeof state.battery !== 'number') return;
    history?.battery(id, state.battery, atMs);
  }

  private fault(
    id: string,
    kind: 'robots' | 'pads',
    member: Member,
    fault: string | null,
    retained: boolean,
    atMs: number,
  ): void {
    const before = member.fault;
    member.fault = fault;
    if (fault === before || retained || (fault === null && before === null)) return;
    const pad = kind === 'pads' ? id : null;
    const text = fault === null ? `${id}: the fault is over` : `${id}: ${fault}`;
    this.options.history?.mark(
      { atMs, what: 'fault', from: id, pad, epoch: null, text },
      member.zone,
    );
  }

  private member(id: string): Member | null {
    const known = this.members.get(id);
    if (known) return known;
    if (this.members.size >= MAX_MEMBERS) return null;
    const member = { zone: null, fault: null };
    this.members.set(id, member);
    return member;
  }
}
