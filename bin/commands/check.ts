/** `roost check`: whether a swarm file and its key are fit for use, and what they come to. */

import { basename } from 'node:path';
import { boardWarnings } from '../../firmware/board-fit.ts';
import { ConfigError, type Problem } from '../../firmware/config/config-error.ts';
import { isShippedBoard } from '../../firmware/config/default-boards.ts';
import { loadSwarm } from '../../firmware/config/load.ts';
import { shownPath } from '../../firmware/config/shown-path.ts';
import type { BoardConfig, SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { checkKeys } from '../../firmware/keys/check-keys.ts';
import { parseBrokerUrl } from '../../firmware/mqtt/broker-url.ts';
import { radioWarnings } from '../../firmware/radio-fit.ts';
import { MODELS } from '../../hardware/board/pins.ts';
import { admissionQuorum, majority } from '../../src/protocol/roster.ts';
import { sharersOf, timingOf } from '../../src/radio/timing.ts';

interface Options {
  readonly config: string;
  readonly set: readonly string[];
  readonly json?: boolean;
}

/** Throws ConfigError; with `json` the problems stand in the document as well. */
export function run({ config: path, set, json }: Options): void {
  let config: SwarmConfig;
  try {
    config = loadSwarm(path, { set });
    checkKeys(config);
  } catch (error) {
    if (json && error instanceof ConfigError) print(refusal(path, error.problems));
    throw error;
  }
  if (json) print(document(config));
  else process.stdout.write(summary(config));
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

function refusal(file: string, problems: readonly Problem[]): object {
  return { schemaVersion: 1, ok: false, file, problems };
}

function document(config: SwarmConfig): object {
  const { roster, boards } = config;
  return {
    schemaVersion: 1,
    ok: true,
    file: config.file,
    problems: [],
    swarm: config.swarm,
    zone: config.zone,
    robots: roster.robots.map(({ id, rank }) => ({ id, rank, board: boards.get(id) })),
    pads: roster.pads.map(({ id, guard }, pad) => {
      return { id, guard, quorum: admissionQuorum(roster, pad), board: boards.get(id) };
    }),
    leaderQuorum: majority(roster.robots.length),
    timing: { profile: config.timingProfile, ...config.timing },
    radio: radioDocument(config),
    telemetry: telemetryDocument(config),
    broker: config.broker,
    warnings: warningsOf(config),
    charging: config.charging,
    queue: config.queue,
    key: config.key,
    state: config.state,
  };
}

function summary(config: SwarmConfig): string {
  const { roster, timing, charging, telemetry } = config;
  const robots = roster.robots.length;
  const rows: [name: string, text: string][] = [
    ['robots', roster.robots.map(({ id, rank }) => `${id} (rank ${rank})`).join(', ')],
    ...roster.pads.map(({ id, guard }, pad): [string, string] => {
      const who =
        guard === 'controller'
          ? 'its controller admits'
          : `${admissionQuorum(roster, pad)} of ${robots} robots admit`;
      return [`pad ${id}`, who];
    }),
    ...boardRows(config),
    ['leader', leaderText(robots)],
    ['timing', `${timingName(config)}: beat ${timing.beatMs} ms, slot ${timing.slotMs} ms`],
    ['lease', `${timing.leaseMs} ms without renewal; clocks may drift by ${timing.drift}`],
    [
      'charging',
      `from below ${charging.requestBelow} % to ${charging.chargeTo} %, urgent below ${charging.criticalBelow} %`,
    ],
    ['radio', radioText(config)],
    ['telemetry', telemetry === null ? 'none' : telemetryText(telemetry)],
    ...brokerRows(config),
    ['key', 'file' in config.key ? shownPath(config.key.file) : `$${config.key.env}`],
    ['state', shownPath(config.state)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
  const head = `${shownPath(config.file)} is fit for use: swarm ${config.swarm}, zone ${config.zone}`;
  const warnings = warningsOf(config).map((warning) => `warning: ${warning}`);
  return `${[head, ...lines, ...warnings].join('\n')}\n`;
}

function warningsOf(config: SwarmConfig): string[] {
  return [...radioWarnings(config), ...boardWarnings(config)];
}

function boardRows({ boards }: SwarmConfig): [name: string, text: string][] {
  const all = [...boards];
  if (all.every(([, { kind }]) => kind === 'virtual')) return [['boards', 'all virtual']];
  return all.map(([id, board]) => [`board ${id}`, boardText(board)]);
}

function boardText(config: BoardConfig): string {
  if (config.kind === 'virtual') return 'virtual';
  const { file, board } = config;
  const by = isShippedBoard(file) ? `the usual wiring (${basename(file)})` : shownPath(file);
  const { name } = MODELS[board.model];
  return `${name}${config.kind === 'firmata' ? ` at ${config.port}` : ''}, ${by}`;
}

function radioDocument({ radio }: SwarmConfig): object {
  return radio.serial === undefined ? { mqtt: shownUrl(radio.mqtt) } : { serial: radio.serial };
}

function telemetryDocument({ telemetry }: SwarmConfig): object | null {
  if (telemetry === null) return null;
  const { mqtt, gateway, homeAssistant, vda5050 } = telemetry;
  return {
    mqtt: shownUrl(mqtt),
    ...(gateway === null ? {} : { gateway }),
    ...(homeAssistant ? { homeAssistant } : {}),
    ...(vda5050 === null ? {} : { vda5050 }),
  };
}

function radioText({ radio, relays }: SwarmConfig): string {
  const { serial } = radio;
  if (serial === undefined) return shownUrl(radio.mqtt);
  const module = serial.driver === 'transparent' ? ` ${serial.module.kind}` : '';
  const repeated = relays.length > 0 ? `, repeated by ${relays.join(' and ')}` : '';
  return `${serial.driver}${module} at ${serial.path}, ${serial.baud} baud${repeated}`;
}

function telemetryText({
  mqtt,
  gateway,
  homeAssistant,
  vda5050,
}: NonNullable<SwarmConfig['telemetry']>): string {
  return [
    shownUrl(mqtt),
    ...(gateway === null ? [] : [`through ${gateway}`]),
    ...(homeAssistant ? ['announced to Home Assistant'] : []),
    ...(vda5050 === null ? [] : [`with a VDA 5050 ${vda5050} feed`]),
  ].join(', ');
}

/** Who the members are to the broker, where the swarm file says it. */
function brokerRows({ broker }: SwarmConfig): [name: string, text: string][] {
  const { user, passwordFile, caFile } = broker;
  const parts = [
    ...(user === null ? [] : [`user ${user}`]),
    ...(passwordFile === null ? [] : [`password in ${shownPath(passwordFile)}`]),
    ...(caFile === null ? [] : [`authority ${shownPath(caFile)}`]),
  ];
  return parts.length === 0 ? [] : [['broker', parts.join(', ')]];
}

function leaderText(robots: number): string {
  const votes = majority(robots);
  const spare = robots - votes;
  const may = spare === 0 ? 'none may fail' : `${spare} may fail`;
  return `elected by ${votes} of ${robots} robots, so ${may}`;
}

function timingName({ timing, timingProfile, roster, relays }: SwarmConfig): string {
  const sharers = { ...sharersOf(roster), relayed: relays.length > 0 };
  const profile: Readonly<Record<string, number>> = { ...timingOf(timingProfile, sharers) };
  const isChanged = Object.entries(timing).some(([key, value]) => profile[key] !== value);
  return isChanged ? `${timingProfile} with changes` : timingProfile;
}

/** Without the password. */
function shownUrl(url: string): string {
  const address = parseBrokerUrl(url);
  return typeof address === 'string' ? url : address.shown;
}
