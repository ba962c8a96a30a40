/** `roost schema`: the JSON Schema of swarm.yaml or of a scenario file, for editors. */

import { schemaJson } from '../../firmware/config/schema.ts';
import { scenarioSchemaJson } from '../scenario/schema.ts';

export function run(file: 'swarm' | 'scenario'): void {
  process.stdout.write(file === 'swarm' ? schemaJson() : scenarioSchemaJson());
}
