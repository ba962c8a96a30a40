/**
 * The path of a port: a link to a pty, at a place that the swarm file names. What stands there already is only
 * replaced when it is the link of a process that is gone.
 */
import { createHash } from 'node:crypto';
import { lstatSync, readlinkSync, renameSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, resolve } from 'node:path';

/** A port cannot be there. The message says what is wrong, where, and the mend. */
export class PortError extends Error {
  override readonly name = 'PortError';
}

const PTYS = '/dev/pts/';

/** A place for a link, kept from other ethers and boards until it is given up. */
export class PortPath {
  readonly path: string;
  private readonly lock: Server;
  /** What the link leads to, while it is there. */
  private device: string | null = null;

  private constructor(path: string, lock: Server) {
    this.path = path;
    this.lock = lock;
  }

  /** Rejects with PortError when something else stands there. `setting` is what says the path. */
  static async take(path: string, setting: string): Promise<PortPath> {
    const full = resolve(path);
    checkPlace(full, setting);
    return new PortPath(full, await lockFor(full));
  }

  /** The path leads to this device from now on. */
  lead(device: string): void {
    const next = `${this.path}.${process.pid}`;
    try {
      symlinkSync(device, next);
      renameSync(next, this.path);
    } catch (error) {
      throw new PortError(`${this.path} cannot be made: ${reasonOf(error)}; choose another path`);
    }
    this.device = device;
  }

  /** The path is gone. */
  drop(): void {
    const { device, path } = this;
    this.device = null;
    if (device === null) return;
    try {
      if (readlinkSync(path) === device) unlinkSync(path);
    } catch {
      // Somebody has removed it: all the same.
    }
  }

  /** The place is free for others. */
  release(): void {
    this.drop();
    this.lock.close();
  }
}

function checkPlace(path: string, setting: string): void {
  const folder = dirname(path);
  if (!isFolder(folder)) {
    throw new PortError(`${path} cannot be made: there is no folder ${folder}; mkdir -p ${folder}`);
  }
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  const mend = `name another path in ${setting}`;
  if (!found.isSymbolicLink()) {
    const what = found.isCharacterDevice()
      ? 'a device'
      : found.isDirectory()
        ? 'a folder'
        : 'a file';
    throw new PortError(`${path} is ${what}, which is left alone; ${mend}`);
  }
  const target = readlinkSync(path);
  if (!target.startsWith(PTYS)) {
    throw new PortError(`${path} is a link to ${target}, which is left alone; ${mend}`);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** An abstract socket, which the kernel frees with this process, however that ends. */
function lockFor(path: string): Promise<Server> {
  const name = createHash('sha256').update(path).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  return new Promise((taken, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      const what = isTaken ? 'another ether or board has it' : reasonOf(error);
      reject(new PortError(`${path} cannot be made: ${what}; end that one, or use another path`));
    });
    server.listen(`\0roost-port-${name}`, () => {
      server.on('error', () => {}); // too many open files: the lock holds all the same
      server.unref();
      taken(server);
    });
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
