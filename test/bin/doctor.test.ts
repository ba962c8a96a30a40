import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { architectureRow, clockRow, nodeRow } from '../../bin/doctor/machine.ts';
import { portsRow } from '../../bin/doctor/ports.ts';
import { stateRow } from '../../bin/doctor/storage.ts';
import { type AedesBroker, startAedes } from '../support/aedes-broker.ts';
import { freePort } from '../support/free-port.ts';
import { scratchFolder } from '../support/scratch.ts';
import { roost } from './run-roost.ts';

const folder = scratchFolder();
const elsewhere = scratchFolder();
let broker: AedesBroker;

beforeAll(async () => {
  broker = await startAedes();
  await roost(['init'], { cwd: folder });
});
afterAll(() => broker.kill());

const doctor = (...args: string[]) => roost(['doctor', ...args], { cwd: folder });
const at = (url: string) => ['--set', `radio.mqtt=${url}`, '--set', `telemetry.mqtt=${url}`];

interface Document {
  readonly schemaVersion: number;
  readonly ok: boolean;
  readonly rows: readonly { check: string; status: string; detail: string; mend: string | null }[];
}

async function rowsOf(...args: string[]) {
  const { code, stdout, stderr } = await doctor('--json', ...args);
  const document: Document = JSON.parse(stdout);
  const row = (check: string) => document.rows.find((candidate) => candidate.check === check);
  return { code, stderr, document, row };
}

describe('doctor', () => {
  test('finds all well', async () => {
    const { code, stdout, stderr } = await doctor(...at(broker.url));
    expect([code, stderr]).toEqual([0, '']);
    const checks = stdout
      .split('\n')
      .flatMap((line) => /^(?:ok|warn) +(\S+)/.exec(line)?.[1] ?? []);
    expect(checks).toEqual([
      'node',
      'machine',
      'clock',
      'ports',
      'swarm',
      'key',
      'state',
      'radio,',
    ]);
    expect(stdout).toMatch(
      /radio, telemetry {2}mqtt:\/\/127\.0\.0\.1:\d+: a message and back takes/,
    );
    expect(stdout).not.toContain('\u001b[');
    expect(readdirSync(folder).sort()).toEqual(['swarm.key', 'swarm.schema.json', 'swarm.yaml']);
  });

  test('--json says the same', async () => {
    const { code, document, row } = await rowsOf(...at(broker.url));
    expect([code, document.schemaVersion, document.ok]).toEqual([0, 1, true]);
    expect(row('key')).toEqual({
      check: 'key',
      status: 'ok',
      detail: 'swarm.key, for its owner alone',
      mend: null,
    });
  });

  test('a broker that is down ends it with 4', async () => {
    const port = await freePort();
    const { code, stderr, document, row } = await rowsOf(
      ...at(broker.url),
      '--set',
      `radio.mqtt=mqtt://me:secret@127.0.0.1:${port}`,
    );
    expect([code, document.ok]).toEqual([4, false]);
    expect(row('radio')).toEqual({
      check: 'radio',
      status: 'fail',
      detail: `no broker listens at mqtt://127.0.0.1:${port}`,
      mend: 'start it, or mend the address',
    });
    expect(row('telemetry')?.status).toBe('ok');
    expect(stderr).toBe('roost: a member would not run here: mend radio\n');
  });

  test('a server that never answers is waited for three seconds', async () => {
    const silent = createServer((socket) => socket.on('error', () => {}));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const { code, row } = await rowsOf(...at(`mqtt://127.0.0.1:${port}`));
    silent.close();
    expect([code, row('radio, telemetry')?.detail]).toEqual([
      4,
      `mqtt://127.0.0.1:${port} does not answer within 3 s`,
    ]);
  });

  test('a bad configuration ends it with 3, and the machine is looked at all the same', async () => {
    const { code, document, row } = await rowsOf('--set', 'timing=lna');
    expect([code, document.ok, row('node')?.status]).toEqual([3, false, 'ok']);
    expect(row('swarm')).toMatchObject({
      status: 'fail',
      detail: "--set timing=lna: timing is text 'lna'",
      mend: "did you mean 'lan'?",
    });
  });

  test('a key that others may read', async () => {
    const open = join(elsewhere, 'open.key');
    writeFileSync(open, readFileSync(join(folder, 'swarm.key')), { mode: 0o644 });
    const { code, row } = await rowsOf(...at(broker.url), '--set', `key.file=${open}`);
    expect([code, row('key')?.mend]).toEqual([3, `type: chmod 600 ${open}`]);
  });

  test('without a swarm file it looks at the machine', async () => {
    const { code, stdout } = await roost(['doctor'], { cwd: elsewhere });
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('warn  swarm    no swarm.yaml here'),
    ]);
  });
});

describe('rows', () => {
  const machine = {
    nodeVersion: '24.21.0',
    pinnedNode: '24.21.0',
    platform: 'linux',
    architecture: 'arm64',
  };

  test('node', () => {
    expect(nodeRow(machine).status).toBe('ok');
    expect(nodeRow({ ...machine, nodeVersion: '24.9.0' })).toMatchObject({
      status: 'warn',
      detail: '24.9.0; tested with 24.21.0',
    });
    expect(nodeRow({ ...machine, nodeVersion: '20.20.2' }).status).toBe('fail');
  });

  test('machine', () => {
    expect(architectureRow(machine).status).toBe('ok');
    expect(architectureRow({ ...machine, architecture: 'arm' })).toMatchObject({
      status: 'warn',
      detail: 'linux on arm is not tested with',
    });
  });

  test('clock', () => {
    const fine = { stepMicroseconds: 0.04, uptimeSeconds: 100, awakeSeconds: 99.99 };
    expect(clockRow(fine)).toMatchObject({
      status: 'ok',
      detail: 'steps of 0.0 us; time asleep shows',
    });
    expect(clockRow({ ...fine, awakeSeconds: 40 })).toMatchObject({
      status: 'ok',
      detail: 'steps of 0.0 us; it slept 60 s since its start, and that shows',
    });
    expect(clockRow({ ...fine, uptimeSeconds: 50 }).status).toBe('warn');
    expect(clockRow({ ...fine, stepMicroseconds: 4000 }).status).toBe('warn');
  });

  test('ports', () => {
    const devices = join(folder, 'dev');
    expect(portsRow(devices)).toMatchObject({ status: 'ok', detail: 'no serial ports' });
    mkdirSync(join(devices, 'serial/by-id'), { recursive: true });
    for (const name of ['ttyUSB0', 'ttyACM1', 'tty1', 'null'])
      writeFileSync(join(devices, name), '');
    symlinkSync('../../ttyUSB0', join(devices, 'serial/by-id/usb-FTDI'));
    expect(portsRow(devices, () => true)).toEqual({
      check: 'ports',
      status: 'ok',
      detail: `${devices}/serial/by-id/usb-FTDI, ${devices}/ttyACM1`,
      mend: null,
    });
    expect(portsRow(devices, (path) => !path.includes('ACM'))).toEqual({
      check: 'ports',
      status: 'warn',
      detail: `this user may not open ${devices}/ttyACM1`,
      mend: 'type: sudo usermod -aG dialout $USER, and log in again',
    });
  });

  test('state', () => {
    const state = join(folder, 'a/b/state');
    expect(stateRow(state, 1e6)).toMatchObject({
      status: expect.stringMatching(/ok|warn/),
      detail: expect.stringContaining(`${state} (to be made)`),
    });
    expect(stateRow(folder, 0).status).toBe('warn');
    const blocked = join(folder, 'swarm.yaml/state');
    expect(stateRow(blocked, 25)).toMatchObject({
      status: 'fail',
      detail: `${blocked} (to be made) cannot be written: ENOTDIR`,
    });
    expect(readdirSync(folder).filter((name) => name.startsWith('.roost'))).toEqual([]);
  });
});
