/**
 * The GPIO of a Raspberry Pi with the real package, on an emulated ARM: what scripts/gpio-arm64 runs there, and
 * how a pad's process dies, seen on the pins.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ArmMachine, armMachine } from '../../scripts/arm64/machine.ts';
import { type ChipEntry, readChipLog } from '../hardware/gpio/arm64/chip-log.ts';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '../..');
const LONG_MS = 900_000;
const RELAY = 17;
const CONTACT = 22;
const PULSE = 23;
const NOTHING = 'z'.repeat(64);

test(
  'bodies, plugin and package keep what they promise there',
  async () => {
    const script = spawn(join(root, 'scripts/gpio-arm64'), { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [script.stdout, script.stderr]) {
      stream.on('data', (bytes: Buffer) => {
        text += bytes.toString();
      });
    }
    const exitCode = await new Promise((resolve) => script.once('close', resolve));
    const last = text.trimEnd().split('\n').at(-1);
    expect(last, text).toMatch(/^\d+ passed, 0 failed$/);
    expect(Number.parseInt(last!, 10)).toBeGreaterThan(75);
    expect(exitCode).toBe(0);
  },
  LONG_MS,
);

describe('a pad that gives power', () => {
  let arm: ArmMachine;
  let pad: ChildProcess | null = null;
  let said = '';
  const path = (name: string) => join(arm.folder, `gpio-chip-${name}`);
  const of = (pin: number): ChipEntry[] => readChipLog(path('log')).filter((e) => e.pin === pin);
  /** What was done with the relay's pin last. */
  const relay = (count: number) =>
    of(RELAY)
      .slice(-count)
      .map(({ what }) => what);

  beforeAll(() => {
    arm = armMachine(root);
  }, LONG_MS);
  afterAll(() => arm.dispose());
  afterEach(() => {
    pad?.kill('SIGKILL');
    pad = null;
  });

  /** Started, with a robot on it, its relay closed and its dead-man fed. */
  async function power(end: 'hold' | 'exit' | 'throw'): Promise<ChildProcess> {
    truncateSync(path('log'));
    writeFileSync(path('pins'), `${NOTHING.slice(0, CONTACT)}l${NOTHING.slice(CONTACT + 1)}`);
    said = '';
    const child = arm.start(['test/hardware/gpio/arm64/pad-program.ts', end], { chip: true });
    pad = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (bytes: Buffer) => {
        said += bytes.toString();
      });
    }
    const isOn = () => of(RELAY).some(({ what }) => what === 'high');
    await until('the relay closes', () => isOn() || child.exitCode !== null, 120_000);
    expect(isOn(), said).toBe(true);
    return child;
  }

  const ended = async (child: ChildProcess) => {
    await until('the process is gone', () => hasEnded(child), 60_000);
  };
  const pulsesIn = async (ms: number) => {
    const before = of(PULSE).length;
    await sleep(ms);
    return of(PULSE).length - before;
  };

  test.each(['SIGKILL', 'SIGSTOP'] as const)(
    'after %s the pulses end at once; the pin of the relay stays, and only the timer opens it',
    async (signal) => {
      const child = await power('hold');
      await until('pulses', () => of(PULSE).length > 8, 60_000);
      child.kill(signal);
      await sleep(300);
      expect(await pulsesIn(2000)).toBe(0);
      expect(relay(1)).toEqual(['high']);
    },
    LONG_MS,
  );

  test(
    'while it lives, the pulses come every 100 ms',
    async () => {
      await power('hold');
      await until('pulses', () => of(PULSE).length > 30, 60_000);
      const times = of(PULSE).map(({ atMs }) => atMs);
      const steps = times.slice(1).map((atMs, index) => atMs - times[index]!);
      const middle = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)]!;
      expect(middle).toBeGreaterThan(95);
      // Twice as long on a machine that is busy.
      expect(middle).toBeLessThan(200);
    },
    LONG_MS,
  );

  test.each(['exit', 'throw'] as const)(
    'a process that ends by %s opens its relay as its last act',
    async (end) => {
      const child = await power(end);
      await ended(child);
      // The package gives its pins back by itself, as they are.
      expect(relay(2), said).toEqual(['low', 'given back']);
      expect(child.exitCode).toBe(end === 'exit' ? 0 : 1);
    },
    LONG_MS,
  );

  test(
    'an orderly end opens the relay and gives the pins back',
    async () => {
      const child = await power('hold');
      child.kill('SIGTERM');
      await ended(child);
      expect(relay(2), said).toEqual(['low', 'given back']);
      expect(child.exitCode).toBe(0);
    },
    LONG_MS,
  );
});

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
