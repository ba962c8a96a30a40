/**
 * The package @iiot2k/gpiox as it is, on the GPIO chip of gpio-chip.c that is preloaded into this process.
 *
 * The chip's files are read and written in step with the package's calls, so a test on it is as
 * deterministic as on a fake.
 */

import { closeSync, openSync, truncateSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Level } from '../../../../hardware/board/board.ts';
import { type GpioBinding, loadGpioBinding } from '../../../../hardware/gpio/binding.ts';
import { FIRST_PIN, LAST_PIN } from '../../../../hardware/gpio/gpio-io.ts';
import type { GpioWorld } from '../world.ts';
import { readChipLog } from './chip-log.ts';

const LETTERS = { high: 'h', low: 'l' } as const;

export class PreloadedChip implements GpioWorld {
  readonly binding: GpioBinding;
  onPin: (pin: number, level: Level | null) => void = () => {};
  private readonly gpiox: GpioBinding;
  private readonly pins: number;
  private readonly logPath: string;
  private readonly levels = new Map<number, Level>();
  private readonly held = new Set<number>();
  /** What drives the inputs, and which pull they have. */
  private readonly driven = new Map<number, Level>();
  private readonly inputs = new Map<number, number>();
  /** Entries of the log that were looked at. */
  private seen = 0;
  private isDeaf = false;
  /** Levels as the program has heard of them last. */
  private readonly told = new Map<number, Level>();

  static async open(pinsPath: string, logPath: string): Promise<PreloadedChip> {
    return new PreloadedChip(await loadGpioBinding(), pinsPath, logPath);
  }

  private constructor(gpiox: GpioBinding, pinsPath: string, logPath: string) {
    this.gpiox = gpiox;
    this.logPath = logPath;
    this.pins = openSync(pinsPath, 'r+');
    this.reset();
    const then = <Result>(result: Result): Result => {
      this.look();
      return result;
    };
    this.binding = {
      GPIO_MODE_INPUT_NOPULL: gpiox.GPIO_MODE_INPUT_NOPULL,
      GPIO_MODE_INPUT_PULLDOWN: gpiox.GPIO_MODE_INPUT_PULLDOWN,
      GPIO_MODE_INPUT_PULLUP: gpiox.GPIO_MODE_INPUT_PULLUP,
      GPIO_MODE_OUTPUT: gpiox.GPIO_MODE_OUTPUT,
      GPIO_EDGE_BOTH: gpiox.GPIO_EDGE_BOTH,
      init_gpio: (...args) => then(gpiox.init_gpio(...args)),
      watch_gpio: (pin, mode, debounceUs, edge, onEdge) => {
        const hear = (): void => {
          this.told.set(pin, this.input(pin));
          if (!this.isDeaf) onEdge();
        };
        const seen = gpiox.watch_gpio(pin, mode, debounceUs, edge, hear);
        if (seen !== undefined) this.inputs.set(pin, mode);
        this.told.set(pin, this.input(pin));
        return then(seen);
      },
      deinit_gpio: (pin) => {
        this.inputs.delete(pin);
        return then(gpiox.deinit_gpio(pin));
      },
      get_gpio_num: (pin) => gpiox.get_gpio_num(pin),
      set_gpio: (...args) => then(gpiox.set_gpio(...args)),
      error_text: () => gpiox.error_text(),
    };
  }

  get open(): number[] {
    return [...this.held].sort((a, b) => a - b);
  }

  drive(pin: number, level: Level | null): void {
    if (level === null) this.driven.delete(pin);
    else this.driven.set(pin, level);
    this.put(pin, level === null ? 'z' : LETTERS[level]);
  }

  async arrived(): Promise<void> {
    const isLate = (pin: number) => this.told.get(pin) !== this.input(pin);
    for (let tries = 0; [...this.inputs.keys()].some(isLate); tries++) {
      if (tries > 1000) throw new Error('an edge did not come within 10 seconds');
      await sleep(10);
    }
  }

  loseEdges(): void {
    this.isDeaf = true;
  }

  occupy(pin: number): void {
    this.put(pin, 'b');
  }

  breakReads(pin: number): void {
    this.put(pin, 'x');
  }

  level(pin: number): Level | null {
    return this.levels.get(pin) ?? null;
  }

  dispose(): void {
    this.reset();
    closeSync(this.pins);
  }

  private input(pin: number): Level {
    const pull = this.inputs.get(pin) === this.gpiox.GPIO_MODE_INPUT_PULLUP ? 'high' : 'low';
    return this.driven.get(pin) ?? pull;
  }

  private reset(): void {
    for (let pin = FIRST_PIN; pin <= LAST_PIN; pin++) {
      this.gpiox.deinit_gpio(pin);
      this.put(pin, 'z');
    }
    truncateSync(this.logPath);
  }

  private put(pin: number, letter: string): void {
    writeSync(this.pins, letter, pin, 'latin1');
  }

  private look(): void {
    const entries = readChipLog(this.logPath);
    for (const { pin, what } of entries.slice(this.seen)) {
      if (what === 'given back') this.held.delete(pin);
      else this.held.add(pin);
      if (what === 'high' || what === 'low') this.change(pin, what);
      if (what === 'input') this.change(pin, null);
    }
    this.seen = entries.length;
  }

  private change(pin: number, level: Level | null): void {
    if (this.level(pin) === level) return;
    if (level === null) this.levels.delete(pin);
    else this.levels.set(pin, level);
    this.onPin(pin, level);
  }
}
