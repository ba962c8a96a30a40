import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  describePortTrouble,
  type PortSurroundings,
} from '../../../hardware/serial/port-trouble.ts';
import { scratchFolder } from '../../support/scratch.ts';

const around = (ports: string[], group: string | null = null): PortSurroundings => ({
  ports: async () => ports,
  groupOf: async () => group,
});

const folder = scratchFolder();

const PATH = '/dev/ttyUSB0';

describe('the words for', () => {
  test.each<[name: string, error: string, around: PortSurroundings, words: string]>([
    [
      'a path with nothing there',
      'Error: No such file or directory, cannot open /dev/ttyUSB0',
      around(['/dev/serial/by-id/usb-FTDI-0', '/dev/serial/by-id/usb-FTDI-1']),
      'there is no port /dev/ttyUSB0; is it plugged in? ' +
        'There are: /dev/serial/by-id/usb-FTDI-0, /dev/serial/by-id/usb-FTDI-1',
    ],
    [
      'a machine without ports',
      'Error: No such file or directory, cannot open /dev/ttyUSB0',
      around([]),
      'there is no port /dev/ttyUSB0; no serial port is plugged in that this machine sees',
    ],
    [
      'a port of another group',
      'Error: Permission denied, cannot open /dev/ttyUSB0',
      around([], 'dialout'),
      'this user may not use the port /dev/ttyUSB0; ' +
        'run sudo usermod -aG dialout $USER, and log in again',
    ],
    [
      'a port of root alone',
      'Error: Permission denied, cannot open /dev/ttyUSB0',
      around([], 'root'),
      'this user may not use the port /dev/ttyUSB0; give it read and write access',
    ],
    [
      'a port that another process has locked',
      'Error Resource temporarily unavailable Cannot lock port',
      around([]),
      'another process has the port /dev/ttyUSB0 open; end it, or use another port',
    ],
    [
      'a port that another process has for itself',
      'Error: Device or resource busy, cannot open /dev/ttyUSB0',
      around([]),
      'another process has the port /dev/ttyUSB0 open; end it, or use another port',
    ],
    [
      'a file',
      'Error: Inappropriate ioctl for device setting custom baud rate of 9600',
      around([]),
      '/dev/ttyUSB0 is not a serial port; mend the path',
    ],
    [
      'a folder',
      'Error: Is a directory, cannot open /dev/ttyUSB0',
      around([]),
      '/dev/ttyUSB0 is not a serial port; mend the path',
    ],
    [
      'a plug that was pulled',
      'bad file descriptor',
      around([]),
      'the port /dev/ttyUSB0 is gone: was it unplugged?',
    ],
    [
      'a device that vanished while it was written to',
      'Error: Input/output error, calling write',
      around([]),
      'the port /dev/ttyUSB0 is gone: was it unplugged?',
    ],
    [
      'a speed that the adapter lacks',
      'Error: Invalid argument || while setting custom baud rate of 250001',
      around([]),
      "the port /dev/ttyUSB0 can't do this speed; choose another baud",
    ],
    [
      'anything else',
      'Error: The moon is full',
      around([]),
      'the port /dev/ttyUSB0 failed: Error: The moon is full',
    ],
  ])('%s', async (_name, error, surroundings, words) => {
    expect(await describePortTrouble(PATH, error, surroundings)).toBe(words);
  });
});

test('a list of ports stays short', async () => {
  const many = Array.from({ length: 40 }, (_, i) => `/dev/ttyUSB${i + 1}`);
  const words = await describePortTrouble(PATH, 'ENOENT', around(many));
  expect(words).toMatch(/\/dev\/ttyUSB6, \.\.\.$/);
});

test('on this machine, the group of a port is found by its name', async () => {
  const path = join(folder, 'port');
  await writeFile(path, '');
  await chmod(path, 0o600);
  const words = await describePortTrouble(path, 'Permission denied');
  expect(words).toContain(`this user may not use the port ${path}; `);
});

test('on this machine, a path with nothing there says what there is', async () => {
  expect(await describePortTrouble('/dev/ttyNOPE', 'No such file')).toMatch(
    /^there is no port \/dev\/ttyNOPE; (is it plugged in\? There are: \/dev\/|no serial port)/,
  );
});
