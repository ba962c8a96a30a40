/** `roost top`: the swarm on a terminal, from the topics of the broker alone; no hub is needed. */

import { setTimeout as sleep } from 'node:timers/promises';
import { loadSwarm } from '../../firmware/config/load.ts';
import { brokerCredentials, MONITOR_USER } from '../../firmware/mqtt/broker-access.ts';
import { type BrokerLink, openBrokerLink } from '../../firmware/mqtt/broker-link.ts';
import type { SwarmFold } from '../../monitor/view/fold.ts';
import { EXIT, ExitError } from '../errors.ts';
import { isTerminal } from '../full-screen.ts';
import { newFold, telemetryUrl } from '../monitor/new-fold.ts';
import { TopScreen } from '../monitor/top-screen.ts';

export interface TopCommand {
  readonly config: string;
  readonly set: readonly string[];
  readonly json?: boolean | undefined;
}

/** It only listens. */
const BACKLOG_BYTES = 64 * 1024;
const REDRAW_MS = 250;
/** What the broker has kept comes at once; it is all there when nothing came for so long. */
const QUIET_MS = 400;
const LONGEST_WAIT_MS = 5000;

export async function run(command: TopCommand): Promise<void> {
  const config = loadSwarm(command.config, { set: command.set });
  const url = telemetryUrl(config);
  if (!command.json && !isTerminal())
    throw new ExitError(
      'roost top draws on a terminal, and this is none; for programs: roost top --json',
      EXIT.usage,
    );
  const { fold, ingest } = newFold(config);
  let keptAtMs = performance.now();
  const link = openBrokerLink({
    url,
    credentials: brokerCredentials(config, MONITOR_USER),
    clientName: `roost-${config.swarm}-top`,
    topics: ingest.topics,
    backlogBytes: BACKLOG_BYTES,
    onUp: () => {
      keptAtMs = performance.now();
      fold.setBroker(true, null, Date.now());
    },
    onDown: (reason) => fold.setBroker(false, reason, Date.now()),
    onMessage: (topic, payload, retained) => {
      if (retained) keptAtMs = performance.now();
      const told = ingest.take(topic, payload, retained);
      if (told !== null) fold.take(told, Date.now());
    },
  });
  if (command.json) await once(link, fold, () => performance.now() - keptAtMs);
  else await live(link, fold);
}

async function once(link: BrokerLink, fold: SwarmFold, quietMs: () => number): Promise<void> {
  const beganMs = performance.now();
  const isWaiting = () => {
    const { broker } = fold.view();
    return broker.up ? quietMs() < QUIET_MS : broker.reason === null;
  };
  while (isWaiting() && performance.now() - beganMs < LONGEST_WAIT_MS) await sleep(20);
  fold.tick(Date.now());
  const view = fold.view();
  await link.close();
  if (!view.broker.up)
    throw new ExitError(view.broker.reason ?? 'the broker does not answer', EXIT.unreachable);
  process.stdout.write(`${JSON.stringify(view)}\n`);
}

async function live(link: BrokerLink, fold: SwarmFold): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const screen = new TopScreen({
    stdin: process.stdin,
    stdout: process.stdout,
    view: () => {
      fold.tick(Date.now());
      return fold.view();
    },
    onEnd: ended.resolve,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => ended.resolve());
  const redraw = setInterval(() => screen.draw(), REDRAW_MS);
  await ended.promise;
  clearInterval(redraw);
  screen.close();
  await link.close();
}
