/**
 * Intel HEX, the form in which firmware comes: lines that say "these bytes belong at that address", each with a
 * checksum, up to a line that says it is all.
 */

/** Flash of an ATmega328P. */
export const FLASH_BYTES = 32_768;

const DATA = 0;
const END = 1;
/** Kinds that only matter beyond 64 KB, or say where a PC would start. */
const ADDRESSES = [2, 3, 4, 5];

/** The flash as the chip has it after flashing: what the file leaves out reads as 0xFF. */
export function flashOf(hex: string): Uint8Array {
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff);
  let line = 0;
  for (const text of hex.split(/\r?\n/)) {
    line += 1;
    if (text.trim() === '') continue;
    const bytes = recordOf(text.trim(), line);
    const count = bytes[0]!;
    const at = (bytes[1]! << 8) | bytes[2]!;
    const kind = bytes[3]!;
    if (kind === END) return flash;
    if (ADDRESSES.includes(kind)) {
      if (bytes.subarray(4, 4 + count).some((byte) => byte !== 0) && kind !== 3 && kind !== 5) {
        throw new Error(
          `line ${line} of the firmware is for an address beyond 64 KB: not of an Uno`,
        );
      }
      continue;
    }
    if (kind !== DATA) throw new Error(`line ${line} of the firmware has the unknown kind ${kind}`);
    if (at + count > FLASH_BYTES) {
      throw new Error(`line ${line} of the firmware is for ${at}, and an Uno has 32 KB`);
    }
    flash.set(bytes.subarray(4, 4 + count), at);
  }
  throw new Error('the firmware has no last line (:00000001FF): the file was cut off');
}

/** Count, address, kind, data and checksum of one line. */
function recordOf(text: string, line: number): Uint8Array {
  if (!/^:(?:[0-9a-f]{2}){5,}$/i.test(text)) {
    throw new Error(`line ${line} of the firmware is no Intel HEX: ${text.slice(0, 20)}`);
  }
  const bytes = Uint8Array.from(text.slice(1).match(/../g)!, (pair) => Number.parseInt(pair, 16));
  if (bytes.length !== bytes[0]! + 5) {
    throw new Error(`line ${line} of the firmware has another length than it says`);
  }
  if ((bytes.reduce((sum, byte) => sum + byte, 0) & 0xff) !== 0) {
    throw new Error(`line ${line} of the firmware has a wrong checksum`);
  }
  return bytes;
}
