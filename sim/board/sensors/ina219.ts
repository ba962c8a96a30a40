/**
 * An INA219 as it shows itself on the I2C bus (Texas Instruments SBOS448): six registers of two bytes, the more
 * significant one first.
 *
 * It measures the volts across a shunt and those of the bus. Amps and watts are what it computes from them with a
 * calibration that the host has to write; without one these two registers read 0.
 */

export interface Ina219World {
  /** Through the shunt, positive into the battery. */
  amps(): number;
  volts(): number;
}

const REGISTERS = { config: 0, shunt: 1, bus: 2, power: 3, current: 4, calibration: 5 } as const;

const CONFIG_AT_RESET = 0x399f;
const RESET = 0x8000;
const RANGE_32_VOLTS = 0x2000;
const SHUNT_MICROVOLTS = 10;
const BUS_MILLIVOLTS = 4;
/** In the bus register. */
const OVERFLOW = 1;
const READY = 2;
const MODE = { powerDown: 0, adcOff: 4, shunt: 1, bus: 2, continuous: 4 } as const;

export class Ina219 {
  private readonly world: Ina219World;
  private readonly shuntOhms: number;
  private config = CONFIG_AT_RESET;
  private calibration = 0;
  private pointer = 0;
  /** The last conversion, in the units of its registers. */
  private shunt = 0;
  private bus = 0;
  private isReady = false;

  constructor(world: Ina219World, shuntOhms: number) {
    this.world = world;
    this.shuntOhms = shuntOhms;
    this.convert();
  }

  /** The first byte points at a register; two more are written into it. */
  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.pointer = bytes[0]!;
    if (bytes.length < 3) return;
    const word = (bytes[1]! << 8) | bytes[2]!;
    if (this.pointer === REGISTERS.calibration) this.calibration = word & 0xfffe;
    if (this.pointer !== REGISTERS.config) return;
    if ((word & RESET) !== 0) {
      this.config = CONFIG_AT_RESET;
      this.calibration = 0;
    } else this.config = word;
    this.isReady = false;
    this.convert();
  }

  read(count: number): Uint8Array {
    if ((this.mode & MODE.continuous) !== 0) this.convert();
    const word = this.register() & 0xffff;
    if (this.pointer === REGISTERS.power) this.isReady = false;
    const bytes = new Uint8Array(count).fill(0xff);
    bytes.set([word >> 8, word & 0xff].slice(0, count));
    return bytes;
  }

  private register(): number {
    switch (this.pointer) {
      case REGISTERS.config:
        return this.config;
      case REGISTERS.shunt:
        return this.shunt;
      case REGISTERS.bus:
        return (this.bus << 3) | (this.isReady ? READY : 0) | (this.overflows ? OVERFLOW : 0);
      case REGISTERS.power:
        return Math.trunc((Math.abs(this.current) * this.bus) / 5000);
      case REGISTERS.current:
        return this.current;
      case REGISTERS.calibration:
        return this.calibration;
      default:
        return 0xffff;
    }
  }

  private get mode(): number {
    return this.config & 7;
  }

  private get current(): number {
    return clamp(Math.trunc((this.shunt * this.calibration) / 4096), 0x7fff);
  }

  private get overflows(): boolean {
    return Math.abs(Math.trunc((this.shunt * this.calibration) / 4096)) > 0x7fff;
  }

  /** What the mode lets it measure; the rest stays as it was. */
  private convert(): void {
    if (this.mode === MODE.powerDown || this.mode === MODE.adcOff) return;
    if ((this.mode & MODE.shunt) !== 0) {
      const microvolts = this.world.amps() * this.shuntOhms * 1e6;
      const gain = (this.config >> 11) & 3;
      const fullScale = (40_000 << gain) / SHUNT_MICROVOLTS;
      this.shunt = clamp(Math.round(microvolts / SHUNT_MICROVOLTS), fullScale);
    }
    if ((this.mode & MODE.bus) !== 0) {
      const range = (this.config & RANGE_32_VOLTS) === 0 ? 16_000 : 32_000;
      const millivolts = Math.min(range, Math.max(0, this.world.volts() * 1000));
      this.bus = Math.round(millivolts / BUS_MILLIVOLTS);
    }
    this.isReady = true;
  }
}

function clamp(value: number, limit: number): number {
  return Math.min(limit, Math.max(-limit, value));
}
