/** The official JSON schemas, and what they say of a message. */

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { VDA_VERSIONS, type VdaVersion } from '../../../../firmware/config/swarm-config.ts';

export type SchemaName = 'connection' | 'state' | 'instantActions';

const FOLDERS: Readonly<Record<VdaVersion, string>> = { '2.1': '2.1.0', '3.0': '3.0.0' };

/** `subtopic` and `unit` are the standard's own keywords, so not strict. */
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);

function compile(version: VdaVersion, name: SchemaName) {
  const url = new URL(`schemas/${FOLDERS[version]}/${name}.schema`, import.meta.url);
  return ajv.compile(JSON.parse(readFileSync(url, 'utf8')));
}

const validators = new Map(
  VDA_VERSIONS.flatMap((version) =>
    (['connection', 'state', 'instantActions'] as const).map(
      (name) => [`${version} ${name}`, compile(version, name)] as const,
    ),
  ),
);

/** What is wrong with a message, by the official schema; empty when nothing is. */
export function problemsOf(version: VdaVersion, name: SchemaName, message: unknown): string[] {
  const validate = validators.get(`${version} ${name}`)!;
  if (validate(message)) return [];
  return validate.errors!.map(({ instancePath, message: text }) => `${instancePath} ${text}`);
}
