/**
 * A pad's board on the bench: its sensors can be read, and its relay can be closed by hand, for some seconds.
 *
 * The board itself ends that time: nothing is granted to its dead-man beyond it. This process opens the relay a
 * moment before, so that the dead-man has nothing to do as long as all is well.
 */

import type { Alarm } from '../../src/runtime/ports.ts';
import type { PadBoard } from '../board/board.ts';
import type { LedPattern } from '../drivers/led-patterns.ts';
import type { DeadMan, LiveBoard } from '../link/board-link.ts';
import type { Connection, LinkPorts } from '../link/connection.ts';
import { GRANT_EVERY_MS, relayGrantMs } from '../link/grants.ts';
import { openPadDevices, type PadDevices } from '../pad/devices.ts';
import { padPlan } from '../pad-body.ts';
import { BoardHold, type Holder } from './board-hold.ts';
import type { PadReadings } from './readings.ts';
import { ampsReading, contactReading, Taps } from './taps.ts';

/** So long before the dead-man would. */
const OPEN_BEFORE_MS = 200;
/** A dead-man that has done nothing in twice its time and this does nothing. */
const SILENCE_PATIENCE_MS = 2000;

/** What came of a silence towards the dead-man, counted from the last word to it; null: nothing. */
export interface Silence {
  /** The feedback of the relay said that it is open. */
  readonly openedMs: number | null;
  /** The firmware said that it has switched off. */
  readonly toldMs: number | null;
}

interface ClosedByHand {
  readonly untilMs: number;
  nextGrantMs: number;
  silence: { readonly sinceMs: number; openedMs: number | null; toldMs: number | null } | null;
}

export class PadBench implements Holder {
  readonly role = 'pad';
  private current: PadBoard;
  private readonly ports: LinkPorts;
  private hold: BoardHold | null = null;
  private devices: PadDevices | null = null;
  private taps: Taps | null = null;
  private byHand: ClosedByHand | null = null;
  private ended: ((silence: Silence) => void) | null = null;
  private pattern: LedPattern = 'dark';
  private readonly alarm: Alarm;

  private constructor(board: PadBoard, ports: LinkPorts) {
    this.current = board;
    this.ports = ports;
    this.alarm = ports.makeAlarm(() => this.look());
  }

  /** Rejects with BoardAway when the board does not come up. */
  static async open(connection: Connection, board: PadBoard, ports: LinkPorts): Promise<PadBench> {
    const bench = new PadBench(board, ports);
    bench.hold = await BoardHold.open(connection, padPlan(board), ports, bench);
    return bench;
  }

  get board(): PadBoard {
    return this.current;
  }

  readings(): PadReadings {
    const { current: board, devices, taps, byHand } = this;
    const relay = devices?.relay ?? null;
    const says = devices?.readings() ?? null;
    const amps = says && { amps: () => says.amps, fault: says.currentTrouble };
    const leftMs = byHand === null ? 0 : byHand.untilMs - this.ports.clock.nowMs();
    const feedback = relay && { closed: relay.feedback, openings: null };
    return {
      role: 'pad',
      board: this.hold!.reading(),
      relay: {
        pin: board.relay.pin,
        closed: relay?.commandedClosed ?? false,
        remainingMs: Math.max(0, Math.round(leftMs)),
        trouble: relay?.trouble ?? null,
      },
      feedback: board.relay.feedback && contactReading(board.relay.feedback, feedback, taps),
      contact: board.contact && contactReading(board.contact, says?.contact ?? null, taps),
      current: board.current && ampsReading(board.current, amps, taps),
      led: board.led && this.pattern,
    };
  }

  led(pattern: LedPattern): void {
    this.hold!.need();
    this.pattern = pattern;
    this.devices?.led?.show(pattern);
  }

  /** Closes the relay for so long. Says why it does not, or null. Throws BoardAway. */
  closeRelay(forMs: number): string | null {
    const { deadMan } = this.hold!.need();
    const { relay } = this.devices!;
    const nowMs = this.ports.clock.nowMs();
    if (this.byHand === null && !relay.mayClose) {
      if (relay.trouble === 'welded') return 'its feedback says that it is closed already: welded?';
      return 'it has not been seen open yet; try again in a moment';
    }
    this.byHand = { untilMs: nowMs + forMs, nextGrantMs: nowMs, silence: null };
    // First the grant: what is written without one is not heard.
    this.grant(this.byHand, deadMan, nowMs);
    relay.close();
    return null;
  }

  /** Throws BoardAway. */
  openRelay(): void {
    this.hold!.need();
    this.endByHand();
  }

  /** Says nothing more to the dead-man while the relay is closed; the relay is open when it resolves. */
  fallSilent(): Promise<Silence> {
    const { deadMan } = this.hold!.need();
    if (this.byHand === null) return Promise.resolve({ openedMs: null, toldMs: null });
    const sinceMs = this.ports.clock.nowMs();
    const { promise, resolve } = Promise.withResolvers<Silence>();
    this.ended = resolve;
    this.byHand = {
      untilMs: sinceMs + 2 * this.deadManMs + SILENCE_PATIENCE_MS,
      nextGrantMs: Number.POSITIVE_INFINITY,
      silence: { sinceMs, openedMs: null, toldMs: null },
    };
    deadMan.grant(this.deadManMs);
    this.alarm.set(this.byHand.untilMs);
    return promise;
  }

  /** Goes on with other numbers in the board file. */
  changeBoard(board: PadBoard): void {
    this.current = board;
    const { devices } = this;
    if (devices === null) return;
    this.down();
    this.up(devices.live);
  }

  async close(): Promise<void> {
    this.down();
    this.pattern = 'dark';
    await this.hold?.close();
  }

  up(live: LiveBoard): void {
    const { current: board } = this;
    const taps = new Taps(live.io);
    for (const contact of [board.contact, board.relay.feedback]) {
      if (contact) taps.digital(contact.pin);
    }
    if (board.current?.kind === 'analog') taps.analog(board.current.pin);
    this.taps = taps;
    this.devices = openPadDevices(live, board, this.ports, () => this.look());
    this.devices.led?.show(this.pattern);
  }

  down(): void {
    this.endByHand();
    this.devices?.close();
    this.taps?.close();
    this.devices = null;
    this.taps = null;
  }

  trip(): void {
    const silence = this.byHand?.silence ?? null;
    if (silence === null) {
      this.endByHand();
      return;
    }
    silence.toldMs ??= this.ports.clock.nowMs() - silence.sinceMs;
    this.look();
  }

  private get deadManMs(): number {
    return relayGrantMs(this.current.deadMan);
  }

  private grant(byHand: ClosedByHand, deadMan: DeadMan, nowMs: number): void {
    if (nowMs >= byHand.nextGrantMs) {
      deadMan.grant(Math.min(this.deadManMs, Math.max(0, byHand.untilMs - nowMs)));
      byHand.nextGrantMs = nowMs + GRANT_EVERY_MS;
    }
    this.alarm.set(Math.min(byHand.untilMs - OPEN_BEFORE_MS, byHand.nextGrantMs));
  }

  /** A sensor has spoken, or it is time for another grant. */
  private look(): void {
    const { byHand, devices } = this;
    if (byHand === null || devices === null) return;
    const nowMs = this.ports.clock.nowMs();
    if (byHand.silence !== null) {
      this.lookAtSilence(byHand.silence, nowMs >= byHand.untilMs);
      return;
    }
    const amps = devices.readings().amps ?? 0;
    const isOver = amps > this.current.maxAmps;
    if (isOver) this.ports.onNotice(`relay opened: ${amps.toFixed(2)} A are more than maxAmps`);
    if (isOver || nowMs >= byHand.untilMs - OPEN_BEFORE_MS) {
      this.endByHand();
      return;
    }
    this.grant(byHand, devices.live.deadMan, nowMs);
  }

  private lookAtSilence(silence: NonNullable<ClosedByHand['silence']>, isOver: boolean): void {
    const { relay, live } = this.devices!;
    const nowMs = this.ports.clock.nowMs();
    if (relay.feedback === false) silence.openedMs ??= nowMs - silence.sinceMs;
    const hasFeedback = this.current.relay.feedback !== null;
    const isSeen = !hasFeedback || silence.openedMs !== null;
    // Where nothing tells, a person listens for the relay until the time is over.
    const isTold = live.deadMan.kind === 'firmware' ? silence.toldMs !== null : hasFeedback;
    if (isOver || (isSeen && isTold)) this.endByHand();
  }

  private endByHand(): void {
    const { byHand, devices, ended } = this;
    this.byHand = null;
    this.ended = null;
    this.alarm.set(null);
    devices?.relay.open();
    devices?.live.deadMan.grant(0);
    if (ended === null) return;
    const { openedMs, toldMs } = byHand!.silence!;
    ended({ openedMs, toldMs });
  }
}
