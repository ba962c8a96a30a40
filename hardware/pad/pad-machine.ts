/**
 * Decides about the power of a pad, without a board and without a clock: readings, commands and the time go in;
 * the relay, grants for the dead-man, the LED and the report come out.
 *
 * Power flows only while the role's command lasts, the contact is closed without a break, and nothing is wrong.
 * Each of these is looked at here at every step, so losing one opens the relay at once, whatever the role
 * thinks. What is granted to the dead-man ends with the command: a process that stands still in that moment
 * changes nothing.
 */

import type { PadCommand, PadReport } from '../../src/roles/body.ts';
import type { LedPattern } from '../drivers/led-patterns.ts';
import type { RelayTrouble } from '../drivers/relay-watch.ts';
import { GRANT_EVERY_MS } from '../link/grants.ts';
import { FlapWatch } from './flap-watch.ts';
import { type CurrentLimits, PadCurrent } from './pad-current.ts';
import { PadFaults } from './pad-faults.ts';
import { PAD_WORDS } from './pad-words.ts';

export interface PadReadings {
  /** Null where the pad has no contact. */
  readonly contact: {
    /** Debounced; null until the board has told. */
    readonly closed: boolean | null;
    /** False at the first sign of opening. */
    readonly steady: boolean;
    readonly openings: number;
  } | null;
  readonly relay: { readonly mayClose: boolean; readonly trouble: RelayTrouble | null };
  /** Pins whose level the board has not told yet. */
  readonly unread: readonly string[];
  /** Null where nothing measures, or gives no sense. */
  readonly amps: number | null;
  readonly currentTrouble: string | null;
  /** The dead-man says that it has switched off, and was granted nothing since. */
  readonly tripped: boolean;
}

export type PadInput =
  | { readonly type: 'up'; readonly readings: PadReadings }
  | { readonly type: 'down'; readonly reason: string }
  | { readonly type: 'readings'; readonly readings: PadReadings }
  /** The dead-man has just switched off by itself. */
  | { readonly type: 'trip' }
  | { readonly type: 'command'; readonly command: PadCommand }
  | { readonly type: 'tick' };

export type PadOutput =
  | { readonly do: 'relay'; readonly closed: boolean }
  | { readonly do: 'grant'; readonly forMs: number }
  | { readonly do: 'led'; readonly pattern: LedPattern }
  | { readonly do: 'report'; readonly report: PadReport };

export interface PadMachineOptions extends CurrentLimits {
  readonly hasDeadMan: boolean;
  readonly hasContact: boolean;
  /** The most that is granted at once. */
  readonly grantMs: number;
}

const SEEN_BY_BOARD = ['unread', 'welded', 'leak', 'sensor'] as const;
/** A board tells its inputs within some milliseconds. */
const READ_WITHIN_MS = 1000;
/** The board's clock may run so much ahead at the end of a command. */
const END_SLACK_MS = 100;
const WELDED_CALM_MS = 10_000;
const FLAPPING_CALM_MS = 10_000;
const SENSOR_CALM_MS = 1000;
const TRIPPED_CALM_MS = 1000;
/** How often it looks whether a dead-man that has tripped is well again. */
const LOOK_EVERY_MS = 250;
/** Power that has flown so long without a fault has flown well. */
const WELL_MS = 60_000;

export class PadMachine {
  private readonly options: PadMachineOptions;
  private readonly faults = new PadFaults();
  private readonly flaps = new FlapWatch();
  private readonly current: PadCurrent;
  /** Null while the board is down. */
  private readings: PadReadings | null = null;
  private upMs = 0;
  private contact: boolean | null = null;
  private untilMs: number | null = null;
  private closedSinceMs: number | null = null;
  private grantedUntilMs = 0;
  private nextGrantMs = 0;
  private outputs: PadOutput[] = [];
  private led: LedPattern = 'dark';
  private leakText: string | null = null;
  private underText: string | null = null;
  private told: PadReport;

  constructor(options: PadMachineOptions) {
    this.options = options;
    this.current = new PadCurrent(options);
    this.faults.set('lost', PAD_WORDS.notYet, 0);
    if (!options.hasDeadMan) this.faults.set('no-dead-man', PAD_WORDS.noDeadMan, 0);
    this.told = { contact: null, fault: this.faults.text(0), alarm: null };
  }

  report(): PadReport {
    return this.told;
  }

  step(input: PadInput, nowMs: number): PadOutput[] {
    this.lookAtGrant(nowMs);
    this.take(input, nowMs);
    this.judge(nowMs);
    this.switch(nowMs);
    this.show(nowMs);
    const { outputs } = this;
    this.outputs = [];
    return outputs;
  }

  /** When it wants a tick at the latest, though nothing happens; null for never. */
  nextMs(nowMs: number): number | null {
    const isUp = this.readings !== null;
    const times = [
      this.faults.nextMs(),
      this.current.nextMs(nowMs),
      this.flaps.nextMs(nowMs),
      this.isWanted(nowMs) ? this.untilMs : null,
      this.closedSinceMs === null ? null : this.nextGrantMs,
      isUp && this.faults.has('tripped') ? nowMs + LOOK_EVERY_MS : null,
      isUp && this.faults.has('lost') ? this.upMs + READ_WITHIN_MS : null,
    ].filter((atMs) => atMs !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** What was granted has run out, so the power is off; if it should not be, this process stood still. */
  private lookAtGrant(nowMs: number): void {
    if (this.closedSinceMs === null || nowMs < this.grantedUntilMs) return;
    if (this.isWanted(nowMs)) this.trip(nowMs);
    else this.open();
  }

  private take(input: PadInput, nowMs: number): void {
    switch (input.type) {
      case 'up':
        this.closedSinceMs = null;
        this.readings = input.readings;
        this.led = 'dark';
        this.upMs = nowMs;
        this.flaps.begin();
        this.current.begin();
        break;
      case 'down':
        this.readings = null;
        this.closedSinceMs = null;
        this.faults.set('lost', input.reason, nowMs);
        // A board that hangs looks like a relay that does not open. When it is back, they are looked at anew.
        for (const fault of SEEN_BY_BOARD) this.faults.forget(fault);
        break;
      case 'readings':
        if (this.readings !== null) this.readings = input.readings;
        break;
      case 'trip':
        this.hearTrip(nowMs);
        break;
      case 'command':
        this.obey(input.command, nowMs);
        break;
      case 'tick':
        break;
    }
  }

  private obey(command: PadCommand, nowMs: number): void {
    const untilMs = command.on ? command.untilMs : null;
    if (untilMs === this.untilMs) return;
    this.untilMs = untilMs;
    // The dead-man is to know of a shorter end too.
    this.nextGrantMs = nowMs;
  }

  private hearTrip(nowMs: number): void {
    if (this.closedSinceMs === null) {
      this.open();
    } else if (this.isWanted(nowMs + END_SLACK_MS)) {
      this.trip(nowMs);
    } else {
      // At the end of a command the dead-man is meant to be as quick as we are.
      this.untilMs = null;
      this.open();
    }
  }

  private trip(nowMs: number): void {
    this.faults.set('tripped', PAD_WORDS.tripped, nowMs);
    this.open();
  }

  private judge(nowMs: number): void {
    const { readings } = this;
    if (readings === null) return;
    this.judgeInputs(readings, nowMs);
    this.judgeContact(readings, nowMs);
    this.judgeRelay(readings, nowMs);
    this.judgeCurrent(readings, nowMs);
    const { faults } = this;
    if (!faults.has('tripped')) return;
    const isWell = !readings.tripped && this.closedSinceMs === null;
    faults.set('tripped', isWell ? null : PAD_WORDS.tripped, nowMs, TRIPPED_CALM_MS);
  }

  /** The board is not there before it has told its inputs. */
  private judgeInputs({ unread }: PadReadings, nowMs: number): void {
    const isRead = unread.length === 0;
    if (isRead || nowMs - this.upMs >= READ_WITHIN_MS) this.faults.set('lost', null, nowMs);
    this.faults.set('unread', isRead ? null : PAD_WORDS.unread(unread), nowMs);
  }

  private judgeContact({ contact }: PadReadings, nowMs: number): void {
    if (contact === null) return;
    this.contact = contact.closed ?? this.contact;
    this.flaps.see(contact.steady, contact.openings, nowMs);
    const text = this.flaps.flaps(nowMs) ? PAD_WORDS.flapping : null;
    this.faults.set('flapping', text, nowMs, FLAPPING_CALM_MS);
  }

  private judgeRelay({ relay }: PadReadings, nowMs: number): void {
    const { faults } = this;
    const text = relay.trouble === 'welded' ? PAD_WORDS.welded : null;
    faults.set('welded', text, nowMs, WELDED_CALM_MS);
    if (relay.trouble === 'silent' && this.closedSinceMs !== null)
      faults.strike('silent', PAD_WORDS.silent, nowMs);
  }

  private judgeCurrent({ amps, currentTrouble }: PadReadings, nowMs: number): void {
    const { faults, current } = this;
    // Without the sensor that it is meant to have, nobody would see a short circuit.
    faults.set('sensor', currentTrouble, nowMs, SENSOR_CALM_MS);
    const isClosed = this.closedSinceMs !== null;
    current.see(amps, isClosed, nowMs);
    const verdict = current.verdict(nowMs);
    // What was said first stays: the noise of the sensor is no news.
    if (verdict !== 'leak' || amps === null || faults.has('welded')) this.leakText = null;
    else this.leakText ??= PAD_WORDS.leak(amps);
    faults.set('leak', this.leakText, nowMs, WELDED_CALM_MS);
    if (verdict !== 'under' || amps === null) this.underText = null;
    else this.underText ??= PAD_WORDS.under(amps);
    if (verdict === 'over' && isClosed && amps !== null)
      faults.strike('over-current', PAD_WORDS.over(amps, this.options.maxAmps), nowMs);
  }

  private switch(nowMs: number): void {
    if (!this.mayFlow(nowMs)) {
      if (this.closedSinceMs !== null) this.open();
      return;
    }
    if (this.closedSinceMs === null) {
      if (!this.readings?.relay.mayClose) return;
      this.closedSinceMs = nowMs;
      this.grant(nowMs);
      this.outputs.push({ do: 'relay', closed: true });
      return;
    }
    if (nowMs >= this.nextGrantMs) this.grant(nowMs);
    if (nowMs - this.closedSinceMs >= WELL_MS) this.faults.forgive();
  }

  private mayFlow(nowMs: number): boolean {
    const { readings } = this;
    if (readings === null || !this.isWanted(nowMs) || this.faults.text(nowMs) !== null)
      return false;
    return readings.contact === null || readings.contact.steady;
  }

  private isWanted(nowMs: number): boolean {
    return this.untilMs !== null && nowMs < this.untilMs;
  }

  private grant(nowMs: number): void {
    const forMs = Math.min(this.options.grantMs, (this.untilMs ?? nowMs) - nowMs);
    this.grantedUntilMs = nowMs + forMs;
    this.nextGrantMs = nowMs + GRANT_EVERY_MS;
    this.outputs.push({ do: 'grant', forMs });
  }

  /** The relay, and the dead-man too: one of them may not listen. */
  private open(): void {
    this.closedSinceMs = null;
    if (this.readings === null) return;
    this.outputs.push({ do: 'relay', closed: false }, { do: 'grant', forMs: 0 });
  }

  private show(nowMs: number): void {
    const fault = this.faults.text(nowMs);
    const pattern = this.pattern(fault, nowMs);
    if (pattern !== this.led && this.readings !== null) {
      this.led = pattern;
      this.outputs.push({ do: 'led', pattern });
    }
    const contact = this.options.hasContact ? this.contact : null;
    const report: PadReport = { contact, fault, alarm: this.underText };
    const { told } = this;
    if (contact === told.contact && fault === told.fault && report.alarm === told.alarm) return;
    this.told = report;
    this.outputs.push({ do: 'report', report });
  }

  private pattern(fault: string | null, nowMs: number): LedPattern {
    if (fault !== null) return 'fault';
    if (this.closedSinceMs !== null) return 'solid';
    return this.isWanted(nowMs) ? 'double' : 'slow';
  }
}
