import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadGpioBinding } from '../../../hardware/gpio/binding.ts';
import { type Access, describeGpioTrouble } from '../../../hardware/gpio/trouble.ts';
import { FakeGpiox } from './fake-gpiox.ts';

describe('the package', () => {
  const mend = /npm install @iiot2k\/gpiox@2\.1\.4 on the Raspberry Pi, or use an Arduino/;

  test('as npm leaves it out on other machines', async () => {
    const load = () => import('no-such-package' as string);
    await expect(loadGpioBinding(load)).rejects.toThrow(mend);
    await expect(loadGpioBinding(load)).rejects.toThrow(/is not installed;/);
  });

  test('as it is on a machine that is not ARM: there, and empty', async () => {
    await expect(loadGpioBinding(async () => ({ default: {} }))).rejects.toThrow(mend);
    await expect(loadGpioBinding(async () => ({}))).rejects.toThrow(mend);
  });

  test('what it says itself is passed on', async () => {
    const load = async () => {
      throw new Error('libstdc++.so.6: cannot open shared object file');
    };
    await expect(loadGpioBinding(load)).rejects.toThrow(/libstdc\+\+\.so\.6: cannot open/);
  });

  test('when it is there', async () => {
    const gpiox = new FakeGpiox();
    await expect(loadGpioBinding(async () => ({ default: gpiox }))).resolves.toBe(gpiox);
  });

  test('this machine has it when it is an ARM, and only then', async () => {
    const loading = loadGpioBinding();
    if (process.arch.startsWith('arm')) expect(await loading).toHaveProperty('init_gpio');
    else await expect(loading).rejects.toThrow(mend);
  });
});

describe('why a pin cannot be used', () => {
  const access = (state: Record<string, Access>) => (path: string) => state[path] ?? 'absent';

  test.each([
    ['no chip', {}, /no GPIO pins .*there is no \/dev\/gpiochip0.*is it a Raspberry Pi\?/],
    ['no permission', { '/dev/gpiochip0': 'denied' }, /usermod -aG gpio \$USER/],
    ['an old kernel', { '/dev/gpiochip0': 'fine' }, /Linux 5\.10 or newer/],
    ['a Pi 5 of old', { '/dev/gpiochip4': 'denied' }, /usermod -aG gpio/],
  ] as const)('%s', (_what, state, words) => {
    expect(describeGpioTrouble('GPIO17', 'chip error', access(state))).toMatch(words);
  });

  test.each([
    ['sys error', /^GPIO17 is not free: .*gpioinfo/],
    ['pin used', /^GPIO17 is already open in this process/],
    ['inv. mode', /^GPIO17 failed: inv\. mode$/],
    ['', /^GPIO17 failed: no reason was given$/],
  ])('%j', (detail, words) => {
    expect(describeGpioTrouble('GPIO17', detail)).toMatch(words);
  });

  test('the machine itself is asked', () => {
    const isThere = ['/dev/gpiochip0', '/dev/gpiochip4'].some((path) => existsSync(path));
    const words = describeGpioTrouble('GPIO17', 'chip error');
    expect(words.includes('this machine has no GPIO pins')).toBe(!isThere);
  });
});
