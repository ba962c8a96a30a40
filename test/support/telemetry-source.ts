/** A made-up swarm told over a real broker, for tests and benchmarks of the monitor. */

import { connectAsync } from 'mqtt';
import { SwarmTale, type TaleOptions } from './swarm-tale.ts';

export interface TelemetrySource {
  /** Messages so far. */
  published(): number;
  stop(): Promise<void>;
}

export interface TelemetrySourceOptions extends TaleOptions {
  /** Of the broker. */
  readonly url: string;
}

/** Resolves when everybody has said hello. */
export async function tellSwarm(options: TelemetrySourceOptions): Promise<TelemetrySource> {
  const client = await connectAsync(options.url, { queueQoSZero: false });
  const tale = new SwarmTale(options, Date.now());
  let published = 0;
  const publish = (messages: ReturnType<SwarmTale['step']>) => {
    for (const { topic, payload, retain } of messages) client.publish(topic, payload, { retain });
    published += messages.length;
  };
  publish(tale.begin(Date.now()));
  const timer = setInterval(() => publish(tale.step(Date.now())), STEP_MS);
  return {
    published: () => published,
    async stop() {
      clearInterval(timer);
      await client.endAsync();
    },
  };
}

const STEP_MS = 50;
