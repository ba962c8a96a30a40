/**
 * Sets up an XBee: finds the speed at which it answers, puts it in API mode 2, and sets what the
 * configuration gives (Digi, "XBee/XBee-PRO S2C 802.15.4 RF Module User Guide", "AT commands").
 *
 * Nothing is written to its flash: a module that starts again is set up again.
 */

import type { XbeeConfig, XbeeSettings } from './config.ts';
import { ascii, type Inbox, linesOf } from './inbox.ts';
import type { Port } from './port.ts';

/** Sends an AT command in a frame, and gives its status and value; null when no answer comes. */
export type XbeeAsk = (
  name: string,
  value: readonly number[],
) => Promise<{ readonly status: number; readonly value: Uint8Array } | null>;

export interface XbeeBench {
  readonly port: Port;
  /** Gets what comes in while commands are typed. */
  readonly inbox: Inbox;
  readonly ask: XbeeAsk;
  /** Whether anything has come at all. */
  readonly bytesCame: () => boolean;
}

/** Of a new module; and API mode off, so that commands are typed. */
const FACTORY_BAUD = 9600;
const API_MODE = 2;
/** Code of BD by speed. */
const BAUD_CODES = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400];
/** Silence around +++ (GT), a second unless it was changed. */
const GUARD_MS = 1100;
const ANSWER_MS = 500;
/** A new speed holds from the answer on. */
const SWITCH_MS = 50;

const STATUS_WORDS = ['OK', 'ERROR', 'invalid command', 'invalid parameter', 'failure'];

/** Null when the module is as the settings want it, or what is wrong. */
export async function setUpXbee(
  { baud, module }: XbeeConfig,
  bench: XbeeBench,
): Promise<string | null> {
  const found = await findModule(baud, bench);
  if (found === null) {
    if (bench.bytesCame()) return 'bytes come, and no answer in them: is the baud rate right?';
    return `the module does not answer at ${baud} baud: is it an XBee, and DOUT wired to RX?`;
  }
  const trouble = (await changeBaud(found, baud, bench)) ?? (await set('AP', [API_MODE], bench));
  if (trouble !== null) return trouble;
  for (const [name, value] of wanted(module)) {
    const wrong = await set(name, value, bench);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** The speed at which it answers to frames, after typed commands when it doesn't; null for none. */
async function findModule(baud: number, bench: XbeeBench): Promise<number | null> {
  const bauds = [...new Set([baud, FACTORY_BAUD])];
  for (const probe of [asFrame, byTyping]) {
    for (const speed of bauds) {
      if ((await bench.port.setBaud(speed)) && (await probe(bench))) return speed;
    }
  }
  return null;
}

async function asFrame(bench: XbeeBench): Promise<boolean> {
  // The second try: the first may have ended half a frame.
  return (await bench.ask('AP', [])) !== null || (await bench.ask('AP', [])) !== null;
}

/** A module with API mode off sends frames over the air as data; only +++ gets its attention. */
async function byTyping(bench: XbeeBench): Promise<boolean> {
  const { inbox, port } = bench;
  await inbox.pause(GUARD_MS);
  for (const command of ['+++', `ATAP${API_MODE}\r`, 'ATCN\r']) {
    inbox.clear();
    port.write(ascii(command));
    const isOk = (held: Uint8Array) => (linesOf(held).includes('OK') ? true : null);
    if (!(await inbox.wait(isOk, GUARD_MS + ANSWER_MS))) return false;
  }
  return asFrame(bench);
}

async function changeBaud(from: number, to: number, bench: XbeeBench): Promise<string | null> {
  if (from === to) return null;
  const code = BAUD_CODES.indexOf(to);
  // Other speeds are given as they are, in four bytes.
  const value = code === -1 ? [to >>> 24, (to >> 16) & 0xff, (to >> 8) & 0xff, to & 0xff] : [code];
  const trouble = await set('BD', value, bench);
  if (trouble !== null) return trouble;
  await bench.inbox.pause(SWITCH_MS);
  if ((await bench.port.setBaud(to)) && (await asFrame(bench))) return null;
  return `the module does not answer at ${to} baud although it took it; choose another baud`;
}

function wanted({ channel, network, address, powerLevel }: XbeeSettings) {
  const found: [name: string, value: number[]][] = [];
  if (channel !== null) found.push(['CH', [channel]]);
  if (network !== null) found.push(['ID', [network >> 8, network & 0xff]]);
  if (address !== null) found.push(['MY', [address >> 8, address & 0xff]]);
  if (powerLevel !== null) found.push(['PL', [powerLevel]]);
  return found;
}

async function set(
  name: string,
  value: readonly number[],
  { ask }: XbeeBench,
): Promise<string | null> {
  const present = await ask(name, []);
  if (present?.status === 0 && numberOf(present.value) === numberOf(value)) return null;
  const answer = await ask(name, value);
  const number = `0x${numberOf(value).toString(16).toUpperCase()}`;
  if (answer === null) return `the module does not answer ${name}: is its power steady?`;
  if (answer.status === 0) return null;
  const words = STATUS_WORDS[answer.status] ?? `status ${answer.status}`;
  return `the module answered ${words} to ${name} ${number}: it does not take this setting`;
}

/** Values come with or without leading zeros. */
function numberOf(bytes: ArrayLike<number>): number {
  return Array.from(bytes).reduce((sum, byte) => sum * 256 + byte, 0);
}
