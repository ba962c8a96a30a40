/**
 * A robot's body on a board in the physical world of the virtual boards (sim/board), on time that is moved by
 * hand: a fake IO plugin whose pins are wired to the world, the GPIO plugin on a fake of its package, or an
 * emulated Arduino with real firmware.
 */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { RobotBoard } from '../../../hardware/board/board.ts';
import { robotBoardOf } from '../../../hardware/board/complete.ts';
import { robotBoardSchema } from '../../../hardware/board/schema.ts';
import type { HwmonPlace } from '../../../hardware/drivers/hwmon.ts';
import { GpioIo } from '../../../hardware/gpio/gpio-io.ts';
import { devicePin } from '../../../hardware/link/pins.ts';
import { openRobotBody } from '../../../hardware/robot-body.ts';
import { strike, type WorldCommand } from '../../../sim/board/faults.ts';
import { firmwareHex } from '../../../sim/board/mcu/firmware.ts';
import { type EmulatedPort, emulatedPort } from '../../../sim/board/mcu/port.ts';
import type { Robot } from '../../../sim/board/physics/robot.ts';
import type { Change } from '../../../sim/board/physics/world.ts';
import { makeRoster, type Roster } from '../../../sim/board/roster.ts';
import { Stage as BoardStage } from '../../../sim/board/stage.ts';
import type { VirtualBoard } from '../../../sim/board/virtual-board.ts';
import type { RobotWiring } from '../../../sim/board/wiring/robot-wiring.ts';
import type { BodyReport } from '../../../src/roles/body.ts';
import type { Body } from '../../../src/runtime/ports.ts';
import type { BodyUnderTest } from '../../contracts/body.ts';
import { FakeIo } from '../fake-io.ts';
import { FakeGpiox } from '../gpio/fake-gpiox.ts';
import { HandTime } from '../hand-time.ts';

// The link loads these when it is opened, which takes time of the machine, and time by hand would run away.
await import('../../../hardware/link/gpio-link.ts');
await import('../../../hardware/link/firmata-link.ts');

export type Wire = 'fake io' | 'GPIO' | 'StandardFirmata' | 'RoostFirmata';

export interface StageOptions {
  readonly wire?: Wire;
  readonly board?: RobotBoard;
  readonly batteryPercent?: number;
  /** Of the battery. */
  readonly speed?: number;
  readonly driveMs?: number;
  /** Other robots, which have no board and are put somewhere by hand. */
  readonly others?: readonly string[];
  /** Before the body is opened. */
  readonly prepare?: (stage: RobotStage) => void;
}

const TICK_MS = 2;
const SAMPLE_MS = 20;

/** A board file that comes with Roost. */
export function shippedBoard(name: string): RobotBoard {
  const path = new URL(`../../../hardware/boards/${name}.yaml`, import.meta.url);
  return robotBoardOf(robotBoardSchema.parse(parse(readFileSync(path, 'utf8'))));
}

export class RobotStage {
  readonly time = new HandTime();
  readonly roster: Roster;
  readonly robot: Robot;
  readonly reports: BodyReport[] = [];
  readonly notices: string[] = [];
  readonly io = new FakeIo();
  /** Of the world: motors, contacts, charging. */
  readonly changes: (Change & { readonly atMs: number })[] = [];
  isLit = false;
  body: Body | null = null;
  isPlugged = true;
  private readonly options: Required<Omit<StageOptions, 'prepare'>>;
  readonly gpio = new FakeGpiox();
  private readonly ticker = this.time.makeAlarm(() => this.tick());
  private readonly boards: BoardStage;
  private port: EmulatedPort | null = null;

  private constructor(options: StageOptions) {
    this.options = {
      wire: 'fake io',
      board: shippedBoard('robot-uno'),
      batteryPercent: 50,
      speed: 60,
      driveMs: 2000,
      others: [],
      ...options,
    };
    const { wire, board, batteryPercent, speed, driveMs, others } = this.options;
    const hex = firmwareHex(wire === 'RoostFirmata' ? 'roost' : 'standard');
    this.roster = makeRoster({
      members: [{ id: 'r1', role: 'robot', board, hex }],
      bodies: { robots: others, pads: ['p1'] },
      speed,
      charge: batteryPercent / 100,
      driveMs,
      seed: 1,
      nowMs: 0,
      onChange: (change, atMs) => this.changes.push({ ...change, atMs }),
      onHappening: (happening) => {
        if (happening.event === 'led') this.isLit = happening.lit;
      },
    });
    this.robot = this.roster.world.robots[0]!;
    this.boards = new BoardStage(this.roster.world, this.roster.boards);
    this.io.onPin = () => this.feelPins();
    this.gpio.onPin = () => this.feelPins();
    this.tick();
  }

  /** With the body opened, as far as the board let it. */
  static async open(options: StageOptions = {}): Promise<RobotStage> {
    const stage = new RobotStage(options);
    options.prepare?.(stage);
    await stage.openBody();
    return stage;
  }

  get board(): RobotBoard {
    return this.options.board;
  }

  /** The emulated one. */
  get virtualBoard(): VirtualBoard {
    return this.roster.boards[0]!;
  }

  get openBodyOrFail(): Body {
    if (this.body === null) throw new Error('the body is not open');
    return this.body;
  }

  get report(): BodyReport {
    return this.openBodyOrFail.report();
  }

  /** Which way the motors turn in the world. */
  get motors(): 'off' | 'forward' | 'backward' {
    const { left, right } = this.robot;
    const power = left.power + right.power;
    if (power === 0) return 'off';
    return power > 0 ? 'forward' : 'backward';
  }

  /** When the motors changed last, on the time of the world. */
  get motorsSinceMs(): number {
    return this.changes.findLast(({ what }) => what === 'motors')?.atMs ?? 0;
  }

  fault(command: WorldCommand): void {
    strike(command, this.roster);
  }

  async pass(ms: number): Promise<void> {
    await this.time.pass(ms);
  }

  async until(what: string, condition: () => boolean, withinMs = 300_000): Promise<void> {
    for (let passedMs = 0; passedMs < withinMs; passedMs += TICK_MS) {
      if (condition()) return;
      await this.time.pass(TICK_MS);
    }
    throw new Error(`not within ${withinMs} ms: ${what}; ${JSON.stringify(this.report)}`);
  }

  async at(place: BodyReport['place'], withinMs?: number): Promise<void> {
    await this.until(place, () => this.report.place === place, withinMs);
  }

  async dock(): Promise<void> {
    this.openBodyOrFail.command({ do: 'approach', pad: 0 });
    await this.at('docked');
  }

  /** The cable is pulled: no line and no power. */
  unplug(): void {
    this.isPlugged = false;
    this.virtualBoard.powerOff();
    this.port?.unplug();
  }

  plug(): void {
    this.isPlugged = true;
    this.virtualBoard.powerOn();
  }

  /** Only the line is lost: the board goes on. */
  cut(): void {
    this.isPlugged = false;
    this.port?.unplug();
  }

  /** Noise to both ends of the line. */
  garble(bytes: Uint8Array): void {
    this.virtualBoard.feed(bytes);
    this.port?.push(bytes);
  }

  /** Stands the world still, and rejects when an alarm is left. */
  async end(): Promise<void> {
    await this.openBodyOrFail.close();
    this.ticker.set(null);
    if (this.time.pending !== 0) throw new Error(`${this.time.pending} alarms are left`);
  }

  private async openBody(): Promise<void> {
    const { wire, board } = this.options;
    const opening = openRobotBody(
      this.isEmulated ? { kind: 'firmata', port: '/dev/ttyACM0' } : { kind: 'gpio' },
      board,
      {
        clock: this.time,
        makeAlarm: this.time.makeAlarm,
        onReport: (report) => this.reports.push(report),
        onNotice: (text) => this.notices.push(text),
        openGpio: async () => (wire === 'GPIO' ? this.openGpioPlugin() : this.io),
        openPort: async (path) => {
          if (!this.isPlugged) throw new Error(`there is no port ${path}`);
          // As an Uno does when its port is opened.
          this.virtualBoard.reset();
          this.port = emulatedPort(this.virtualBoard, path);
          return this.port;
        },
      },
      { hwmon: this.hwmon },
    ).then((body) => {
      this.body = body;
    });
    for (let i = 0; i < 5000 && this.body === null; i += 1) await this.time.pass(TICK_MS);
    await opening;
  }

  private tick(): void {
    const nowMs = this.time.nowMs();
    if (this.isEmulated) this.boards.advance(nowMs);
    else this.feelWorld(nowMs);
    this.ticker.set(nowMs + TICK_MS);
  }

  private get isEmulated(): boolean {
    return this.options.wire === 'StandardFirmata' || this.options.wire === 'RoostFirmata';
  }

  private openGpioPlugin(): GpioIo {
    const { makeAlarm } = this.time;
    return new GpioIo({ binding: this.gpio, clock: this.time, makeAlarm, atExit: () => () => {} });
  }

  /** An INA219 that the kernel reads. */
  private get hwmon(): HwmonPlace {
    return {
      folder: '/sys/class/hwmon',
      list: async () => ['hwmon0'],
      read: async (path) => {
        const { volts, batteryAmps } = this.robot.flow(this.roster.world.nowMs);
        if (path.endsWith('/name')) return 'ina219';
        return String(Math.round(1000 * (path.endsWith('in1_input') ? volts : batteryAmps)));
      },
    };
  }

  private feelWorld(nowMs: number): void {
    const { world } = this.roster;
    world.advance(nowMs);
    const samples = nowMs % SAMPLE_MS === 0;
    this.wiring.inputs(
      {
        drive: (pin, level) => {
          if (this.options.wire === 'GPIO') this.gpio.drive(devicePin(pin), level);
          else this.io.drive(devicePin(pin), level);
        },
        setVolts: (pin, volts) => {
          if (samples) this.io.setVolts(Number(pin.slice(1)), volts);
        },
      },
      nowMs,
    );
  }

  private feelPins(): void {
    const nowMs = this.time.nowMs();
    this.roster.world.advance(nowMs);
    this.wiring.outputs(
      {
        level: (pin) =>
          this.options.wire === 'GPIO'
            ? this.gpio.level(devicePin(pin))
            : this.io.level(devicePin(pin)),
        duty: (pin) => this.io.duty(devicePin(pin)),
      },
      nowMs,
    );
  }

  private get wiring(): RobotWiring {
    return this.roster.robotWirings.get('r1')!;
  }
}

/** The same for the contract suite: away, with the pad ahead. */
export async function bodyOnStage(options: StageOptions): Promise<BodyUnderTest> {
  const stage = await RobotStage.open(options);
  return {
    body: stage.openBodyOrFail,
    reports: stage.reports,
    nowMs: () => stage.time.nowMs(),
    pass: (ms) => stage.pass(ms),
    until: (what, condition) => stage.until(what, condition),
    motors: () => stage.motors,
    end: () => stage.end(),
  };
}

export async function withRobot(
  options: StageOptions,
  run: (stage: RobotStage) => Promise<void>,
): Promise<void> {
  const stage = await RobotStage.open(options);
  try {
    await run(stage);
  } finally {
    await stage.end();
  }
}

export const faulty = (stage: RobotStage): Promise<void> =>
  stage.until('a fault', () => stage.report.fault !== null);

export const well = (stage: RobotStage): Promise<void> =>
  stage.until('it is well', () => stage.report.fault === null);

/** As a role does it: stop at each fault, off the pad once it is well. */
export async function asRole(stage: RobotStage): Promise<void> {
  for (let tries = 0; tries < 10 && stage.report.place !== 'away'; tries += 1) {
    if (stage.report.fault !== null) {
      stage.openBodyOrFail.command({ do: 'stop' });
      await well(stage);
    }
    stage.openBodyOrFail.command({ do: 'leave' });
    await stage.until('it is away, or not well', () => {
      const { place, fault } = stage.report;
      return place === 'away' || fault !== null;
    });
  }
  if (stage.report.place !== 'away') throw new Error('ten tries have not brought it away');
}
