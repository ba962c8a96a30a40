/**
 * Keeps a serial port and the module behind it going: opens, sets up, and after any trouble begins
 * anew, with a growing and jittered wait in between.
 *
 * Each life of the port has a session of its own. The link is up when the module has answered
 * as it should; until then, and after, nothing that is handed over is sent or kept.
 */

import type { Timeline } from '../../../src/radio/timeline.ts';
import type { ModuleDriver, Session } from './driver.ts';
import type { OpenPort, Port } from './port.ts';

export interface SerialLinkOptions {
  readonly path: string;
  readonly baud: number;
  readonly driver: ModuleDriver;
  readonly timeline: Timeline;
  readonly openPort: OpenPort;
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** Fractions in [0, 1), for the waits. */
  readonly fraction: () => number;
  onFrame(frame: Uint8Array, packedBytes: number): void;
  onDrop(reason: string, bytes: number): void;
  onFinished(): void;
  onNotice(text: string): void;
  onUp(): void;
  /** With the reason in plain words; before the first onUp too, and not twice for one reason. */
  onDown(reason: string): void;
}

/** A link that lived this long is worth a quick retry. */
const SETTLED_MS = 5000;

interface Life {
  port: Port | null;
  session: Session | null;
  upSinceMs: number | null;
  over: boolean;
}

export class SerialLink {
  private readonly options: SerialLinkOptions;
  private life: Life | null = null;
  private retryMs: number;
  private lastReason: string | null = null;
  private closing: Promise<void> | null = null;
  /** Ports that are still being given back. */
  private leaving: Promise<void> = Promise.resolve();
  /** The opening and setting up of the present life. */
  private starting: Promise<void>;

  constructor(options: SerialLinkOptions) {
    this.options = options;
    this.retryMs = options.firstRetryMs;
    this.starting = this.live();
  }

  get isUp(): boolean {
    return this.life !== null && this.life.upSinceMs !== null;
  }

  put(packed: Uint8Array): void {
    if (this.isUp) this.life?.session?.put(packed);
  }

  close(): Promise<void> {
    this.closing ??= this.letGo();
    return this.closing;
  }

  private async letGo(): Promise<void> {
    const { life } = this;
    this.life = null;
    if (life !== null) this.bury(life);
    await this.starting;
    await this.leaving;
  }

  private async live(): Promise<void> {
    const { path, baud, driver, openPort } = this.options;
    const life: Life = { port: null, session: null, upSinceMs: null, over: false };
    this.life = life;
    const end = (reason: string) => this.end(life, reason);
    const opened = await openPort(
      { path, baud },
      { onData: (bytes) => life.over || life.session?.onData(bytes), onGone: end },
    );
    if (typeof opened === 'string') {
      end(opened);
      return;
    }
    life.port = opened;
    if (life.over) {
      this.bury(life);
      return;
    }
    life.session = driver.begin(opened, this.eventsOf(life));
    const trouble = await life.session.ready();
    if (life.over) return;
    if (trouble !== null) end(trouble);
    else this.rise(life);
  }

  private eventsOf(life: Life) {
    const { options } = this;
    const up = () => !life.over && life.upSinceMs !== null;
    return {
      // What comes while the module is set up was sent to an earlier life.
      onFrame: (frame: Uint8Array, bytes: number) => up() && options.onFrame(frame, bytes),
      onDrop: (reason: string, bytes: number) => up() && options.onDrop(reason, bytes),
      onFinished: () => up() && options.onFinished(),
      onNotice: (text: string) => !life.over && options.onNotice(text),
      onTrouble: (reason: string) => this.end(life, reason),
    };
  }

  private rise(life: Life): void {
    life.upSinceMs = this.options.timeline.nowMs;
    this.options.onUp();
  }

  private end(life: Life, reason: string): void {
    if (life.over) return;
    const { timeline, firstRetryMs } = this.options;
    this.life = null;
    this.bury(life);
    if (life.upSinceMs !== null) {
      this.lastReason = null;
      if (timeline.nowMs - life.upSinceMs > SETTLED_MS) this.retryMs = firstRetryMs;
    }
    // First of all the next try: whoever is told may close the link.
    this.retry();
    if (reason === this.lastReason) return;
    this.lastReason = reason;
    this.options.onDown(reason);
  }

  /** Nothing of this life is heard any more, and its port is given back. */
  private bury(life: Life): void {
    life.over = true;
    life.session?.end();
    const { port } = life;
    life.port = null;
    if (port !== null) this.leaving = Promise.all([this.leaving, port.close()]).then(() => {});
  }

  private retry(): void {
    const { timeline, fraction, longestRetryMs } = this.options;
    const jittered = this.retryMs * (0.5 + fraction() / 2);
    this.retryMs = Math.min(this.retryMs * 2, longestRetryMs);
    timeline.at(timeline.nowMs + jittered, () => {
      // A port that is still being given back can't be opened.
      void this.leaving.then(() => {
        if (this.closing === null) this.starting = this.live();
      });
    });
  }
}
