/**
 * The I2C bus of the ATmega328P as master, and what hangs on it. An address where nothing is attached gives no
 * acknowledgement, as on a real bus.
 */

import { AVRTWI, twiConfig } from 'avr8js';
import { type Chip, CLOCK_HZ } from './chip.ts';

export interface I2cDevice {
  /** All bytes that a master has written at once, up to its stop or its change to reading. */
  write(bytes: Uint8Array): void;
  /** What comes next. The master takes as many of these as it likes; those that are missing read as 0xFF. */
  read(count: number): Uint8Array;
}

/** No master of this kind reads more at once: it is the buffer of Arduino's library. */
const MOST_BYTES = 32;
/** Eight bits and the acknowledgement. */
const BITS_PER_BYTE = 9;

/** The bus starts anew with each reset of the chip; the devices stay. A wire that is held low blocks it. */
export function makeBus(
  chip: Chip,
  devices: ReadonlyMap<number, I2cDevice>,
  isHeld: () => boolean,
): void {
  const twi = new AVRTWI(chip, twiConfig, CLOCK_HZ);
  // avr8js starts with its interrupt flag set.
  chip.data[twiConfig.TWCR] = 0;

  let device: I2cDevice | undefined;
  let written: number[] | null = null;
  let toRead: Uint8Array = new Uint8Array();
  let readCount = 0;

  const after = (bits: number, act: () => void) =>
    chip.addClockEvent(act, Math.round((bits * CLOCK_HZ) / twi.sclFrequency));
  const deliver = () => {
    if (written !== null) device?.write(Uint8Array.from(written));
    written = null;
  };
  /** Waits until the bus is free. */
  const begin = () =>
    after(1, () => {
      if (isHeld()) begin();
      else twi.completeStart();
    });

  twi.eventHandler = {
    start() {
      deliver();
      begin();
    },
    stop() {
      deliver();
      device = undefined;
      after(1, () => {
        twi.completeStop();
        // A real stop raises no interrupt.
        chip.clearInterrupt({
          address: twiConfig.twiInterrupt,
          flagRegister: twiConfig.TWCR,
          flagMask: 0x80,
          enableRegister: twiConfig.TWCR,
          enableMask: 1,
        });
      });
    },
    connectToSlave(address, isWrite) {
      after(BITS_PER_BYTE, () => {
        device = devices.get(address);
        if (isWrite) written = [];
        else {
          toRead = device?.read(MOST_BYTES) ?? new Uint8Array();
          readCount = 0;
        }
        twi.completeConnect(device !== undefined);
      });
    },
    writeByte(value) {
      after(BITS_PER_BYTE, () => {
        written?.push(value);
        twi.completeWrite(device !== undefined);
      });
    },
    readByte() {
      after(BITS_PER_BYTE, () => {
        twi.completeRead(toRead[readCount] ?? 0xff);
        readCount += 1;
      });
    },
  };
}
