/**
 * One pin of the GPIO, with real levels: 1 is 3.3 V whatever the package calls it.
 *
 * An output is requested by its first write and not by its mode, so that it starts with the level that is
 * meant: a relay that closes at low would otherwise close for a moment. The first level of an output is its
 * resting level, to which it goes back at the end; the drivers begin with everything off.
 *
 * An input is requested when it is first read: until then its pull may still be chosen. To request it anew at once
 * is what the package does badly: the thread that watched it before may live on, or take the new one's edges.
 */

import type { GpioBinding } from './binding.ts';

export type Pull = 'none' | 'up' | 'down';
export type Value = 0 | 1;

export type LineState =
  | { readonly is: 'free' }
  /** Meant to be an input, but not read yet. */
  | { readonly is: 'future input'; readonly pull: Pull }
  /** Meant to be an output, but not written yet. */
  | { readonly is: 'future output' }
  | { readonly is: 'input'; readonly pull: Pull }
  | { readonly is: 'output'; readonly value: Value; readonly resting: Value };

const FREE: LineState = { is: 'free' };

/** Each call says whether it went well; if not, the package's error text says why. */
export class GpioLine {
  readonly pin: number;
  private readonly binding: GpioBinding;
  private readonly onEdge: () => void;
  private now: LineState = FREE;

  /** `onEdge`: an input may have changed. It may also come late, or not at all. */
  constructor(pin: number, binding: GpioBinding, onEdge: () => void) {
    this.pin = pin;
    this.binding = binding;
    this.onEdge = onEdge;
  }

  get state(): LineState {
    return this.now;
  }

  /** An output is one no longer; otherwise this takes effect when the pin is listened to. */
  input(pull: Pull): boolean {
    const { now } = this;
    if (now.is === 'output' || (now.is === 'input' && now.pull !== pull)) return this.watch(pull);
    if (now.is !== 'input') this.now = { is: 'future input', pull };
    return true;
  }

  /** Edges are told, and the level can be read. */
  listen(): boolean {
    const { now } = this;
    if (now.is === 'free') return this.watch('none');
    return now.is === 'future input' ? this.watch(now.pull) : true;
  }

  /** Takes effect with the first write. */
  output(): void {
    if (this.now.is === 'output') return;
    this.free();
    this.now = { is: 'future output' };
  }

  write(value: Value): boolean {
    const { now } = this;
    if (now.is === 'output') {
      if (!this.binding.set_gpio(this.pin, value)) return false;
      this.now = { ...now, value };
      return true;
    }
    this.free();
    if (!this.binding.init_gpio(this.pin, this.binding.GPIO_MODE_OUTPUT, value)) return false;
    this.now = { is: 'output', value, resting: value };
    return true;
  }

  /** The level at the pin, or null when it could not be read. */
  read(): Value | null {
    const { now } = this;
    if (now.is === 'output') return now.value;
    if (now.is !== 'input') return 0;
    const seen = this.binding.get_gpio_num(this.pin);
    if (seen === undefined) return null;
    const active = seen === 0 ? 0 : 1;
    return now.pull === 'up' ? ((1 - active) as Value) : active;
  }

  /** An output goes to its resting level. */
  rest(): void {
    if (this.now.is === 'output') this.write(this.now.resting);
  }

  /** Gives the pin back. Nobody drives it then, but kernels of Raspberry Pi OS keep an output's last level. */
  free(): void {
    if (this.now.is === 'input' || this.now.is === 'output') this.binding.deinit_gpio(this.pin);
    this.now = FREE;
  }

  private watch(pull: Pull): boolean {
    this.free();
    const { binding, pin } = this;
    const mode = this.inputMode(pull);
    const seen = binding.watch_gpio(pin, mode, 0, binding.GPIO_EDGE_BOTH, this.onEdge);
    if (seen === undefined) return false;
    this.now = { is: 'input', pull };
    return true;
  }

  private inputMode(pull: Pull): number {
    const { binding } = this;
    if (pull === 'up') return binding.GPIO_MODE_INPUT_PULLUP;
    if (pull === 'down') return binding.GPIO_MODE_INPUT_PULLDOWN;
    return binding.GPIO_MODE_INPUT_NOPULL;
  }
}
