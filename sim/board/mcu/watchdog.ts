/**
 * The watchdog (data sheet, chapter 11): a program that does not say "wdr" in time is reset. avr8js has one too,
 * but its reset leaves all peripherals as they were.
 */

import type { Chip } from './chip.ts';

const MCUSR = 0x54;
const WDTCSR = 0x60;

const FIRED = 0x80;
const INTERRUPT = 0x40;
const CHANGE = 0x10;
const RESET = 0x08;
const PRESCALER = 0x27;
const RESET_FLAG = 0x08;

/** Cycles of the oscillator of 128 kHz at prescaler 0, in cycles of the processor. */
const LEAST_CYCLES = (2048 * 16_000_000) / 128_000;
/** After saying that it will be changed, it may be for so long. */
const CHANGE_CYCLES = 4;

const BARK = {
  address: 0x0c,
  flagRegister: WDTCSR,
  flagMask: FIRED,
  enableRegister: WDTCSR,
  enableMask: INTERRUPT,
};

export class Watchdog {
  private readonly chip: Chip;
  private readonly onBite: () => void;
  private changeUntil = -1;
  private readonly act = () => this.expire();

  constructor(chip: Chip, onBite: () => void) {
    this.chip = chip;
    this.onBite = onBite;
    chip.writeHooks[WDTCSR] = (value, oldValue) => {
      this.write(value, oldValue);
      return true;
    };
    chip.onWatchdogReset = () => {
      // Time starts anew, which memory does not show (idle.ts).
      chip.touches += 1;
      this.restart();
    };
  }

  private write(value: number, oldValue: number): void {
    const { chip } = this;
    let next = value;
    if ((value & CHANGE) !== 0 && (value & RESET) !== 0) {
      this.changeUntil = chip.cycles + CHANGE_CYCLES;
      next = (value & INTERRUPT) | (oldValue & (RESET | PRESCALER));
    } else if (chip.cycles > this.changeUntil) {
      next = (value & INTERRUPT) | (oldValue & (RESET | PRESCALER));
      // Switching it on needs no ceremony.
      next |= value & RESET;
    }
    // After a reset by the watchdog it stays on until its flag is cleared.
    if ((chip.data[MCUSR]! & RESET_FLAG) !== 0) next |= RESET;
    const fired = (value & FIRED) !== 0 ? 0 : oldValue & FIRED;
    chip.data[WDTCSR] = (next & (INTERRUPT | RESET | PRESCALER)) | fired;
    chip.updateInterruptEnable(BARK, next);
    this.restart();
  }

  private restart(): void {
    const { chip } = this;
    chip.clearClockEvent(this.act);
    const control = chip.data[WDTCSR]!;
    if ((control & (INTERRUPT | RESET)) === 0) return;
    const prescaler = ((control & 0x20) >> 2) | (control & 0x07);
    chip.addClockEvent(this.act, LEAST_CYCLES << prescaler);
  }

  private expire(): void {
    const { chip } = this;
    const control = chip.data[WDTCSR]!;
    if ((control & INTERRUPT) !== 0) chip.setInterruptFlag(BARK);
    if ((control & RESET) !== 0) {
      if ((control & INTERRUPT) === 0) {
        this.onBite();
        return;
      }
      // First a warning; the next time it bites.
      chip.data[WDTCSR] = chip.data[WDTCSR]! & ~INTERRUPT;
    }
    this.restart();
  }
}
