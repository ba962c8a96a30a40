import {
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newKeyText, writeNewSecret } from '../../../firmware/config/key.ts';
import { formatKeyFile, type KeyFile, parseKeyFile } from '../../../firmware/config/key-text.ts';
import {
  type Administrator,
  memberFile,
  openAdministrator,
  stillRevoked,
  withNextKey,
  withReadmitted,
} from '../../../firmware/keys/administrator.ts';
import { newMasterText } from '../../../firmware/keys/master.ts';
import { type RotationEnd, type RotationOptions, rotate } from '../../../firmware/keys/rotation.ts';
import { systemFiles } from '../../../firmware/store/files.ts';
import { newestKey, switchedTo } from '../../../src/wire/keyring.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { Air, Station, zoneIn } from './stage.ts';

const root = scratchFolder();
const EVERYBODY = [0, 1, 2, 3];
const OVERLAP_MS = 1000;
let count = 0;
let folder: string;
let air: Air;
let stations: Station[];

/** The administrator as it starts anew, from its files. */
const administrator = (): Administrator => openAdministrator(zoneIn(folder), null, {});

function provision(member: number, from = administrator()): void {
  const file = memberFile(from, member);
  writeFileSync(join(folder, `${file.member}.key`), `${formatKeyFile(file)}\n`, { mode: 0o600 });
}

function start(...members: readonly number[]): void {
  for (const member of members) stations[member] = new Station(air, folder, member);
}

async function plan(revoked: readonly number[] = []): Promise<Administrator> {
  const opened = administrator();
  const all = [...stillRevoked(opened.file, opened.roster), ...revoked].sort((a, b) => a - b);
  await opened.save(withNextKey(opened.file, all, OVERLAP_MS));
  return opened;
}

const progress: string[] = [];

function change(from: Administrator, options: Partial<RotationOptions> = {}): Promise<RotationEnd> {
  return rotate({
    administrator: from,
    swarm: 'test',
    zone: 'hall',
    openRadio: (listener) => air.open(listener),
    stepMs: 2,
    linkPatienceMs: 1000,
    patienceMs: 10_000,
    goOn: false,
    notAwaited: new Set(),
    onProgress: (text) => progress.push(text),
    ...options,
  });
}

function keysOf(member: number): [number, number[]] {
  const path = join(folder, 'state', `${stations[member]!.id}.keys`);
  const file = parseKeyFile(readFileSync(path, 'utf8')) as KeyFile;
  return [file.ring.sendingId, file.ring.keys.map(({ id }) => id)];
}

/** Who does not hear whom. */
function deafness(among: readonly number[]): string[] {
  return among.flatMap((from) => {
    const frame = stations[from]!.link.seal({ kind: 'claim', epoch: 1 })!;
    return among
      .filter((to) => stations[to]!.hears(frame) !== 'heard')
      .map((to) => `${to} does not hear ${from}: ${stations[to]!.hears(frame)}`);
  });
}

beforeEach(() => {
  count += 1;
  folder = join(root, `case${count}`);
  mkdirSync(folder);
  progress.length = 0;
  writeNewSecret(join(folder, 'swarm.key'), newKeyText());
  writeNewSecret(join(folder, 'swarm.master'), newMasterText());
  air = new Air();
  stations = [];
  for (const member of EVERYBODY) provision(member);
});

afterEach(async () => {
  await Promise.all(stations.map((station) => station?.stop()));
});

describe('a change of key', () => {
  test("reaches all, on their disks and on the administrator's", async () => {
    start(...EVERYBODY);
    const end = await change(await plan());
    expect(end).toEqual({
      how: 'done',
      keyId: 2,
      switched: EVERYBODY,
      unconfirmed: [],
      missing: [],
    });
    for (const member of EVERYBODY) expect(keysOf(member)).toEqual([2, [1, 2]]);
    expect(administrator().file.ring.keys.map(({ id }) => id)).toEqual([2]);
    expect(deafness(EVERYBODY)).toEqual([]);
    expect(progress.at(-1)).toBe('under the new key speak r1, r2, r3, p1');
    for (const station of stations) station.wait(OVERLAP_MS);
    await until('the old key is gone from the disks', () =>
      EVERYBODY.every((member) => keysOf(member)[1].join() === '2'),
    );
    expect(statSync(join(folder, 'state', 'r1.keys')).mode & 0o777).toBe(0o600);
    expect(stations[0]!.log).toEqual([
      'info keys: key 2 is here, and waits until all have it',
      'info keys: speaks under key 2 from now on',
      'info keys: nothing under a key before 2 is heard any more',
    ]);
  });

  test('the new key is never on the air, nor that of a member', async () => {
    start(...EVERYBODY);
    const from = await plan();
    await change(from);
    const all = Buffer.concat(air.sent);
    const secrets = [
      newestKey(from.file.ring).key,
      ...EVERYBODY.map((member) => memberFile(from, member).kek!),
    ];
    for (const secret of secrets) expect(all.includes(Buffer.from(secret))).toBe(false);
  });

  test('outlives restarts: the key file is older then than what is on the disk', async () => {
    start(...EVERYBODY);
    await change(await plan());
    await stations[1]!.stop();
    start(1);
    expect(stations[1]!.start).toMatchObject({ warning: null, ring: { sendingId: 2 } });
    expect(deafness(EVERYBODY)).toEqual([]);
    const again = await change(await plan());
    expect(again).toMatchObject({ how: 'done', keyId: 3, switched: EVERYBODY });
  });

  test('waits for a member that is late', async () => {
    start(0, 1, 2);
    const ended = change(await plan());
    await until('the others have it', () => progress.some((text) => text.includes('from p1')));
    expect(stations[0]!.codec.sendingId).toBe(1);
    start(3);
    expect(await ended).toMatchObject({ how: 'done', switched: EVERYBODY });
  });

  test('without an answer of all changes nothing, and can be gone on with', async () => {
    start(0, 1, 2);
    expect(await change(await plan(), { patienceMs: 200 })).toEqual({ how: 'silent', silent: [3] });
    expect(stations.map(({ codec }) => codec.sendingId)).toEqual([1, 1, 1]);
    expect(deafness([0, 1, 2])).toEqual([]);
    start(3);
    const again = await plan();
    expect(newestKey(again.file.ring).id).toBe(2);
    expect(await change(again)).toMatchObject({ how: 'done', keyId: 2, switched: EVERYBODY });
  });

  test('goes on without one that is silent when told so, and takes it along later', async () => {
    start(0, 1, 2);
    const end = await change(await plan(), { patienceMs: 200, goOn: true });
    expect(end).toMatchObject({ how: 'done', switched: [0, 1, 2], missing: [3] });
    for (const station of stations) station.wait(OVERLAP_MS);
    start(3);
    stations[0]!.speak();
    expect(stations[3]!.log.join()).toContain(
      'others speak under key 2, which this member was not',
    );
    expect(stations[0]!.hears(stations[3]!.speak())).toBe('unknown-key');
    expect(await change(administrator())).toMatchObject({ how: 'done', switched: EVERYBODY });
    expect(deafness(EVERYBODY)).toEqual([]);
  });

  test('in which a member joins while others switch leaves it no older key to listen to', async () => {
    start(0, 1, 2);
    const opened = await plan([1]);
    await opened.save({ ...opened.file, ring: switchedTo(opened.file.ring, 2) });
    const thief = stations[1]!;
    provision(3);
    start(3);
    expect(stations[3]!.codec.sendingId).toBe(2);
    const asAnother = thief.codec.seal(
      { source: 0, boot: 9, sequence: 9 },
      { kind: 'claim', epoch: 1 },
    )!;
    expect(stations[3]!.hears(asAnother)).toBe('unknown-key');
  });

  test('goes on without those that need not be waited for', async () => {
    start(0, 1, 2);
    const end = await change(await plan(), { notAwaited: new Set([3]) });
    expect(end).toMatchObject({ how: 'done', switched: [0, 1, 2], missing: [3] });
  });

  test('does not go on with too few robots for a leader, or with nobody', async () => {
    start(0, 3);
    const few = await change(await plan(), { patienceMs: 200, goOn: true });
    expect(few).toEqual({ how: 'too-few', having: 1, silent: [1, 2] });
    await Promise.all(stations.map((station) => station?.stop()));
    const nobody = await change(administrator(), { patienceMs: 50, goOn: true });
    expect(nobody).toEqual({ how: 'silent', silent: EVERYBODY });
    expect(administrator().file.ring.sendingId).toBe(1);
  });

  test('ends when the radio does not come up', async () => {
    air.isDown = true;
    const end = await change(await plan(), { linkPatienceMs: 50 });
    expect(end).toEqual({ how: 'no-radio', reason: 'the air is down' });
  });

  test("from an old copy of the administrator's file changes nothing", async () => {
    start(...EVERYBODY);
    const old = readFileSync(join(folder, 'swarm.key'));
    await change(await plan());
    await change(await plan());
    writeFileSync(join(folder, 'swarm.key'), old, { mode: 0o600 });
    const end = await change(await plan());
    expect(end).toEqual({ how: 'refused', by: [0], newest: 3 });
    expect(deafness(EVERYBODY)).toEqual([]);
    expect(stations[0]!.log.at(-1)).toMatch(/^error keys: key 2 .* is not taken: /);
  });

  test('after a crash of the administrator while members switch is gone on with', async () => {
    start(...EVERYBODY);
    const from = await plan();
    const { file } = from;
    await from.save({ ...file, ring: switchedTo(file.ring, 2) });
    const end = await change(await plan());
    expect(end).toMatchObject({ how: 'done', keyId: 2, switched: EVERYBODY });
  });

  test("is kept where the administrator's file is, when that is behind a link", async () => {
    mkdirSync(join(folder, 'vault'));
    renameSync(join(folder, 'swarm.key'), join(folder, 'vault', 'swarm.key'));
    symlinkSync(join('vault', 'swarm.key'), join(folder, 'swarm.key'));
    await plan();
    expect(lstatSync(join(folder, 'swarm.key')).isSymbolicLink()).toBe(true);
    const kept = readFileSync(join(folder, 'vault', 'swarm.key'), 'utf8');
    expect(newestKey((parseKeyFile(kept) as KeyFile).ring).id).toBe(2);
  });

  test('never leaves a file behind that cannot be read again', async () => {
    const opened = administrator();
    const before = readFileSync(join(folder, 'swarm.key'), 'utf8');
    const next = withNextKey(opened.file, [], 2 ** 32);
    await expect(opened.save(next)).rejects.toThrow('cannot be read again');
    expect(readFileSync(join(folder, 'swarm.key'), 'utf8')).toBe(before);
  });

  test('is not known to a member whose disk is full, until there is room', async () => {
    let full = true;
    const files = {
      ...systemFiles,
      open: async (path: string, flags: string, mode?: number) => {
        if (full) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
        return systemFiles.open(path, flags, mode);
      },
    };
    start(0, 1, 2);
    stations[3] = new Station(air, folder, 3, 1, files);
    const ended = change(await plan());
    await until('it says so', () => stations[3]!.log.some((line) => line.includes('disk is full')));
    expect(stations[0]!.codec.sendingId).toBe(1);
    full = false;
    const timer = setInterval(() => stations[3]!.wait(1000), 20);
    expect(await ended).toMatchObject({ how: 'done', switched: EVERYBODY });
    clearInterval(timer);
  });
});

describe('a revoked member', () => {
  test('is heard by nobody, has no part in the new key, and knows it', async () => {
    start(...EVERYBODY);
    const before = stations[1]!.speak();
    const end = await change(await plan([1]));
    expect(end).toMatchObject({ how: 'done', switched: [0, 2, 3], missing: [] });
    const others = [0, 2, 3];
    for (const member of others) {
      expect(stations[member]!.hears(before)).toBe('revoked');
      expect(stations[member]!.hears(stations[1]!.speak())).toBe('revoked');
      stations[member]!.wait(OVERLAP_MS);
      expect(stations[member]!.hears(stations[1]!.speak())).toBe('unknown-key');
    }
    expect(deafness(others)).toEqual([]);
    stations[0]!.speak();
    expect(stations[1]!.codec.sendingId).toBe(1);
    expect(stations[1]!.log.at(-1)).toContain('If it was revoked, this is as it should be');
  });

  test('stays revoked through later changes, and after restarts', async () => {
    start(...EVERYBODY);
    await change(await plan([1]));
    await change(await plan());
    expect(newestKey(administrator().file.ring)).toMatchObject({ id: 3, revoked: [1] });
    await stations[0]!.stop();
    start(0);
    const forged = stations[0]!.codec.seal(
      { source: 1, boot: 9, sequence: 9 },
      { kind: 'claim', epoch: 1 },
    )!;
    expect(stations[2]!.hears(forged)).toBe('revoked');
    expect(stations[0]!.hears(forged)).toBe('revoked');
  });

  test('is taken in again under another key of its own, and is heard after the next change', async () => {
    start(...EVERYBODY);
    await change(await plan([1]));
    const stolen = stations[1]!;
    const oldKek = memberFile(administrator(), 1).kek!;
    const opened = administrator();
    await opened.save(withReadmitted(opened.file, 'r2'));
    provision(1);
    expect(memberFile(administrator(), 1).kek).not.toEqual(oldKek);
    start(1);
    expect(stations[1]!.codec.sendingId).toBe(2);
    expect(stations[0]!.hears(stations[1]!.speak())).toBe('revoked');
    expect(await change(await plan())).toMatchObject({
      how: 'done',
      keyId: 3,
      switched: EVERYBODY,
    });
    expect(deafness(EVERYBODY)).toEqual([]);
    expect(stolen.codec.sendingId).toBe(1);
    await stolen.stop();
    // It can be revoked once more.
    expect(await change(await plan([1]))).toMatchObject({ how: 'done', keyId: 4 });
    expect(stations[0]!.hears(stations[1]!.speak())).toBe('revoked');
  });

  test('that was taken in again, and stolen again, never has the key that shuts it out', async () => {
    start(...EVERYBODY);
    // A change that was broken off: r2 is revoked by key 2, and nobody has it yet.
    const opened = await plan([1]);
    await opened.save(withReadmitted(opened.file, 'r2'));
    provision(1);
    await stations[1]!.stop();
    start(1);
    const end = await change(await plan([1]));
    expect(end).toMatchObject({ how: 'done', keyId: 3, switched: [0, 2, 3] });
    const inItsHands = stations[1]!.start.ring.keys.map(({ id }) => id);
    expect(inItsHands).not.toContain(3);
    // And the change after that does not take it in by itself.
    await change(await plan());
    expect(newestKey(administrator().file.ring)).toMatchObject({ id: 4, revoked: [1] });
  });

  test('while another change was under way gets no further than the key that it has', async () => {
    start(0, 1, 2);
    await change(await plan(), { patienceMs: 100 });
    start(3);
    const end = await change(await plan([1]));
    expect(end).toMatchObject({ how: 'done', keyId: 3, switched: [0, 2, 3] });
    expect(stations[0]!.hears(stations[1]!.speak())).toBe('revoked');
    for (const member of [0, 2, 3]) stations[member]!.wait(OVERLAP_MS);
    expect(deafness([0, 2, 3])).toEqual([]);
  });
});
