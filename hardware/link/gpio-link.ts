/**
 * The link to the pins of this machine itself: there is no line that could break, but the package may be missing, a
 * pin taken, and the dead-man is one of pulses.
 */

import type { Board } from 'johnny-five';
import type { BoardLink, LinkListener, LinkPlan, LiveBoard } from './board-link.ts';
import type { LinkPorts } from './connection.ts';
import { NO_DEAD_MAN, PulseDeadMan } from './dead-man.ts';
import type { Io } from './io.ts';
import { forgetBoard, makeBoard } from './johnny-five-board.ts';
import { Retry } from './retry.ts';

interface Life {
  readonly io: Io;
  board: Board | null;
  deadMan: PulseDeadMan | null;
}

export class GpioLink implements BoardLink {
  private readonly plan: LinkPlan;
  private readonly ports: LinkPorts;
  private readonly listener: LinkListener;
  private readonly retry: Retry;
  private life: Life | null = null;
  private liveBoard: LiveBoard | null = null;
  private reason: string | null = null;
  private closing: Promise<void> | null = null;
  private opening: Promise<void> = Promise.resolve();

  constructor(plan: LinkPlan, ports: LinkPorts, listener: LinkListener) {
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
    await this.opening;
    await this.bury();
  }

  private start(): void {
    this.opening = this.open();
  }

  private async open(): Promise<void> {
    let io: Io;
    try {
      io = await (this.ports.openGpio ?? (() => openSystemGpio(this.ports)))();
    } catch (error) {
      await this.fail(textOf(error));
      return;
    }
    const life: Life = { io, board: null, deadMan: null };
    if (this.closing !== null) {
      await io.close?.();
      return;
    }
    this.life = life;
    io.on('trouble', (text: string) => void this.fail(text));
    try {
      const { deadMan } = this.plan;
      if (deadMan.kind === 'firmware')
        throw new Error(
          'the pins of this machine have no firmware that switches off: use deadMan pulse',
        );
      if (deadMan.kind === 'pulse') life.deadMan = new PulseDeadMan(io, deadMan, this.ports);
      life.board = makeBoard(
        io,
        () => this.rise(life),
        (text) => void this.fail(text),
      );
    } catch (error) {
      await this.fail(textOf(error));
    }
  }

  private rise(life: Life): void {
    if (this.life !== life || life.board === null) return;
    const live: LiveBoard = {
      board: life.board,
      io: life.io,
      firmware: 'GPIO of this machine',
      deadMan: life.deadMan ?? NO_DEAD_MAN,
    };
    this.liveBoard = live;
    this.reason = null;
    this.retry.well();
    this.ports.onNotice('the GPIO of this machine is ready');
    this.listener.onUp(live);
  }

  private async fail(reason: string): Promise<void> {
    const wasUp = this.liveBoard !== null;
    const buried = this.bury();
    if (this.closing === null && (wasUp || reason !== this.reason)) {
      this.reason = reason;
      this.ports.onNotice(reason);
      this.listener.onDown(reason);
    }
    await buried;
    if (this.closing === null) this.retry.again();
  }

  private async bury(): Promise<void> {
    const { life } = this;
    this.life = null;
    this.liveBoard = null;
    if (life === null) return;
    life.deadMan?.end();
    if (life.board !== null) forgetBoard(life.board);
    await life.io.close?.();
    life.io.removeAllListeners();
  }
}

async function openSystemGpio({ clock, makeAlarm }: LinkPorts): Promise<Io> {
  const { openGpio } = await import('./gpio.ts');
  return openGpio({ clock, makeAlarm });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
