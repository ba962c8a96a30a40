import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { ConfigError } from '../../../firmware/config/config-error.ts';
import { loadKey, newKeyText, writeNewSecret } from '../../../firmware/config/key.ts';
import { formatKeyFile, type KeyFile } from '../../../firmware/config/key-text.ts';
import { memberFile, openAdministrator } from '../../../firmware/keys/administrator.ts';
import { checkKeys } from '../../../firmware/keys/check-keys.ts';
import { kekOf, loadMaster, newMasterText } from '../../../firmware/keys/master.ts';
import { loadStartKeys } from '../../../firmware/keys/start-keys.ts';
import type { KeyRing } from '../../../src/wire/keyring.ts';
import { scratchFolder } from '../../support/scratch.ts';
import { zoneIn } from './stage.ts';

const root = scratchFolder();
let count = 0;
let folder: string;

const ring = (sendingId: number, ...ids: number[]): KeyRing => ({
  namespace: Uint8Array.of(1, 2),
  keys: ids.map((id) => ({
    id,
    key: new Uint8Array(32).fill(id),
    revoked: [],
    overlapMs: 100,
  })),
  sendingId,
});
const KEK = new Uint8Array(32).fill(9);

function file(change: Partial<KeyFile> = {}): KeyFile {
  return {
    swarm: 'test',
    zone: 'hall',
    member: 'r1',
    kek: KEK,
    ring: ring(1, 1),
    readmitted: new Map(),
    ...change,
  };
}

function write(path: string, content: string | KeyFile): void {
  const text = typeof content === 'string' ? content : `${formatKeyFile(content)}\n`;
  writeFileSync(join(folder, path), text, { mode: 0o600 });
}

const kept = (content: string | KeyFile) => write('state/r1.keys', content);
const load = (env: NodeJS.ProcessEnv = {}) => loadStartKeys(zoneIn(folder), 'r1', env);

function complaint(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  return 'nothing';
}

beforeEach(() => {
  count += 1;
  folder = join(root, `case${count}`);
  mkdirSync(join(folder, 'state'), { recursive: true });
});

describe('a member starts', () => {
  test('with its key file', () => {
    write('r1.key', file());
    expect(load()).toEqual({ ring: ring(1, 1), kek: KEK, warning: null });
  });

  test('with a plain key, which is the first one of its swarm and has no other', () => {
    const plain = newKeyText().trim();
    write('r1.key', `${plain}\n`);
    const start = load();
    expect(start).toMatchObject({ kek: null, warning: null, ring: { sendingId: 1 } });
    expect(start.ring.keys).toHaveLength(1);
    expect(loadKey({ key: { file: join(folder, 'r1.key') } })).toEqual(start.ring.keys[0]!.key);
  });

  test('with a key file in the environment', () => {
    const zone = { ...zoneIn(folder), key: { env: 'ROOST_KEY' } };
    const env = { ROOST_KEY: formatKeyFile(file()) };
    expect(loadStartKeys(zone, 'r1', env)).toMatchObject({ kek: KEK, ring: { sendingId: 1 } });
    expect(loadKey(zone, env)).toEqual(ring(1, 1).keys[0]!.key);
    expect(complaint(() => loadStartKeys(zone, 'r2', env))).toMatch(
      /^ROOST_KEY in the environment: this key file is for r1 and not for r2; /,
    );
  });

  test('with what it was sent since, and the key-encryption key of its file', () => {
    write('r1.key', file());
    kept(file({ kek: null, ring: ring(2, 1, 2) }));
    expect(load()).toEqual({ ring: ring(2, 2), kek: KEK, warning: null });
  });

  test('with a key file that is newer than what it was sent', () => {
    write('r1.key', file({ ring: ring(4, 4) }));
    kept(file({ kek: null, ring: ring(2, 2) }));
    expect(load().ring).toEqual(ring(4, 4));
  });

  test('without the key before, which whoever was shut out still has', () => {
    // As roost join makes it while the others switch.
    write('r1.key', file({ ring: ring(2, 1, 2, 3) }));
    expect(load().ring).toEqual(ring(2, 2, 3));
  });

  test('with its key file when what it was sent is damaged, which is kept and told of', () => {
    write('r1.key', file());
    kept(formatKeyFile(file({ ring: ring(2, 2) })).slice(0, -20));
    const { ring: started, warning } = load();
    expect(started.sendingId).toBe(1);
    expect(warning).toMatch(
      /r1\.keys is damaged \(it is cut short\); it was kept as .*damaged-\d+/,
    );
    expect(existsSync(join(folder, 'state/r1.keys'))).toBe(false);
    expect(readdirSync(join(folder, 'state'))).toHaveLength(1);
    expect(load().warning).toBeNull();
  });
});

describe('a member does not start', () => {
  test.each<[string, KeyFile, string]>([
    [
      'with the key of another',
      file({ member: 'r2' }),
      'r1.key: this key file is for r2 and not for r1; have one made by roost join r1; where several ' +
        'members share a machine, write key: { file: ./%id.key }',
    ],
    [
      'with the key of another zone',
      file({ zone: 'yard' }),
      'r1.key: this key is for swarm test, zone yard, and the swarm file is of test, hall; take the key ' +
        'file of this zone; each zone has one of its own',
    ],
    [
      'with the key of another swarm',
      file({ swarm: 'barn' }),
      'r1.key: this key is for swarm barn, zone hall, and the swarm file is of test, hall; take the key ' +
        'file of this zone; each zone has one of its own',
    ],
  ])('%s', (_, content, message) => {
    write('r1.key', content);
    expect(complaint(load)).toBe(message);
  });

  test('with a key file that others may read', () => {
    write('r1.key', file());
    chmodSync(join(folder, 'r1.key'), 0o644);
    expect(complaint(load)).toBe(
      'r1.key: others than its owner may use the key (mode 0644); type: chmod 600 r1.key',
    );
  });

  test('with half of a key file', () => {
    write('r1.key', formatKeyFile(file()).slice(0, 80));
    expect(complaint(load)).toBe(
      'r1.key: this key file cannot be used: it is cut short; have it made again by roost join',
    );
  });

  test('with keys of another swarm in its state', () => {
    write('r1.key', file());
    kept(file({ ring: { ...ring(2, 2), namespace: Uint8Array.of(9, 9) } }));
    expect(complaint(load)).toBe(
      'state/r1.keys: the keys in it are of another swarm than the key file; if the key file is right, ' +
        'remove this one; else give the member its key again (roost join)',
    );
  });

  test('with two keys under one id', () => {
    write('r1.key', file({ ring: ring(2, 2) }));
    const [key] = ring(2, 2).keys;
    kept(file({ ring: { ...ring(2, 2), keys: [{ ...key!, key: new Uint8Array(32) }] } }));
    expect(complaint(load)).toMatch(/^state\/r1\.keys: key 2 in it is another one than in the key/);
  });
});

describe('the administrator', () => {
  const open = (env = {}) => openAdministrator(zoneIn(folder), null, env);

  test('gives each member a key-encryption key of its own, always the same one', () => {
    writeNewSecret(join(folder, 'swarm.key'), newKeyText());
    writeNewSecret(join(folder, 'swarm.master'), newMasterText());
    const keks = [0, 1, 2, 3].map((member) => memberFile(open(), member).kek!);
    expect(new Set(keks.map(String)).size).toBe(4);
    expect(memberFile(open(), 0)).toEqual(memberFile(open(), 0));
    expect(memberFile(open(), 3)).toMatchObject({ member: 'p1', swarm: 'test', zone: 'hall' });
  });

  test('gets other ones from another master, swarm, zone or readmission', () => {
    const master = new Uint8Array(32).fill(1);
    const names = { swarm: 'a', zone: 'b', id: 'c' };
    const all = [
      kekOf(master, names, 0),
      kekOf(master, names, 1),
      kekOf(master, { ...names, swarm: 'x' }, 0),
      kekOf(master, { ...names, zone: 'x' }, 0),
      kekOf(master, { ...names, id: 'x' }, 0),
      kekOf(new Uint8Array(32), names, 0),
    ];
    expect(new Set(all.map(String)).size).toBe(all.length);
  });

  test('needs the master, which is looked for beside the key', () => {
    write('swarm.key', newKeyText());
    expect(complaint(open)).toBe(
      'swarm.master: there is no master; it is on the machine where the first member was joined: go there, ' +
        'or copy it from its backup; for a swarm that never had one type: roost keygen --master swarm.master',
    );
    write('swarm.master', newKeyText());
    expect(complaint(open)).toBe(
      'swarm.master: this is no master; name the file that roost keygen --master wrote',
    );
    write('swarm.master', newMasterText());
    chmodSync(join(folder, 'swarm.master'), 0o640);
    expect(complaint(open)).toContain('others than its owner may use the master (mode 0640)');
    chmodSync(join(folder, 'swarm.master'), 0o600);
    expect(loadMaster(join(folder, 'swarm.master'))).toHaveLength(32);
    expect(open().file.member).toBeNull();
  });

  test('is not on a machine with the key of a member, or with one in the environment', () => {
    write('swarm.master', newMasterText());
    write('swarm.key', file());
    expect(complaint(open)).toBe(
      "swarm.key: this is the key file of r1, a member; do this on the administrator's machine, where " +
        "the swarm's own key file is",
    );
    const zone = { ...zoneIn(folder), key: { env: 'ROOST_KEY' } };
    expect(complaint(() => openAdministrator(zone, null, { ROOST_KEY: newKeyText() }))).toMatch(
      /^ROOST_KEY in the environment: the administrator's key must be in a file/,
    );
  });
});

describe('the keys of a machine', () => {
  const check = (env = {}) => checkKeys(zoneIn(folder), env);

  test('are fit for use when all that are there are', () => {
    write('r1.key', file());
    expect(check()).toBeUndefined();
    write('p1.key', file({ member: 'p1' }));
    write('swarm.key', newKeyText());
    expect(check()).toBeUndefined();
    write('r2.key', file());
    expect(complaint(check)).toMatch(/^r2\.key: this key file is for r1 and not for r2; /);
    write('r2.key', 'nonsense');
    expect(complaint(check)).toMatch(/^r2\.key: its 8 bytes are not a key; /);
  });

  test('are not when there is none', () => {
    expect(complaint(check)).toBe(
      '%id.key: there is no key of that name, neither of a member nor of the swarm; take in that of a ' +
        'member (roost join --accept), or for a new swarm type: roost keygen swarm.key',
    );
  });

  test('of one name are looked at as they are', () => {
    const zone = { ...zoneIn(folder), key: { file: join(folder, 'my.key') } };
    expect(complaint(() => checkKeys(zone, {}))).toMatch(/^my\.key: there is no key; /);
    write('my.key', file({ member: 'r2' }));
    expect(checkKeys(zone, {})).toBeUndefined();
    write('my.key', file({ zone: 'yard' }));
    expect(complaint(() => checkKeys(zone, {}))).toMatch(
      /^my\.key: this key is for swarm test, zone/,
    );
    const inEnvironment = { ...zone, key: { env: 'ROOST_KEY' } };
    expect(checkKeys(inEnvironment, { ROOST_KEY: formatKeyFile(file()) })).toBeUndefined();
  });
});
