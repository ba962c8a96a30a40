/**
 * Sets up a SiK radio with AT commands in the stream of data: three plus signs between two silences lead
 * to them (SiK firmware, at.c; rfdesign.com.au, "SiK AT Commands").
 *
 * That takes more than two seconds, so it is only done when the configuration has settings; and what
 * already is as it should be isn't written, since the radio keeps it in flash and must start again.
 */

import type { SikSettings } from './config.ts';
import { ascii, linesOf, shown } from './inbox.ts';
import { type ModuleBench, noAnswer } from './module-bench.ts';

/** A second of silence before and after the plus signs. */
const GUARD_MS = 1100;
const ANSWER_MS = 500;
/** After ATZ, until it takes data again. */
const START_MS = 1500;

/** The numbers of its parameters. */
const SERIAL_SPEED = 1;
const AIR_SPEED = 2;
const NETWORK = 3;
const POWER = 4;
/** 0 is raw: packets are made of what comes, and not cut where MAVLink would. */
const MAVLINK = 6;

/** Null when the radio is as the settings want it, or what is wrong. */
export async function setUpSik(settings: SikSettings, bench: ModuleBench): Promise<string | null> {
  const { network, airRate, powerDbm } = settings;
  if (network === null && airRate === null && powerDbm === null) return null;
  if (!(await enter(bench))) {
    const hint = 'is it a SiK radio, is the baud rate right, and TX wired to RX?';
    return noAnswer('the radio', '+++', bench.inbox, hint);
  }
  const wanted: readonly (readonly [number, number | null])[] = [
    [SERIAL_SPEED, Math.floor(bench.baud / 1000)],
    [AIR_SPEED, airRate === null ? null : Math.floor(airRate / 1000)],
    [NETWORK, network],
    [POWER, powerDbm],
    [MAVLINK, 0],
  ];
  let changed = false;
  for (const [parameter, value] of wanted) {
    if (value === null) continue;
    const present = await ask(bench, `ATS${parameter}?`);
    if (present === String(value)) continue;
    const command = `ATS${parameter}=${value}`;
    const trouble = await order(bench, command);
    if (trouble !== null) return trouble;
    changed = true;
  }
  return leave(bench, changed);
}

async function enter(bench: ModuleBench): Promise<boolean> {
  const { inbox, port } = bench;
  await inbox.pause(GUARD_MS);
  inbox.clear();
  port.write(ascii('+++'));
  const isOk = (held: Uint8Array) => (linesOf(held).includes('OK') ? true : null);
  if (await inbox.wait(isOk, GUARD_MS + ANSWER_MS)) return true;
  // It may be there already, since an earlier process left it so; the first line ends what it has.
  port.write(ascii('\r\n'));
  await inbox.pause(ANSWER_MS);
  return (await ask(bench, 'AT')) === 'OK';
}

async function order(bench: ModuleBench, command: string): Promise<string | null> {
  const answer = await ask(bench, command);
  if (answer === 'OK') return null;
  if (answer === null) return noAnswer('the radio', command, bench.inbox, 'is its power steady?');
  return `the radio answered ${shown(answer)} to ${command}: it does not take this setting`;
}

async function leave(bench: ModuleBench, changed: boolean): Promise<string | null> {
  const { inbox, port } = bench;
  if (!changed) {
    port.write(ascii('ATO\r\n'));
    await inbox.pause(ANSWER_MS);
    return null;
  }
  const trouble = await order(bench, 'AT&W');
  if (trouble !== null) return trouble;
  port.write(ascii('ATZ\r\n'));
  await inbox.pause(START_MS);
  return null;
}

/** The first line that isn't the echo of the command; null when none came. */
async function ask({ inbox, port }: ModuleBench, command: string): Promise<string | null> {
  inbox.clear();
  port.write(ascii(`${command}\r\n`));
  return inbox.wait((held) => linesOf(held).find((line) => line !== command) ?? null, ANSWER_MS);
}
