/**
 * One member that the gateway speaks for, with a connection of its own to the broker: so the broker itself says
 * `offline` for each of them when the gateway dies.
 *
 * The connection is there while the member is heard. After a silence it takes leave, which says `offline`.
 */
import type { Timeline } from '../../src/radio/timeline.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

export interface SpokenForOptions {
  readonly timeline: Timeline;
  /** A member that was not heard for so long is gone. */
  readonly silenceMs: number;
  readonly open: () => Telemetry;
  readonly onSilence: () => void;
  readonly onReturn: () => void;
}

export class SpokenFor {
  private readonly options: SpokenForOptions;
  private link: Telemetry | null;
  /** What is to be shown once the former connection has said `offline`. */
  private newest: object | null = null;
  private heardAtMs: number;
  private leaving: Promise<void> | null = null;
  private closed = false;

  constructor(options: SpokenForOptions) {
    this.options = options;
    this.heardAtMs = options.timeline.nowMs;
    this.link = options.open();
    this.watch();
  }

  /** Something authentic of the member was heard. */
  heard(): void {
    this.heardAtMs = this.options.timeline.nowMs;
    if (this.link || this.closed) return;
    const { leaving } = this;
    // One after the other: a late `offline` must not come after the new `online`.
    if (leaving === null) this.openAgain();
  }

  state(state: object): void {
    this.newest = state;
    this.link?.state(state);
  }

  event(event: object): void {
    this.link?.event(event);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    const { link } = this;
    this.link = null;
    await Promise.all([this.leaving, link?.close()]);
  }

  private watch(): void {
    const { silenceMs, timeline } = this.options;
    const goneMs = this.heardAtMs + silenceMs;
    timeline.at(goneMs, () => {
      if (this.closed || this.link === null) return;
      if (timeline.nowMs < this.heardAtMs + silenceMs) this.watch();
      else this.leave(this.link);
    });
  }

  private leave(link: Telemetry): void {
    this.link = null;
    this.newest = null;
    this.options.onSilence();
    const leftAtMs = this.heardAtMs;
    const left = () => {
      this.leaving = null;
      if (!this.closed && this.heardAtMs > leftAtMs) this.openAgain();
    };
    this.leaving = link.close().then(left, left);
  }

  private openAgain(): void {
    this.link = this.options.open();
    if (this.newest !== null) this.link.state(this.newest);
    this.options.onReturn();
    this.watch();
  }
}
