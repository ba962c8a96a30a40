/** `roost clean`: clears what members that are no more have left on the broker. */

import { loadSwarm } from '../../firmware/config/load.ts';
import { shownPath } from '../../firmware/config/shown-path.ts';
import type { SwarmConfig } from '../../firmware/config/swarm-config.ts';
import { ADMINISTRATOR_USER, brokerCredentials } from '../../firmware/mqtt/broker-access.ts';
import { type CleanBroker, openCleanBroker } from '../clean/broker.ts';
import {
  type Leftover,
  type Leftovers,
  leftoverFilters,
  leftoversOf,
  usualTopics,
} from '../clean/leftovers.ts';
import { EXIT, ExitError } from '../errors.ts';

export interface CleanOptions {
  readonly config: string;
  readonly set: readonly string[];
  /** Only tells what it would clear. */
  readonly dryRun?: boolean;
  /** Also what belongs to members of the swarm file. */
  readonly all?: boolean;
  /** Also of members that say that they are online. */
  readonly force?: boolean;
  readonly json?: boolean;
}

export async function run(options: CleanOptions): Promise<void> {
  const config = loadSwarm(options.config, { set: options.set });
  if (config.telemetry === null) {
    throw new ExitError(
      `${shownPath(config.file)} names no broker for telemetry, so there is nothing to clean; ` +
        'if there was one, name it: roost clean --set telemetry.mqtt=mqtt://HOST',
      EXIT.config,
    );
  }
  const broker = await openCleanBroker({
    url: config.telemetry.mqtt,
    credentials: brokerCredentials(config, ADMINISTRATOR_USER),
  });
  try {
    await clean(broker, config, options);
  } finally {
    broker.close();
  }
}

async function clean(
  broker: CleanBroker,
  config: SwarmConfig,
  { dryRun = false, all = false, force = false, json = false }: CleanOptions,
): Promise<void> {
  const found = await look(broker, config, all);
  const { topics, online } = found;
  if (online.length > 0 && !dryRun && !force) throw refusal(online, all, config);
  if (!dryRun && topics.length > 0) {
    for (const { topic } of topics) await broker.clear(topic);
    const cleared = new Set(topics.map(({ topic }) => topic));
    const left = (await look(broker, config, all)).topics.filter(({ topic }) => cleared.has(topic));
    if (left.length > 0) throw notForgotten(left, broker, force);
  }
  tell(topics, online, { dryRun, json, config, broker });
}

/** First who has left something; then all that these have left, by name. */
async function look(broker: CleanBroker, config: SwarmConfig, all: boolean): Promise<Leftovers> {
  const kept = await broker.kept(leftoverFilters(config));
  const usual = usualTopics(config, leftoversOf(config, kept, all));
  const seen = new Set(kept.map(({ topic }) => topic));
  const byName = usual.length === 0 ? [] : await broker.kept(usual);
  return leftoversOf(config, [...kept, ...byName.filter(({ topic }) => !seen.has(topic))], all);
}

function tell(
  topics: readonly Leftover[],
  online: readonly string[],
  how: { dryRun: boolean; json: boolean; config: SwarmConfig; broker: CleanBroker },
): void {
  const { dryRun, json, config, broker } = how;
  if (json) {
    const document = { schemaVersion: 1, swarm: config.swarm, dryRun, topics, online };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return;
  }
  const verb = dryRun ? 'would clear' : 'cleared';
  for (const { topic, why } of topics) {
    process.stdout.write(`${verb} ${printable(topic)}${why === 'all' ? '' : ` (${why})`}\n`);
  }
  if (online.length > 0 && dryRun) say(`online now: ${online.map(printable).join(', ')}`);
  if (topics.length > 0) return;
  say(`${broker.shown} has nothing of ${config.swarm} that is to be cleared`);
}

/** Its availability would be missing until it connects anew: it would be there, and seem not to be. */
function refusal(online: readonly string[], all: boolean, config: SwarmConfig): ExitError {
  const ids = online.map(printable).join(', ');
  const whose = all ? 'members' : `members that are not in ${shownPath(config.file)}`;
  return new ExitError(
    `nothing was cleared, since these ${whose} are online: ${ids}; stop them first` +
      `${all ? '' : ', or use the newest swarm file'}, or clear them all the same: --force`,
    EXIT.config,
  );
}

function notForgotten(left: readonly Leftover[], broker: CleanBroker, force: boolean): ExitError {
  const topics = left.map(({ topic }) => printable(topic)).slice(0, MOST_TOLD);
  const more = left.length > topics.length ? ` and ${left.length - topics.length} more` : '';
  return new ExitError(
    `${broker.shown} still has ${topics.join(', ')}${more}; ` +
      `give this user the right to write there${force ? ', or stop who publishes them' : ''}`,
    EXIT.unreachable,
  );
}

const MOST_TOLD = 5;

function say(text: string): void {
  process.stderr.write(`roost: ${text}\n`);
}

/** Whoever may publish chooses topics, and some characters do things to a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return `\\u{${code}}`;
  });
}
