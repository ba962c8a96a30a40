/** Why a serial port cannot be used, in words that say what to mend. */

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Where the words look for what is there; tests give their own. */
export interface PortSurroundings {
  /** Paths of ports that could be meant. */
  ports(): Promise<string[]>;
  /** Name of the group that the port belongs to; null when it can't be told. */
  groupOf(path: string): Promise<string | null>;
}

/** Few enough to read. */
const SHOWN_PORTS = 6;

/** `error` is the text that opening, reading or writing gave. */
export async function describePortTrouble(
  path: string,
  error: string,
  around: PortSurroundings = machine,
): Promise<string> {
  if (/no such file|ENOENT/i.test(error)) return noPort(path, await around.ports());
  if (/permission denied|EACCES|not permitted|EPERM/i.test(error)) {
    const group = await around.groupOf(path);
    const own = `this user may not use the port ${path}`;
    if (group === null || group === 'root') return `${own}; give it read and write access`;
    return `${own}; run sudo usermod -aG ${group} $USER, and log in again`;
  }
  if (/cannot lock|EBUSY|device or resource busy/i.test(error))
    return `another process has the port ${path} open; end it, or use another port`;
  if (/inappropriate ioctl|ENOTTY|is a directory|EISDIR/i.test(error))
    return `${path} is not a serial port; mend the path`;
  if (
    /no such device|ENODEV|ENXIO|input\/output error|EIO|bad file descriptor|hung up/i.test(error)
  )
    return unplugged(path);
  if (/baud/i.test(error)) return `the port ${path} can't do this speed; choose another baud`;
  return `the port ${path} failed: ${error}`;
}

export function unplugged(path: string): string {
  return `the port ${path} is gone: was it unplugged?`;
}

function noPort(path: string, ports: readonly string[]): string {
  const none = `there is no port ${path}; `;
  if (ports.length === 0) return `${none}no serial port is plugged in that this machine sees`;
  const more = ports.length > SHOWN_PORTS ? ', ...' : '';
  return `${none}is it plugged in? There are: ${ports.slice(0, SHOWN_PORTS).join(', ')}${more}`;
}

/** Names of serial ports that may have a module: USB adapters, and the UART of small boards. */
const PORT_NAME = /^(tty(USB|ACM|AMA|THS|mxc)\d+|serial\d+)$/;

const BY_ID = '/dev/serial/by-id';

const machine: PortSurroundings = {
  async ports() {
    // Names by id stay the same when ports are plugged in another order.
    const byId = await listed(BY_ID);
    if (byId.length > 0) return byId;
    return (await listed('/dev')).filter((path) => PORT_NAME.test(path.slice('/dev/'.length)));
  },
  async groupOf(path) {
    try {
      const { gid } = await stat(path);
      const groups = await readFile('/etc/group', 'utf8');
      const line = groups.split('\n').find((entry) => entry.split(':')[2] === String(gid));
      return line?.split(':')[0] ?? null;
    } catch {
      return null;
    }
  },
};

async function listed(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort().map((name) => join(folder, name));
  } catch {
    return []; // most machines without a port have no such folder
  }
}
