import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { EXIT, ExitError, exitCodeOf } from '../../bin/errors.ts';
import { BoardError } from '../../firmware/board-error.ts';
import { configError } from '../../firmware/config/config-error.ts';
import { StoreError } from '../../firmware/store/store-error.ts';

const system = (code: string, path?: string) =>
  Object.assign(new Error(code), { code, ...(path === undefined ? {} : { path }) });

test.each<[string, unknown, number]>([
  ['a code of its own', new ExitError('late', EXIT.timeout), 5],
  ['a bad configuration', configError('swarm.yaml', 'no', 'yes'), 3],
  ['state that cannot be kept', new StoreError('full'), 3],
  ['a board that this machine cannot have', new BoardError('no pins'), 4],
  ['a word that is not known', new CommanderError(1, 'commander.unknownCommand', ''), 2],
  ['help', new CommanderError(0, 'commander.helpDisplayed', ''), 0],
  ['a broker that is down', system('ECONNREFUSED'), 4],
  ['a name that is not known', system('ENOTFOUND'), 4],
  ['a file that is not there', system('ENOENT', '/x'), 3],
  ['anything else', new TypeError('x is not a function'), 1],
  ['something thrown that is no error', 'text', 1],
])('%s', (_what, error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});
