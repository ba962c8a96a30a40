import { expect, test } from 'vitest';
import { findMember } from '../../../firmware/config/find-member.ts';

const config = {
  file: '/etc/roost/swarm.yaml',
  roster: {
    robots: [
      { id: 'scout', rank: 1 },
      { id: 'hauler', rank: 2 },
    ],
    pads: [
      { id: 'dock', guard: 'controller' as const },
      { id: 'mat', guard: 'robots' as const },
    ],
  },
};

function complaint(id: string, role?: 'robot' | 'pad'): string {
  try {
    return `found: ${findMember(config, id, role)}`;
  } catch (error) {
    return `\n${(error as Error).message}\n`;
  }
}

test('robots come first, then pads', () => {
  expect([findMember(config, 'hauler'), findMember(config, 'dock')]).toEqual([1, 2]);
  expect([findMember(config, 'scout', 'robot'), findMember(config, 'mat', 'pad')]).toEqual([0, 3]);
});

test('an id that is nearly right', () => {
  expect(complaint('houler')).toMatchInlineSnapshot(`
    "
    /etc/roost/swarm.yaml: there is no member 'houler'; did you mean 'hauler'? (the robots are scout, hauler; the pads are dock, mat)
    "
  `);
  expect(complaint('dokc', 'pad')).toMatchInlineSnapshot(`
    "
    /etc/roost/swarm.yaml: there is no pad 'dokc'; did you mean 'dock'? (the robots are scout, hauler; the pads are dock, mat)
    "
  `);
});

test('an id that is nothing like it', () => {
  expect(complaint('r1', 'robot')).toMatchInlineSnapshot(`
    "
    /etc/roost/swarm.yaml: there is no robot 'r1'; the robots are scout, hauler; the pads are dock, mat
    "
  `);
  expect(complaint('')).toMatchInlineSnapshot(`
    "
    /etc/roost/swarm.yaml: there is no member ''; the robots are scout, hauler; the pads are dock, mat
    "
  `);
});

test('a pad where a robot is wanted, and the other way round', () => {
  expect(complaint('dock', 'robot')).toMatchInlineSnapshot(`
    "
    /etc/roost/swarm.yaml: 'dock' is a pad and not a robot; type: roost pad dock, or name a robot: scout, hauler
    "
  `);
  expect(complaint('scout', 'pad')).toMatchInlineSnapshot(`
    "
    /etc/roost/swarm.yaml: 'scout' is a robot and not a pad; type: roost robot scout, or name a pad: dock, mat
    "
  `);
});
