/** Which firmware a board must have, and what to say when it has another one. */

import type { LinkPlan } from './board-link.ts';
import { FIRMATA } from './frames.ts';

/** As the board tells of itself. */
export interface Identity {
  readonly name: string;
  readonly major: number;
  readonly minor: number;
  /** Of the protocol. */
  readonly protocol: { readonly major: number; readonly minor: number };
}

export const OWN_FIRMWARE = 'RoostFirmata';
const OWN_HEX = 'hardware/arduino/roost-firmata.hex';
/** Versions of our own with the same first number understand each other. */
const OWN_MAJOR = 1;

/** Name and version in a firmware report with its first and last byte; null when it is none. */
export function readFirmware(message: Uint8Array): Omit<Identity, 'protocol'> | null {
  const [start, command, major = 0, minor = 0, ...rest] = message;
  if (start !== FIRMATA.startSysex || command !== FIRMATA.queryFirmware) return null;
  let name = '';
  for (let i = 0; i + 1 < rest.length - 1; i += 2)
    name += String.fromCharCode((rest[i]! | (rest[i + 1]! << 7)) & 0xff);
  return { name, major, minor };
}

/** Why a board with this firmware can't be used, with the mend; null when it can. */
export function misfit(identity: Identity, plan: LinkPlan, port: string): string | null {
  const { protocol } = identity;
  const found = `the board at ${port} runs ${describe(identity)}`;
  if (protocol.major !== 2)
    return `${found} with Firmata ${protocol.major}.${protocol.minor}; it needs Firmata 2: ${flashing(port)}`;
  if (plan.deadMan.kind !== 'firmware') return null;
  if (identity.name !== OWN_FIRMWARE)
    return `${found}, which leaves outputs on when this process dies; it needs ${OWN_FIRMWARE}: ${flashing(port)}`;
  if (identity.major !== OWN_MAJOR)
    return `${found}; this version of Roost needs ${OWN_FIRMWARE} ${OWN_MAJOR}: ${flashing(port)}`;
  return null;
}

/** Such as `RoostFirmata 1.0`. */
export function describe({ name, major, minor }: Identity): string {
  const short = name.replace(/\.(ino|cpp)$/, '');
  return `${printable(short) || 'a firmware without a name'} ${major}.${minor}`;
}

/** How Roost's firmware gets onto an Uno with its usual boot loader (docs/hardware). */
export function flashing(port: string): string {
  const avrdude = `avrdude -c arduino -p m328p -b 115200 -P ${port} -U flash:w:${OWN_HEX}:i`;
  return `put Roost's firmware on it: ${avrdude}`;
}

/** A name that came over a line may be anything. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '').slice(0, 40);
}
