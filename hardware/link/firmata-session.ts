/**
 * One life of a board with Firmata, from the first question to the last answer.
 *
 * It asks who is there, checks that it is the right firmware, learns the pins, arms the dead-man, and is up. It
 * ends at the first sign that the board is not what it was: it does not answer, it began anew, or the line is
 * so disturbed that its inputs can't be believed.
 */

import type { Board } from 'johnny-five';
import type { Alarm } from '../../src/runtime/ports.ts';
import type { DeadMan, DeadManState, LinkPlan, LiveBoard } from './board-link.ts';
import type { LinkPorts } from './connection.ts';
import { FirmwareDeadMan, NO_DEAD_MAN, PulseDeadMan } from './dead-man.ts';
import { armFrame, queryFrame, readState } from './dead-man-frames.ts';
import { FIRMATA } from './frames.ts';
import { BEAT_MS, Heartbeat } from './heartbeat.ts';
import { describe, flashing, type Identity, misfit, readFirmware } from './identity.ts';
import { forgetBoard, makeBoard } from './johnny-five-board.ts';
import type { Line } from './line.ts';
import { devicePin, levelValue } from './pins.ts';
import { SafeFirmata } from './safe-firmata.ts';

export interface SessionOptions {
  readonly port: string;
  readonly line: Line;
  readonly plan: LinkPlan;
  readonly ports: Pick<LinkPorts, 'clock' | 'makeAlarm'>;
  onUp(live: LiveBoard): void;
  onTrip(state: DeadManState): void;
  /** Called once. `again`: the board is there, and wants a new life at once on the same port. */
  onEnd(reason: string, again: boolean): void;
}

const ASK_EVERY_MS = 500;
/** An Uno needs 2 s to start; boot loaders of old Nanos some more. */
const ANSWER_WITHIN_MS = 6000;
const SET_UP_WITHIN_MS = 3000;
/** An answer to a question of the beginning may come so late; later it is no answer. */
const LATE_ANSWER_MS = 1000;
const ARDUINO_PINS = 20;

type Phase = 'asking' | 'learning' | 'arming' | 'joining' | 'up' | 'over';

export class FirmataSession {
  private readonly options: SessionOptions;
  private readonly firmata: SafeFirmata;
  private readonly alarm: Alarm;
  private readonly heartbeat: Heartbeat;
  private phase: Phase = 'asking';
  private phaseSinceMs: number;
  private protocol: Identity['protocol'] | null = null;
  private identity: Identity | null = null;
  private board: Board | null = null;
  private deadMan: FirmwareDeadMan | PulseDeadMan | null = null;
  /** Firmware reports that were asked for and have not come. */
  private reportsAsked = 0;

  constructor(options: SessionOptions) {
    const { line, ports, port } = options;
    this.options = options;
    this.phaseSinceMs = ports.clock.nowMs();
    this.firmata = new SafeFirmata(line);
    this.firmata.setMaxListeners(0);
    this.firmata.once('ready', () => this.learned());
    this.heartbeat = new Heartbeat(this.firmata, () => {
      line.write(Uint8Array.of(FIRMATA.reportVersion));
      if (this.deadMan?.kind === 'firmware') line.sysex(queryFrame());
    });
    line.onMessage = (message) => this.hear(message);
    line.onTrouble = (text) => this.end(`the board at ${port} says what makes no sense (${text})`);
    this.alarm = ports.makeAlarm(() => this.tick());
    // Not from within: whoever made this does not hold it yet.
    this.alarm.set(this.phaseSinceMs);
  }

  /** Lets the dead-man open the outputs; from then on nothing is said or heard. */
  close(): void {
    this.deadMan?.grant(0);
    this.leave();
  }

  private tick(): void {
    const { clock } = this.options.ports;
    const nowMs = clock.nowMs();
    switch (this.phase) {
      case 'asking':
        this.ask(nowMs);
        break;
      case 'learning':
      case 'arming':
      case 'joining':
        this.wait(nowMs);
        break;
      case 'up':
        this.beat(nowMs);
        break;
      case 'over':
        break;
    }
  }

  private enter(phase: Phase, nextMs: number): void {
    const nowMs = this.options.ports.clock.nowMs();
    this.phase = phase;
    this.phaseSinceMs = nowMs;
    this.alarm.set(nowMs + nextMs);
  }

  private ask(nowMs: number): void {
    if (nowMs - this.phaseSinceMs >= ANSWER_WITHIN_MS) {
      this.end(this.silence());
      return;
    }
    const { line } = this.options;
    this.reportsAsked += 1;
    line.write(Uint8Array.of(FIRMATA.reportVersion));
    line.sysex([FIRMATA.queryFirmware]);
    this.alarm.set(nowMs + ASK_EVERY_MS);
  }

  private silence(): string {
    const { port, line } = this.options;
    return line.garbageBytes > 0
      ? `what is at ${port} does not speak Firmata; if it is an Arduino, ${flashing(port)}`
      : `the board at ${port} does not answer: is it the right port? If it is, ${flashing(port)}`;
  }

  private wait(nowMs: number): void {
    if (nowMs - this.phaseSinceMs >= SET_UP_WITHIN_MS) {
      const what = this.phase === 'arming' ? 'does not arm its dead-man' : 'does not tell its pins';
      this.end(`the board at ${this.options.port} ${what}; ${flashing(this.options.port)}`);
      return;
    }
    if (this.phase === 'arming') this.arm();
    this.alarm.set(nowMs + BEAT_MS);
  }

  private beat(nowMs: number): void {
    const { line, port } = this.options;
    const verdict = this.heartbeat.beat(line.garbageBytes);
    if (verdict === 'silent') this.end(`the board at ${port} does not answer any more`);
    else if (verdict === 'disturbed')
      this.end(`the line to the board at ${port} is disturbed: look at its cable`);
    else this.alarm.set(nowMs + BEAT_MS);
  }

  private hear(message: Uint8Array): void {
    if (message[0] === FIRMATA.reportVersion) {
      this.protocol = { major: message[1]!, minor: message[2]! };
      this.heartbeat.answered();
    }
    const firmware = readFirmware(message);
    // Firmata itself does not listen for the firmware before it knows the version.
    if (firmware !== null && this.protocol !== null)
      this.hearFirmware({ ...firmware, protocol: this.protocol });
    const state = readState(message);
    if (state !== null) this.hearState(state);
  }

  private hearFirmware(identity: Identity): void {
    const { port, plan, ports } = this.options;
    this.reportsAsked -= 1;
    if (this.phase === 'asking') {
      this.identity = identity;
      const trouble = misfit(identity, plan, port);
      if (trouble === null) this.enter('learning', BEAT_MS);
      else this.end(trouble);
      return;
    }
    const isLate = ports.clock.nowMs() - this.phaseSinceMs < LATE_ANSWER_MS;
    if (this.phase !== 'up' || (this.reportsAsked >= 0 && isLate)) return;
    // Nobody has asked: it says so when it starts.
    this.end(`the board at ${port} was reset and is set up anew`, true);
  }

  /** Firmata knows the pins. */
  private learned(): void {
    if (this.phase !== 'learning') return;
    const { port, plan, ports, line } = this.options;
    const { length } = this.firmata.pins;
    if (plan.model !== 'pi' && length < ARDUINO_PINS) {
      this.end(`the board at ${port} has ${length} pins, and a board of model ${plan.model} more`);
      return;
    }
    // Whatever an earlier process has left on is off, and nothing reports that nobody has asked for.
    this.firmata.reset();
    const { deadMan } = plan;
    if (deadMan.kind === 'firmware') {
      this.deadMan = new FirmwareDeadMan((message) => line.sysex(message));
      this.enter('arming', BEAT_MS);
      this.arm();
      return;
    }
    if (deadMan.kind === 'pulse') this.deadMan = new PulseDeadMan(this.firmata, deadMan, ports);
    this.join();
  }

  private arm(): void {
    const { plan, line } = this.options;
    if (plan.deadMan.kind !== 'firmware') return;
    for (const { pin, safe } of plan.guarded) {
      const number = devicePin(pin);
      line.sysex(armFrame(number, levelValue(safe), plan.deadMan.timeoutMs));
      // It has become an output at its safe level, and needs no pinMode, which could move it.
      this.firmata.pins[number]!.mode = this.firmata.MODES.OUTPUT;
    }
    line.sysex(queryFrame());
  }

  private hearState(state: DeadManState): void {
    const { plan, port } = this.options;
    if (this.deadMan?.kind !== 'firmware' || plan.deadMan.kind !== 'firmware') return;
    const isArmed =
      state.armed &&
      state.guardedPins >= plan.guarded.length &&
      state.timeoutMs === plan.deadMan.timeoutMs;
    if (this.phase === 'arming' && isArmed) {
      this.deadMan.hear(state);
      this.join();
    } else if (this.phase === 'up') {
      const hasTripped = this.deadMan.hear(state);
      if (!isArmed) this.end(`the board at ${port} was reset and is set up anew`, true);
      else if (hasTripped) this.options.onTrip(state);
    }
  }

  private join(): void {
    this.enter('joining', BEAT_MS);
    const { port } = this.options;
    this.board = makeBoard(
      this.firmata,
      () => this.rise(),
      (text) => this.end(`the board at ${port} can't be used: ${text}`),
    );
  }

  private rise(): void {
    if (this.phase !== 'joining' || this.board === null || this.identity === null) return;
    this.enter('up', BEAT_MS);
    this.heartbeat.begin(this.options.line.garbageBytes);
    const deadMan: DeadMan = this.deadMan ?? NO_DEAD_MAN;
    const firmware = describe(this.identity);
    this.options.onUp({ board: this.board, io: this.firmata, firmware, deadMan });
  }

  private end(reason: string, again = false): void {
    if (this.phase === 'over') return;
    this.leave();
    this.options.onEnd(reason, again);
  }

  private leave(): void {
    this.phase = 'over';
    this.alarm.set(null);
    if (this.deadMan?.kind === 'pulse') this.deadMan.end();
    this.options.line.cut();
    if (this.board !== null) forgetBoard(this.board);
  }
}
