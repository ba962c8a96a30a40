/**
 * The serial port of the ATmega328P (data sheet, chapter 20), instead of avr8js's, which loses what StandardFirmata
 * relies on: a received byte waits in a FIFO of two, "data register empty" holds until a byte is written, and
 * writing a control register takes nothing away.
 *
 * Bytes take their time in both directions, at the baud rate that the firmware has set.
 */

import type { Chip } from './chip.ts';

const UCSRA = 0xc0;
const UCSRB = 0xc1;
const UCSRC = 0xc2;
const UBRRL = 0xc4;
const UBRRH = 0xc5;
const UDR = 0xc6;

/** Bits of UCSRA. */
const RXC = 0x80;
const TXC = 0x40;
const UDRE = 0x20;
const DOR = 0x08;
const U2X = 0x02;
const MPCM = 0x01;
/** Bits of UCSRB. */
const RXEN = 0x10;
const TXEN = 0x08;
/** Bits of UCSRC. */
const PARITY = 0x20;
const TWO_STOP_BITS = 0x08;
const EIGHT_BITS = 0x06;

const FIFO_BYTES = 2;

const RECEIVED = {
  address: 0x24,
  flagRegister: UCSRA,
  flagMask: RXC,
  enableRegister: UCSRB,
  enableMask: 0x80,
  // Both hold as long as their flag does.
  constant: true,
};
const EMPTY = {
  address: 0x26,
  flagRegister: UCSRA,
  flagMask: UDRE,
  enableRegister: UCSRB,
  enableMask: 0x20,
  constant: true,
};
const SENT = {
  address: 0x28,
  flagRegister: UCSRA,
  flagMask: TXC,
  enableRegister: UCSRB,
  enableMask: 0x40,
};

export class Usart {
  /** Sent bytes that were lost since nobody took them off in time. */
  overruns = 0;
  private readonly chip: Chip;
  private readonly onByte: (byte: number) => void;
  /** On their way to the chip. */
  private readonly line: number[] = [];
  private lineBusy = false;
  /** Received, and not read yet. */
  private readonly fifo: number[] = [];
  /** In the shift register on its way out, and waiting behind it. */
  private sending: number | null = null;
  private waiting: number | null = null;

  constructor(chip: Chip, onByte: (byte: number) => void) {
    this.chip = chip;
    this.onByte = onByte;
    const { data, writeHooks, readHooks } = chip;
    data[UCSRA] = UDRE;
    data[UCSRC] = EIGHT_BITS;
    writeHooks[UCSRA] = (value) => {
      if ((value & TXC) !== 0) chip.clearInterrupt(SENT);
      data[UCSRA] = (data[UCSRA]! & ~(U2X | MPCM)) | (value & (U2X | MPCM));
      return true;
    };
    writeHooks[UCSRB] = (value) => this.control(value);
    readHooks[UDR] = () => this.read();
    writeHooks[UDR] = (value) => {
      this.write(value);
      return true;
    };
  }

  /** Bytes arrive one after the other. */
  feed(bytes: Uint8Array): void {
    for (const byte of bytes) this.line.push(byte);
    this.listen();
  }

  get cyclesPerByte(): number {
    const { data } = this.chip;
    const divider = (((data[UBRRH]! & 0x0f) << 8) | data[UBRRL]!) + 1;
    const format = data[UCSRC]!;
    const bits =
      6 +
      ((format & EIGHT_BITS) >> 1) +
      ((format & PARITY) !== 0 ? 1 : 0) +
      ((format & TWO_STOP_BITS) !== 0 ? 2 : 1);
    return bits * divider * ((data[UCSRA]! & U2X) !== 0 ? 8 : 16);
  }

  private control(value: number): boolean {
    const { chip } = this;
    chip.data[UCSRB] = value;
    if ((value & RXEN) === 0) {
      this.fifo.length = 0;
      chip.data[UCSRA]! &= ~RXC;
    }
    for (const interrupt of [RECEIVED, EMPTY, SENT]) chip.updateInterruptEnable(interrupt, value);
    return true;
  }

  private listen(): void {
    if (this.lineBusy || this.line.length === 0) return;
    this.lineBusy = true;
    this.chip.addClockEvent(() => {
      this.lineBusy = false;
      this.receive(this.line.shift()!);
      this.listen();
    }, this.cyclesPerByte);
  }

  private receive(byte: number): void {
    const { chip, fifo } = this;
    if ((chip.data[UCSRB]! & RXEN) === 0) return;
    if (fifo.length >= FIFO_BYTES) {
      this.overruns += 1;
      chip.data[UCSRA]! |= DOR;
      return;
    }
    fifo.push(byte);
    chip.setInterruptFlag(RECEIVED);
  }

  private read(): number {
    const { chip, fifo } = this;
    const byte = fifo.shift() ?? 0;
    chip.data[UCSRA]! &= ~DOR;
    if (fifo.length === 0) chip.clearInterrupt(RECEIVED);
    return byte;
  }

  private write(byte: number): void {
    const { chip } = this;
    if ((chip.data[UCSRB]! & TXEN) === 0) return;
    if (this.sending === null) this.send(byte);
    else {
      this.waiting = byte;
      chip.clearInterrupt(EMPTY);
    }
  }

  private send(byte: number): void {
    const { chip } = this;
    this.sending = byte;
    chip.addClockEvent(() => {
      this.sending = null;
      this.onByte(byte);
      const { waiting } = this;
      if (waiting === null) {
        chip.setInterruptFlag(SENT);
        return;
      }
      this.waiting = null;
      this.send(waiting);
      chip.setInterruptFlag(EMPTY);
    }, this.cyclesPerByte);
  }
}
