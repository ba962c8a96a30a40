import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openFileStore } from '../../../firmware/store/file-store.ts';
import { type FileLayer, systemFiles } from '../../../firmware/store/files.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import { storeContract } from '../../contracts/store.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { numberOf, stateOf } from './counted-state.ts';

const scratch = scratchFolder();
let folders = 0;
const newFolder = () => join(scratch, `state-${folders++}`);
const noTrouble = (message: string | null) => {
  if (message !== null) throw new Error(message);
};
const bytes = (...values: number[]) => Uint8Array.from(values);

storeContract('the file store', () => {
  const folder = newFolder();
  const store = openFileStore({ folder, id: 'r1', onTrouble: noTrouble });
  return {
    store,
    durable: () => openFileStore({ folder, id: 'r1', onTrouble: noTrouble }).load(),
    close: () => store.close(),
  };
});

/** Writes down each operation; `fail` may throw instead of it. */
function watchedFiles(fail: (operation: string) => void = () => {}) {
  const operations: string[] = [];
  const watch = async <T>(operation: string, run: () => Promise<T>): Promise<T> => {
    operations.push(operation);
    fail(operation);
    return run();
  };
  const name = (path: string) =>
    path
      .split('/')
      .at(-1)!
      .replace(/^state-\d+$/, 'folder');
  const files: FileLayer = {
    async open(path, flags, mode) {
      const file = await watch(`open ${name(path)}`, () => systemFiles.open(path, flags, mode));
      return {
        writeFile: (data) => watch(`write ${name(path)}`, () => file.writeFile(data)),
        sync: () => watch(`sync ${name(path)}`, () => file.sync()),
        close: () => file.close(),
      };
    },
    rename: (from, to) =>
      watch(`rename ${name(from)} ${name(to)}`, () => systemFiles.rename(from, to)),
  };
  return { files, operations };
}

function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}

describe('what is done on the disk', () => {
  test('in this order, before save resolves', async () => {
    const { files, operations } = watchedFiles();
    const store = openFileStore({ folder: newFolder(), id: 'r1', onTrouble: noTrouble, files });
    await store.save(bytes(1));
    expect(operations).toEqual([
      'open r1.state.tmp',
      'write r1.state.tmp',
      'sync r1.state.tmp',
      'rename r1.state.tmp r1.state',
      'open folder',
      'sync folder',
    ]);
  });

  test('once for all saves that wait behind one', async () => {
    const { files, operations } = watchedFiles();
    const store = openFileStore({ folder: newFolder(), id: 'r1', onTrouble: noTrouble, files });
    await Promise.all(Array.from({ length: 100 }, (_, i) => store.save(bytes(i))));
    expect(operations.filter((operation) => operation.startsWith('write'))).toHaveLength(2);
    expect(store.load()).toEqual(bytes(99));
  });

  test('a leftover of a killed process is no harm', async () => {
    const folder = newFolder();
    mkdirSync(folder);
    writeFileSync(join(folder, 'r1.state.tmp'), 'half a sta');
    const store = openFileStore({ folder, id: 'r1', onTrouble: noTrouble });
    expect(store.load()).toBeNull();
    await store.save(bytes(7));
    expect(store.load()).toEqual(bytes(7));
    expect(existsSync(join(folder, 'r1.state.tmp'))).toBe(false);
  });

  test('members share a folder, not their states', async () => {
    const folder = newFolder();
    const [a, b] = ['r1', 'r2'].map((id) => openFileStore({ folder, id, onTrouble: noTrouble }));
    await Promise.all([a!.save(bytes(1)), b!.save(bytes(2))]);
    expect([a!.load(), b!.load()]).toEqual([bytes(1), bytes(2)]);
  });
});

describe('when the disk fails', () => {
  test.each([
    ['open r1.state.tmp', 'EROFS', /read-only \(EROFS\); mount it writable/],
    ['write r1.state.tmp', 'ENOSPC', /disk is full \(ENOSPC\); free some space/],
    ['sync r1.state.tmp', 'EIO', /reports an error \(EIO\); replace/],
    ['rename r1.state.tmp r1.state', 'EACCES', /permission is denied \(EACCES\); give the user/],
    ['sync folder', 'EIO', /reports an error \(EIO\)/],
  ])('at "%s" by %s: told, retried, and resolved at last', async (operation, code, words) => {
    let failures = 0;
    const { files } = watchedFiles((next) => {
      if (next === operation && failures < 3) {
        failures += 1;
        throw diskError(code);
      }
    });
    const told: (string | null)[] = [];
    const folder = newFolder();
    const onTrouble = (message: string | null) => told.push(message);
    const store = openFileStore({ folder, id: 'r1', onTrouble, files, firstRetryMs: 5 });
    await store.save(bytes(5));
    expect(failures).toBe(3);
    expect(store.load()).toEqual(bytes(5));
    // Once, not at each retry; and an all-clear.
    expect(told).toEqual([expect.stringMatching(words), null]);
    expect(told[0]).toContain(join(folder, 'r1.state'));
  });

  test('retries back off from the first wait to ten times that', async () => {
    const triedAt: number[] = [];
    const { files } = watchedFiles((operation) => {
      if (!operation.startsWith('write')) return;
      triedAt.push(performance.now());
      if (triedAt.length < 7) throw diskError('ENOSPC');
    });
    const onTrouble = () => {};
    const folder = newFolder();
    const store = openFileStore({ folder, id: 'r1', onTrouble, files, firstRetryMs: 10 });
    await store.save(bytes(1));
    const waits = triedAt.slice(1).map((at, i) => at - triedAt[i]!);
    for (const [i, leastMs] of [10, 20, 40, 80, 100, 100].entries()) {
      expect(waits[i]).toBeGreaterThan(leastMs - 2);
    }
    expect(waits[5]).toBeLessThan(250); // unbounded, it would be 320
  });

  test('a save that came meanwhile is what the retry writes', async () => {
    let full = true;
    const { files } = watchedFiles((operation) => {
      if (full && operation.startsWith('write')) throw diskError('ENOSPC');
    });
    const folder = newFolder();
    const store = openFileStore({ folder, id: 'r1', onTrouble() {}, files, firstRetryMs: 10 });
    const order: string[] = [];
    const saves = [
      store.save(bytes(1)).then(() => order.push('first')),
      sleep(15).then(() => store.save(bytes(2)).then(() => order.push('second'))),
    ];
    await sleep(40);
    expect(order).toEqual([]);
    full = false;
    await Promise.all(saves);
    expect(order).toEqual(['first', 'second']);
    expect(store.load()).toEqual(bytes(2));
  });

  test('a save that came during the write that failed is in the retry, too', async () => {
    let failures = 0;
    const { files } = watchedFiles((operation) => {
      if (operation.startsWith('write') && failures++ === 0) throw diskError('EIO');
    });
    const folder = newFolder();
    const store = openFileStore({ folder, id: 'r1', onTrouble() {}, files, firstRetryMs: 5 });
    await Promise.all([store.save(bytes(1)), store.save(bytes(2))]);
    expect(store.load()).toEqual(bytes(2));
  });

  test('close tries once more, then rejects what is not durable', async () => {
    const { files, operations } = watchedFiles((operation) => {
      if (operation.startsWith('write')) throw diskError('ENOSPC');
    });
    const folder = newFolder();
    const store = openFileStore({ folder, id: 'r1', onTrouble() {}, files });
    const save = store.save(bytes(1));
    const outcome = expect(save).rejects.toThrow(/disk is full/);
    await until('the first failure', () => operations.includes('write r1.state.tmp'));
    await sleep(20);
    const startedAt = performance.now();
    await store.close();
    await outcome;
    expect(performance.now() - startedAt).toBeLessThan(500); // not after the wait of a second
    await expect(store.save(bytes(2))).rejects.toBeInstanceOf(StoreError);
  });

  test('close waits for what is on its way', async () => {
    const store = openFileStore({ folder: newFolder(), id: 'r1', onTrouble: noTrouble });
    const saves = [store.save(bytes(1)), store.save(bytes(2))];
    await store.close();
    expect(store.load()).toEqual(bytes(2));
    await Promise.all(saves);
  });
});

describe('a state that cannot be read', () => {
  test('is told apart from none', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'r1.state'), { recursive: true });
    const store = openFileStore({ folder, id: 'r1', onTrouble: noTrouble });
    expect(() => store.load()).toThrow(StoreError);
    expect(() => store.load()).toThrow(/cannot load .*r1\.state: it is a folder.*move that/);
  });

  test('so is a folder that cannot be made', () => {
    const file = join(scratch, 'a-file');
    writeFileSync(file, '');
    const open = (folder: string) => openFileStore({ folder, id: 'r1', onTrouble: noTrouble });
    expect(() => open(join(file, 'state'))).toThrow(/cannot make the folder .*\(ENOTDIR\)/);
    expect(() => open(file)).toThrow(/\(EEXIST\); move that file/);
  });
});

test('the state is for its owner alone', async () => {
  const folder = newFolder();
  const store = openFileStore({ folder, id: 'r1', onTrouble: noTrouble });
  await store.save(bytes(1));
  const modes = spawnSync('stat', ['-c', '%a', folder, store.path], { encoding: 'utf8' });
  expect(modes.stdout).toBe('700\n600\n');
});

/** A file system of 64 KiB, or null where this user may not mount one. */
function tinyDisk(): { folder: string; dispose(): void } | null {
  const folder = join(scratch, 'tiny');
  mkdirSync(folder);
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
  if (mount.status !== 0) return null;
  return { folder, dispose: () => spawnSync('umount', ['-l', folder]) };
}

test('a full disk keeps the old state, is told, and heals when there is space', async () => {
  const disk = tinyDisk();
  // Without the right to mount, a file layer plays the full disk.
  const folder = disk?.folder ?? newFolder();
  const filler = join(folder, 'filler');
  const { files } = watchedFiles((operation) => {
    if (disk === null && existsSync(filler) && operation.startsWith('write')) {
      throw diskError('ENOSPC');
    }
  });
  try {
    const told: (string | null)[] = [];
    const onTrouble = (message: string | null) => told.push(message);
    const store = openFileStore({ folder, id: 'r1', onTrouble, files, firstRetryMs: 20 });
    await store.save(stateOf(1));

    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k', 'count=64']);
    let resolved = false;
    const save = store.save(stateOf(2)).then(() => {
      resolved = true;
    });
    await until('the trouble is told', () => told.length > 0);
    expect(told).toEqual([expect.stringMatching(/r1\.state: the disk is full \(ENOSPC\); free/)]);
    await sleep(100);
    expect(resolved).toBe(false);
    expect(numberOf(store.load()!)).toBe(1);

    rmSync(filler);
    await save;
    expect(numberOf(store.load()!)).toBe(2);
    expect(told.at(-1)).toBeNull();
  } finally {
    disk?.dispose();
  }
});

test('a folder that vanishes: told with the mend', async () => {
  const folder = newFolder();
  const told: (string | null)[] = [];
  const onTrouble = (message: string | null) => told.push(message);
  const store = openFileStore({ folder, id: 'r1', onTrouble, firstRetryMs: 20 });
  rmSync(folder, { recursive: true });
  const save = store.save(bytes(1));
  await until('the trouble is told', () => told.length > 0);
  expect(told[0]).toMatch(/folder is gone \(ENOENT\); make it again/);
  mkdirSync(folder);
  await save;
  expect(told.at(-1)).toBeNull();
});

test('kill -9 in the middle of saving leaves an old or a new state, whole', async () => {
  const folder = newFolder();
  const script = join(import.meta.dirname, 'save-forever.ts');
  let next = 1;
  for (let round = 0; round < 12; round++) {
    const child = spawn(process.execPath, [script, folder, String(next)]);
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await until('the first save', () => output.includes('\n'));
    await sleep(Math.random() * 20);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    const acknowledged = Number(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1));
    const found = numberOf(Uint8Array.from(readFileSync(join(folder, 'r1.state'))));
    expect(found).toBeGreaterThanOrEqual(acknowledged);
    next = found + 1;
  }
  expect(next).toBeGreaterThan(12);
});
