/** The gateway between members that only have a radio, and a real broker. */
import { connect as connectMqtt, type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nodeCrypto } from '../../../firmware/crypto.ts';
import { Gateway } from '../../../firmware/gateway/gateway.ts';
import { Obeying } from '../../../firmware/reports/obey.ts';
import { ReportSource } from '../../../firmware/reports/report-source.ts';
import type { ReportTimes } from '../../../firmware/reports/times.ts';
import { type RealTimeline, realTimeline } from '../../../firmware/timeline.ts';
import type { MemberIndex } from '../../../src/protocol/roster.ts';
import type { Aside } from '../../../src/wire/aside.ts';
import { FrameCodec } from '../../../src/wire/frame.ts';
import { type Mosquitto, startMosquitto } from '../../support/mosquitto.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';
import { until } from '../../support/until.ts';
import { COUNTS, P1, R3, ROSTER, record, stateOf } from '../reports/stage.ts';

/** In a hurry. */
const TIMES: ReportTimes = {
  pieceEveryMs: 2,
  reportEveryMs: 20,
  stateEveryMs: 200,
  countsEveryMs: 60,
  silenceMs: 900,
  commandEveryMs: 30,
};

const codec = new FrameCodec({
  crypto: nodeCrypto,
  swarmKey: new Uint8Array(32).fill(5),
  keyId: 1,
  swarm: 'orchard',
  zone: 'east',
  roster: ROSTER,
});

let broker: Mosquitto;
let proxy: TcpProxy;
let watcher: MqttClient;
let timeline: RealTimeline;
let gateway: Gateway;
let seen: { topic: string; text: string; retained: boolean }[];
let warnings: string[];
let radio: Bus;

/** A radio that everybody hears, as frames. */
class Bus {
  /** Frames of asides of this kind are lost while this is above 0, one by one. */
  readonly losses: Partial<Record<Aside['kind'], number>> = {};
  readonly hearers: ((from: MemberIndex, aside: Aside, boot: number) => void)[] = [];
  private sequence = 0;

  seal(source: MemberIndex, aside: Aside): Uint8Array {
    this.sequence += 1;
    return codec.seal({ source, boot: 4, sequence: this.sequence }, aside)!;
  }

  send(bytes: Uint8Array): void {
    const frame = codec.open(bytes);
    if (typeof frame === 'string') throw new Error(frame);
    const aside = frame.message as Aside;
    const loss = this.losses[aside.kind] ?? 0;
    this.losses[aside.kind] = Math.max(0, loss - 1);
    if (loss > 0) return;
    for (const hear of this.hearers) hear(frame.source, aside, frame.boot);
  }
}

/** A member with a radio and nothing else. */
class Member {
  readonly obeyed: string[] = [];
  error: string | null = null;
  state = stateOf();
  on = true;
  readonly source: ReportSource;

  constructor(self: MemberIndex) {
    this.source = new ReportSource({
      roster: ROSTER,
      self,
      gateway: P1,
      times: TIMES,
      timeline,
      describe: () => this.state,
      counts: () => COUNTS,
      seal: (report) => radio.seal(self, report),
      wake: () => {
        for (let frame = this.next(); frame; frame = this.next()) radio.send(frame);
      },
    });
    const obeying = new Obeying({
      self,
      gateway: P1,
      say: (reply) => radio.send(radio.seal(self, reply)),
      obey: ({ verb }, done) => {
        this.obeyed.push(verb);
        done(this.error);
      },
    });
    radio.hearers.push((from, aside, boot) => {
      if (this.on && aside.kind === 'command') obeying.hear(from, boot, aside);
    });
    this.source.setLink(true);
  }

  private next(): Uint8Array | null {
    return this.on ? this.source.next() : null;
  }

  change(change: Record<string, unknown>): void {
    this.state = stateOf(change);
    this.source.changed();
  }
}

beforeAll(async () => {
  broker = await startMosquitto();
});
afterAll(() => broker.dispose());

beforeEach(async () => {
  seen = [];
  warnings = [];
  timeline = realTimeline();
  radio = new Bus();
  proxy = await startTcpProxy(broker.port);
  watcher = await watch();
  gateway = new Gateway({
    url: `mqtt://127.0.0.1:${proxy.port}`,
    swarm: 'orchard',
    zone: 'east',
    roster: ROSTER,
    self: P1,
    times: TIMES,
    timeline,
    clock: { wallMs: () => Date.now(), monoMs: () => performance.now() },
    say: (command) => radio.send(radio.seal(P1, command)),
    onDrop: (reason) => void warnings.push(`drop ${reason}`),
    log: { info() {}, warn: (message) => void warnings.push(message) },
    linkTiming: { firstRetryMs: 20, longestRetryMs: 50 },
  });
  radio.hearers.push((from, aside, boot) => gateway.onAside(from, aside, boot));
});

afterEach(async () => {
  timeline.close();
  await gateway.close();
  await proxy.close();
  for (const id of ['robots/r3', 'robots/r1'])
    for (const topic of ['availability', 'state'])
      await watcher.publishAsync(`roost/orchard/${id}/${topic}`, '', { retain: true, qos: 1 });
  await watcher.endAsync(true);
});

async function watch(): Promise<MqttClient> {
  const client = connectMqtt(broker.url, { reconnectPeriod: 30 });
  client.on('message', (topic, payload, { retain }) => {
    const text = payload.toString();
    if (text !== '')
      seen.push({ topic: topic.replace('roost/orchard/', ''), text, retained: retain });
  });
  await client.subscribeAsync('roost/#', { qos: 1 });
  return client;
}

const textsOn = (topic: string) =>
  seen.filter((message) => message.topic === topic).map(({ text }) => text);
const jsonOn = (topic: string) =>
  textsOn(topic).map((text) => JSON.parse(text) as Record<string, unknown>);
const isNow = (id: string, what: string) =>
  until(`${id} is ${what}`, () => textsOn(`${id}/availability`).at(-1) === what, 10_000);

describe('what members show', () => {
  test('appears on their own topics, as if they had published it', async () => {
    const member = new Member(R3);
    await until('all of it is there', () =>
      jsonOn('robots/r3/state').some(({ frames }) => 'hello' in (frames as { sent: object }).sent),
    );
    expect(jsonOn('robots/r3/state').at(-1)).toEqual({
      v: 1,
      id: 'r3',
      zone: 'east',
      ...stateOf(),
      frames: COUNTS,
      via: 'p1',
    });
    member.change({ phase: 'charging', battery: 12 });
    await until('the change is there', () =>
      jsonOn('robots/r3/state').some(({ phase }) => phase === 'charging'),
    );
    const fence = { pad: 'p1', epoch: 5, fence: [5, 31] };
    member.source.note(record('enter', { ...fence, until: 900 }, 3));
    member.source.note(record('exit', { ...fence, reason: 'done' }, 4));
    await until('both events are there', () => textsOn('robots/r3/event').length === 2);
    expect(jsonOn('robots/r3/event')).toMatchObject([
      { v: 1, from: 'r3', boot: 4, seq: 3, event: 'enter', ...fence, via: 'p1' },
      { seq: 4, event: 'exit', reason: 'done' },
    ]);
    const [enter] = jsonOn('robots/r3/event') as { t: number; until: number; mono: number }[];
    expect(Math.abs(enter!.t - Date.now())).toBeLessThan(60_000);
    expect(enter!.until - enter!.mono).toBeCloseTo(400);
    expect(warnings).toEqual([]);
  });

  test('is retained where it should be', async () => {
    new Member(R3);
    await isNow('robots/r3', 'online');
    await until('it is shown', () => textsOn('robots/r3/state').length > 0);
    seen = [];
    const late = await watch();
    await until('both are found', () =>
      ['availability', 'state'].every((topic) =>
        seen.some((one) => one.topic === `robots/r3/${topic}` && one.retained),
      ),
    );
    await late.endAsync(true);
  });
});

describe('availability', () => {
  test('a member that falls silent is offline, and online when it is heard again', async () => {
    const member = new Member(R3);
    new Member(0);
    await isNow('robots/r3', 'online');
    member.on = false;
    await isNow('robots/r3', 'offline');
    expect(textsOn('robots/r1/availability')).toEqual(['online']);
    member.on = true;
    member.source.changed();
    await isNow('robots/r3', 'online');
    expect(textsOn('robots/r3/availability')).toEqual(['online', 'offline', 'online']);
  });

  test('when the gateway is cut off, the broker says offline for all that it spoke for', async () => {
    const member = new Member(R3);
    new Member(0);
    await isNow('robots/r3', 'online');
    await isNow('robots/r1', 'online');
    proxy.cut();
    await isNow('robots/r3', 'offline');
    await isNow('robots/r1', 'offline');
    member.change({ battery: 3 });
    proxy.heal();
    await isNow('robots/r3', 'online');
    await until('the newest is shown', () =>
      jsonOn('robots/r3/state').some(({ battery }) => battery === 3),
    );
  });

  test('a gateway that stops in order says offline for all', async () => {
    new Member(R3);
    new Member(0);
    await isNow('robots/r3', 'online');
    await isNow('robots/r1', 'online');
    await gateway.close();
    await isNow('robots/r3', 'offline');
    await isNow('robots/r1', 'offline');
  });
});

describe('commands', () => {
  const send = (verb: string, transaction: string) =>
    watcher.publishAsync(`roost/orchard/robots/r3/cmd/${verb}`, JSON.stringify({ transaction }), {
      qos: 1,
    });
  const reply = async (verb: string) => {
    await until('it is answered', () => textsOn(`robots/r3/cmd/${verb}/reply`).length > 0);
    return jsonOn(`robots/r3/cmd/${verb}/reply`);
  };

  test('reach the member, and its answer comes back', async () => {
    const member = new Member(R3);
    await isNow('robots/r3', 'online');
    await send('hold', 't1');
    expect(await reply('hold')).toEqual([
      { status: 'ok', data: {}, error: null, transaction: 't1' },
    ]);
    expect(member.obeyed).toEqual(['hold']);
    member.error = 'the battery is full';
    await send('charge', 't2');
    expect(await reply('charge')).toEqual([
      { status: 'error', data: null, error: 'the battery is full', transaction: 't2' },
    ]);
  });

  test.each(['command', 'reply'] as const)(
    'whose %s is lost twice are carried out once',
    async (kind) => {
      const member = new Member(R3);
      await isNow('robots/r3', 'online');
      radio.losses[kind] = 2;
      await send('charge', 't1');
      expect(await reply('charge')).toMatchObject([{ status: 'ok', transaction: 't1' }]);
      expect(member.obeyed).toEqual(['charge']);
      expect(radio.losses[kind]).toBe(0);
    },
  );

  test('to a member that hears nothing are answered by the gateway', async () => {
    const member = new Member(R3);
    await isNow('robots/r3', 'online');
    radio.losses.command = 99;
    await send('charge', 't1');
    expect(await reply('charge')).toEqual([
      {
        status: 'error',
        data: null,
        error: 'r3 did not answer over the radio within 1 s; it may not have heard it',
        transaction: 't1',
      },
    ]);
    expect(member.obeyed).toEqual([]);
  });
});
