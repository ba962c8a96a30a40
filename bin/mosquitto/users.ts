/**
 * Who may do what at the broker: one user for each member, with no more than its own topics and the radio, and a few
 * for those who look at the swarm or ask it for something. This is the one place that says so; the access list is
 * written from it.
 */

import { configError } from '../../firmware/config/config-error.ts';
import { shownPath } from '../../firmware/config/shown-path.ts';
import { type SwarmConfig, VDA_VERSIONS } from '../../firmware/config/swarm-config.ts';
import { ADMINISTRATOR_USER, MONITOR_USER } from '../../firmware/mqtt/broker-access.ts';
import { discoveryTopic } from '../../firmware/telemetry/home-assistant/discovery.ts';
import { vdaTopics } from '../../firmware/telemetry/vda5050/topics.ts';

export interface BrokerUser {
  /** What %id stands for: the member's id, or what the user is for. */
  readonly id: string;
  /** At the broker. */
  readonly name: string;
  /** Who that is, for a person. */
  readonly who: string;
  readonly rights: readonly Right[];
}

export type Right = readonly [access: 'read' | 'write' | 'readwrite', topic: string];

interface Member {
  readonly kind: 'robots' | 'pads';
  readonly id: string;
}

/** What else connects than members, by what %id stands for. */
const OTHERS: Readonly<Record<string, string>> = {
  [MONITOR_USER]: 'roost monitor and roost top: see all, ask members for something',
  viewer: 'people and tools that only look',
  homeassistant: 'Home Assistant: states of members, and commands to them',
  fleet: 'a fleet manager that speaks VDA 5050',
  [ADMINISTRATOR_USER]: 'roost rotate, roost revoke and roost clean',
};

/** Characters of MQTT wildcards, of Mosquitto's files and of the command line. */
const UNFIT = /[\s:#+/"'$\\]/;

/** Throws ConfigError where two would be the same user, or one cannot be a user of Mosquitto. */
export function brokerUsers(config: SwarmConfig): BrokerUser[] {
  const { broker, file } = config;
  const template = broker.user ?? '%id';
  if (!template.includes('%id') || UNFIT.test(template)) {
    throw configError(
      shownPath(file),
      `broker.user is '${template}', and each member is to be a user of its own`,
      "write %id in it, which stands for the member's id, beside letters, digits, -, _, . and @",
    );
  }
  const members = connectedMembers(config);
  const clash = members.find(({ id }) => Object.hasOwn(OTHERS, id));
  if (clash) {
    throw configError(
      shownPath(file),
      `the name of ${clash.id} is that of another user of the broker (${OTHERS[clash.id]})`,
      'give the member another id',
    );
  }
  const nameOf = (id: string) => template.replaceAll('%id', id);
  return [
    ...members.map((member) => ({
      id: member.id,
      name: nameOf(member.id),
      who: member.kind === 'robots' ? `robot ${member.id}` : `pad ${member.id}`,
      rights: memberRights(config, member),
    })),
    ...Object.entries(OTHERS).map(([id, who]) => ({
      id,
      name: nameOf(id),
      who,
      rights: rightsOfOthers(config, id),
    })),
  ];
}

/** A passive pad has no process, and behind a gateway only that has a network. */
function connectedMembers({ roster, telemetry }: SwarmConfig): Member[] {
  const gateway = telemetry?.gateway ?? null;
  return allMembers({ roster }).filter(({ id }) => gateway === null || id === gateway);
}

function allMembers({ roster }: Pick<SwarmConfig, 'roster'>): Member[] {
  const pads = roster.pads.filter(({ guard }) => guard === 'controller');
  return [
    ...roster.robots.map(({ id }): Member => ({ kind: 'robots', id })),
    ...pads.map(({ id }): Member => ({ kind: 'pads', id })),
  ];
}

function memberRights(config: SwarmConfig, member: Member): Right[] {
  const { telemetry, swarm } = config;
  // A gateway publishes and listens as those that it speaks for.
  const asWhom = telemetry?.gateway === member.id ? allMembers(config) : [member];
  const own = [member, ...asWhom.filter(({ id }) => id !== member.id)];
  return [
    ...radioRights(config),
    ...own.flatMap((one) => telemetryRights(swarm, one)),
    ['read', 'homeassistant/status'],
    doctorRight(swarm, member.id),
  ];
}

function radioRights({ radio, swarm, zone }: SwarmConfig): Right[] {
  return radio.mqtt === undefined ? [] : [['readwrite', `roost/${swarm}/radio/${zone}`]];
}

function telemetryRights(swarm: string, { kind, id }: Member): Right[] {
  const base = `roost/${swarm}/${kind}/${id}`;
  return [
    ['write', `${base}/availability`],
    ['write', `${base}/state`],
    ['write', `${base}/event`],
    ['read', `${base}/cmd/+`],
    ['write', `${base}/cmd/+/reply`],
    ['write', discoveryTopic({ swarm, id })],
    ...(kind === 'robots' ? vdaRights(swarm, id) : []),
  ];
}

function vdaRights(swarm: string, id: string): Right[] {
  return VDA_VERSIONS.flatMap((version): Right[] => {
    const { connection, state, instantActions, order } = vdaTopics(version, swarm, id);
    return [
      ['write', connection],
      ['write', state],
      ['read', instantActions],
      ['read', order],
    ];
  });
}

/** Where the doctor sends itself messages. */
function doctorRight(swarm: string, id: string): Right {
  return ['readwrite', `roost/${swarm}/doctor/${id}/+`];
}

const KINDS = ['robots', 'pads'] as const;

function rightsOfOthers(config: SwarmConfig, id: string): Right[] {
  const { swarm } = config;
  const base = `roost/${swarm}`;
  switch (id) {
    case MONITOR_USER:
      return [
        ['read', `${base}/#`],
        ['write', `${base}/hub/#`],
        ...KINDS.map((kind): Right => ['write', `${base}/${kind}/+/cmd/+`]),
        doctorRight(swarm, id),
      ];
    case 'viewer':
      return [...KINDS, 'hub'].map((kind) => ['read', `${base}/${kind}/#`]);
    case 'homeassistant':
      return [
        ['readwrite', 'homeassistant/#'],
        ...KINDS.flatMap((kind): Right[] => [
          ['read', `${base}/${kind}/+/availability`],
          ['read', `${base}/${kind}/+/state`],
          ['write', `${base}/${kind}/+/cmd/+`],
        ]),
      ];
    case 'fleet':
      // Of every robot at this broker, so that a new one changes no right of his.
      return vdaRights('+', '+').map(([access, topic]) => [
        access === 'write' ? 'read' : 'write',
        everySerial(topic),
      ]);
    default:
      // What a member left retained is cleared by its name when it is no member any more.
      return [
        ...radioRights(config),
        ...KINDS.map((kind): Right => ['readwrite', `${base}/${kind}/#`]),
        ['readwrite', `${base}/hub/#`],
        ['readwrite', 'homeassistant/device/+/config'],
        ...VDA_VERSIONS.map((version): Right => {
          const { connection } = vdaTopics(version, '+', '+');
          return ['readwrite', everySerial(connection)];
        }),
        doctorRight(swarm, id),
      ];
  }
}

/** A wildcard stands for a whole level, and a serial number is one, of swarm and member. */
function everySerial(topic: string): string {
  return topic.replace('/+.+/', '/+/');
}
