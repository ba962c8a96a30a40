/** What package.json says of this version of roost. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  readonly version: string;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const manifest: Manifest = JSON.parse(
  readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'),
);

export const { version } = manifest;

/** The version of Node.js that roost is tested with, for this kind of machine; null for others. */
export const pinnedNode: string | null =
  manifest.optionalDependencies[`node-${process.platform}-${process.arch}`] ?? null;
