/** The pins of a robot's board: two motors, the dock contact, battery sensors, the current of the motors, the light. */
import type { RobotBoard } from '../../../hardware/board/board.ts';
import type { Chance } from '../../world/chance.ts';
import type { I2cDevice } from '../mcu/arduino.ts';
import type { Robot } from '../physics/robot.ts';
import type { World } from '../physics/world.ts';
import { currentNoise, currentVolts, dividerNoise, dividerVolts } from '../sensors/analog.ts';
import { Gauge, type GaugeFault } from '../sensors/gauge.ts';
import { Ina219 } from '../sensors/ina219.ts';
import { contactLevel, isLit, motorPower } from './pins.ts';
import type { Inputs, Outputs, Wiring } from './wiring.ts';

export interface RobotWiringOptions {
  readonly board: RobotBoard;
  readonly robot: Robot;
  readonly world: World;
  readonly chance: Chance;
  readonly onLight: (lit: boolean) => void;
}

/** The last bit of an INA219 is never at rest. */
const INA219_NOISE_VOLTS = 0.006;
const INA219_NOISE_AMPS = 0.002;

export class RobotWiring implements Wiring {
  readonly devices = new Map<number, I2cDevice>();
  private readonly options: RobotWiringOptions;
  private readonly gauge = new Gauge();
  private heldAmps = 0;
  private isLit = false;

  constructor(options: RobotWiringOptions) {
    this.options = options;
    this.connect();
  }

  /** The INA219, where the board has one: on the bus or off it. False: the board has none. */
  connect(isThere = true): boolean {
    const { volts, current } = this.options.board.battery;
    const chips = [volts, current].filter((sense) => sense?.kind === 'ina219');
    for (const chip of chips) {
      // One chip may measure both.
      if (isThere) this.devices.set(chip.address, this.ina219(chip.shuntOhms));
      else this.devices.delete(chip.address);
    }
    return chips.length > 0;
  }

  /** The battery's sensor; null: whole again. */
  breakGauge(fault: GaugeFault | null): void {
    const { batteryAmps, volts } = this.flow;
    this.heldAmps = batteryAmps;
    this.gauge.break(fault, volts);
  }

  outputs(pins: Outputs | null, nowMs: number): void {
    const { board, robot, world, onLight } = this.options;
    const left = pins === null ? 0 : motorPower(board.drive.left, pins);
    const right = pins === null ? 0 : motorPower(board.drive.right, pins);
    if (left !== robot.left.power || right !== robot.right.power) {
      robot.drive(left, right, nowMs);
      world.settle();
    }
    const lit = pins !== null && board.led !== null && isLit(board.led, pins);
    if (lit !== this.isLit) {
      this.isLit = lit;
      onLight(lit);
    }
  }

  inputs(pins: Inputs, nowMs: number): void {
    const { board, robot, chance } = this.options;
    const { battery, dock, drive } = board;
    pins.drive(dock.pin, contactLevel(dock, robot.dock.isClosed(nowMs)));
    if (battery.volts.kind === 'divider') {
      const noise = this.gauge.isStuck ? 0 : dividerNoise(chance);
      const shown = this.gauge.shown(this.flow.volts, nowMs);
      pins.setVolts(battery.volts.pin, Math.max(0, dividerVolts(battery.volts, shown) + noise));
    }
    if (battery.current?.kind === 'analog') {
      const volts = currentVolts(battery.current, this.flow.batteryAmps);
      pins.setVolts(battery.current.pin, volts + currentNoise(chance));
    }
    if (drive.current !== null) {
      const volts = currentVolts(drive.current, robot.motorAmps(nowMs));
      pins.setVolts(drive.current.pin, volts + currentNoise(chance));
    }
  }

  private get flow() {
    const { robot, world } = this.options;
    return robot.flow(world.nowMs);
  }

  private ina219(shuntOhms: number): Ina219 {
    const { world, chance } = this.options;
    const noise = (most: number) => (this.gauge.isStuck ? 0 : chance.between(-most, most));
    const sees = {
      amps: () =>
        this.gauge.isStuck ? this.heldAmps : this.flow.batteryAmps + noise(INA219_NOISE_AMPS),
      volts: () => this.gauge.shown(this.flow.volts, world.nowMs) + noise(INA219_NOISE_VOLTS),
    };
    return new Ina219(sees, shuntOhms);
  }
}
