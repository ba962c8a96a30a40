// The folder of a broker: what is in it, what is added when the command is run again, and what is told.

import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { appendFileSync, cpSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { passwordLine } from '../../../bin/mosquitto/passwords.ts';
import { mosquittoPasswd, stage } from './stage.ts';

const { path, read, inBroker, refusal, section, setUp } = stage();

const THREE_ROBOTS =
  '[{ id: r1, board: virtual }, { id: r2, board: virtual }, { id: r9, board: virtual }]';

describe('the folder', () => {
  test('has secrets for their owner alone', () => {
    setUp();
    const modes = readdirSync(path('broker'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }): [string, number] => [
        name,
        statSync(join(parentPath, name)).mode & 0o777,
      ]);
    const open = modes.filter(([, mode]) => (mode & 0o077) !== 0).map(([name]) => name);
    const expected = ['README.txt', 'ca.crt', 'mosquitto.conf', 'roost.acl', 'server.crt'];
    expect(open.sort()).toEqual(expected);
    const names = readdirSync(path('broker/passwords'));
    const passwords = names.map((name) => read('broker/passwords', name));
    expect([passwords.length, new Set(passwords).size]).toEqual([8, 8]);
    for (const password of passwords) {
      expect(password).toMatch(/^[\w-]{32}\n$/);
      expect(inBroker('roost.passwd')).not.toContain(password.trim());
    }
  });

  test('has a certificate for the names of the broker, from the authority', () => {
    setUp({ hosts: ['hub.local', '127.0.0.1', '::1'] });
    const [ca, server] = ['ca.crt', 'server.crt'].map((name) => {
      return new X509Certificate(inBroker(name));
    });
    expect([ca!.ca, server!.ca, server!.verify(ca!.publicKey)]).toEqual([true, false, true]);
    expect(server!.checkHost('hub.local')).toBe('hub.local');
    for (const address of ['127.0.0.1', '::1']) expect(server!.checkIP(address)).toBe(address);
    expect(server!.checkHost('other.local')).toBeUndefined();
    const files = ['-CAfile', path('broker/ca.crt'), path('broker/server.crt')];
    const verify = ['verify', '-x509_strict', '-purpose', 'sslserver', ...files];
    expect(spawnSync('openssl', verify).status).toBe(0);
  });

  test('stays as it is when nothing is missing', () => {
    setUp();
    const texts = () =>
      readdirSync(path('broker'), { recursive: true, encoding: 'utf8' })
        .filter((name) => statSync(path('broker', name)).isFile())
        .sort()
        .map((name) => [name, inBroker(name)]);
    const before = texts();
    expect(setUp()).toEqual({ written: [], users: [], notes: [] });
    expect(texts()).toEqual(before);
  });

  test('gets a user for a robot more, and what was written by hand stays', () => {
    setUp();
    appendFileSync(path('broker/roost.acl'), '\nuser colleague\ntopic read roost/#\n');
    appendFileSync(path('broker/roost.passwd'), passwordLine('colleague', 'x')); // without a line end
    appendFileSync(path('broker/mosquitto.conf'), 'sys_interval 60\n');
    const [acl, passwd] = ['roost.acl', 'roost.passwd'].map(inBroker);
    expect(setUp({ robots: THREE_ROBOTS })).toEqual({
      written: ['broker/passwords/r9.password', 'broker/roost.passwd', 'broker/roost.acl'],
      users: ['r9'],
      notes: [
        'colleague may connect, and the swarm file does not name them; whoever is gone is shut out by ' +
          'mosquitto_passwd -D broker/roost.passwd NAME',
      ],
    });
    expect(inBroker('roost.acl').startsWith(acl!)).toBe(true);
    expect(inBroker('roost.passwd').startsWith(`${passwd}\nr9:$7$`)).toBe(true);
    expect(section('r9')).toContain('\ntopic write roost/orchard/robots/r9/state\n');
    expect(inBroker('mosquitto.conf')).toContain('sys_interval 60');
  });

  test('has rights that are told when they are others, and written anew where they were taken out', () => {
    setUp();
    const before = inBroker('roost.acl');
    const right = 'topic read roost/orchard/robots/r2/cmd/+\n';
    writeFileSync(path('broker/roost.acl'), before.replace(right, 'topic read roost/#\n'));
    expect(setUp().notes).toEqual([
      'the rights of r2 in broker/roost.acl are not those that the swarm file asks for; where nobody wanted that, ' +
        'take these sections out and type this again',
    ]);
    const r2 = /# robot r2\nuser r2\n(topic .*\n)+\n?/;
    writeFileSync(path('broker/roost.acl'), before.replace(r2, ''));
    expect(setUp()).toEqual({ written: ['broker/roost.acl'], users: [], notes: [] });
    expect(inBroker('roost.acl').match(r2)![0].trimEnd()).toBe(before.match(r2)![0].trimEnd());
  });

  test('gives a new password to a user who was taken out', () => {
    setUp();
    const old = inBroker('roost.passwd');
    rmSync(path('broker/passwords/r1.password'));
    expect(setUp().notes).toEqual([
      'the password of r1 is not in broker/passwords/r1.password, where others may not look for it; if it is lost, ' +
        'type mosquitto_passwd -D broker/roost.passwd r1 and then this again, for a new one',
    ]);
    mosquittoPasswd('-D', path('broker/roost.passwd'), 'r1');
    expect(setUp().users).toEqual(['r1']);
    const lineOf = (text: string) => text.split('\n').find((line) => line.startsWith('r1:'));
    expect(lineOf(inBroker('roost.passwd'))).not.toBe(lineOf(old));
    expect(read('broker/passwords/r1.password')).toMatch(/^[\w-]{32}\n$/);
  });

  test('does without the key of the authority until a certificate is renewed', () => {
    setUp();
    const anew = 'for a new one remove server.crt and server.key and type this again';
    const nowMs = Date.now() + 800 * 24 * 3600 * 1000;
    expect(setUp({ nowMs }).notes[0]).toMatch(
      /^broker\/server.crt is valid until 20\d\d-\d\d-\d\d; for a/,
    );
    rmSync(path('broker/ca.key'));
    expect(setUp().notes).toEqual([]);
    const hosts = ['new.local', '10.0.0.7'];
    expect(setUp({ hosts }).notes).toEqual([
      `broker/server.crt is not for new.local, 10.0.0.7; ${anew}`,
    ]);
    rmSync(path('broker/server.key'));
    expect(refusal(() => setUp())).toBe(
      'broker/server.crt is there and broker/server.key is not; remove it, and this makes both anew',
    );
    rmSync(path('broker/server.crt'));
    expect(refusal(() => setUp())).toBe(
      'broker/ca.crt is there and broker/ca.key is not; put the other one back beside it',
    );
    rmSync(path('broker/ca.crt'));
    expect(setUp({ hosts }).written).toEqual([
      'broker/ca.crt',
      'broker/ca.key',
      'broker/server.crt',
      'broker/server.key',
    ]);
    expect(new X509Certificate(inBroker('server.crt')).checkHost('new.local')).toBe('new.local');
    cpSync(path('broker/server.crt'), path('broker/ca.crt'));
    expect(setUp({ hosts }).notes).toEqual([
      `broker/server.crt is not from the authority in broker/ca.crt; ${anew}`,
    ]);
  });
});

test('the README leads to files that Mosquitto takes', () => {
  setUp();
  const script = inBroker('README.txt')
    .match(/sed -e .*\n/)?.[0]
    .replace(/\|\s*$/, '');
  const installed = spawnSync('sh', ['-c', script!], {
    cwd: path('broker'),
    encoding: 'utf8',
  }).stdout;
  const paths = [...installed.matchAll(/^\w+ (\/\S+)/gm)].map(([, found]) => found);
  expect(paths).toEqual([
    '/etc/mosquitto/roost/ca.crt',
    '/etc/mosquitto/roost/server.crt',
    '/etc/mosquitto/roost/server.key',
    '/etc/mosquitto/roost/roost.passwd',
    '/etc/mosquitto/roost/roost.acl',
    '/var/lib/mosquitto/',
  ]);
});
