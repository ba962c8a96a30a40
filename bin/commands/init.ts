/** `roost init`: the files of a new swarm, ready to run. Never over what is there. */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { boardSchemaJson } from '../../firmware/config/board-schema.ts';
import { type BoardRole, shippedBoardFile } from '../../firmware/config/default-boards.ts';
import { writeNewKey } from '../../firmware/config/key.ts';
import { loadSwarm } from '../../firmware/config/load.ts';
import { schemaJson } from '../../firmware/config/schema.ts';
import { EXIT, ExitError } from '../errors.ts';
import { addBroker, secureUrl } from '../mosquitto/add-broker.ts';
import { brokerLine } from '../mosquitto/read-me.ts';
import { quoted } from '../shell.ts';
import { type NewSwarm, swarmFileText } from '../swarm-file.ts';

interface Options extends Omit<NewSwarm, 'swarm' | 'broker' | 'access'> {
  readonly folder: string;
  readonly swarm?: string;
  readonly broker?: string;
  /** Folder for the files of a broker. */
  readonly mosquitto?: string;
  /** With `mosquitto`: a swarm that is there already. */
  readonly config?: string;
}

type Plan = Omit<NewSwarm, 'swarm'>;

type NewFile = [path: string, write: (path: string) => void];

const NAME = /^[A-Za-z0-9_-]{1,32}$/;

const OPEN_BROKER = 'mqtt://localhost:1883';
const SECURE_BROKER = 'mqtts://localhost:8883';

export function run({ config, mosquitto, ...options }: Options): void {
  if (config === undefined) {
    newSwarm(options, mosquitto ?? null);
    return;
  }
  if (mosquitto === undefined || options.folder !== '.') {
    const mend = 'write roost init -c swarm.yaml --mosquitto broker';
    throw new ExitError(`-c is for a broker of a swarm that is there; ${mend}`, EXIT.usage);
  }
  const url = options.broker ?? null;
  addBroker({ config: loadSwarm(config, { env: {} }), folder: mosquitto, url });
}

function newSwarm(
  { folder, swarm, broker, ...rest }: Omit<Options, 'config' | 'mosquitto'>,
  mosquitto: string | null,
): void {
  const options: Plan = {
    ...rest,
    broker: mosquitto === null ? (broker ?? OPEN_BROKER) : secureUrl(broker ?? SECURE_BROKER),
    access: mosquitto === null ? null : brokerLine(resolve(folder), resolve(mosquitto)),
  };
  const name = swarm ?? nameOf(folder);
  if (!NAME.test(name)) {
    const mend = 'use 1 to 32 letters, digits, - or _ for --swarm';
    throw new ExitError(`'${name}' cannot be the name of a swarm; ${mend}`, EXIT.usage);
  }
  const files: NewFile[] = [
    [join(folder, 'swarm.yaml'), writeNew(() => swarmFileText({ swarm: name, ...options }))],
    [join(folder, 'swarm.schema.json'), writeNew(schemaJson)],
    [join(folder, 'swarm.key'), writeNewKey],
    ...boardFiles(options).map(
      ([name, text]): NewFile => [join(folder, 'boards', name), writeNew(text)],
    ),
  ];
  const existing = files.map(([path]) => path).filter((path) => existsSync(path));
  if (existing.length > 0) {
    const there = existing.length === 1 ? 'it is there already' : 'they are there already';
    const mend =
      mosquitto === null
        ? 'name another folder, or move what is there away'
        : `for a swarm that is there, write roost init -c ${quoted(files[0]![0])} --mosquitto ${quoted(mosquitto)}`;
    throw new ExitError(`${existing.join(', ')}: ${there}; ${mend}`, EXIT.usage);
  }
  writeAll(folder, files);
  const [swarmFile] = files[0]!;
  const config = loadSwarm(swarmFile, { env: {} });
  process.stderr.write(`roost: wrote ${files.map(([path]) => path).join(', ')}\n`);
  if (mosquitto !== null) addBroker({ config, folder: mosquitto, url: null });
  process.stdout.write(nextCommands(swarmFile, options, config.roster.robots.length));
}

/** One for each member, for its own calibration, and the schemas that editors check them by. */
function boardFiles({ board, robots, pads, guard }: Plan) {
  if (board === 'virtual') return [];
  const copyOf = (name: string) => () => readFileSync(shippedBoardFile(name), 'utf8');
  const members = (letter: string, count: number, name: string) =>
    Array.from({ length: count }, (_, index): [string, () => string] => [
      `${letter}${index + 1}.yaml`,
      copyOf(name),
    ]);
  const schema = (role: BoardRole): [string, () => string] => [
    `board-${role}.schema.json`,
    () => boardSchemaJson(role),
  ];
  const isPassive = guard === 'robots';
  return [
    ...members('r', robots, `robot-${board}.yaml`),
    schema('robot'),
    ...(isPassive ? [] : members('p', pads, `pad-${board === 'pi' ? 'pi' : 'uno'}.yaml`)),
    ...(isPassive ? [] : [schema('pad')]),
  ];
}

/** The folder's name where it can be that of a swarm. */
function nameOf(folder: string): string {
  const name = basename(resolve(folder))
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .slice(0, 32);
  return NAME.test(name) ? name : 'orchard';
}

function writeNew(text: () => string): (path: string) => void {
  return (path) => writeFileSync(path, text(), { flag: 'wx' });
}

/** All of them, or none. */
function writeAll(folder: string, files: readonly NewFile[]): void {
  for (const parent of new Set([folder, ...files.map(([path]) => dirname(path))])) {
    mkdirSync(parent, { recursive: true });
  }
  const written: string[] = [];
  try {
    for (const [path, write] of files) {
      write(path);
      written.push(path);
    }
  } catch (error) {
    const [next] = files[written.length]!;
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') written.push(next);
    for (const path of written) rmSync(path, { force: true });
    throw error;
  }
}

function nextCommands(swarmFile: string, { pads, guard }: Plan, robots: number): string {
  const roost = quoted(process.env.ROOST_COMMAND ?? 'roost');
  const config = swarmFile === 'swarm.yaml' ? '' : ` -c ${quoted(swarmFile)}`;
  const members = Array.from({ length: Math.min(robots, 2) }, (_, index) => `robot r${index + 1}`);
  if (guard === 'controller') members.unshift('pad p1');
  const rest = robots > 2 || pads > 1 ? ['  (and the others likewise)'] : [];
  return [
    'Next, look at the files and at this machine:',
    `  ${roost} check${config}`,
    `  ${roost} doctor${config}`,
    'Then start the members, each in a terminal of its own:',
    ...members.map((member) => `  ${roost} ${member}${config}`),
    ...rest,
    '',
  ].join('\n');
}
