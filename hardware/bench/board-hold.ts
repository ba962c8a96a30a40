/**
 * A board that somebody holds in his hands: whether it is there, what its dead-man says, and the wait for it at the
 * start. There are no decisions here: whoever types makes them.
 */

import type { Alarm } from '../../src/runtime/ports.ts';
import type {
  BoardLink,
  DeadManState,
  LinkListener,
  LinkPlan,
  LiveBoard,
} from '../link/board-link.ts';
import type { Connection, LinkPorts } from '../link/connection.ts';
import { openBoardLink } from '../link/open.ts';
import type { BoardReading } from './readings.ts';

/** An Uno starts for two seconds, and one that says nothing is given up after six. */
const PATIENCE_MS = 10_000;

export interface Holder {
  /** Everything is to be set up anew, outputs off; throws what does not fit. */
  up(live: LiveBoard): void;
  down(): void;
  trip(state: DeadManState): void;
}

/** The board is not there. The message can be shown as it is. */
export class BoardAway extends Error {
  override readonly name = 'BoardAway';
}

export class BoardHold implements LinkListener {
  private readonly holder: Holder;
  private readonly plan: LinkPlan;
  private readonly patience: Alarm;
  private readonly first = Promise.withResolvers<void>();
  private link: BoardLink | null = null;
  private live: LiveBoard | null = null;
  private reason: string | null = null;
  private isOpen = true;

  private constructor(plan: LinkPlan, ports: LinkPorts, holder: Holder) {
    this.plan = plan;
    this.holder = holder;
    // It may fail before anybody waits for it.
    this.first.promise.catch(() => {});
    this.patience = ports.makeAlarm(() => this.onDown('the board does not answer'));
    this.patience.set(ports.clock.nowMs() + PATIENCE_MS);
  }

  /** Resolves when the board is up; rejects with BoardAway when it does not come up at once. */
  static async open(
    connection: Connection,
    plan: LinkPlan,
    ports: LinkPorts,
    holder: Holder,
  ): Promise<BoardHold> {
    const hold = new BoardHold(plan, ports, holder);
    try {
      hold.link = await openBoardLink(connection, plan, ports, hold);
      await hold.first.promise;
    } catch (error) {
      await hold.close();
      throw error;
    }
    return hold;
  }

  reading(): BoardReading {
    const { live, reason, plan } = this;
    return {
      up: live !== null,
      firmware: live?.firmware ?? null,
      reason: live === null ? reason : null,
      deadMan: { kind: plan.deadMan.kind, state: live?.deadMan.state() ?? null },
    };
  }

  /** Throws BoardAway. */
  need(): LiveBoard {
    if (this.live === null) throw new BoardAway(this.reason ?? 'the board is not there');
    return this.live;
  }

  async close(): Promise<void> {
    this.isOpen = false;
    this.patience.set(null);
    this.live = null;
    await this.link?.close();
  }

  onUp(live: LiveBoard): void {
    if (!this.isOpen) return;
    this.patience.set(null);
    this.live = live;
    try {
      this.holder.up(live);
    } catch (error) {
      // Another model than the board file says: it has fewer pins.
      const text = error instanceof Error ? error.message : String(error);
      this.onDown(`the board can't be set up as its board file says: ${text}`);
      return;
    }
    this.first.resolve();
  }

  onDown(reason: string): void {
    if (!this.isOpen) return;
    this.live = null;
    this.reason = reason;
    this.holder.down();
    this.first.reject(new BoardAway(reason));
  }

  onTrip(state: DeadManState): void {
    if (this.isOpen) this.holder.trip(state);
  }
}
