/** `--mosquitto` of `roost init`: writes the folder of a broker for a swarm, and says what was done and what is next. */

import { join, resolve } from 'node:path';
import { configError } from '../../firmware/config/config-error.ts';
import { shownPath } from '../../firmware/config/shown-path.ts';
import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { type BrokerAddress, isSecure, parseBrokerUrl } from '../../firmware/mqtt/broker-url.ts';
import { EXIT, ExitError } from '../errors.ts';
import { quoted } from '../shell.ts';
import { swarmFileLines } from './read-me.ts';
import { setUpMosquitto } from './set-up.ts';

export interface AddBroker {
  readonly config: SwarmConfig;
  /** As it was typed. */
  readonly folder: string;
  /** Where members reach the broker; null: as the swarm file says. */
  readonly url: string | null;
}

const PORT = 8883;
/** Whoever tries it on one machine. */
const HERE = ['localhost', '127.0.0.1', '::1'];

/** The URL where members are to reach a broker with TLS. Throws ExitError. */
export function secureUrl(url: string): string {
  const address = addressOf(url);
  if (!isSecure(address) || address.userName !== null) {
    const mend = `write --broker mqtts://HOST:${PORT}`;
    const text = `${address.shown}: the broker of --mosquitto takes TLS alone, and users have files`;
    throw new ExitError(`${text}; ${mend}`, EXIT.usage);
  }
  return url;
}

export function addBroker({ config, folder, url }: AddBroker): void {
  const urls = url === null ? urlsOf(config) : [secureUrl(url), ...urlsOf(config)];
  if (urlsOf(config).length === 0) {
    throw configError(
      shownPath(config.file),
      'no member of this swarm has a broker',
      'add a line such as telemetry: { mqtt: "mqtts://localhost:8883" }',
    );
  }
  const addresses = urls.map(addressOf);
  const options = {
    config,
    folder: resolve(folder),
    hosts: [...new Set([...addresses.map(({ host }) => host), ...HERE])],
    port: addresses.find(isSecure)?.port ?? PORT,
    nowMs: Date.now(),
  };
  const { written, users, notes } = setUpMosquitto(options);
  const shown = written.map(shownPath).filter((path) => !path.endsWith('.password'));
  const done = written.length === 0 ? 'nothing was missing' : `wrote ${shown.join(', ')}`;
  process.stderr.write(`roost: ${shownPath(options.folder)}: ${done}\n`);
  if (users.length > 0) process.stderr.write(`roost: new users: ${users.join(', ')}\n`);
  for (const note of notes) process.stderr.write(`roost: ${note}\n`);
  process.stdout.write(nextSteps(options, isAsked(config, options.folder)));
}

/** Whether the swarm file leads to this broker already. */
function isAsked(config: SwarmConfig, folder: string): boolean {
  const { passwordFile, caFile } = config.broker;
  const isOurs =
    passwordFile === join(folder, 'passwords', '%id.password') && caFile === join(folder, 'ca.crt');
  return isOurs && urlsOf(config).every((url) => isSecure(addressOf(url)));
}

function nextSteps(options: Parameters<typeof swarmFileLines>[0], isInFile: boolean): string {
  const folder = quoted(shownPath(options.folder));
  const lines = swarmFileLines(options).map((line) => `  ${line}`);
  const file = shownPath(options.config.file);
  return [
    ...(isInFile ? [] : [`Write these lines into ${file}, in place of those that are there:`]),
    ...(isInFile ? [] : lines),
    'Start the broker here, or install it as its README says:',
    `  mosquitto -c ${folder}/mosquitto.conf`,
    `  less ${folder}/README.txt`,
    '',
  ].join('\n');
}

function urlsOf({ radio, telemetry }: SwarmConfig): string[] {
  return [radio.mqtt, telemetry?.mqtt].filter((url) => url !== undefined);
}

function addressOf(url: string): BrokerAddress {
  const address = parseBrokerUrl(url);
  if (typeof address === 'string') throw new ExitError(address, EXIT.usage);
  return address;
}
