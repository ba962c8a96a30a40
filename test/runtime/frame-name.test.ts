import { expect, it } from 'vitest';
import { frameName, parseFrameName } from '../../src/runtime/frame-name.ts';
import { ROSTER } from '../wire/swarm.ts';

it('a frame’s name leads back to its header', () => {
  for (const source of [0, 63, 64, 65]) {
    const header = { source, boot: 65535, sequence: 0xffffff };
    const name = frameName(ROSTER, header);
    expect(parseFrameName(ROSTER, name)).toEqual(header);
  }
  expect(frameName(ROSTER, { source: 65, boot: 3, sequence: 17 })).toBe('p2/3/17');
});

it.each(['', 'r1', 'r1/2', 'r99/1/1', '/1/1', 'r1/-1/2', 'r1/1/2/3', 'r1/x/1', 'r1/1/1 '])(
  '%j names no frame',
  (name) => {
    expect(parseFrameName(ROSTER, name)).toBeNull();
  },
);
