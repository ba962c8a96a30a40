/**
 * `roost doctor`: looks at this machine for what would keep a member from running well, and
 * says for each thing how it is and how to mend it.
 */

import { existsSync } from 'node:fs';
import { ConfigError, configError } from '../../firmware/config/config-error.ts';
import { loadSwarm } from '../../firmware/config/load.ts';
import { shownPath } from '../../firmware/config/shown-path.ts';
import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { checkKeys } from '../../firmware/keys/check-keys.ts';
import {
  ADMINISTRATOR_USER,
  brokerCredentials,
  MONITOR_USER,
} from '../../firmware/mqtt/broker-access.ts';
import { type Asking, brokerRow } from '../doctor/broker.ts';
import { architectureRow, clockRow, nodeRow, readClocks, thisMachine } from '../doctor/machine.ts';
import { portsRow } from '../doctor/ports.ts';
import { failed, ok, type Row, rowsText, warn } from '../doctor/row.ts';
import { stateRow } from '../doctor/storage.ts';
import { EXIT, ExitError } from '../errors.ts';

interface Options {
  readonly config?: string;
  readonly set: readonly string[];
  /** Id of the member that it speaks to the broker as. */
  readonly as?: string;
  readonly json?: boolean;
}

const DEFAULT_FILE = 'swarm.yaml';

/** Throws ExitError when a member could not run: for its configuration, or else for the broker. */
export async function run({ config: given, set, as, json }: Options): Promise<void> {
  const machine = thisMachine();
  const onMachine = [
    nodeRow(machine),
    architectureRow(machine),
    clockRow(readClocks()),
    portsRow(),
  ];
  const file = given ?? (existsSync(DEFAULT_FILE) || set.length > 0 ? DEFAULT_FILE : null);
  const onSwarm =
    file === null ? { config: [noFile()], brokers: [] } : await swarmRows(file, set, as ?? null);
  const rows = [...onMachine, ...onSwarm.config, ...onSwarm.brokers];

  const isWell = rows.every(({ status }) => status !== 'fail');
  if (json) {
    process.stdout.write(`${JSON.stringify({ schemaVersion: 1, ok: isWell, rows }, null, 2)}\n`);
  } else process.stdout.write(rowsText(rows, process.stdout));
  if (isWell) return;
  const names = rows.filter(({ status }) => status === 'fail').map(({ check }) => check);
  const isConfig = [...onMachine, ...onSwarm.config].some(({ status }) => status === 'fail');
  throw new ExitError(
    `a member would not run here: mend ${names.join(', ')}`,
    isConfig ? EXIT.config : EXIT.unreachable,
  );
}

function noFile(): Row {
  const mend = 'name one with -c, or make one with: roost init';
  return warn('swarm', `no ${DEFAULT_FILE} here, so only this machine was looked at`, mend);
}

interface SwarmRows {
  readonly config: readonly Row[];
  readonly brokers: readonly Row[];
}

async function swarmRows(
  file: string,
  set: readonly string[],
  as: string | null,
): Promise<SwarmRows> {
  let config: SwarmConfig;
  try {
    config = loadSwarm(file, { set });
  } catch (error) {
    return { config: [...problemRows('swarm', error)], brokers: [] };
  }
  const { slotMs } = config.timing;
  const swarm = ok('swarm', `${shownPath(config.file)} is fit for use`);
  const state = stateRow(config.state, slotMs);
  const rows = [swarm, ...keyRows(config), state];
  const uses = usesByUrl(config);
  if (uses.size === 0) return { config: rows, brokers: [] };
  let asking: Asking;
  try {
    asking = askingAs(config, as);
  } catch (error) {
    return { config: [...rows, ...problemRows('broker', error)], brokers: [] };
  }
  const brokers = await Promise.all(
    [...uses].map(([url, names]) => brokerRow(names.join(', '), url, asking, slotMs)),
  );
  return { config: rows, brokers };
}

/** Without a name: the first whose password is on this machine. Throws ConfigError. */
function askingAs(config: SwarmConfig, as: string | null): Asking {
  const { swarm, broker, roster } = config;
  const members = [...roster.robots, ...roster.pads].map(({ id }) => id);
  const ids = [...members, MONITOR_USER, ADMINISTRATOR_USER];
  if (as !== null && !ids.includes(as)) {
    throw configError(`--as ${as}`, 'there is no such member', `name one: ${ids.join(', ')}`);
  }
  const isHere = (id: string) => existsSync(broker.passwordFile!.replaceAll('%id', id));
  const isOwn = [broker.user, broker.passwordFile].some((text) => text?.includes('%id'));
  const id = as ?? (broker.passwordFile === null ? null : ids.find(isHere)) ?? ids[0]!;
  return {
    swarm,
    id: as !== null || isOwn ? id : null,
    credentials: brokerCredentials(config, id),
  };
}

function keyRows(config: SwarmConfig): Row[] {
  try {
    checkKeys(config);
  } catch (error) {
    return problemRows('key', error);
  }
  const { key } = config;
  const detail = 'env' in key ? `in $${key.env}` : `${shownPath(key.file)}, for its owner alone`;
  return [ok('key', detail)];
}

function problemRows(check: string, error: unknown): Row[] {
  if (!(error instanceof ConfigError)) throw error;
  return error.problems.map(({ where, what, mend }) => failed(check, `${where}: ${what}`, mend));
}

/** A broker that serves twice is looked at once. */
function usesByUrl({ radio, telemetry }: SwarmConfig): Map<string, string[]> {
  const uses = new Map<string, string[]>();
  if (radio.mqtt !== undefined) uses.set(radio.mqtt, ['radio']);
  if (telemetry !== null) {
    uses.set(telemetry.mqtt, [...(uses.get(telemetry.mqtt) ?? []), 'telemetry']);
  }
  return uses;
}
