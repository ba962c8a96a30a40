/**
 * What Home Assistant shows of a state. Its templates are Jinja, which is Python: what Jinja makes of them was
 * recorded by render.py, and a template or a state that is not in the record is an error here.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { announced } from './announced.ts';
import { CASES, type Rendering, renderings } from './states.ts';

const RECORD = 'rendered.json';

interface Recorded extends Rendering {
  readonly rendered: Readonly<Record<string, string>>;
}

const recorded: readonly Recorded[] = JSON.parse(
  readFileSync(join(import.meta.dirname, RECORD), 'utf8'),
).renderings;

test('the record is of these templates and states; else: node states.ts | python3 render.py > rendered.json', () => {
  expect(recorded.map(({ rendered: _, ...rest }) => rest)).toEqual(renderings());
});

describe.each(CASES)('$name', ({ name, kind, shown }) => {
  const { rendered } = recorded.find((one) => one.name === name)!;

  test('is shown so', () => {
    expect(rendered).toEqual(shown);
  });

  test('as the platforms can read it', () => {
    const { components } = announced(kind, kind === 'robots' ? 'r1' : 'p1').payload;
    for (const [key, text] of Object.entries(rendered)) {
      const { platform, options, state_class } = components[key]!;
      // Home Assistant would drop these with an error, or leave an older value standing.
      expect(text, key).not.toBe('');
      if (text === 'None') continue;
      if (platform === 'binary_sensor') expect(['ON', 'OFF'], key).toContain(text);
      if (options !== undefined) expect(options, key).toContain(text);
      if (state_class !== undefined) expect(Number(text), key).not.toBeNaN();
    }
  });
});
