/** `roost schema`: the JSON Schema of swarm.yaml, of a scenario file or of a board file, for editors. */

import { boardSchemaJson } from '../../firmware/config/board-schema.ts';
import { schemaJson } from '../../firmware/config/schema.ts';
import { scenarioSchemaJson } from '../scenario/schema.ts';

const SCHEMAS = {
  swarm: schemaJson,
  scenario: scenarioSchemaJson,
  'board-robot': () => boardSchemaJson('robot'),
  'board-pad': () => boardSchemaJson('pad'),
};

export function run(file: keyof typeof SCHEMAS): void {
  process.stdout.write(SCHEMAS[file]());
}
