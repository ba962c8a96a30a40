/**
 * The package @iiot2k/gpiox and the pins below it, as far as the plugin uses them: with its active-low
 * pull-ups, its short error texts, and its refusal of a pin that is open.
 *
 * What the world puts on a pin is set by hand, and what the program puts on it is read back. A pin that is
 * given back keeps an output's level, as the kernels of Raspberry Pi OS do, or floats (`strict`).
 */

import type { Level } from '../../../hardware/board/board.ts';
import type { GpioBinding } from '../../../hardware/gpio/binding.ts';

const NO_PULL = 0;
const PULL_DOWN = 1;
const PULL_UP = 2;
const OUTPUT = 3;

export class FakeGpiox implements GpioBinding {
  readonly GPIO_MODE_INPUT_NOPULL = NO_PULL;
  readonly GPIO_MODE_INPUT_PULLDOWN = PULL_DOWN;
  readonly GPIO_MODE_INPUT_PULLUP = PULL_UP;
  readonly GPIO_MODE_OUTPUT = OUTPUT;
  /** Pins that another process holds. */
  readonly busy = new Set<number>();
  /** Reads fail from now on. */
  isBroken = false;
  /** There is no chip, or it may not be used. */
  isAbsent = false;
  /** Outputs become inputs when they are given back (dtparam=strict_gpiod). */
  strict = false;
  /** Called at each change of what an output puts out. */
  onPin: (pin: number, level: Level | null) => void = () => {};
  private readonly modes = new Map<number, number>();
  private readonly outputs = new Map<number, Level>();
  private readonly driven = new Map<number, Level>();
  private error = '';

  // What the world does.

  /** null: nothing drives the pin, and its pull decides. */
  drive(pin: number, level: Level | null): void {
    if (level === null) this.driven.delete(pin);
    else this.driven.set(pin, level);
  }

  /** What is put out; null where nothing is. */
  level(pin: number): Level | null {
    return this.outputs.get(pin) ?? null;
  }

  /** Pins that this process holds. */
  get open(): number[] {
    return [...this.modes.keys()].sort((a, b) => a - b);
  }

  // What the program does.

  init_gpio(pin: number, mode: number, setting: number): boolean {
    if (this.modes.has(pin)) return this.fail('pin used');
    if (this.isAbsent) return this.fail('chip error');
    if (this.busy.has(pin)) return this.fail('sys error');
    this.modes.set(pin, mode);
    if (mode === OUTPUT) this.put(pin, setting === 0 ? 'low' : 'high');
    else this.put(pin, null);
    return true;
  }

  deinit_gpio(pin: number): boolean {
    if (this.modes.get(pin) === OUTPUT && this.strict) this.put(pin, null);
    this.modes.delete(pin);
    return true;
  }

  get_gpio_num(pin: number): number | undefined {
    const mode = this.modes.get(pin);
    if (mode === undefined) {
      this.fail('pin not init');
      return undefined;
    }
    if (this.isBroken) {
      this.fail('sys error');
      return undefined;
    }
    const level = this.driven.get(pin) ?? (mode === PULL_UP ? 'high' : 'low');
    const value = level === 'high' ? 1 : 0;
    return mode === PULL_UP ? 1 - value : value;
  }

  set_gpio(pin: number, value: number): boolean {
    if (this.modes.get(pin) !== OUTPUT) return this.fail('pin not init');
    this.put(pin, value === 0 ? 'low' : 'high');
    return true;
  }

  error_text(): string {
    return this.error;
  }

  private put(pin: number, level: Level | null): void {
    if (this.level(pin) === level) return;
    if (level === null) this.outputs.delete(pin);
    else this.outputs.set(pin, level);
    this.onPin(pin, level);
  }

  private fail(error: string): false {
    this.error = error;
    return false;
  }
}
