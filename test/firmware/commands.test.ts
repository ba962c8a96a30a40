/** Commands on their way to the role: by name, once each, and answered once. */
import { describe, expect, it, test } from 'vitest';
import { Commands, orderOf, orderText } from '../../firmware/commands.ts';
import type { RoleInput } from '../../src/roles/role.ts';
import { rosterOf } from '../protocol/stage.ts';

function make() {
  const fed: RoleInput[] = [];
  const commands = new Commands(rosterOf({ pads: 2 }), (input) => void fed.push(input));
  const answers: string[] = [];
  const run = (verb: 'release' | 'charge', pad: string | null, name: string) =>
    commands.run({ verb, pad }, (error) => void answers.push(`${name} ${error ?? 'ok'}`));
  return { fed, commands, answers, run };
}

describe('a command', () => {
  it('is fed to the role with a ticket of its own, and the pad by its number', () => {
    const { fed, run } = make();
    run('charge', null, 'first');
    run('release', 'p2', 'second');
    expect(fed).toEqual([
      { type: 'command', verb: 'charge', ticket: 1 },
      { type: 'command', verb: 'release', ticket: 2, pad: 1 },
    ]);
  });

  it('is answered once, whichever is answered first', () => {
    const { commands, answers, run } = make();
    run('charge', null, 'first');
    run('charge', null, 'second');
    commands.answered(2, 'the battery is full');
    commands.answered(1, null);
    commands.answered(1, 'again');
    commands.answered(9, 'nobody asked');
    expect(answers).toEqual(['second the battery is full', 'first ok']);
  });

  it('about a pad that there is not never comes to the role', () => {
    const { fed, answers, run } = make();
    run('release', 'p9', 'it');
    run('release', 'r1', 'it');
    expect(fed).toEqual([]);
    expect(answers).toEqual([
      'it no pad has the id p9; there are p1, p2',
      'it no pad has the id r1; there are p1, p2',
    ]);
  });
});

test('an order goes over the air as text and comes back', () => {
  for (const order of [
    { verb: 'charge', pad: null },
    { verb: 'release', pad: null },
    { verb: 'release', pad: 'p1' },
  ] as const)
    expect(orderOf(orderText(order))).toEqual(order);
  for (const text of ['', 'dance', 'charge p1', 'releasep1', 'constructor'])
    expect(orderOf(text), text).toBeNull();
});
