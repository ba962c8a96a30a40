/** A serial port of this machine as a stream, through the package serialport, which is loaded when the first one is opened. */

import { endReadsOnHangUp } from '../serial/hang-up.ts';
import { describePortTrouble } from '../serial/port-trouble.ts';
import type { SerialStream } from './serial-stream.ts';

/** What StandardFirmata and Roost's firmware speak. */
const BAUD = 57_600;

/** Rejects with plain words. */
export async function openSystemPort(path: string): Promise<SerialStream> {
  try {
    const { SerialPort } = await import('serialport');
    const stream = new SerialPort({ path, baudRate: BAUD, lock: true, autoOpen: false });
    await new Promise<void>((resolve, reject) => {
      stream.open((error) => (error === null ? resolve() : reject(error)));
    });
    endReadsOnHangUp(stream.port);
    return stream;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(await describePortTrouble(path, text), { cause: error });
  }
}
