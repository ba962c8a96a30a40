import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { acquireIdentity, IdentityTaken } from '../../../firmware/store/identity-lock.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import { scratchFolder } from '../../support/scratch.ts';

const scratch = scratchFolder();
let folders = 0;
const newFolder = () => join(scratch, `state-${folders++}`);

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

async function holder(folder: string, id: string): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'hold-identity.ts');
  const child = spawn(process.execPath, [script, folder, id]);
  children.push(child);
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('close', (code) => reject(new Error(`the holder ended with ${code}`)));
  });
  return child;
}

async function refusal(folder: string, id: string): Promise<IdentityTaken> {
  const error = await acquireIdentity(folder, id).then(
    () => new Error('nobody refused'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(IdentityTaken);
  return error as IdentityTaken;
}

test('a second process is told at once who is in the way', async () => {
  const folder = newFolder();
  const first = await holder(folder, 'r1');
  const startedAt = performance.now();
  const error = await refusal(folder, 'r1');
  expect(performance.now() - startedAt).toBeLessThan(200);
  expect(error).toMatchObject({ id: 'r1', folder, pid: first.pid });
  expect(error.message).toContain(
    `r1 already runs: process ${first.pid} uses the state in ${folder}`,
  );
  expect(error.message).toMatch(/stop it .* or give this one another id/);
});

test('so it is while the first is frozen', async () => {
  const folder = newFolder();
  const first = await holder(folder, 'r1');
  first.kill('SIGSTOP');
  const startedAt = performance.now();
  expect((await refusal(folder, 'r1')).pid).toBe(first.pid);
  expect(performance.now() - startedAt).toBeLessThan(200);
});

test('after kill -9 the identity is free at once', async () => {
  const folder = newFolder();
  for (let round = 0; round < 3; round++) {
    const first = await holder(folder, 'r1');
    first.kill('SIGKILL');
    await new Promise((resolve) => first.once('close', resolve));
    const identity = await acquireIdentity(folder, 'r1');
    await identity.release();
  }
});

test('released, it can be taken again; releasing twice is no harm', async () => {
  const folder = newFolder();
  const first = await acquireIdentity(folder, 'r1');
  expect((await refusal(folder, 'r1')).pid).toBe(process.pid);
  await first.release();
  await first.release();
  const second = await acquireIdentity(folder, 'r1');
  await second.release();
});

test('other ids and other folders are free', async () => {
  const folder = newFolder();
  const held = [
    await acquireIdentity(folder, 'r1'),
    await acquireIdentity(folder, 'r2'),
    await acquireIdentity(newFolder(), 'r1'),
  ];
  for (const identity of held) await identity.release();
});

test('a link to the folder is no way around', async () => {
  const folder = newFolder();
  mkdirSync(folder);
  const link = newFolder();
  symlinkSync(folder, link);
  const identity = await acquireIdentity(folder, 'r1');
  await refusal(link, 'r1');
  await identity.release();
});

test('a number left by a dead process, or none, is not named', async () => {
  const folder = newFolder();
  const identity = await acquireIdentity(folder, 'r1');
  for (const left of ['4194304999', 'nonsense', '']) {
    writeFileSync(join(folder, 'r1.pid'), left);
    const error = await refusal(folder, 'r1');
    expect(error.pid).toBeNull();
    expect(error.message).toContain('another process');
  }
  rmSync(join(folder, 'r1.pid'));
  expect((await refusal(folder, 'r1')).pid).toBeNull();
  await identity.release();
});

test('a folder that cannot be made is an error of the store', async () => {
  const file = join(scratch, 'a-file');
  writeFileSync(file, '');
  await expect(acquireIdentity(file, 'r1')).rejects.toBeInstanceOf(StoreError);
});

test('the lock does not keep its process alive', async () => {
  const folder = newFolder();
  const module = join(import.meta.dirname, '../../../firmware/store/identity-lock.ts');
  const code = `const { acquireIdentity } = await import(${JSON.stringify(module)});
    await acquireIdentity(${JSON.stringify(folder)}, 'r1');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code]);
  children.push(child);
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
});
