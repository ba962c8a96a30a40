import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { listenAddress } from '../../bin/arguments.ts';

test.each([
  ['9464', { host: '127.0.0.1', port: 9464 }],
  ['0', { host: '127.0.0.1', port: 0 }],
  ['0.0.0.0:9464', { host: '0.0.0.0', port: 9464 }],
  ['orchard.lan:80', { host: 'orchard.lan', port: 80 }],
  ['[::1]:65535', { host: '::1', port: 65_535 }],
])('%s is where to listen', (text, address) => {
  expect(listenAddress(text)).toEqual(address);
});

test.each(['', 'x', '65536', '-1', ':80', '::1:80', '[::1]', 'a b:80', '0.0.0.0:'])(
  '%j is not',
  (text) => {
    expect(() => listenAddress(text)).toThrow(InvalidArgumentError);
  },
);
