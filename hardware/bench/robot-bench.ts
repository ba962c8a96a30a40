/**
 * A robot's board on the bench: every sensor can be read, the motors turn when told to, for a while, and nothing
 * decides anything by itself except to switch off.
 */

import type { Alarm } from '../../src/runtime/ports.ts';
import type { RobotBoard } from '../board/board.ts';
import { BatteryGauge } from '../drivers/battery-gauge.ts';
import type { LedPattern } from '../drivers/led-patterns.ts';
import type { LiveBoard } from '../link/board-link.ts';
import type { Connection, LinkPorts } from '../link/connection.ts';
import { MOTOR_GRANT_MS, motorGrantEveryMs } from '../link/grants.ts';
import { openRobotDevices, type RobotDevices } from '../robot/devices.ts';
import { robotPlan } from '../robot-body.ts';
import { BoardHold, type Holder } from './board-hold.ts';
import { type Move, type MoveEnd, MoveWatch } from './moves.ts';
import type { RobotReadings } from './readings.ts';
import { ampsReading, contactReading, Taps } from './taps.ts';

const BATTERY_EVERY_MS = 200;
/** While motors turn. */
const LOOK_EVERY_MS = 20;

export interface EndOfMove {
  readonly how: MoveEnd;
  /** From its start; of one that is silent, from the last word to the dead-man. */
  readonly afterMs: number;
}

interface Running {
  readonly move: Move;
  readonly watch: MoveWatch;
  readonly startedMs: number;
  nextGrantMs: number;
  readonly done: (end: EndOfMove) => void;
}

export class RobotBench implements Holder {
  readonly role = 'robot';
  private current: RobotBoard;
  private readonly ports: LinkPorts;
  private hold: BoardHold | null = null;
  private devices: RobotDevices | null = null;
  private taps: Taps | null = null;
  private gauge: BatteryGauge | null = null;
  private running: Running | null = null;
  private pattern: LedPattern = 'dark';
  private readonly batteryAlarm: Alarm;
  private readonly moveAlarm: Alarm;

  private constructor(board: RobotBoard, ports: LinkPorts) {
    this.current = board;
    this.ports = ports;
    this.batteryAlarm = ports.makeAlarm(() => this.lookAtBattery());
    this.moveAlarm = ports.makeAlarm(() => this.look());
  }

  /** Rejects with BoardAway when the board does not come up. */
  static async open(
    connection: Connection,
    board: RobotBoard,
    ports: LinkPorts,
  ): Promise<RobotBench> {
    const bench = new RobotBench(board, ports);
    bench.hold = await BoardHold.open(connection, robotPlan(board), ports, bench);
    return bench;
  }

  get board(): RobotBoard {
    return this.current;
  }

  readings(): RobotReadings {
    const { current: board, devices, taps, running, gauge } = this;
    const reading = devices?.battery.reading() ?? null;
    const state = gauge?.state() ?? { percent: null, charging: null, alarm: null };
    const { volts } = board.battery;
    const sign = running?.move.drive === 'backward' ? -1 : 1;
    const speedOf = (side: 'left' | 'right'): number => {
      if (running === null) return 0;
      const { wheels, speedPercent } = running.move;
      return wheels === 'both' || wheels === side ? sign * speedPercent : 0;
    };
    return {
      role: 'robot',
      board: this.hold!.reading(),
      battery: {
        volts: reading?.volts ?? null,
        raw: volts.kind === 'divider' ? (taps?.sample(volts.pin) ?? null) : null,
        amps: reading?.amps ?? null,
        percent: state.percent,
        charging: state.charging,
        fault: state.alarm,
      },
      dock: contactReading(board.dock, devices?.dock ?? null, taps),
      motors: { left: speedOf('left'), right: speedOf('right') },
      draw: board.drive.current && ampsReading(board.drive.current, devices?.draw ?? null, taps),
      led: board.led && this.pattern,
    };
  }

  led(pattern: LedPattern): void {
    this.hold!.need();
    this.pattern = pattern;
    this.devices?.led?.show(pattern);
  }

  /** Turns the motors; resolves when they are off. Throws BoardAway. */
  async move(move: Move): Promise<EndOfMove> {
    const { deadMan } = this.hold!.need();
    this.stop();
    const startedMs = this.ports.clock.nowMs();
    const { promise, resolve } = Promise.withResolvers<EndOfMove>();
    const watch = new MoveWatch(move, this.current.drive.limitAmps, startedMs);
    this.running = { move, watch, startedMs, nextGrantMs: startedMs, done: resolve };
    // First the grant: what is written without one is not heard.
    if (move.isSilent) deadMan.grant(this.timeoutMs);
    this.gauge?.driving();
    this.look();
    if (this.running) this.devices?.motors.turn(move.wheels, move.drive, move.speedPercent);
    return promise;
  }

  /** Motors off. */
  stop(): void {
    this.end('stopped');
  }

  /** Goes on with other numbers in the board file. */
  changeBoard(board: RobotBoard): void {
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
    taps.digital(board.dock.pin);
    const { volts } = board.battery;
    if (volts.kind === 'divider') taps.analog(volts.pin);
    if (board.drive.current) taps.analog(board.drive.current.pin);
    this.taps = taps;
    this.gauge = new BatteryGauge(board.battery, this.ports.clock.nowMs());
    this.devices = openRobotDevices(live, board, this.ports, () => this.look(), {});
    this.devices.led?.show(this.pattern);
    this.lookAtBattery();
  }

  down(): void {
    this.end('lost');
    this.batteryAlarm.set(null);
    this.devices?.close();
    this.taps?.close();
    this.devices = null;
    this.taps = null;
    this.gauge = null;
  }

  trip(): void {
    this.end('trip');
  }

  private get timeoutMs(): number {
    const { deadMan } = this.current;
    return deadMan.kind === 'firmware' ? deadMan.timeoutMs : MOTOR_GRANT_MS;
  }

  private look(): void {
    const { running, devices } = this;
    if (running === null || devices === null) return;
    const nowMs = this.ports.clock.nowMs();
    const closed = devices.dock.closed;
    const how = running.watch.look(closed, devices.draw?.amps() ?? null, nowMs);
    if (how !== null) {
      this.end(how);
      return;
    }
    if (!running.move.isSilent && nowMs >= running.nextGrantMs) {
      devices.live.deadMan.grant(MOTOR_GRANT_MS);
      running.nextGrantMs = nowMs + motorGrantEveryMs(this.current.deadMan);
    }
    this.moveAlarm.set(nowMs + LOOK_EVERY_MS);
  }

  private end(how: MoveEnd): void {
    const { running, devices } = this;
    if (running === null) return;
    this.running = null;
    this.moveAlarm.set(null);
    devices?.motors.set('off');
    devices?.live.deadMan.grant(0);
    running.done({ how, afterMs: this.ports.clock.nowMs() - running.startedMs });
  }

  private lookAtBattery(): void {
    const { devices, gauge } = this;
    if (devices === null || gauge === null) return;
    const nowMs = this.ports.clock.nowMs();
    if (this.running !== null) gauge.driving();
    gauge.note(devices.battery.reading(), devices.battery.fault, nowMs);
    this.batteryAlarm.set(nowMs + BATTERY_EVERY_MS);
  }
}
