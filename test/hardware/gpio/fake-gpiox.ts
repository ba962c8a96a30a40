/**
 * The package @iiot2k/gpiox and the pins below it, as far as the plugin uses them: with its active-low
 * pull-ups, its short error texts, and its refusal of a pin that is open. The package itself passes the same
 * tests on an emulated ARM (scripts/gpio-arm64).
 */

import type { Level } from '../../../hardware/board/board.ts';
import type { GpioBinding } from '../../../hardware/gpio/binding.ts';
import type { GpioWorld } from './world.ts';

const NO_PULL = 0;
const PULL_DOWN = 1;
const PULL_UP = 2;
const OUTPUT = 3;

export class FakeGpiox implements GpioBinding, GpioWorld {
  readonly binding = this;
  readonly GPIO_MODE_INPUT_NOPULL = NO_PULL;
  readonly GPIO_MODE_INPUT_PULLDOWN = PULL_DOWN;
  readonly GPIO_MODE_INPUT_PULLUP = PULL_UP;
  readonly GPIO_MODE_OUTPUT = OUTPUT;
  readonly GPIO_EDGE_BOTH = 2;
  /** Called at each change of what an output puts out. */
  onPin: (pin: number, level: Level | null) => void = () => {};
  private readonly modes = new Map<number, number>();
  private readonly outputs = new Map<number, Level>();
  private readonly driven = new Map<number, Level>();
  private readonly busy = new Set<number>();
  private readonly broken = new Set<number>();
  private readonly watchers = new Map<number, () => void>();
  /** Edges that the program has not heard of yet. */
  private readonly onWay: Promise<void>[] = [];
  private isDeaf = false;
  private error = '';

  // What the world does.

  drive(pin: number, level: Level | null): void {
    const before = this.input(pin);
    this.busy.delete(pin);
    this.broken.delete(pin);
    if (level === null) this.driven.delete(pin);
    else this.driven.set(pin, level);
    const onEdge = this.watchers.get(pin);
    if (this.input(pin) === before || onEdge === undefined || this.isDeaf) return;
    this.onWay.push(Promise.resolve().then(onEdge));
  }

  async arrived(): Promise<void> {
    await Promise.all(this.onWay.splice(0));
  }

  loseEdges(): void {
    this.isDeaf = true;
  }

  occupy(pin: number): void {
    this.busy.add(pin);
  }

  breakReads(pin: number): void {
    this.broken.add(pin);
  }

  level(pin: number): Level | null {
    return this.outputs.get(pin) ?? null;
  }

  get open(): number[] {
    return [...this.modes.keys()].sort((a, b) => a - b);
  }

  dispose(): void {}

  // What the program does.

  init_gpio(pin: number, mode: number, level: number): boolean {
    if (!this.request(pin, mode)) return false;
    this.put(pin, level === 0 ? 'low' : 'high');
    return true;
  }

  watch_gpio(
    pin: number,
    mode: number,
    _debounceUs: number,
    _edge: number,
    onEdge: () => void,
  ): number | undefined {
    if (!this.request(pin, mode)) return undefined;
    this.put(pin, null);
    this.watchers.set(pin, onEdge);
    return this.get_gpio_num(pin);
  }

  deinit_gpio(pin: number): boolean {
    this.modes.delete(pin);
    this.watchers.delete(pin);
    return true;
  }

  get_gpio_num(pin: number): number | undefined {
    const mode = this.modes.get(pin);
    if (mode === undefined) {
      this.fail('pin not init');
      return undefined;
    }
    if (this.broken.has(pin)) {
      this.fail('sys error');
      return undefined;
    }
    const value = this.input(pin) === 'high' ? 1 : 0;
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

  private input(pin: number): Level {
    return this.driven.get(pin) ?? (this.modes.get(pin) === PULL_UP ? 'high' : 'low');
  }

  private request(pin: number, mode: number): boolean {
    if (this.modes.has(pin)) return this.fail('pin used');
    if (this.busy.has(pin)) return this.fail('sys error');
    this.modes.set(pin, mode);
    return true;
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
