/**
 * Keeps a board at a serial port going: opens the port, lets a session begin, and after any trouble begins anew,
 * with a growing wait in between. A board that was reset gets a new session on the same port at once.
 */

import { describePortTrouble, unplugged } from '../serial/port-trouble.ts';
import type { BoardLink, LinkListener, LinkPlan, LiveBoard } from './board-link.ts';
import type { LinkPorts } from './connection.ts';
import { FirmataSession } from './firmata-session.ts';
import { Line } from './line.ts';
import { Retry } from './retry.ts';
import type { SerialStream } from './serial-stream.ts';
import { openSystemPort } from './system-port.ts';

/** One opening of the port. */
interface Life {
  readonly stream: SerialStream;
  line: Line | null;
  session: FirmataSession | null;
  over: boolean;
}

/** A port that is stuck gives its last bytes no more than this. */
const CLOSE_WITHIN_MS = 1000;

export class FirmataLink implements BoardLink {
  private readonly port: string;
  private readonly plan: LinkPlan;
  private readonly ports: LinkPorts;
  private readonly listener: LinkListener;
  private readonly retry: Retry;
  private life: Life | null = null;
  private liveBoard: LiveBoard | null = null;
  private reason: string | null = null;
  private closing: Promise<void> | null = null;
  /** Ports that are still being given back. */
  private leaving: Promise<void> = Promise.resolve();
  private opening: Promise<void> = Promise.resolve();

  constructor(port: string, plan: LinkPlan, ports: LinkPorts, listener: LinkListener) {
    this.port = port;
    this.plan = plan;
    this.ports = ports;
    this.listener = listener;
    this.retry = new Retry(ports.clock, ports.makeAlarm, () => this.start());
    this.start();
  }

  get live(): LiveBoard | null {
    return this.liveBoard;
  }

  get downReason(): string | null {
    return this.reason;
  }

  close(): Promise<void> {
    this.closing ??= this.letGo();
    return this.closing;
  }

  private async letGo(): Promise<void> {
    this.retry.stop();
    if (this.life !== null) this.bury(this.life);
    this.liveBoard = null;
    await this.opening;
    await this.leaving;
  }

  private start(): void {
    this.opening = this.open();
  }

  private async open(): Promise<void> {
    // A port that is still being given back can't be opened.
    await this.leaving;
    if (this.closing !== null) return;
    let stream: SerialStream;
    try {
      stream = await (this.ports.openPort ?? openSystemPort)(this.port);
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
      return;
    }
    const life: Life = { stream, line: null, session: null, over: false };
    stream.on('data', (bytes) => life.line?.take(bytes));
    stream.on('close', () => this.end(life, unplugged(this.port)));
    stream.on('error', (error) => void this.broke(life, error));
    if (this.closing !== null) {
      this.bury(life);
      return;
    }
    this.life = life;
    this.begin(life);
  }

  private begin(life: Life): void {
    const line = new Line((bytes) => {
      if (!life.over && life.stream.isOpen !== false) life.stream.write(bytes);
    });
    life.line = line;
    life.session = new FirmataSession({
      port: this.port,
      line,
      plan: this.plan,
      ports: this.ports,
      onUp: (live) => this.rise(life, live),
      onTrip: (state) => {
        if (!life.over) this.listener.onTrip(state);
      },
      onEnd: (reason, again) => {
        if (again) this.anew(life, reason);
        else this.end(life, reason);
      },
    });
  }

  private rise(life: Life, live: LiveBoard): void {
    if (life.over) return;
    this.liveBoard = live;
    this.reason = null;
    this.retry.well();
    this.ports.onNotice(`the board at ${this.port} is there: ${live.firmware}`);
    this.listener.onUp(live);
  }

  /** The board is there but has forgotten everything. */
  private anew(life: Life, reason: string): void {
    if (life.over) return;
    // First of all the next life: whoever is told may close the link.
    this.begin(life);
    this.tellDown(reason);
  }

  private async broke(life: Life, error: Error | null | undefined): Promise<void> {
    if (life.over) return;
    const text = error?.message ?? '';
    this.end(life, text === '' ? unplugged(this.port) : await describePortTrouble(this.port, text));
  }

  private end(life: Life, reason: string): void {
    if (life.over) return;
    this.bury(life);
    this.fail(reason);
  }

  private fail(reason: string): void {
    if (this.closing !== null) return;
    this.retry.again();
    this.tellDown(reason);
  }

  private tellDown(reason: string): void {
    const wasUp = this.liveBoard !== null;
    this.liveBoard = null;
    if (!wasUp && reason === this.reason) return;
    this.reason = reason;
    this.ports.onNotice(reason);
    this.listener.onDown(reason);
  }

  /** Nothing of this life is heard any more, and its port is given back. */
  private bury(life: Life): void {
    if (life.over) return;
    life.session?.close();
    life.over = true;
    if (this.life === life) this.life = null;
    const given = this.giveBack(life.stream);
    this.leaving = Promise.all([this.leaving, given]).then(() => {});
  }

  private giveBack(stream: SerialStream): Promise<void> {
    if (stream.isOpen === false) return Promise.resolve();
    return new Promise((resolve) => {
      const { clock, makeAlarm } = this.ports;
      let isClosing = false;
      const done = (): void => {
        alarm.set(null);
        resolve();
      };
      const close = (): void => {
        if (isClosing) return;
        isClosing = true;
        if (stream.isOpen === false) done();
        else stream.close(done);
      };
      const alarm = makeAlarm(() => {
        close();
        done();
      });
      alarm.set(clock.nowMs() + CLOSE_WITHIN_MS);
      // Otherwise the last bytes, which switch off, would be thrown away.
      if (stream.drain) stream.drain(close);
      else close();
    });
  }
}
