/**
 * Sets up a REYAX module: asks for each setting that the configuration gives, and writes it when the
 * module has another (REYAX, "LoRa AT command guide").
 */

import type { ReyaxConfig, ReyaxSettings } from './config.ts';
import { shown } from './inbox.ts';
import { REYAX_BANDWIDTHS } from './setting-rules.ts';

/** Sends a command and gives the first line that is an answer to it, or +ERR; null for none in time. */
export type ReyaxAsk = (
  command: string,
  isAnswer: (line: string) => boolean,
  withinMs: number,
) => Promise<string | null>;

const ANSWER_MS = 500;
/** An end of line before the first command: half a command may stand in the module. */
const FRESH_MS = 150;
const TRIES = 3;

/** What the numbers after +ERR= mean, in both guides. */
const ERRORS: Readonly<Record<string, string>> = {
  '1': 'the command has no end',
  '2': 'the command does not begin with AT',
  '3': 'there is no = in the command',
  '4': 'unknown command',
  '5': 'the length does not fit the data',
  '10': 'sending took too long',
  '11': 'receiving took too long',
  '12': 'checksum error',
  '13': 'more than 240 bytes',
  '14': 'the setting cannot be saved',
  '15': 'unknown failure',
  '17': 'the last transmission was not over',
  '18': 'this preamble is not allowed',
  '19': 'the header of what was received is wrong',
};

/** `+ERR=17 (the last transmission was not over)`. */
export function answerWords(line: string): string {
  const meaning = ERRORS[/^\+ERR=(\d+)$/.exec(line)?.[1] ?? ''];
  return meaning === undefined ? line : `${line} (${meaning})`;
}

/** Null when the module is as the settings want it, or what is wrong. */
export async function setUpReyax(
  { baud, module }: ReyaxConfig,
  ask: ReyaxAsk,
  bytesCame: () => boolean,
): Promise<string | null> {
  if (!(await answersAt(ask))) {
    if (bytesCame()) return 'bytes come, and no answer in them: is the baud rate right?';
    return `the module does not answer AT at ${baud} baud: is it a RYLR module, and TX wired to RX?`;
  }
  for (const [name, value] of wanted(module)) {
    const present = await query(ask, name);
    if (present === value) continue;
    const command = `AT+${name}=${value}`;
    const answer = await answerTo(ask, command);
    if (answer === null) return `the module does not answer ${command}: is its power steady?`;
    if (answer !== '+OK') return `the module answered ${answerWords(shown(answer))} to ${command}`;
  }
  return null;
}

async function answersAt(ask: ReyaxAsk): Promise<boolean> {
  await ask('', () => false, FRESH_MS);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if ((await answerTo(ask, 'AT')) === '+OK') return true;
  }
  return false;
}

/** The network before the parameters: outside of network 18 the preamble must be 12. */
function wanted({ address, network, frequencyMhz, lora, powerDbm }: ReyaxSettings) {
  const found: [name: string, value: string][] = [];
  if (address !== null) found.push(['ADDRESS', String(address)]);
  if (network !== null) found.push(['NETWORKID', String(network)]);
  if (frequencyMhz !== null) found.push(['BAND', String(Math.round(frequencyMhz * 1e6))]);
  if (lora !== null) {
    const bandwidth = REYAX_BANDWIDTHS.get(lora.bandwidthKhz);
    const numbers = [lora.spreadingFactor, bandwidth, lora.codingRate, lora.preambleSymbols];
    found.push(['PARAMETER', numbers.join()]);
  }
  if (powerDbm !== null) found.push(['CRFOP', String(powerDbm)]);
  return found;
}

/** What the module has; null when it doesn't say so, as versions without the question. */
async function query(ask: ReyaxAsk, name: string): Promise<string | null> {
  const start = `+${name}=`;
  const line = await ask(`AT+${name}?`, (said) => said.startsWith(start), ANSWER_MS);
  return line?.startsWith(start) ? line.slice(start.length) : null;
}

function answerTo(ask: ReyaxAsk, command: string): Promise<string | null> {
  return ask(command, (line) => line === '+OK', ANSWER_MS);
}
