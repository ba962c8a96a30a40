/**
 * Sets up an Ebyte E32 through its parameters, while M0 and M1 are high (E32-433T20D user manual,
 * chapter 7).
 *
 * What already is as it should be isn't written, since the module keeps it in flash. Versions
 * differ in how they answer a write, so the parameters are read again after it.
 */

import type { E32Settings } from './config.ts';
import { askBytes, equalBytes, inHex, inSettingMode, noRegisters, powerCode } from './ebyte.ts';
import type { ModuleBench } from './module-bench.ts';
import { E32_AIR_RATES, E32_POWERS, EBYTE_BAUDS } from './setting-rules.ts';

const READ = [0xc1, 0xc1, 0xc1];
/** Parameters that the module keeps without power. */
const SAVED = 0xc0;
/** A head and five parameters: ADDH, ADDL, SPED, CHAN, OPTION. */
const LENGTH = 6;
const WRITE_MS = 250;

const WIRES = 'M0 and M1 wired to the line that lines.set names';

/** Null when the module is as the settings want it, or what is wrong. */
export async function setUpE32(settings: E32Settings, bench: ModuleBench): Promise<string | null> {
  const { setLine } = settings;
  if (setLine === null) return null;
  return inSettingMode(bench, setLine, async () => {
    const present = await read(bench);
    if (present === null) return noRegisters('the E32', WIRES, bench);
    const wanted = e32Parameters(present, settings, bench.baud);
    if (equalBytes(present, wanted)) return null;
    const question = [SAVED, ...wanted];
    bench.port.write(Uint8Array.from(question));
    await bench.inbox.pause(WRITE_MS);
    const now = await read(bench);
    if (now !== null && equalBytes(now, wanted)) return null;
    const has = now === null ? 'nothing' : inHex(now);
    return `the E32 has ${has} after ${inHex(question)}: it does not take these settings`;
  });
}

/** The five parameters; the head says whether they would outlast a power cut. */
async function read(bench: ModuleBench): Promise<Uint8Array | null> {
  const saved = await askBytes(bench, READ, [SAVED], LENGTH);
  return saved === null ? null : saved.slice(1);
}

/** The parameters as they should be: those given, with what the settings and the driver want changed. */
export function e32Parameters(
  present: ArrayLike<number>,
  { address, airRate, channel, powerDbm }: E32Settings,
  baud: number,
): number[] {
  let [high, low, speed, place, option] = Array.from(present) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (address !== null) [high, low] = [address >> 8, address & 0xff];
  // SPED: 8N1, speed of the UART, rate on the air.
  const rate = airRate === null ? speed & 7 : E32_AIR_RATES.indexOf(airRate);
  speed = (EBYTE_BAUDS.indexOf(baud) << 3) | rate;
  place = channel ?? place;
  // OPTION: transparent (bit 7); power in the last two bits.
  option &= 0x7f;
  if (powerDbm !== null) option = (option & ~3) | powerCode(E32_POWERS, powerDbm);
  return [high, low, speed, place, option];
}
