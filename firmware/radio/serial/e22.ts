/**
 * Sets up an Ebyte E22 through its registers, while M1 is high and M0 low (E22-900T22S user manual,
 * chapter 7).
 *
 * What already is as it should be isn't written, since the module keeps it in flash. The key of its
 * own encryption can't be read and isn't touched.
 */

import type { E22Settings } from './config.ts';
import { askBytes, equalBytes, inHex, inSettingMode, noRegisters, powerCode } from './ebyte.ts';
import type { ModuleBench } from './module-bench.ts';
import { E22_AIR_RATES, E22_POWERS, EBYTE_BAUDS } from './setting-rules.ts';

/** ADDH, ADDL, NETID, REG0 to REG3. */
const REGISTERS = 7;
const READ = [0xc1, 0x00, REGISTERS];
const WRITE = [0xc0, 0x00, REGISTERS];
/** An answer repeats the head of the question, as C1. */
const ANSWER = READ;

const WIRES = 'M1 wired to the line that lines.set names, M0 to ground';

/** Null when the module is as the settings want it, or what is wrong. */
export async function setUpE22(settings: E22Settings, bench: ModuleBench): Promise<string | null> {
  const { setLine } = settings;
  if (setLine === null) return null;
  return inSettingMode(bench, setLine, async () => {
    const length = ANSWER.length + REGISTERS;
    const present = await askBytes(bench, READ, ANSWER, length);
    if (present === null) return noRegisters('the E22', WIRES, bench);
    const registers = present.slice(ANSWER.length);
    const wanted = e22Registers(registers, settings, bench.baud);
    if (equalBytes(registers, wanted)) return null;
    const question = [...WRITE, ...wanted];
    const answer = await askBytes(bench, question, ANSWER, length);
    if (answer !== null && equalBytes(answer.slice(ANSWER.length), wanted)) return null;
    const said = answer === null ? 'nothing that fits' : inHex(answer);
    return `the E22 answered ${said} to ${inHex(question)}: it does not take these settings`;
  });
}

/** The registers as they should be: those given, with what the settings and the driver want changed. */
export function e22Registers(
  present: ArrayLike<number>,
  settings: E22Settings,
  baud: number,
): number[] {
  const { address, network, channel, airRate, powerDbm, listen } = settings;
  let [high, low, netId, uart, packet, place, mode] = Array.from(present) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (address !== null) [high, low] = [address >> 8, address & 0xff];
  netId = network ?? netId;
  // REG0: speed of the UART, 8N1, rate on the air.
  const rate = airRate === null ? uart & 7 : E22_AIR_RATES.indexOf(airRate);
  uart = (EBYTE_BAUDS.indexOf(baud) << 5) | rate;
  // REG1: packets of 240 bytes, which a frame fits in; power in the last two bits.
  packet &= 0x3f;
  if (powerDbm !== null) packet = (packet & ~3) | powerCode(E22_POWERS, powerDbm);
  place = channel ?? place;
  // REG3: no byte of signal strength after each frame, transparent, no repeating; bit 4 listens.
  mode &= ~0xe0;
  if (listen !== null) mode = listen ? mode | 0x10 : mode & ~0x10;
  return [high, low, netId, uart, packet, place, mode];
}
