/** Builds the page if need be, and prints the folder in which it stands. Run as a process of its own (page-files.ts). */

import { pageFolder } from '../../monitor/page/build.ts';

process.stdout.write(await pageFolder());
