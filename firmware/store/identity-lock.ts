/**
 * One process for each member: two that act under one id would break every promise, since
 * each would give votes and leases that the other knows nothing of.
 *
 * The lock is a socket in Linux's abstract name space, named by a hash of folder and id.
 * Listening on it is atomic; it stays taken while its process is frozen, since nobody has to
 * answer; and the kernel frees it with the process, however that ends. A lock file has to
 * choose between the last two. It does not reach beyond one network name space: two
 * containers that share a state folder do not see each other's locks.
 */

import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { prepareFolder } from './files.ts';

/** Another process already runs as this member. The message can be shown as it is. */
export class IdentityTaken extends Error {
  override readonly name = 'IdentityTaken';
  readonly id: string;
  readonly folder: string;
  /** The other process, when it left its number. */
  readonly pid: number | null;

  constructor(id: string, folder: string, pid: number | null) {
    const who = pid === null ? 'another process' : `process ${pid}`;
    const mend = pid === null ? 'stop it' : `stop it (kill ${pid}; kill -9 if it is frozen)`;
    super(
      `${id} already runs: ${who} uses the state in ${folder}; ` +
        `${mend}, or give this one another id or another state folder`,
    );
    this.id = id;
    this.folder = folder;
    this.pid = pid;
  }
}

export interface Identity {
  /** Gives the identity up; it is free when this resolves. */
  release(): Promise<void>;
}

/** Rejects with IdentityTaken at once when another process is this member. */
export async function acquireIdentity(stateFolder: string, id: string): Promise<Identity> {
  prepareFolder(stateFolder);
  // By its real path, so that a link to the folder is no way around the lock.
  const folder = realpathSync(stateFolder);
  const pidPath = join(folder, `${id}.pid`);
  const name = createHash('sha256').update(`${folder}\0${id}`).digest('hex').slice(0, 32);

  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new IdentityTaken(id, folder, pidIn(pidPath)) : error);
    });
    server.listen(`\0roost-${name}`, resolve);
  });
  server.on('error', () => {}); // too many open files: the lock holds all the same
  server.unref();
  notePid(pidPath);

  return {
    release() {
      return new Promise((resolve) => {
        if (!server.listening) {
          resolve();
          return;
        }
        forgetPid(pidPath);
        server.close(() => resolve());
      });
    },
  };
}

/** Only to tell people whom to stop; the lock does not depend on it. */
function notePid(pidPath: string): void {
  try {
    writeFileSync(pidPath, `${process.pid}\n`);
  } catch {
    // A full disk is the store's to report.
  }
}

function forgetPid(pidPath: string): void {
  try {
    rmSync(pidPath, { force: true });
  } catch {
    // It names a process that is gone, and is then not believed.
  }
}

function pidIn(pidPath: string): number | null {
  let pid: number;
  try {
    pid = Number(readFileSync(pidPath, 'utf8').trim());
  } catch {
    return null;
  }
  return Number.isSafeInteger(pid) && pid > 0 && isAlive(pid) ? pid : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // somebody else's
  }
}
