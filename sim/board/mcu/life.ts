/**
 * An ATmega328P from one reset to the next: the processor with everything around it, as it is wired on an Uno.
 */

import {
  AVRADC,
  AVRIOPort,
  adcConfig,
  portBConfig,
  portCConfig,
  portDConfig,
  twiConfig,
} from 'avr8js';
import type { Level } from '../../../hardware/board/board.ts';
import { Chip } from './chip.ts';
import { type I2cDevice, makeBus } from './i2c.ts';
import type { Idle } from './idle.ts';
import type { Output } from './outputs.ts';
import type { Place, Port } from './pins.ts';
import { Timer } from './timer.ts';
import { TIMERS } from './timers.ts';
import { Usart } from './usart.ts';
import { Watchdog } from './watchdog.ts';

export const MCUSR = 0x54;

const REGISTERS = { B: portBConfig, C: portCConfig, D: portDConfig, twiConfig } as const;
const PORTS = ['B', 'C', 'D'] as const;

const TWI_ENABLED = 0x04;

/** SDA and SCL. */
const I2C_WIRES: readonly Place[] = [
  { port: 'C', bit: 4 },
  { port: 'C', bit: 5 },
];

export interface LifeOptions {
  readonly program: Uint16Array;
  readonly idle: Idle | null;
  readonly devices: ReadonlyMap<number, I2cDevice>;
  /** Why it starts: bits of MCUSR. */
  readonly resetFlags: number;
  /** By analog channel. */
  readonly volts: readonly number[];
  /** What the world puts on a pin; null: nothing. */
  readonly driven: (place: Place) => Level | null;
  readonly onByte: (byte: number) => void;
  readonly onOutput: (changed: { readonly port: Port; readonly bit?: number }) => void;
  readonly onWatchdog: () => void;
}

export class Life {
  readonly chip: Chip;
  readonly usart: Usart;
  private readonly options: LifeOptions;
  private readonly ports: Readonly<Record<Port, AVRIOPort>>;
  private readonly timers: readonly Timer[];
  private readonly adc: AVRADC;

  constructor(options: LifeOptions) {
    const { program, idle, devices, resetFlags, onByte, onOutput, onWatchdog } = options;
    this.options = options;
    this.chip = new Chip({ program, idle });
    const { chip } = this;
    chip.data[MCUSR] = resetFlags;
    this.ports = {
      B: new AVRIOPort(chip, portBConfig),
      C: new AVRIOPort(chip, portCConfig),
      D: new AVRIOPort(chip, portDConfig),
    };
    this.timers = TIMERS.map((wiring) => new Timer(chip, wiring, onOutput));
    this.usart = new Usart(chip, onByte);
    this.adc = new AVRADC(chip, adcConfig);
    this.setVolts();
    makeBus(chip, devices, () => I2C_WIRES.some((place) => options.driven(place) === 'low'));
    new Watchdog(chip, () => {
      chip.stopped = true;
      onWatchdog();
    });
    for (const port of PORTS) {
      this.ports[port].addListener(() => {
        this.settleInputs(port);
        onOutput({ port });
      });
      this.settleInputs(port);
    }
    const registers = PORTS.flatMap((port) => [REGISTERS[port].PORT, REGISTERS[port].DDR]);
    chip.watchHooks(new Set(registers));
  }

  /** The world has changed what it puts on a pin of the port, or the chip its pull-ups. */
  settleInputs(port: Port): void {
    for (let bit = 0; bit < 8; bit += 1) {
      const driven = this.options.driven({ port, bit });
      const pullUp = (this.chip.data[REGISTERS[port].PORT]! & (1 << bit)) !== 0;
      this.ports[port].setPin(bit, driven === null ? pullUp : driven === 'high');
    }
  }

  /** The world has changed the voltage at an analog pin. */
  setVolts(): void {
    for (const [channel, volts] of this.options.volts.entries()) {
      this.adc.channelValues[channel] = volts;
    }
  }

  output(place: Place): Output {
    const { PORT, DDR } = REGISTERS[place.port];
    const mask = 1 << place.bit;
    if ((this.chip.data[DDR]! & mask) === 0 || this.isBusWire(place)) return NOTHING;
    for (const [number, { outputs }] of TIMERS.entries()) {
      const timer = this.timers[number]!;
      for (const output of [0, 1] as const) {
        const { port, bit } = outputs[output];
        if (port === place.port && bit === place.bit && timer.drives(output)) {
          return { level: timer.isHigh(output) ? 'high' : 'low', duty: timer.duty(output) };
        }
      }
    }
    return (this.chip.data[PORT]! & mask) === 0 ? LOW : HIGH;
  }

  /** The bus takes its wires, and only ever pulls them down. */
  private isBusWire({ port, bit }: Place): boolean {
    if ((this.chip.data[twiConfig.TWCR]! & TWI_ENABLED) === 0) return false;
    return I2C_WIRES.some((wire) => wire.port === port && wire.bit === bit);
  }
}

const NOTHING: Output = { level: null, duty: 0 };
const LOW: Output = { level: 'low', duty: 0 };
const HIGH: Output = { level: 'high', duty: 1 };
