/** A fleet tool that listens to one robot, checks all that it says, and sends it instant actions. */

import { connect as connectMqtt, type MqttClient } from 'mqtt';
import type { VdaVersion } from '../../../../firmware/config/swarm-config.ts';
import { dialectOf } from '../../../../firmware/telemetry/vda5050/dialect.ts';
import { serialNumber, vdaTopics } from '../../../../firmware/telemetry/vda5050/topics.ts';
import { problemsOf } from './official.ts';

export interface Message {
  readonly topic: 'connection' | 'state';
  readonly retained: boolean;
  readonly qos: number;
  // biome-ignore lint/suspicious/noExplicitAny: its shape is what the official schemas are asked about.
  readonly body: any;
}

export class FleetTool {
  readonly seen: Message[] = [];
  /** What the official schemas found. */
  readonly problems: string[] = [];
  private readonly client: MqttClient;
  private readonly version: VdaVersion;
  private readonly topics: ReturnType<typeof vdaTopics>;
  private readonly serialNumber: string;
  private sent = 0;

  private constructor(client: MqttClient, version: VdaVersion, swarm: string, id: string) {
    this.client = client;
    this.version = version;
    this.topics = vdaTopics(version, swarm, id);
    this.serialNumber = serialNumber(swarm, id);
    client.on('message', (at, payload, { retain, qos }) => {
      if (payload.length === 0) return; // retained, and cleared
      const topic = at === this.topics.connection ? 'connection' : 'state';
      const body = JSON.parse(payload.toString());
      this.problems.push(...problemsOf(version, topic, body));
      this.seen.push({ topic, retained: retain, qos, body });
    });
  }

  static async start(url: string, version: VdaVersion, swarm: string, id: string) {
    const client = connectMqtt(url, { reconnectPeriod: 30 });
    const tool = new FleetTool(client, version, swarm, id);
    await client.subscribeAsync([tool.topics.connection, tool.topics.state], { qos: 1 });
    return tool;
  }

  get states(): Message['body'][] {
    return this.seen.filter(({ topic }) => topic === 'state').map(({ body }) => body);
  }

  get connectionStates(): string[] {
    return this.seen
      .filter(({ topic }) => topic === 'connection')
      .map(({ body }) => body.connectionState);
  }

  /** States of instant actions as the newest state tells them, by action id. */
  get actions(): Record<string, string> {
    const states = this.states.at(-1)?.[dialectOf(this.version).instantActionStates] ?? [];
    return Object.fromEntries(
      states.map((each: { actionId: string; actionStatus: string }) => [
        each.actionId,
        each.actionStatus,
      ]),
    );
  }

  get errors(): { errorType: string; errorDescription: string; errorReferences?: object[] }[] {
    return this.states.at(-1)?.errors ?? [];
  }

  /** Sends actions by id and type, in one message. */
  async act(actions: Readonly<Record<string, string>>, retain = false): Promise<void> {
    const message = {
      headerId: this.sent++,
      timestamp: '2026-11-21T04:01:21.306Z',
      version: dialectOf(this.version).version,
      manufacturer: 'roost',
      serialNumber: this.serialNumber,
      actions: Object.entries(actions).map(([actionId, actionType]) => ({
        actionId,
        actionType,
        blockingType: 'NONE',
      })),
    };
    this.problems.push(...problemsOf(this.version, 'instantActions', message));
    await this.send('instantActions', JSON.stringify(message), retain);
  }

  async send(topic: 'instantActions' | 'order', payload: string, retain = false): Promise<void> {
    await this.client.publishAsync(this.topics[topic], payload, { qos: 1, retain });
  }

  /** Ends it, and leaves nothing on the broker. */
  async close(): Promise<void> {
    for (const topic of [this.topics.connection, this.topics.instantActions]) {
      await this.client.publishAsync(topic, '', { retain: true, qos: 1 });
    }
    await this.client.endAsync(true);
  }
}
