/** The pins of a pad's board: the relay's coil and its second contact, the contact of the pad, the current, the light. */
import type { PadBoard } from '../../../hardware/board/board.ts';
import type { Chance } from '../../world/chance.ts';
import type { I2cDevice } from '../mcu/arduino.ts';
import type { Pad } from '../physics/pad.ts';
import type { World } from '../physics/world.ts';
import { currentNoise, currentVolts } from '../sensors/analog.ts';
import { Ina219 } from '../sensors/ina219.ts';
import { contactLevel, isLit } from './pins.ts';
import type { Inputs, Outputs, Wiring } from './wiring.ts';

export interface PadWiringOptions {
  readonly board: PadBoard;
  readonly pad: Pad;
  readonly world: World;
  readonly chance: Chance;
  readonly onLight: (lit: boolean) => void;
  readonly onCoil: (on: boolean) => void;
}

/** Of the charger, as an INA219 in its line sees it. */
const CHARGER_VOLTS = 8.4;

export class PadWiring implements Wiring {
  readonly devices = new Map<number, I2cDevice>();
  private readonly options: PadWiringOptions;
  private isLit = false;
  private isCoilOn = false;

  constructor(options: PadWiringOptions) {
    this.options = options;
    this.connect();
  }

  /** The INA219, where the board has one: on the bus or off it. False: the board has none. */
  connect(isThere = true): boolean {
    const { board, pad, world } = this.options;
    if (board.current?.kind !== 'ina219') return false;
    const { address, shuntOhms } = board.current;
    if (!isThere) this.devices.delete(address);
    else {
      const sees = {
        amps: () => world.padAmps(pad),
        volts: () => (pad.relay.isClosed ? CHARGER_VOLTS : 0),
      };
      this.devices.set(address, new Ina219(sees, shuntOhms));
    }
    return true;
  }

  outputs(pins: Outputs | null, nowMs: number): void {
    const { board, pad, world, onLight, onCoil } = this.options;
    const isOn = pins?.level(board.relay.pin) === board.relay.closed;
    if (isOn !== this.isCoilOn) {
      this.isCoilOn = isOn;
      onCoil(isOn);
      pad.relay.energise(isOn, nowMs);
      world.settle();
    }
    const lit = pins !== null && board.led !== null && isLit(board.led, pins);
    if (lit !== this.isLit) {
      this.isLit = lit;
      onLight(lit);
    }
  }

  inputs(pins: Inputs, nowMs: number): void {
    const { board, pad, world, chance } = this.options;
    const { feedback } = board.relay;
    if (feedback !== null) {
      pins.drive(feedback.pin, contactLevel(feedback, pad.feedback.isClosed(nowMs)));
    }
    if (board.contact !== null) {
      pins.drive(board.contact.pin, contactLevel(board.contact, pad.contact.isClosed(nowMs)));
    }
    if (board.current?.kind === 'analog') {
      const volts = currentVolts(board.current, world.padAmps(pad));
      pins.setVolts(board.current.pin, volts + currentNoise(chance));
    }
  }
}
