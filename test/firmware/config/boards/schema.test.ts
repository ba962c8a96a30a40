// The JSON Schemas of board files, and that of `board:` in swarm.yaml, must judge as the loader does.

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { boardSchemaJson } from '../../../../firmware/config/board-schema.ts';
import { schemaJson } from '../../../../firmware/config/schema.ts';
import { checkAgainst } from '../../../../firmware/config/shape.ts';
import { padBoardSchema, robotBoardSchema } from '../../../../hardware/board/schema.ts';
import { SHIPPED, shippedText } from './complaints.ts';

const editors = {
  robot: z.fromJSONSchema(JSON.parse(boardSchemaJson('robot'))),
  pad: z.fromJSONSchema(JSON.parse(boardSchemaJson('pad'))),
};
const loaders = { robot: robotBoardSchema, pad: padBoardSchema };

const judged = (role: 'robot' | 'pad', value: unknown) => ({
  loader: !Array.isArray(checkAgainst<z.ZodType>(loaders[role], value)),
  editor: editors[role].safeParse(value).success,
});

test.each(SHIPPED)('both take %s', (name) => {
  const role = name.startsWith('pad') ? 'pad' : 'robot';
  expect(judged(role, parse(shippedText(name)))).toEqual({ loader: true, editor: true });
});

const changed = (name: (typeof SHIPPED)[number], change: object) => ({
  ...parse(shippedText(name)),
  ...change,
});

test.each<[string, object]>([
  ['an unknown key', { colour: 'red' }],
  ['the board of a pad', { board: 'pad' }],
  ['another model', { model: 'mega' }],
  ['no dock', { dock: undefined }],
  ['an unknown key below', { dock: { pin: 'D2', close: 'low' } }],
  ['a number for a pin', { dock: { pin: 2 } }],
  ['an address beyond the chip', { battery: { volts: { ina219: { address: 3 } } } }],
  ['a dead-man of another kind', { deadMan: 'watchdog' }],
  ['a dead-man that waits too long', { deadMan: { firmware: { timeoutMs: 5000 } } }],
])('both refuse a robot with %s', (_what, change) => {
  expect(judged('robot', changed('robot-uno', change))).toEqual({ loader: false, editor: false });
});

test.each<[string, object]>([
  ['no dead-man', { deadMan: 'none' }],
  ['no word of a dead-man', { deadMan: undefined }],
  ['a relay without a pin', { relay: { closed: 'high' } }],
  ['less than no current', { minAmps: -1 }],
])('both refuse a pad with %s', (_what, change) => {
  expect(judged('pad', changed('pad-uno', change))).toEqual({ loader: false, editor: false });
});

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly maxProperties?: number;
  readonly anyOf?: readonly Schema[];
  readonly dependencies?: unknown;
}

describe.each(['robot', 'pad'] as const)('the schema of a %s', (role) => {
  const json: Schema = JSON.parse(boardSchemaJson(role));

  test('describes every setting, and closes every mapping', () => {
    const lacking: string[] = [];
    const look = (schema: Schema, path: string) => {
      if (schema.type === 'object' && schema.additionalProperties !== false) lacking.push(path);
      for (const [key, part] of Object.entries(schema.properties ?? {})) {
        const words = [part, ...(part.anyOf ?? [])].some((each) => each.description !== undefined);
        if (!words) lacking.push(`${path}.${key}`);
        look(part, `${path}.${key}`);
      }
      for (const branch of schema.anyOf ?? []) look(branch, path);
    };
    look(json, '');
    expect(lacking).toEqual([]);
    expect(json).toMatchObject({
      title: `Roost board of a ${role}`,
      $id: `urn:roost:schema:board-${role}:1`,
    });
  });
});

test('one sensor of several: the loader says so, and the schema by counting', () => {
  const json = JSON.parse(boardSchemaJson('robot'));
  const { volts } = json.properties.battery.properties;
  expect(volts).toMatchObject({ minProperties: 1, maxProperties: 1 });
});

test('what goes with johnny-five, editors are told by dependencies', () => {
  const json = JSON.parse(schemaJson());
  for (const kind of ['robots', 'pads']) {
    const [, long] = json.properties[kind].items.properties.board.anyOf;
    expect(long).toMatchObject({
      minProperties: 1,
      dependencies: {
        virtual: { maxProperties: 1 },
        file: ['johnny-five'],
        port: { required: ['johnny-five'] },
      },
    });
  }
});
