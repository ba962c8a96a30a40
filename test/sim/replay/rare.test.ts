/** What storms seldom bring, or never: twins, commands, orderly ends, noise, a pad with a sensor. */
import { expect, it } from 'vitest';
import { nodeCrypto } from '../../../firmware/crypto.ts';
import { makeRoster } from '../../../sim/world/swarm.ts';
import { freshDurable } from '../../../src/protocol/durable.ts';
import { memberCount } from '../../../src/protocol/roster.ts';
import { LAN_TIMING } from '../../../src/radio/timing.ts';
import { Driver } from '../../../src/runtime/driver.ts';
import { type Life, roleOf } from '../../../src/runtime/life.ts';
import { type TraceEvent, traceRecord } from '../../../src/runtime/trace.ts';
import { FrameCodec } from '../../../src/wire/frame.ts';
import { Link } from '../../../src/wire/link.ts';
import { replay } from './storms.ts';

const ROSTER = makeRoster(3, 1, 'controller');
const PAD = memberCount(ROSTER) - 1;
const CODEC = new FrameCodec({
  crypto: nodeCrypto,
  swarmKey: new Uint8Array(32).fill(9),
  keyId: 1,
  swarm: 'rare',
  zone: 'test',
  roster: ROSTER,
});

function start(self: number) {
  const timing = LAN_TIMING;
  return {
    roost: 'test',
    config: { roster: ROSTER, timing, self, maxOvertakes: 4, undockMs: 1 },
    durable: { ...freshDurable(5), standing: 'member' as const },
    seed: 3,
  };
}

const ROBOT: Life = {
  ...start(0),
  role: 'robot',
  charging: { requestBelow: 35, chargeTo: 90, criticalBelow: 10 },
  report: { place: 'away', batteryPercent: 60, charging: null, fault: null, alarm: null },
};
const PAD_LIFE: Life = {
  ...start(PAD),
  role: 'pad',
  report: { contact: false, fault: null, alarm: null },
};

/** A member on a bench, with a clock of the test and a disk that is done at once. */
class Bench {
  readonly lines: string[] = [];
  readonly driver: Driver;
  readonly link: Link;
  nowMs = 1000.5;

  constructor(life: Life) {
    const { self } = life.config;
    this.link = new Link(CODEC, self);
    this.driver = new Driver(
      roleOf(life),
      {
        clock: { nowMs: () => this.nowMs },
        alarm: { set: () => {} },
        // biome-ignore lint/suspicious/noThenProperty: a disk that is done at once.
        store: { save: () => ({ then: (done: () => void) => done() }) as never },
        crypto: nodeCrypto,
        radio: { mtuBytes: 255, send: () => {}, close: async () => {} },
        link: this.link,
        body: { command: () => {} } as never,
      },
      {
        onEvent: (event) => this.write(event),
        onReply: () => {},
        onFinished: () => {},
        onAside: () => {},
        onTwin: () => this.driver.close(),
      },
      { self, roster: ROSTER, traceFrames: true, life },
    );
    this.driver.feed({ type: 'start', offPad: true, reason: 'test' });
  }

  wait(ms: number): this {
    this.nowMs += ms;
    this.driver.feed({ type: 'tick' });
    return this;
  }

  events(): string[] {
    return this.lines.map((line) => JSON.parse(line).event);
  }

  private write(event: TraceEvent): void {
    const { bootNumber: boot } = this.driver;
    const stamp = { t: 0, mono: this.nowMs, boot, seq: this.lines.length + 1 };
    const { self } = this.link as unknown as { self: number };
    this.lines.push(JSON.stringify(traceRecord(ROSTER, self, event, stamp, (atMs) => atMs - 0.25)));
  }
}

it('a twin that uses the same sequence numbers', () => {
  const bench = new Bench(ROBOT);
  const twin = new Link(CODEC, 0);
  twin.startBoot(bench.driver.bootNumber);
  bench.driver.hear(twin.seal({ kind: 'claim', epoch: 9 })!);
  expect(bench.events().slice(-3)).toEqual(['rx', 'twin', 'closed']);
  expect(replay(bench.lines)).toMatchObject({ differences: [], lives: 1 });
});

it('a HELLO under the own name, and a life beyond it', () => {
  const bench = new Bench(ROBOT);
  const twin = new Link(CODEC, 0);
  twin.startBoot(7);
  bench.driver.hear(twin.seal({ kind: 'hello', nonce: 1, disk: 2, offPad: false })!);
  expect(bench.events()).toContain('reboot');
  expect(bench.wait(500).driver.bootNumber).toBe(8);
  expect(replay(bench.lines).differences).toEqual([]);
});

it('commands of a person, and an orderly end', () => {
  const bench = new Bench(ROBOT);
  bench.driver.feed({ type: 'command', verb: 'charge', ticket: 1 });
  bench.wait(40).driver.feed({ type: 'command', verb: 'release', ticket: 2 });
  bench.wait(700).driver.feed({ type: 'command', verb: 'hold', ticket: 3 });
  bench.wait(5000).driver.feed({ type: 'stop', reason: 'SIGTERM', now: false });
  bench.wait(100).driver.close();
  expect(bench.events()).toEqual(expect.arrayContaining(['reply', 'finished', 'stop', 'closed']));
  expect(replay(bench.lines)).toMatchObject({ differences: [], lives: 1 });
});

it('noise between the records of a step', () => {
  const bench = new Bench(ROBOT).wait(30);
  bench.driver.hear(Uint8Array.of(1, 2, 3));
  bench.driver.drop('noise', 30);
  bench.wait(300).driver.close();
  bench.driver.drop('noise', 30);
  expect(bench.events().filter((event) => event === 'drop')).toHaveLength(3);
  expect(replay(bench.lines).differences).toEqual([]);
});

it('a boot without numbers for its frames', () => {
  const bench = new Bench(ROBOT);
  // A replay has no link that was turned on so far, so it must not be able to follow.
  (bench.link as unknown as { sequence: number }).sequence = 0xffffff;
  bench.wait(200);
  expect(bench.events()).toContain('own');
  expect(replay(bench.lines).differences[0]).toMatchObject({
    expected: { event: 'drop', reason: 'sequence-exhausted' },
    got: { event: 'tx', frame: 'r1/1/2' },
  });
});

it('a pad with something on it', () => {
  const bench = new Bench(PAD_LIFE).wait(100);
  const report = { contact: true, fault: null, alarm: null };
  bench.driver.feed({ type: 'pad-body', report });
  bench.driver.feed({ type: 'command', verb: 'hold', ticket: 1 });
  bench.wait(3000).driver.feed({ type: 'stop', reason: 'SIGTERM', now: false });
  expect(bench.events()).toEqual(expect.arrayContaining(['alarm', 'reply', 'finished']));
  expect(replay(bench.lines)).toMatchObject({ differences: [], members: ['p1'] });
});
