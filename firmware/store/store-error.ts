/** What goes wrong with durable state, in words that say what, where and how to mend it. */

/** Durable state could not be read or kept. The message can be shown as it is. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

const MENDS: Readonly<Record<string, readonly [what: string, mend: string]>> = {
  ENOSPC: ['the disk is full', 'free some space on it'],
  EDQUOT: ['the disk quota is used up', 'free some space or raise the quota'],
  EIO: ['the disk reports an error', 'replace the card or disk; dmesg tells more'],
  EROFS: ['the file system is read-only', 'mount it writable; after a disk error replace the disk'],
  EACCES: ['permission is denied', 'give the user who runs this the rights to the folder'],
  EPERM: ['permission is denied', 'give the user who runs this the rights to the folder'],
  ENOENT: ['the folder is gone', 'make it again, or restart to have it made'],
  ENOTDIR: ['a part of the path is a file', 'move that file, or name another folder as state:'],
  EEXIST: ['a file of that name stands there', 'move that file, or name another folder as state:'],
  EISDIR: ['it is a folder, not a file', 'move that folder away'],
  EMFILE: ['too many files are open', 'raise the limit (ulimit -n)'],
  ENFILE: ['too many files are open on this machine', 'close some programs'],
};

/** `cannot save /state/r1.state: the disk is full (ENOSPC); free some space on it`. */
export function describeTrouble(verb: string, path: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const known = code === undefined ? undefined : MENDS[code];
  if (known === undefined) {
    const text = error instanceof Error ? error.message : String(error);
    return `cannot ${verb} ${path}: ${text}`;
  }
  return `cannot ${verb} ${path}: ${known[0]} (${code}); ${known[1]}`;
}
