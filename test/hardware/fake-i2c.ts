/**
 * A fake IO plugin with an I2C bus on which one chip with 16-bit registers sits, or does not. Its answers come as
 * firmata-io's do: by address and register, to everybody who has asked for that, in the order of the line.
 */

import { FakeIo } from './fake-io.ts';
import type { HandTime } from './hand-time.ts';

/** How firmware shows that nobody answers: an empty answer, a text and stale bytes, nothing. */
export type Absence = 'empty' | 'stale' | 'silent';

export class FakeI2cIo extends FakeIo {
  readonly registers = new Map<number, number>();
  readonly written: { address: number; register: number; bytes: readonly number[] }[] = [];
  absent: Absence | null = null;
  /** From a question to its answer. */
  delayMs = 2;
  private readonly time: HandTime;
  private isConfigured = false;

  constructor(time: HandTime) {
    super();
    this.time = time;
  }

  /** Who waits for an answer. */
  get waiting(): number {
    const events = this.eventNames().filter((name) => String(name).startsWith('I2C-reply-'));
    return events.reduce((sum, name) => sum + this.listenerCount(name), 0);
  }

  i2cConfig(): void {
    this.isConfigured = true;
  }

  i2cWrite(address: number, register: number, bytes: readonly number[]): void {
    if (!this.isConfigured) throw new Error('i2cConfig first, as firmata-io says');
    this.written.push({ address, register, bytes });
  }

  i2cReadOnce(
    address: number,
    register: number,
    count: number,
    callback: (bytes: readonly number[]) => void,
  ): void {
    if (!this.isConfigured) throw new Error('i2cConfig first, as firmata-io says');
    if (count !== 2) throw new Error('registers have two bytes');
    const event = `I2C-reply-${address}-${register}`;
    this.once(event, callback);
    const { absent } = this;
    const word = this.registers.get(register) ?? 0;
    const bytes = [word >> 8, word & 0xff];
    const alarm = this.time.makeAlarm(() => {
      if (absent === 'silent') return;
      if (absent === 'stale') this.emit('string', 'I2C Read Error: Too few bytes received');
      this.emit(event, absent === 'empty' ? [] : bytes);
    });
    alarm.set(this.time.nowMs() + this.delayMs);
  }

  i2cStop(address: number): void {
    for (const name of this.eventNames()) {
      if (String(name).startsWith(`I2C-reply-${address}-`)) this.removeAllListeners(name);
    }
  }
}
