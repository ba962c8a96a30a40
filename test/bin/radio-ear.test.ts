/** Frames that the hub overhears: opened with the key of the swarm, also with the one that comes after it. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { radioEar } from '../../bin/monitor/radio-ear.ts';
import { writeNewKey } from '../../firmware/config/key.ts';
import { formatKeyFile } from '../../firmware/config/key-text.ts';
import { loadSwarm } from '../../firmware/config/load.ts';
import { nodeCrypto } from '../../firmware/crypto.ts';
import { loadKeyFile } from '../../firmware/keys/start-keys.ts';
import type { RadioEar } from '../../monitor/hub/ports.ts';
import type { Message } from '../../src/protocol/message.ts';
import { FrameCodec } from '../../src/wire/frame.ts';
import { switchedTo, withKey } from '../../src/wire/keyring.ts';
import { scratchFolder } from '../support/scratch.ts';

const folder = scratchFolder();
const URL = 'mqtt://127.0.0.1:1883';

function swarm(telemetry = URL) {
  const file = join(folder, 'swarm.yaml');
  const lines = [
    ...['swarm: orchard', 'zone: east', 'key: { file: ./swarm.key }', `radio: { mqtt: "${URL}" }`],
    ...[`telemetry: { mqtt: "${telemetry}" }`, 'timing: lan'],
    'robots: [{ id: r1, rank: 1, board: virtual }, { id: r2, rank: 2, board: virtual }]',
    'pads: [{ id: p1, board: virtual, guard: controller }]',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return loadSwarm(file);
}

function frame(source: number, message: Message): Uint8Array {
  const config = swarm();
  const { ring } = loadKeyFile(config);
  const { swarm: name, zone, roster } = config;
  const codec = new FrameCodec({ crypto: nodeCrypto, ring, swarm: name, zone, roster });
  return codec.seal({ source, boot: 1, sequence: 1 }, message)!;
}

const fence = { epoch: 3, counter: 5 };
const admit: Message = { kind: 'admit', pad: 0, robot: 1, fence, attempt: 1, leaseMs: 3000 };

writeNewKey(join(folder, 'swarm.key'));

describe('an ear at the radio topic', () => {
  it('says who said what to whom about which pad', () => {
    const ear = radioEar(swarm(), () => 0) as RadioEar;
    expect(ear.topic).toBe('roost/orchard/radio/east');
    expect(ear.decode(frame(2, admit))).toEqual({ from: 'p1', kind: 'admit', to: 'r2', pad: 'p1' });
    const hold: Message = { kind: 'hold', pad: 0, fence, asking: [1] };
    expect(ear.decode(frame(0, hold))).toEqual({ from: 'r1', kind: 'hold', to: null, pad: 'p1' });
  });

  it('takes nothing that is not authentic', () => {
    const ear = radioEar(swarm(), () => 0) as RadioEar;
    const forged = frame(2, admit);
    forged[forged.length - 1]! ^= 1;
    expect(ear.decode(forged)).toBe(null);
    expect(ear.decode(new Uint8Array(0))).toBe(null);
    expect(ear.decode(new Uint8Array(10_000_000))).toBe(null);
  });

  it('learns the key that comes after, from the file', () => {
    const config = swarm();
    let nowMs = 0;
    const ear = radioEar(config, () => nowMs) as RadioEar;
    const path = join(folder, 'swarm.key');
    const before = readFileSync(path);
    const given = loadKeyFile(config);
    const added = withKey(given.ring, {
      id: 2,
      key: new Uint8Array(32).fill(7),
      revoked: [],
      overlapMs: 60_000,
    });
    const ring = switchedTo(added, 2);
    writeFileSync(path, `${formatKeyFile({ ...given, ring })}\n`);
    const newer = frame(2, admit);
    expect(ear.decode(newer)).toBe(null);
    // Not at each frame: whoever may publish could keep the disk busy.
    nowMs = 10_000;
    expect(ear.decode(newer)).toBe(null);
    expect(ear.decode(newer)).toMatchObject({ kind: 'admit' });
    writeFileSync(path, before);
  });

  it('says why there is none', () => {
    expect(radioEar(swarm('mqtt://elsewhere:1883'), () => 0)).toMatch(/has another broker/);
    const config = swarm();
    const path = join(folder, 'swarm.key');
    const key = readFileSync(path);
    writeFileSync(path, 'short');
    expect(radioEar(config, () => 0)).toMatch(/^the key cannot be read: /);
    writeFileSync(path, key);
  });
});
