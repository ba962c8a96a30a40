/** A pad's body on the GPIO plugin, with a relay that follows its coil after some milliseconds, and a contact. */

import type { PadBoard } from '../../../hardware/board/board.ts';
import { openGpio } from '../../../hardware/link/gpio.ts';
import { openPadBody } from '../../../hardware/pad-body.ts';
import type { PadReport } from '../../../src/roles/body.ts';
import type { PadBody } from '../../../src/runtime/ports.ts';
import type { PadUnderTest } from '../../contracts/pad-body.ts';
import { PAD_PI } from '../pad/boards.ts';
import { PadWorld } from '../pad/stage.ts';
import { ChipTime } from './chip-time.ts';
import { type GpioWorld, openGpioWorld } from './world.ts';

export const RELAY = 17;
export const PULSE = 23;
const FEEDBACK = 27;
const CONTACT = 22;

export interface GpioPad extends PadUnderTest {
  readonly gpio: GpioWorld;
  readonly hands: PadWorld;
  readonly time: ChipTime;
  readonly notices: readonly string[];
  /** Each level that the pulsed pin was given, with its time. */
  readonly pulses: readonly { readonly level: string | null; readonly atMs: number }[];
}

/** `prepare` sees the world before the body does. */
export async function openGpioPad(
  board: PadBoard = PAD_PI,
  prepare: (gpio: GpioWorld) => void = () => {},
): Promise<GpioPad> {
  const gpio = await openGpioWorld();
  const time = new ChipTime(gpio);
  const world = new PadWorld(time, gpio, { relay: RELAY, feedback: FEEDBACK, contact: CONTACT });
  const pulses: { level: string | null; atMs: number }[] = [];
  gpio.onPin = (pin, level) => {
    if (pin === PULSE) pulses.push({ level, atMs: time.nowMs() });
    else world.look();
  };
  world.settle();
  prepare(gpio);
  const reports: PadReport[] = [];
  const notices: string[] = [];
  let body: PadBody | null = null;
  const ports = { clock: time, makeAlarm: time.makeAlarm };
  const opening = openPadBody({ kind: 'gpio' }, board, {
    ...ports,
    onReport: (report) => reports.push(report),
    onNotice: (text) => notices.push(text),
    openGpio: () => openGpio(ports, async () => gpio.binding),
  }).then((opened) => {
    body = opened;
  });
  await time.until('the body is open', () => body !== null);
  await opening;
  const pass = (ms: number) => time.pass(ms);
  return { body: body!, clock: time, time, reports, notices, hands: world, gpio, pulses, pass };
}
