/**
 * A robot's body on the GPIO plugin, in the physical world of the virtual boards (sim/board): its pins are wired
 * to motors and a dock contact, and its battery is read as the kernel shows an INA219.
 */

import type { HwmonPlace } from '../../../hardware/drivers/hwmon.ts';
import { openGpio } from '../../../hardware/link/gpio.ts';
import { devicePin } from '../../../hardware/link/pins.ts';
import { openRobotBody } from '../../../hardware/robot-body.ts';
import type { Robot } from '../../../sim/board/physics/robot.ts';
import { World } from '../../../sim/board/physics/world.ts';
import { RobotWiring } from '../../../sim/board/wiring/robot-wiring.ts';
import { Chance } from '../../../sim/world/chance.ts';
import type { BodyReport } from '../../../src/roles/body.ts';
import type { Body } from '../../../src/runtime/ports.ts';
import type { BodyUnderTest } from '../../contracts/body.ts';
import { shippedBoard } from '../robot/stage.ts';
import { ChipTime } from './chip-time.ts';
import { type GpioWorld, openGpioWorld } from './world.ts';

const TICK_MS = 4;
/** The last bits of an INA219 are never at rest. */
const NOISE_VOLTS = 0.006;
const NOISE_AMPS = 0.002;

/** Of the battery: a charge takes seconds. */
const SPEED = 120;
const DRIVE_MS = 2000;

export class RobotOnGpio {
  readonly gpio: GpioWorld;
  readonly time: ChipTime;
  readonly board = shippedBoard('robot-pi');
  readonly reports: BodyReport[] = [];
  readonly notices: string[] = [];
  readonly robot: Robot;
  body!: Body;
  private readonly world: World;
  private readonly wiring: RobotWiring;
  private readonly chance = new Chance(1, 'the INA219');
  private readonly ticker;

  static async open(batteryPercent = 50): Promise<RobotOnGpio> {
    const stage = new RobotOnGpio(await openGpioWorld(), batteryPercent);
    await stage.openBody();
    return stage;
  }

  private constructor(gpio: GpioWorld, batteryPercent: number) {
    const { board } = this;
    this.gpio = gpio;
    this.time = new ChipTime(gpio);
    this.world = new World({
      robots: [
        {
          id: 'r1',
          battery: board.battery,
          charge: batteryPercent / 100,
          speed: SPEED,
          driveMs: DRIVE_MS,
          power: 1,
        },
      ],
      pads: [{ id: 'p1', limitAmps: 2.5 }],
      nowMs: 0,
      onChange: () => {},
    });
    this.world.pads[0]!.relay.energise(true, 0);
    this.robot = this.world.robots[0]!;
    this.wiring = new RobotWiring({
      board,
      robot: this.robot,
      world: this.world,
      chance: new Chance(1, 'noise'),
      onLight: () => {},
    });
    gpio.onPin = () => this.feelPins();
    this.ticker = this.time.makeAlarm(() => this.tick());
    this.tick();
  }

  /** For the contract of bodies. */
  get underTest(): BodyUnderTest {
    return {
      body: this.body,
      reports: this.reports,
      nowMs: () => this.time.nowMs(),
      pass: (ms) => this.time.pass(ms),
      until: (what, condition) => this.time.until(what, condition),
      motors: () => this.motors,
      end: () => this.end(),
    };
  }

  get motors(): 'off' | 'forward' | 'backward' {
    const { left, right } = this.robot;
    const power = left.power + right.power;
    if (power === 0) return 'off';
    return power > 0 ? 'forward' : 'backward';
  }

  /** Rejects when something is left of the body. */
  async end(): Promise<void> {
    await this.body.close();
    this.ticker.set(null);
    const { pending } = this.time;
    const { open } = this.gpio;
    this.gpio.dispose();
    if (pending !== 0) throw new Error(`${pending} alarms are left`);
    if (open.length > 0) throw new Error(`pins are left: ${open.join(', ')}`);
  }

  private async openBody(): Promise<void> {
    const ports = { clock: this.time, makeAlarm: this.time.makeAlarm };
    const opening = openRobotBody(
      { kind: 'gpio' },
      this.board,
      {
        ...ports,
        onReport: (report) => this.reports.push(report),
        onNotice: (text) => this.notices.push(text),
        openGpio: () => openGpio(ports, async () => this.gpio.binding),
      },
      { hwmon: this.hwmon },
    ).then((body) => {
      this.body = body;
    });
    await this.time.until('the body is open', () => this.body !== undefined);
    await opening;
  }

  private tick(): void {
    const nowMs = this.time.nowMs();
    this.world.advance(nowMs);
    this.wiring.inputs(
      { drive: (pin, level) => this.gpio.drive(devicePin(pin), level), setVolts: () => {} },
      nowMs,
    );
    this.ticker.set(nowMs + TICK_MS);
  }

  /** In thousandths. */
  private get hwmon(): HwmonPlace {
    const noise = (most: number) => this.chance.between(-most, most);
    return {
      folder: '/sys/class/hwmon',
      list: async () => ['hwmon0'],
      read: async (path) => {
        if (path.endsWith('/name')) return 'ina219\n';
        const { volts, batteryAmps } = this.robot.flow(this.world.nowMs);
        const isVolts = path.endsWith('/in1_input');
        const value = isVolts ? volts + noise(NOISE_VOLTS) : batteryAmps + noise(NOISE_AMPS);
        return `${Math.round(value * 1000)}\n`;
      },
    };
  }

  private feelPins(): void {
    const nowMs = this.time.nowMs();
    this.world.advance(nowMs);
    const level = (pin: string) => this.gpio.level(devicePin(pin));
    this.wiring.outputs({ level, duty: (pin) => (level(pin) === 'high' ? 1 : 0) }, nowMs);
  }
}
