/** Whoever reads a fault of a pad in the log finds it, word for word, in docs/hardware/faults.md. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PAD_WORDS } from '../../hardware/pad/pad-words.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/hardware/faults.md'), 'utf8');

/** As on the page: N for a number, PIN for a pin. */
const said: readonly string[] = Object.values(PAD_WORDS).map((words) => {
  if (typeof words === 'string') return words;
  const text = (words as (...values: unknown[]) => string)(
    ...(words === PAD_WORDS.unread ? [['PIN']] : [1.5, 3]),
  );
  return text.replaceAll(/\d+(\.\d+)?/g, 'N');
});

test.each(said)('fault: %s', (text) => {
  expect(page).toContain(`| ${text} |`);
});

test('the alarms of the role, too', () => {
  const source = readFileSync(join(root, 'src/roles/pad-alarms.ts'), 'utf8');
  const alarms = [...source.matchAll(/^const [A-Z]+ = '(.+)';$/gm)].map(([, text]) => text);
  expect(alarms.length).toBeGreaterThan(1);
  for (const alarm of alarms) expect(page).toContain(`| ${alarm} |`);
});

test('what is wrong with a current sensor, too', () => {
  const source = readFileSync(join(root, 'hardware/drivers/current.ts'), 'utf8');
  const troubles = [...source.matchAll(/`\$\{name\} ([^`]+)`/g)].map(([, text]) => text);
  expect(troubles.length).toBeGreaterThan(1);
  for (const trouble of troubles) expect(page).toContain(`| the current sensor at A0 ${trouble} |`);
});
