/** The files of the page, built before if need be. */

import { pageFolder } from '../../monitor/page/build.ts';
import { PageFiles } from '../../monitor/web/page-files.ts';
import { EXIT, ExitError } from '../errors.ts';

/** Throws ExitError. */
export async function openPageFiles(): Promise<PageFiles> {
  const folder = await pageFolder().catch((error: Error) => {
    throw new ExitError(error.message, EXIT.fault);
  });
  return new PageFiles(folder);
}
