// Who a member is to its broker: what the swarm file says, and what one member makes of it.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSwarm } from '../../../firmware/config/load.ts';
import { brokerCredentials, memberCredentials } from '../../../firmware/mqtt/broker-access.ts';
import { complaint, folder, withLines } from './complaint.ts';

const OWN = 'broker: { user: "%id", passwordFile: ./broker/%id.password, caFile: ./broker/ca.crt }';
const SECURE = 'radio: { mqtt: "mqtts://hub" }';
const ca = join(folder, 'broker', 'ca.crt');

mkdirSync(join(folder, 'broker'));

function load(lines: Record<string, string>) {
  const file = join(folder, 'swarm.yaml');
  writeFileSync(file, withLines(lines));
  return loadSwarm(file, { env: {} });
}

function writePassword(name: string, text: string, mode = 0o600) {
  const path = join(folder, 'broker', name);
  writeFileSync(path, text);
  chmodSync(path, mode);
}

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  return 'nothing';
}

describe('credentials', () => {
  test('one file for all, a user and a password for each', () => {
    writePassword('r1.password', 'first secret\n');
    writePassword('monitor.password', 'its own\r\n');
    const config = load({ radio: SECURE, x: OWN });
    expect(brokerCredentials(config, 'r1', {})).toEqual({
      user: 'r1',
      password: 'first secret',
      caFile: ca,
    });
    expect(brokerCredentials(config, 'monitor', {})).toMatchObject({
      user: 'monitor',
      password: 'its own',
    });
  });

  test('a password without a user is that of the member', () => {
    writePassword('r2.password', 'x');
    const config = load({ x: 'broker: { passwordFile: ./broker/%id.password }' });
    expect(brokerCredentials(config, 'r2', {})).toEqual({
      user: 'r2',
      password: 'x',
      caFile: null,
    });
  });

  test('none of it, or a user alone', () => {
    expect(brokerCredentials(load({}), 'r1', {})).toEqual({
      user: null,
      password: null,
      caFile: null,
    });
    const { user, password } = brokerCredentials(load({ x: 'broker: { user: fleet-%id }' }), 'r1');
    expect([user, password]).toEqual(['fleet-r1', null]);
  });

  test('the environment goes over the file, and the file is not even read', () => {
    const config = load({ radio: SECURE, x: OWN });
    const env = { ROOST_BROKER_USER: 'viewer', ROOST_BROKER_PASSWORD: 'look' };
    const expected = { user: 'viewer', password: 'look', caFile: ca };
    expect(brokerCredentials(config, 'nobody', env)).toEqual(expected);
    const { ROOST_BROKER_PASSWORD } = env;
    expect(brokerCredentials(config, 'r1', { ROOST_BROKER_PASSWORD })).toEqual({
      ...expected,
      user: 'r1',
    });
  });

  test('a member that has only a radio needs no password', () => {
    const config = load({
      radio: 'radio: { serial: { driver: transparent, path: p } }',
      x: `telemetry: { mqtt: mqtts://hub }\n${OWN}`,
    });
    expect(memberCredentials(config, 'r9', {}).user).toBeNull();
    expect(refusal(() => memberCredentials(config, 'p1', {}))).toContain('p1.password');
  });

  test.each<[string, string | null, number, string]>([
    [
      'missing',
      null,
      0o600,
      'broker/missing.password: there is no password for the broker; copy it from where roost init --mosquitto ' +
        'wrote it, or mend broker.passwordFile',
    ],
    [
      'open',
      'secret',
      0o640,
      'broker/open.password: others than its owner may use the password for the broker (mode 0640); ' +
        'type: chmod 600 broker/open.password',
    ],
    [
      'empty',
      '\n',
      0o600,
      'broker/empty.password: there is no password in it; write the password alone, in one line',
    ],
    [
      'long',
      'user:x\npassword:y\n',
      0o600,
      'broker/long.password: this is more than a password; write the password alone, in one line',
    ],
  ])('a file that is %s', (id, text, mode, expected) => {
    if (text !== null) writePassword(`${id}.password`, text, mode);
    const config = load({ radio: SECURE, x: OWN });
    const told = refusal(() => brokerCredentials(config, id, {}));
    expect(told.replace(/(chmod 600 ).*\/(broker\/)/, '$1$2')).toBe(expected);
  });
});

describe('contradictions', () => {
  test('two users: in the URL, and beside it', () => {
    const told = complaint(
      withLines({
        radio: 'radio: { mqtt: "mqtts://me:secret@hub" }',
        x: `telemetry: { mqtt: mqtts://hub }\n${OWN}`,
      }),
    );
    expect(told).toMatchInlineSnapshot(`
      "
      swarm.yaml:4:16: the URL names a user or a password, and so does broker.user; take USER:PASSWORD@ out of the URL, or user and passwordFile out of broker
      "
    `);
    expect(told).not.toContain('secret');
  });

  test('a user in the URL and an authority beside it are none', () => {
    const lines = { radio: 'radio: { mqtt: "mqtts://me:x@hub" }', x: 'broker: { caFile: ca.crt }' };
    expect(complaint(withLines(lines))).toBe('nothing');
  });

  test('passwords of several members for one user', () => {
    const x = 'broker: { user: robot, passwordFile: ./%id.password }';
    expect(complaint(withLines({ x }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:17: all members are the user 'robot', and each has a password file of its own; write %id in the user too, or take it out of passwordFile
      "
    `);
  });

  test('an authority for what is not encrypted', () => {
    expect(complaint(withLines({ x: 'broker: { caFile: ca.crt }' }))).toMatchInlineSnapshot(`
      "
      swarm.yaml:10:19: nobody looks at a certificate at mqtt://localhost:1883, which is not encrypted; write mqtts: or wss: in the URL, or leave caFile out
      "
    `);
  });

  test('what is no setting', () => {
    const x = 'broker: { usr: a, passwordFile: 3, caFile: "" }';
    expect(complaint(withLines({ x }))).toMatchInlineSnapshot(`
      "
      swarm.yaml has 3 problems
        swarm.yaml:10:11: unknown key 'usr' in broker; did you mean 'user'?
        swarm.yaml:10:33: broker.passwordFile is the number 3, not text; write for instance passwordFile: "./broker/%id.password"
        swarm.yaml:10:44: broker.caFile is empty; write for instance caFile: ./broker/ca.crt
      "
    `);
  });
});
