/** A swarm with the broker that `roost init --mosquitto` makes for it: TLS, users, access rights. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSwarm } from '../../firmware/config/load.ts';
import { type BrokerCredentials, brokerCredentials } from '../../firmware/mqtt/broker-access.ts';
import { freePort } from './free-port.ts';
import { type Mosquitto, startMosquitto } from './mosquitto.ts';

const ROOST = join(import.meta.dirname, '../../bin/roost');

export interface SecuredBroker {
  /** With swarm.yaml; the broker's files are in `broker` below it. */
  readonly folder: string;
  readonly file: string;
  /** mqtts://localhost:<port> */
  readonly url: string;
  readonly mosquitto: Mosquitto;
  credentials(id: string): BrokerCredentials;
  dispose(): Promise<void>;
}

/** `args`: further ones of `roost init`. */
export async function startSecuredBroker(args: readonly string[] = []): Promise<SecuredBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'roost-secured-'));
  const port = await freePort();
  const url = `mqtts://localhost:${port}`;
  const init = spawnSync(
    ROOST,
    [
      'init',
      folder,
      '--swarm',
      'orchard',
      '--mosquitto',
      join(folder, 'broker'),
      '--broker',
      url,
    ].concat(args),
    { encoding: 'utf8' },
  );
  if (init.status !== 0) throw new Error(`roost init: ${init.stderr}`);
  const file = join(folder, 'swarm.yaml');
  const configuration = join(folder, 'broker', 'mosquitto.conf');
  const mosquitto = await startMosquitto({ written: { file: configuration, port } });
  return {
    folder,
    file,
    url,
    mosquitto,
    credentials: (id) => brokerCredentials(loadSwarm(file, { env: {} }), id, {}),
    async dispose() {
      await mosquitto.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
