/**
 * firmata-io's Firmata, without what is dangerous in it.
 *
 * Its digitalWrite sends the levels of eight pins at once, as it remembers them. So blinking an LED would write the
 * relay beside it anew, with a level from before the dead-man has opened it; and it takes the level that an
 * input has for the level that was written to it, which is its pull-up: a contact that closes would lose its
 * pull-up as soon as a neighbour is written. Here an output is written alone (Firmata 2.5 and later), and where
 * the board is too old for that, inputs keep the pull-ups that they were given.
 */

import firmataIo, { type Transport } from 'firmata-io';
import { FIRMATA } from './frames.ts';

const { Firmata } = firmataIo;

/** 20 samples a second of each analog pin that is read. */
const SAMPLING_MS = 50;
const PINS_PER_PORT = 8;

export class SafeFirmata extends Firmata {
  private readonly pullUps = new Set<number>();

  constructor(transport: Transport) {
    super(transport, { samplingInterval: SAMPLING_MS });
    // Whoever opens the board asks, and more than once; nothing of this may be left after the end.
    clearTimeout(this.reportVersionTimeoutId);
  }

  override pinMode(pin: number, mode: number): void {
    if (mode === this.MODES.ANALOG) {
      // Here `pin` is a channel.
      super.pinMode(pin, mode);
      return;
    }
    this.pullUps.delete(pin);
    super.pinMode(pin, mode);
  }

  override digitalWrite(pin: number, value: number): void {
    const { mode } = this.pins[pin]!;
    if (mode === this.MODES.OUTPUT && this.writesSinglePins) {
      this.updateDigitalPort(pin, value);
      this.transport.write(Uint8Array.of(FIRMATA.setPinValue, pin, value ? 1 : 0));
      return;
    }
    if (mode === this.MODES.INPUT) {
      if (value) this.pullUps.add(pin);
      else this.pullUps.delete(pin);
    }
    super.digitalWrite(pin, value);
  }

  override writeDigitalPort(port: number): void {
    for (let bit = 0; bit < PINS_PER_PORT; bit++) {
      const pin = port * PINS_PER_PORT + bit;
      if (this.pins[pin]?.mode !== this.MODES.INPUT) continue;
      if (this.pullUps.has(pin)) this.ports[port]! |= 1 << bit;
      else this.ports[port]! &= ~(1 << bit);
    }
    super.writeDigitalPort(port);
  }

  private get writesSinglePins(): boolean {
    const { major = 0, minor = 0 } = this.version;
    return major > 2 || (major === 2 && minor >= 5);
  }
}
