// The JSON Schema must judge as the reader does, or an editor would praise what `roost sim` refuses.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { parseScenario } from '../../../bin/scenario/read.ts';
import { scenarioSchemaJson } from '../../../bin/scenario/schema.ts';
import { scenarioText } from '../../../sim/scenario/write.ts';
import { roost } from '../../bin/run-roost.ts';
import { scenarios } from './arbitrary.ts';

const json = JSON.parse(scenarioSchemaJson());
const editor = z.fromJSONSchema(json);

function judged(text: string): { reader: boolean; editor: boolean } {
  let isRead = true;
  try {
    parseScenario(text, 'judged.yaml');
  } catch {
    isRead = false;
  }
  return { reader: isRead, editor: editor.safeParse(parse(text)).success };
}

test('both take every scenario that makes sense', () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      expect(judged(scenarioText(scenario))).toEqual({ reader: true, editor: true });
    }),
    { numRuns: 50 },
  );
});

test.each([
  'colour: red',
  'seed: -1',
  'seed: 1.5',
  'seed: 4294967296',
  'seed: x',
  'robots: 0',
  'robots: 65',
  'pads: 13',
  'guard: nobody',
  'radio: wifi',
  'timing: lna',
  'for: 10',
  'for: 0s',
  'for: -3s',
  'for: 3 s',
  'for: 9999999999999999h',
  'speed: 0',
  'drift: 0.6',
  'faults: storm',
  'faults: [crash, none]',
  'gains: [{ from: r1, to: r2 }]',
  'hidden: [[r1]]',
  'hidden: [r1, r2]',
  'expect: { promise: S9 }',
  'script: [crash r1]',
  'script: [{ at: 3s }]',
  'script: [{ crash: r1 }]',
  'script: [{ at: -3s, crash: r1 }]',
  'script: [{ at: 3s, crash: robot1 }]',
  'script: [{ at: 9999999999999999h, crash: r1 }]',
  'script: [{ at: 3s, crash: r1, freeze: r2 }]',
  'script: [{ at: 3s, crash: r1, fro: 3s }]',
  'script: [{ at: 3s, slow: r1 }]',
  'script: [{ at: 3s, weather: { loss: 1.5 } }]',
  'script: [{ at: 3s, miss-dock: p1 }]',
  'script: [{ lose: r1/0/1, to: r2 }]',
  'script: [{ at: 3s, lose: r1/1/1, to: r2 }]',
])('both refuse %s', (text) => {
  expect(judged(text)).toEqual({ reader: false, editor: false });
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
      if (part.description === undefined) lacking.push(`${path}.${key}`);
      look(part, `${path}.${key}`);
    }
    if (schema.items !== undefined) look(schema.items, `${path}[]`);
    for (const branch of schema.anyOf ?? []) look(branch, path);
  };
  look(json, '');
  expect(lacking).toEqual([]);
});

test('roost schema scenario prints it', async () => {
  const { code, stdout, stderr } = await roost(['schema', 'scenario']);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: scenarioSchemaJson(), stderr: '' });
});
