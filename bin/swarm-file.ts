/** The text of a new swarm.yaml: one that is a pleasure to read and to change. */

import { defaultProfile } from '../firmware/config/defaults.ts';
import type { SerialFile } from '../firmware/radio/serial/schema.ts';
import { TIMING_PROFILES } from '../src/radio/timing.ts';

export interface NewSwarm {
  readonly swarm: string;
  readonly robots: number;
  readonly pads: number;
  readonly guard: 'controller' | 'robots';
  /** URL of the broker. */
  readonly broker: string;
  /** A line that says who members are to the broker, or null. */
  readonly access: string | null;
  /** What the members hear each other by: a topic of the broker, or a radio module at a serial port. */
  readonly radio: NewRadio;
  /** What robots and pads run on. */
  readonly board: NewBoard;
}

export const NEW_BOARDS = ['virtual', 'uno', 'uno-ina219', 'pi'] as const;
export type NewBoard = (typeof NEW_BOARDS)[number];

export const NEW_RADIOS = ['mqtt', 'hc12', 'e22', 'e32', 'sik', 'plain', 'reyax', 'xbee'] as const;
export type NewRadio = (typeof NEW_RADIOS)[number];

export function swarmFileText({
  swarm,
  robots,
  pads,
  guard,
  broker,
  access,
  radio,
  board,
}: NewSwarm): string {
  const gateway = guard === 'robots' ? 'r1' : 'p1';
  const url = JSON.stringify(broker);
  // Bare contacts have no board.
  const padBoard = boardText(guard === 'robots' ? 'virtual' : board);
  const list = (count: number, line: (number: number) => string) =>
    Array.from({ length: count }, (_, index) => `  - { ${line(index + 1)} }`).join('\n');
  return `# yaml-language-server: $schema=./swarm.schema.json
#
# The swarm: every robot and every pad is given this same file and the same key.
# What is wrong with it is told by: roost check

swarm: ${swarm}
zone: main

# 32 bytes that make a member one, in a file of mode 0600; or { env: ROOST_KEY }.
# Whoever has it can speak as any member.
key: { file: ./swarm.key }

${radio === 'mqtt' ? overBroker(url) : overModules(radio, url, access === null ? null : gateway)}${accessText(access)}

# One of ${TIMING_PROFILES.join(', ')};
# or numbers in place of some of a profile's: { profile: lan, leaseMs: 3000 }.
timing: ${profileOf(radio)}

# The highest rank leads.
${board === 'virtual' ? VIRTUAL : REAL}
robots:
${list(robots, (number) => `id: r${number}, rank: ${number}, board: ${boardText(board)}`)}

# Who admits robots to a pad: its controller, or the robots among themselves (bare contacts).
pads:
${list(pads, (number) => `id: p${number}, board: ${padBoard}, guard: ${guard}`)}

# In percent of the battery.
charging: { requestBelow: 35, chargeTo: 90, criticalBelow: 10 }

# How often a waiting robot may be overtaken by more urgent ones.
queue: { maxOvertakes: 4 }

# Folder for what members must remember when they restart; one file per member.
state: ./state
`;
}

const VIRTUAL = `# A virtual body is only computed, in real time; for one that lives faster write
# board: { virtual: { speed: 600 } }, for an Arduino board: { johnny-five: firmata, port: /dev/ttyACM0 }.`;

const REAL = `# What leads to which pin stands in the board files; %id is the id of the member.
# For a body that is only computed write board: virtual.`;

function boardText(board: NewBoard): string {
  if (board === 'virtual') return 'virtual';
  const link = board === 'pi' ? 'gpio' : 'firmata, port: /dev/ttyACM0';
  return `{ johnny-five: ${link}, file: ./boards/%id.yaml }`;
}

function overBroker(url: string): string {
  return `# How the members hear each other.
radio: { mqtt: ${url} }

# Where states and events are published; nowhere without this line. With homeAssistant: true the members announce
# themselves to Home Assistant, with vda5050: "3.0" robots keep a fleet tool informed.
telemetry: { mqtt: ${url} }`;
}

/** `gateway`: the member that has a network, where that is known; null: it is for the reader to say. */
function overModules(
  radio: Exclude<NewRadio, 'mqtt'>,
  url: string,
  gateway: string | null,
): string {
  const { driver, module } = serialOf(radio);
  const kind = module === undefined ? '' : `, module: ${module}`;
  return `# How the members hear each other: a radio module at this port, the same kind for all. %id in the path stands
# for the member's id. Without modules write /tmp/roost/%id, and start: roost ether
radio: { serial: { driver: ${driver}${kind}, path: /dev/ttyUSB0 } }

# Where states and events are published, by the one member that has a network.
${gateway === null ? '# ' : ''}telemetry: { mqtt: ${url}, gateway: ${gateway ?? 'p1'} }`;
}

function accessText(access: string | null): string {
  if (access === null) return '';
  return `

# Who the members are to the broker: %id stands for the member's own id.
${access}`;
}

function serialOf(radio: Exclude<NewRadio, 'mqtt'>): Pick<SerialFile, 'driver' | 'module'> {
  return radio === 'reyax' || radio === 'xbee'
    ? { driver: radio }
    : { driver: 'transparent', module: radio };
}

function profileOf(radio: NewRadio): string {
  return defaultProfile(
    radio === 'mqtt' ? undefined : { ...serialOf(radio), path: '/dev/ttyUSB0' },
  );
}
