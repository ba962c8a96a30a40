/** A fold that is told things at times, and what it shows as text. */

import { type ExpectedMember, type FoldOptions, SwarmFold } from '../../../monitor/view/fold.ts';
import type { MemberKind, MemberState, Told } from '../../../monitor/view/told.ts';
import type { SwarmView } from '../../../monitor/view/view.ts';
import type { TraceRecord } from '../../../src/runtime/trace.ts';

/** The hub starts at this time; scripts count from it. */
export const START_MS = 1_700_000_000_000;

export const THREE_AND_A_PAD: readonly ExpectedMember[] = [
  { kind: 'robots', id: 'r1', zone: 'east' },
  { kind: 'robots', id: 'r2', zone: 'east' },
  { kind: 'robots', id: 'r3', zone: 'east' },
  { kind: 'pads', id: 'p1', zone: 'east', guard: 'controller' },
];

export const OPTIONS: FoldOptions = {
  swarm: 'orchard',
  version: '1.0.0',
  startedAtMs: START_MS,
  expected: THREE_AND_A_PAD,
  criticalBelow: 10,
  silentAfterMs: 75_000,
  tokenBoundMs: 20_000,
  driftBoundPpm: 1000,
};

export class Stage {
  readonly fold: SwarmFold;
  private nowMs = START_MS;
  private seq = 0;

  constructor(options: Partial<FoldOptions> = {}) {
    this.fold = new SwarmFold({ ...OPTIONS, ...options });
    this.fold.setBroker(true, null, START_MS);
  }

  /** Time goes on to so many seconds after the start, with a tick every quarter of a second. */
  at(seconds: number): this {
    const untilMs = START_MS + seconds * 1000;
    while (this.nowMs + 250 < untilMs) {
      this.nowMs += 250;
      this.fold.tick(this.nowMs);
    }
    this.nowMs = untilMs;
    this.fold.tick(untilMs);
    return this;
  }

  tell(told: Told): this {
    this.fold.take(told, this.nowMs);
    return this;
  }

  online(...ids: string[]): this {
    for (const id of ids)
      this.tell({ what: 'availability', kind: kindOf(id), id, online: true, retained: false });
    return this;
  }

  offline(id: string): this {
    return this.tell({
      what: 'availability',
      kind: kindOf(id),
      id,
      online: false,
      retained: false,
    });
  }

  /** The member's monotonic clock shows the seconds since the start. */
  state(id: string, state: MemberState, retained = false): this {
    const stamped = { t: this.nowMs, mono: this.nowMs - START_MS, ...state };
    return this.tell({ what: 'state', kind: kindOf(id), id, state: stamped, retained });
  }

  event(from: string, event: string, fields: Record<string, unknown> = {}): this {
    this.seq += 1;
    const record: TraceRecord = {
      v: 1,
      t: this.nowMs,
      mono: this.nowMs - START_MS,
      from,
      boot: 1,
      seq: this.seq,
      event,
      ...fields,
    };
    return this.tell({ what: 'event', kind: kindOf(from), id: from, event: record });
  }

  enter(id: string, pad: string, fence: [number, number], leaseSeconds = 2): this {
    const until = this.nowMs - START_MS + leaseSeconds * 1000;
    return this.event(id, 'enter', { pad, epoch: fence[0], fence, until });
  }

  get view(): SwarmView {
    return this.fold.view();
  }

  get alarmIds(): string[] {
    return this.view.alarms.map(({ id }) => id);
  }

  /** Pads and who waits for them, in a line each; times in seconds. */
  pads(): string {
    return Object.values(this.view.pads)
      .map(({ id, occupant, holder, queue }) => {
        const waits = queue.map(({ robot, place, expectedMs, urgency }) => {
          const expected = expectedMs === null ? '' : ` in ${Math.round(expectedMs / 1000)} s`;
          return `${place ?? '?'} ${robot}${urgency === null ? '' : `!${urgency}`}${expected}`;
        });
        const who = occupant ? `${occupant.robot} [${occupant.fence ?? '?'}]` : 'free';
        return `${id}: ${who}; token ${holder ?? '?'}; ${waits.join(', ') || 'nobody waits'}`;
      })
      .join('\n');
  }
}

export function kindOf(id: string): MemberKind {
  return id.startsWith('p') ? 'pads' : 'robots';
}
