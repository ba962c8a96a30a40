// The reference of board files has every setting, and the defaults that the code has.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseBoard } from '../../firmware/config/board-file.ts';
import { boardSchemaJson } from '../../firmware/config/board-schema.ts';
import { DEFAULTS } from '../../hardware/board/complete.ts';
import { MODELS, pinsFor } from '../../hardware/board/pins.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/boards.md'), 'utf8');

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
}

function keysOf(schema: Schema): string[] {
  const own = Object.entries(schema.properties ?? {});
  return [
    ...own.flatMap(([key, part]) => [key, ...keysOf(part)]),
    ...(schema.anyOf ?? []).flatMap(keysOf),
  ];
}

test('every setting is in the table', () => {
  const tables = page.split('\n').filter((line) => line.startsWith('|') || line.startsWith('A '));
  const words = new Set(tables.join('\n').match(/\w+/g));
  const keys = (['robot', 'pad'] as const).flatMap((role) =>
    keysOf(JSON.parse(boardSchemaJson(role))),
  );
  expect(keys.length).toBeGreaterThan(50);
  expect([...new Set(keys)].filter((key) => !words.has(key))).toEqual([]);
});

describe('defaults', () => {
  const row = (setting: string) => page.split('\n').find((line) => line.includes(setting))!;
  test.each<[string, readonly (number | string)[]]>([
    ['| **`battery.volts`**', [DEFAULTS.referenceVolts, '0x40', DEFAULTS.shuntOhms]],
    ['| `battery.current`', [DEFAULTS.zeroVolts]],
    ['| `drive.speedPercent`', [DEFAULTS.speedPercent]],
    ['| `drive.approachMs`', [DEFAULTS.approachMs]],
    ['| `drive.leaveMs`', [DEFAULTS.leaveMs]],
    ['| `drive.clearMs`', [DEFAULTS.clearMs]],
    ['| `drive.current`', [DEFAULTS.limitAmps]],
    ['| **`relay`**', [DEFAULTS.settleMs]],
    ['| `minAmps`', [DEFAULTS.minAmps, DEFAULTS.maxAmps]],
    ['| `deadMan`', [DEFAULTS.padTimeoutMs, DEFAULTS.robotTimeoutMs, DEFAULTS.everyMs]],
  ])('of %s', (setting, values) => {
    const last = row(setting).split('|').at(-2) ?? '';
    for (const value of values) expect(last.match(/[\w.]+/g)).toContain(String(value));
  });

  test('of contacts', () => {
    expect(DEFAULTS.ina219Address).toBe(0x40);
    expect(page).toContain(`how long a change must last (${DEFAULTS.debounceMs} ms)`);
  });
});

test('the pins of each model', () => {
  expect(page).toContain(
    `| \`uno\` | ${MODELS.uno.range} | A0 to A5 | ${pinsFor('uno', 'pwm').join(', ')} |`,
  );
  expect(page).toContain(`| \`pi\` | ${MODELS.pi.range} | none | none |`);
});

test('the example is a board', () => {
  const [, , example = ''] = page.split('```yaml\n');
  const text = example.split('```')[0]!;
  expect(parseBoard(text, 'example', 'robot').board.model).toBe('uno');
});
