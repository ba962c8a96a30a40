/**
 * The files of the page, built before if need be. The build runs in a process of its own: what it loads would take
 * two hundred megabytes of a hub that runs for months.
 */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PageFiles } from '../../monitor/web/page-files.ts';
import { EXIT, ExitError } from '../errors.ts';

const BUILDER = fileURLToPath(new URL('page-folder.ts', import.meta.url));

/** Throws ExitError. */
export async function openPageFiles(): Promise<PageFiles> {
  const built = promisify(execFile)(process.execPath, [BUILDER]);
  built.child.stderr?.pipe(process.stderr, { end: false });
  const { stdout } = await built.catch((error: unknown) => {
    const { stderr = '' } = error as { stderr?: string };
    throw new ExitError(`the page cannot be built: ${stderr.trim() || error}`, EXIT.fault);
  });
  return new PageFiles(stdout);
}
