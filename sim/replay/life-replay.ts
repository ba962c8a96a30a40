/**
 * One life, lived again: the real driver, role and link get what the trace says that they got, at the
 * times that it says, and each record that they give is held against the next one of the trace.
 *
 * The ports are stubs. What comes back from them (the clock, saves that are done, the end) stands in the
 * trace as well.
 */
import { memberId } from '../../src/protocol/roster.ts';
import { Driver, type DriverPorts } from '../../src/runtime/driver.ts';
import { type Life, roleOf } from '../../src/runtime/life.ts';
import { type TraceEvent, traceRecord } from '../../src/runtime/trace.ts';
import type { AsideKind } from '../../src/wire/aside.ts';
import { MAX_FRAME_BYTES } from '../../src/wire/frame.ts';
import { Link } from '../../src/wire/link.ts';
import { isOwnAside } from './aside.ts';
import { asideOf, givenOf, inFull } from './given.ts';
import type { Line } from './line.ts';
import { noCrypto, unsealedCodec } from './no-key.ts';
import { asCarried, type Deed, deedOf, isSame } from './same.ts';

/** Where the code does something else than the trace says. */
export interface Difference {
  readonly line: number;
  readonly member: string;
  /** What stands there. */
  readonly expected: Deed;
  /** What the code did; null when it did nothing any more. */
  readonly got: Deed | null;
}

/** An input from outside, and the records of what followed from it. */
export type Batch = readonly [Line, ...Line[]];

export class LifeReplay {
  readonly member: string;
  /** Inputs that were stepped, and records of what followed that were the same. */
  steps = 0;
  outputs = 0;
  difference: Difference | null = null;
  private readonly life: Life;
  private readonly link: Link;
  private readonly driver: Driver;
  private readonly saves: (() => void)[] = [];
  private batch: readonly Line[] = [];
  private goingOn = false;
  private at = 0;
  /** What stands in the trace after the batch; null where the trace of this life ends. */
  private after: Line | null = null;
  private nowMs = 0;

  constructor(life: Life) {
    const { roster, self } = life.config;
    this.life = life;
    this.member = memberId(roster, self);
    this.link = new Link(unsealedCodec(roster), self);
    this.driver = new Driver(
      roleOf(life),
      this.ports(),
      {
        onEvent: (event) => this.compare(event),
        onReply: () => this.goOn(),
        onFinished: () => this.goOn(),
        onAside: () => {},
        onTwin: () => this.goOn(),
      },
      { self, roster, traceFrames: true },
    );
  }

  /**
   * Gives the code the first record of the batch, and compares what follows. `after` is the next record
   * of this life that came from outside, or null when there is none. Throws TraceError.
   */
  play(batch: Batch, after: Line | null): void {
    if (this.difference) return;
    const { roster } = this.life.config;
    const given = givenOf(roster, batch[0]);
    for (const line of batch) if (isOwnAside(line.record)) asideOf(roster, line);
    const [first, ...others] = batch;
    this.batch = [inFull(first, given), ...others];
    this.at = 0;
    this.after = after;
    try {
      if (given.type === 'frame') this.driver.take(this.link.accept(given.frame), given.bytes);
      else if (given.type === 'input') this.driver.feed(given.input);
      else this.saves[given.save - 1]?.();
      this.goOn();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.differ(this.next ?? after ?? batch.at(-1)!, { event: 'crash', reason });
    }
    if (this.next) this.differ(this.next, null);
  }

  private get next(): Line | undefined {
    return this.batch[this.at];
  }

  private compare(event: TraceEvent): void {
    if (this.difference) return;
    const { roster, self } = this.life.config;
    const stamp = { t: 0, mono: 0, boot: this.driver.bootNumber, seq: 0 };
    const got = asCarried(deedOf(traceRecord(roster, self, event, stamp, (atMs) => atMs)));
    const { next } = this;
    if (!next) {
      this.goBeyond(got);
      return;
    }
    if (!isSame(deedOf(next.record), got)) {
      this.differ(next, got);
      return;
    }
    this.at += 1;
    if (typeof got.at === 'number') this.steps += 1;
    else if (this.at > 1) this.outputs += 1;
    // After its end nothing is said any more.
    if (got.event !== 'closed') this.goOn();
  }

  /** A process that was killed did not come to write all that it did last. */
  private goBeyond(got: Deed): void {
    if (this.after) this.differ(this.after, got);
  }

  private differ({ number, record }: Line, got: Deed | null): void {
    if (this.difference) return;
    this.difference = { line: number, member: this.member, expected: deedOf(record), got };
  }

  /**
   * What the owner of a member may do at any moment, also from within what the member asks of it: say something beside
   * the protocol, or end the member.
   */
  private goOn(): void {
    if (this.difference || this.goingOn) return;
    this.goingOn = true;
    for (let { next } = this; next && isOwnAside(next.record) && !this.difference; ) {
      const { at } = this;
      this.driver.skipAside(next.record.kind as AsideKind);
      if (this.at === at) break;
      next = this.next;
    }
    this.goingOn = false;
    if (!this.difference && this.next?.record.event === 'closed') this.driver.close();
  }

  private ports(): DriverPorts {
    const goOn = (): void => this.goOn();
    const done = Promise.resolve();
    return {
      clock: { nowMs: () => this.clock() },
      alarm: { set: () => {} },
      store: {
        save: () => ({
          // biome-ignore lint/suspicious/noThenProperty: it is awaited; the trace says when it is done.
          then: (onDone) => {
            this.saves.push(onDone as () => void);
            goOn();
            return undefined as never;
          },
        }),
      },
      crypto: noCrypto,
      radio: { mtuBytes: MAX_FRAME_BYTES, send: goOn, close: () => done },
      link: this.link,
      body: {
        undockMs: this.life.config.undockMs,
        report: () => this.life.report,
        command: goOn,
        close: () => done,
      } as DriverPorts['body'],
    };
  }

  /** The member looked at its clock just before it wrote the record that comes next. */
  private clock(): number {
    const at = this.next?.record.at;
    if (typeof at === 'number') this.nowMs = at;
    return this.nowMs;
  }
}
