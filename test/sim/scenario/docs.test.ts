// The page about scenarios is complete, and everything that it shows can be run.

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseScenario, readScenario } from '../../../bin/scenario/read.ts';
import { scenarioShape } from '../../../bin/scenario/schema.ts';
import { VERBS } from '../../../bin/scenario/verbs.ts';
import { scenarioWith } from '../../../sim/scenario/defaults.ts';
import { FAULT_WORDS } from '../../../sim/scenario/faults.ts';
import { scenarioText } from '../../../sim/scenario/write.ts';

const root = join(import.meta.dirname, '../../..');
const page = readFileSync(join(root, 'docs/scenarios.md'), 'utf8');

/** Rows of the table below a heading whose first cell is code. */
function rowsOf(heading: string): string[][] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| (`.*) \|$/gm)].map(([, row]) => row!.split(' | '));
}

function unquoted(cell: string): string {
  return cell.replaceAll('`', '');
}

test('every setting has its row', () => {
  expect(rowsOf('Settings').map(([key]) => unquoted(key!))).toEqual([
    ...Object.keys(scenarioShape.shape).filter((key) => !['script', 'expect'].includes(key)),
    'script',
    'expect',
  ]);
});

test('the defaults are those of the page', () => {
  const lines = rowsOf('Settings').flatMap(([key, value]) =>
    value!.startsWith('`') && key !== '`drift`' ? [`${unquoted(key!)}: ${unquoted(value!)}`] : [],
  );
  expect(lines.length).toBeGreaterThan(8);
  expect(parseScenario(lines.join('\n'), 'page')).toEqual(scenarioWith());
  for (const line of lines) expect(scenarioText(scenarioWith())).toContain(`${line}\n`);
});

test('every fault has its row, in its own words', () => {
  const rows = rowsOf('Faults').map(([name, words]) => [unquoted(name!), words]);
  expect(rows).toEqual(Object.entries(FAULT_WORDS));
});

describe('the happenings of the page', () => {
  const happenings = rowsOf('The script')
    .map(([happening]) => unquoted(happening!))
    .filter((text) => text.startsWith('{'));

  test('can all be read', () => {
    const script = happenings.map((text) => `  - ${text}`).join('\n');
    const scenario = parseScenario(`script:\n${spread(script)}`, 'page');
    expect(scenario.script).toHaveLength(happenings.length);
  });

  test('have every verb', () => {
    const shown = Object.keys(VERBS).filter((verb) =>
      happenings.some((text) => text.includes(`${verb}: `)),
    );
    expect(shown).toEqual(Object.keys(VERBS));
  });

  /** A table row begins at 10 s; one after the other they do not strike the same member at once. */
  function spread(script: string): string {
    let row = 0;
    return script.replaceAll('at: 10s', () => {
      row += 10;
      return `at: ${row}s`;
    });
  }
});

const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block]) => block!);

test('blocks of YAML are scenarios', () => {
  expect(blocks).toHaveLength(2);
  for (const block of blocks) expect(parseScenario(block, 'block').script).not.toEqual([]);
});

const files = globSync('docs/scenarios/*.yaml', { cwd: root }).sort();

test('the page names the files that are there', () => {
  const named = [...page.matchAll(/\(scenarios\/([\w-]+\.yaml)\)/g)].map(([, name]) => name!);
  expect(named.map((name) => `docs/scenarios/${name}`).sort()).toEqual(files);
});

test.each(files)('%s can be read, and says how to run it', (file) => {
  expect(readScenario(join(root, file)).expect).toBe(null);
  expect(readFileSync(join(root, file), 'utf8')).toContain(`roost sim ${file}`);
});
