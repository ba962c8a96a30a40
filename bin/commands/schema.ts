/** `roost schema`: the JSON Schema of swarm.yaml, for editors. */

import { schemaJson } from '../../firmware/config/schema.ts';

export function run(): void {
  process.stdout.write(schemaJson());
}
