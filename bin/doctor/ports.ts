/** What the doctor says of serial ports: which there are, and whether this user may open them. */

import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Row, warn } from './row.ts';

/** Of USB adapters, of boards, and of the pins of a Raspberry Pi. */
const PORT = /^(ttyUSB|ttyACM|ttyAMA)\d+$|^serial\d$/;

/** `mayOpen` and `devices` are given by tests. */
export function portsRow(devices = '/dev', mayOpen: (path: string) => boolean = canOpen): Row {
  const ports = portsIn(devices);
  if (ports.length === 0) return ok('ports', 'no serial ports');
  const shut = ports.filter((path) => !mayOpen(path));
  if (shut.length === 0) return ok('ports', ports.join(', '));
  return warn(
    'ports',
    `this user may not open ${shut.join(', ')}`,
    'type: sudo usermod -aG dialout $USER, and log in again',
  );
}

/** By their lasting names where they have one; each port once. */
function portsIn(devices: string): string[] {
  const byId = namesIn(join(devices, 'serial/by-id')).map((name) =>
    join(devices, 'serial/by-id', name),
  );
  const plain = namesIn(devices)
    .filter((name) => PORT.test(name))
    .map((name) => join(devices, name));
  const seen = new Set<string>();
  return [...byId, ...plain].filter((path) => {
    const target = realpath(path);
    if (seen.has(target)) return false;
    seen.add(target);
    return true;
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // no such folder without such devices
  }
}

function realpath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // unplugged a moment ago
  }
}

function canOpen(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
