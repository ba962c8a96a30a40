/** JSON Schemas of the files that users write, made from the same schemas that check them. */

import * as z from 'zod';

/** Draft 7, which yaml-language-server reads best; `name` stands in its id. */
export function jsonSchemaText(name: string, title: string, shape: z.ZodType): string {
  const { $schema, ...schema } = z.toJSONSchema(shape, { target: 'draft-7', io: 'input' });
  const head = { $schema, $id: `urn:roost:schema:${name}:1`, title };
  return `${JSON.stringify({ ...head, ...schema }, null, 2)}\n`;
}
