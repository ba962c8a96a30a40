/**
 * Loads the swarm file: text, options and environment go in, one complete and frozen
 * configuration comes out, or an error with everything that is wrong.
 */

import { dirname, resolve } from 'node:path';
import { sharersOf } from '../../src/radio/timing.ts';
import { serialConfigOf } from '../radio/serial/schema.ts';
import { type MemberBoard, readBoards, type SwarmBoards } from './boards.ts';
import { ConfigError, type Problem } from './config-error.ts';
import {
  chargingOf,
  DEFAULT_GUARD,
  DEFAULT_MAX_OVERTAKES,
  DEFAULT_STATE,
  defaultProfile,
  timingWith,
} from './defaults.ts';
import { locate, newIn } from './finding.ts';
import { derivedRank } from './rank.ts';
import type { SwarmFile } from './schema.ts';
import { checkSense } from './sense.ts';
import { applySettings } from './settings.ts';
import { checkShape } from './shape.ts';
import { readSource } from './source.ts';
import type { BoardConfig, SwarmConfig } from './swarm-config.ts';

export interface LoadOptions {
  /** Texts of --set: `path=value`. */
  readonly set?: readonly string[] | undefined;
  /** ROOST_STATE and ROOST_KEY are looked at; the environment of the process without it. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/** Reads the swarm file at `path`. Throws ConfigError. Doesn't read the key. */
export function loadSwarm(path: string, options: LoadOptions = {}): SwarmConfig {
  const source = readSource(path);
  const { value } = source;
  const settings = applySettings(value, options.set ?? []);
  const shape = checkShape(value);
  const boards = readBoards(value, path);
  const wrong = Array.isArray(shape) ? shape : [];
  const sense = [...checkSense(value, boards), ...boards.findings];
  const problems = [...locate([...wrong, ...newIn(sense, wrong)], source, settings)];
  problems.push(...boards.problems);
  if (problems.length > 0 || Array.isArray(shape)) {
    throw new ConfigError(subjectOf(path, boards.problems), problems);
  }
  return complete(shape, boards.boards, resolve(path), options.env ?? process.env);
}

/** What the problems are about: `swarm.yaml with boards/r1.yaml`. */
function subjectOf(path: string, inBoards: readonly Problem[]): string {
  const files = new Set(inBoards.map(({ where }) => where.replace(/:\d+:\d+$/, '')));
  return [path, [...files].join(' and ')].filter((part) => part !== '').join(' with ');
}

function complete(
  file: SwarmFile,
  real: SwarmBoards['boards'],
  path: string,
  env: NodeJS.ProcessEnv,
): SwarmConfig {
  const folder = dirname(path);
  const given = typeof file.timing === 'string' ? { profile: file.timing } : file.timing;
  const roster = {
    robots: file.robots.map(({ id, rank }) => ({ id, rank: rank ?? derivedRank(file.swarm, id) })),
    pads: file.pads.map(({ id, guard }) => ({ id, guard: guard ?? DEFAULT_GUARD })),
  };
  const relays = file.pads.flatMap(({ id, relay }) => (relay ? [id] : []));
  const { timing, profile } = timingWith(
    { ...given, profile: given?.profile ?? defaultProfile(file.radio.serial) },
    { ...sharersOf(roster), relayed: relays.length > 0 },
  );
  const boardsOf = (kind: 'robots' | 'pads') =>
    file[kind].map(({ id, board }, index): [string, BoardConfig] => [
      id,
      boardOf(board, real.get(`${kind}.${index}`)),
    ]);
  const config: SwarmConfig = {
    file: path,
    swarm: file.swarm,
    zone: file.zone,
    key: keyOf(file.key, folder, env),
    radio: radioOf(file.radio, folder),
    telemetry: telemetryOf(file),
    broker: brokerOf(file.broker, folder),
    timing,
    timingProfile: profile,
    roster,
    relays,
    boards: new Map([...boardsOf('robots'), ...boardsOf('pads')]),
    charging: chargingOf(file.charging),
    queue: { maxOvertakes: file.queue?.maxOvertakes ?? DEFAULT_MAX_OVERTAKES },
    // A path in the environment was typed in a shell, so it counts from where that stands.
    state: env.ROOST_STATE
      ? resolve(env.ROOST_STATE)
      : resolve(folder, file.state ?? DEFAULT_STATE),
  };
  return frozen(config);
}

function radioOf({ mqtt, serial }: SwarmFile['radio'], folder: string): SwarmConfig['radio'] {
  if (serial === undefined) return { mqtt: mqtt! };
  const config = serialConfigOf(serial);
  const { dutyPercent } = serial;
  return {
    serial: { ...config, path: resolve(folder, config.path) },
    dutyShare: dutyPercent === undefined ? null : dutyPercent / 100,
  };
}

/** Members with serial radios have no network of their own, but for one that speaks for all. */
function telemetryOf({ telemetry, radio, pads }: SwarmFile): SwarmConfig['telemetry'] {
  if (!telemetry) return null;
  const { mqtt, homeAssistant = false, vda5050 = null } = telemetry;
  const pad = pads.find(({ guard }) => guard !== 'robots');
  const gateway = radio.serial === undefined ? null : (telemetry.gateway ?? pad!.id);
  return { mqtt, gateway, homeAssistant, vda5050 };
}

function brokerOf(broker: SwarmFile['broker'], folder: string): SwarmConfig['broker'] {
  const { user = null, passwordFile, caFile } = broker ?? {};
  const inFolder = (path: string | undefined) =>
    path === undefined ? null : resolve(folder, path);
  return { user, passwordFile: inFolder(passwordFile), caFile: inFolder(caFile) };
}

function keyOf(key: SwarmFile['key'], folder: string, env: NodeJS.ProcessEnv): SwarmConfig['key'] {
  if (env.ROOST_KEY) return { env: 'ROOST_KEY' };
  return key.file === undefined ? { env: key.env! } : { file: resolve(folder, key.file) };
}

type BoardEntry = SwarmFile['robots'][number]['board'];

function boardOf(entry: BoardEntry, real: MemberBoard | undefined): BoardConfig {
  if (real !== undefined) {
    const { link: kind, file } = real;
    // Without findings there is a board, and a port where one is needed.
    const board = real.board!;
    return kind === 'gpio' ? { kind, file, board } : { kind, port: real.port!, file, board };
  }
  const virtual: { speed?: number | undefined; battery?: number | undefined } =
    entry === 'virtual' ? {} : (entry.virtual ?? {});
  return { kind: 'virtual', speed: virtual.speed ?? 1, batteryPercent: virtual.battery ?? null };
}

/** A Map cannot be frozen; its type keeps it from changes, and its values are frozen. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  const parts = value instanceof Map ? value.values() : Object.values(value);
  for (const part of parts) frozen(part);
  return Object.freeze(value);
}
