/**
 * Sets up an HC-12 through its pin SET: low, it takes AT commands in place of frames (HC-12 user manual
 * v2.4, "Module parameter setting AT command").
 *
 * What already is as it should be isn't written, since the module keeps its settings in flash.
 */

import type { Hc12Settings } from './config.ts';
import { ascii, linesOf, shown } from './inbox.ts';
import { driveLine, type ModuleBench, noAnswer, useBaud } from './module-bench.ts';
import { HC12_POWERS } from './setting-rules.ts';

/** The manual: 40 ms from SET low to the first command, 80 ms from SET high to the first byte. */
const ENTER_MS = 60;
const LEAVE_MS = 120;
/** The manual: 200 ms before SET may go low again. */
const AGAIN_MS = 220;
const ANSWER_MS = 300;
/** AT+RX is answered in four lines. */
const SETTINGS_LINES = 4;
/** What SET low at power-up, and AT+DEFAULT, lead to. */
const FACTORY_BAUD = 9600;

/** Null when the module is as the settings want it, or what is wrong. */
export async function setUpHc12(
  settings: Hc12Settings,
  bench: ModuleBench,
): Promise<string | null> {
  const { setLine } = settings;
  if (setLine === null) return null;
  // The port was opened with the line asserted, which is SET low: out of it first, for a clean start.
  const noLine = await driveLine(bench, setLine, false);
  if (noLine !== null) return noLine;
  await bench.inbox.pause(AGAIN_MS);
  await driveLine(bench, setLine, true);
  await bench.inbox.pause(ENTER_MS);
  const trouble = await write(settings, bench);
  await driveLine(bench, setLine, false);
  await bench.inbox.pause(LEAVE_MS);
  return trouble ?? (await useBaud(bench, bench.baud));
}

async function write(settings: Hc12Settings, bench: ModuleBench): Promise<string | null> {
  const baud = await findBaud(bench);
  if (baud === null) {
    const hint = 'is SET wired to the line that lines.set names, and TX to RX?';
    return noAnswer('the HC-12', 'AT', bench.inbox, hint);
  }
  const present = await ask(bench, 'AT+RX', SETTINGS_LINES);
  if (present === null || present.length < SETTINGS_LINES)
    return noAnswer('the HC-12', 'AT+RX', bench.inbox, 'try again with the power off and on');
  for (const { command, isPresent } of wanted(settings, bench.baud)) {
    if (present.some(isPresent)) continue;
    const [answer = null] = (await ask(bench, command, 1)) ?? [];
    if (answer === null) return noAnswer('the HC-12', command, bench.inbox, 'is its power steady?');
    // Some versions answer with more after it, but never with less.
    if (!answer.startsWith(`OK+${command.slice('AT+'.length)}`))
      return `the HC-12 answered ${shown(answer)} to ${command}: it does not take this setting`;
  }
  return null;
}

/** The speed at which it answers, the port's own first; null when it answers at none. */
async function findBaud(bench: ModuleBench): Promise<number | null> {
  for (const baud of new Set([bench.baud, FACTORY_BAUD])) {
    if ((await useBaud(bench, baud)) !== null) continue;
    for (let attempt = 0; attempt < 2; attempt++) {
      const [answer] = (await ask(bench, 'AT', 1)) ?? [];
      if (answer === 'OK') return baud;
    }
  }
  return null;
}

interface Wanted {
  readonly command: string;
  /** Whether a line of the answer to AT+RX says that it is so already. */
  readonly isPresent: (line: string) => boolean;
}

/** The mode first, since it limits the speeds; the new speed holds when SET is high again. */
function wanted({ mode, channel, powerDbm }: Hc12Settings, baud: number): Wanted[] {
  const found: Wanted[] = [];
  const add = (setting: string, isPresent = (line: string) => line === `OK+${setting}`) =>
    found.push({ command: `AT+${setting}`, isPresent });
  if (mode !== null) add(mode);
  add(`B${baud}`);
  if (channel !== null) add(`C${String(channel).padStart(3, '0')}`);
  if (powerDbm !== null) {
    const level = HC12_POWERS.indexOf(powerDbm) + 1;
    // As +02dBm in some versions.
    add(`P${level}`, (line) => Number(/^OK\+RP:([+-]\d+)dBm$/.exec(line)?.[1]) === powerDbm);
  }
  return found;
}

/** So many lines of answer, or those that came in time; null for none. */
async function ask(bench: ModuleBench, command: string, lines: number): Promise<string[] | null> {
  const { inbox, port } = bench;
  inbox.clear();
  // The manual knows no end of a command; all versions take this one.
  port.write(ascii(`${command}\r\n`));
  const enough = (held: Uint8Array) => {
    const found = linesOf(held);
    return found.length >= lines ? found : null;
  };
  return inbox.wait(enough, ANSWER_MS);
}
