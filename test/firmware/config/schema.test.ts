// The JSON Schema must judge as the loader does, or an editor would praise what a robot refuses.

import { expect, test } from 'vitest';
import * as z from 'zod';
import { schemaJson } from '../../../firmware/config/schema.ts';
import { checkShape } from '../../../firmware/config/shape.ts';

const json = JSON.parse(schemaJson());
const editor = z.fromJSONSchema(json);

const GOOD = {
  swarm: 'orchard',
  zone: 'east',
  key: { file: './swarm.key' },
  radio: { mqtt: 'mqtt://localhost:1883' },
  robots: [{ id: 'r1', rank: 1, board: 'virtual' }],
  pads: [{ id: 'p1', board: { virtual: { speed: 600 } }, guard: 'robots' }],
};

const judged = (value: unknown) => ({
  loader: !Array.isArray(checkShape(value)),
  editor: editor.safeParse(value).success,
});

test.each<[string, object]>([
  ['the least', {}],
  ['a key in the environment', { key: { env: 'ROOST_KEY' } }],
  ['a profile', { timing: 'lora-sf7' }],
  ['numbers', { timing: { profile: 'hc12', leaseMs: 20_000, drift: 0.01 } }],
  ['a robot without a rank', { robots: [{ id: 'r1', board: 'virtual' }] }],
  ['no telemetry', { telemetry: null }],
  ['all the rest', { charging: { chargeTo: 80 }, queue: { maxOvertakes: 1 }, state: '/s' }],
])('both take %s', (_what, change) => {
  expect(judged({ ...GOOD, ...change })).toEqual({ loader: true, editor: true });
});

test.each<[string, object]>([
  ['an unknown key', { colour: 'red' }],
  ['an unknown key below', { timing: { leasMs: 3 } }],
  ['no robots', { robots: [] }],
  ['an id with a slash', { pads: [{ id: 'p/1', board: 'virtual' }] }],
  ['a wrong profile', { timing: 'lna' }],
  ['a wrong guard', { pads: [{ id: 'p1', board: 'virtual', guard: 'nobody' }] }],
  ['drift beyond reason', { timing: { drift: 0.06 } }],
  ['a battery for a pad', { pads: [{ id: 'p1', board: { virtual: { battery: 1 } } }] }],
  ['text for a number', { charging: { chargeTo: '80' } }],
])('both refuse %s', (_what, change) => {
  expect(judged({ ...GOOD, ...change })).toEqual({ loader: false, editor: false });
});

test('a key is in one place: the loader says so, and the schema by counting', () => {
  expect(Array.isArray(checkShape({ ...GOOD, key: { file: 'a', env: 'B' } }))).toBe(true);
  expect(Array.isArray(checkShape({ ...GOOD, key: {} }))).toBe(true);
  expect(json.properties.key).toMatchObject({ minProperties: 1, maxProperties: 1 });
});

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

test('every setting is described, and every mapping is closed', () => {
  const lacking: string[] = [];
  const look = (schema: Schema, path: string) => {
    if (schema.type === 'object' && schema.additionalProperties !== false) lacking.push(path);
    for (const [key, part] of Object.entries(schema.properties ?? {})) {
      const isVirtual = key === 'virtual';
      if (!isVirtual && part.description === undefined) lacking.push(`${path}.${key}`);
      look(part, `${path}.${key}`);
    }
    if (schema.items !== undefined) look(schema.items, `${path}[]`);
    for (const branch of schema.anyOf ?? []) look(branch, path);
  };
  look(json, '');
  expect(lacking).toEqual([]);
  expect(json).toMatchObject({ title: 'Roost swarm', $id: 'urn:roost:schema:swarm:1' });
});
