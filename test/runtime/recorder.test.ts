/** With frames traced, the driver tells of all that its role is given, and of what it does with it. */
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../firmware/crypto.ts';
import { freshDurable } from '../../src/protocol/durable.ts';
import type { Message } from '../../src/protocol/message.ts';
import { LAN_TIMING } from '../../src/radio/timing.ts';
import type { Role, RoleInput, RoleOutput } from '../../src/roles/role.ts';
import { Driver } from '../../src/runtime/driver.ts';
import type { Life } from '../../src/runtime/life.ts';
import { isRecord, type TraceEvent } from '../../src/runtime/trace.ts';
import { Link } from '../../src/wire/link.ts';
import { codec, ROSTER } from '../wire/swarm.ts';

const ours = codec();
const claim = (epoch: number): Message => ({ kind: 'claim', epoch });
const DURABLE = freshDurable(5);
const LIFE: Life = {
  roost: '1.2.3',
  role: 'robot',
  config: { roster: ROSTER, timing: LAN_TIMING, self: 0, maxOvertakes: 4, undockMs: 1 },
  durable: DURABLE,
  seed: 77,
  charging: { requestBelow: 35, chargeTo: 90, criticalBelow: 10 },
  report: { place: 'away', batteryPercent: 50, charging: null, fault: null, alarm: null },
};

const send = (epoch: number, self = false, air = true): RoleOutput => {
  return { do: 'send', message: claim(epoch), durable: false, air, self };
};
const persist = (change: object): RoleOutput => {
  return { do: 'persist', durable: { ...DURABLE, ...change } };
};

class Bench implements Role {
  readonly heard: RoleInput[] = [];
  readonly events: TraceEvent[] = [];
  readonly saves: (() => void)[] = [];
  readonly link = new Link(ours, 0);
  readonly driver: Driver;
  deadlineMs: number | null = null;
  nowMs = 100;
  /** What the member does to the world calls this, as a world that answers at once. */
  onDeed: () => void = () => {};
  private readonly answers: RoleOutput[][] = [];

  constructor(traceFrames = true) {
    const deed = (): void => this.onDeed();
    const ports = {
      clock: { nowMs: () => this.nowMs++ },
      alarm: { set: () => {} },
      // biome-ignore lint/suspicious/noThenProperty: a disk that the test tells when it is done.
      store: { save: () => ({ then: (done: () => void) => this.saves.push(done) }) as never },
      crypto: nodeCrypto,
      radio: { mtuBytes: 255, send: deed, close: async () => {} },
      link: this.link,
      body: { command: deed } as never,
    };
    const listener = {
      onEvent: (event: TraceEvent) => void this.events.push(event),
      onReply: () => {},
      onFinished: deed,
      onAside: () => {},
      onTwin: deed,
    };
    const options = { self: 0, roster: ROSTER, traceFrames, life: LIFE };
    this.driver = new Driver(this, ports, listener, options);
  }

  step(input: RoleInput): RoleOutput[] {
    this.heard.push(input);
    return this.answers.shift() ?? [];
  }

  nextDeadlineMs(): number | null {
    return this.deadlineMs;
  }

  describe() {
    return { pads: [] };
  }

  /** Answers the inputs that come next. */
  next(...answers: RoleOutput[][]): this {
    this.answers.push(...answers);
    return this;
  }

  take(): TraceEvent[] {
    return this.events.splice(0);
  }

  /** Past the start, with boot 1 on disk. */
  static started(traceFrames = true): Bench {
    const bench = new Bench(traceFrames).next([persist({ boot: 1 })]);
    bench.driver.feed({ type: 'start', offPad: true, reason: 'test' });
    bench.saves[0]!();
    bench.take();
    return bench;
  }

  tick(...outputs: RoleOutput[]): this {
    this.next(outputs);
    this.driver.feed({ type: 'tick' });
    return this;
  }
}

/** A frame of another member. */
function said(by: number, message: Message, boot = 1): { link: Link; bytes: Uint8Array } {
  const link = new Link(ours, by);
  link.startBoot(boot);
  return { link, bytes: link.seal(message)! };
}

describe('a record', () => {
  it('of a life comes first, with all that the role was made of, and without a key', () => {
    const bench = new Bench().next([persist({ boot: 1 })]);
    bench.driver.drop('noise', 3);
    bench.driver.feed({ type: 'tick' });
    expect(bench.take()).toEqual([]);
    bench.driver.feed({ type: 'start', offPad: true, reason: 'test' });
    expect(bench.take()).toEqual([
      { event: 'life', format: 1, wire: 1, ...LIFE },
      { event: 'input', at: 100, input: { type: 'start', offPad: true, reason: 'test' } },
      { event: 'persist', save: 1, change: { ...DURABLE, boot: 1 } },
    ]);
  });

  it('of an input has the time that the role was given', () => {
    const bench = Bench.started();
    bench.deadlineMs = 250.5;
    bench.tick();
    bench.nowMs = 260.125;
    bench.tick();
    const body: RoleInput = { type: 'body', report: LIFE.report as never };
    bench.driver.feed(body);
    expect(bench.take()).toEqual([
      { event: 'timer', at: 101, due: null },
      { event: 'timer', at: 260.125, due: 250.5 },
      { event: 'input', at: 261.125, input: body },
    ]);
  });

  it('of a frame names it, and says what became of it', () => {
    const bench = Bench.started();
    const { link, bytes } = said(1, claim(5));
    const frame = {
      kind: 'claim',
      from: 1,
      bytes: bytes.length,
      frame: 'r2/1/1',
      message: claim(5),
    };
    bench.driver.hear(bytes);
    bench.link.prove(1, 1, 1);
    bench.driver.hear(link.seal(claim(6))!);
    bench.driver.hear(bytes);
    bench.driver.hear(Uint8Array.of(1));
    expect(bench.take()).toEqual([
      { event: 'drop', reason: 'unproven', ...frame, at: 101 },
      { event: 'rx', ...frame, frame: 'r2/1/2', message: claim(6), proven: true, at: 102 },
      { event: 'drop', reason: 'replayed', ...frame },
      { event: 'drop', reason: 'short', bytes: 1 },
    ]);
  });

  it('of a frame under the own name tells a twin from an echo', () => {
    const bench = Bench.started().tick(send(1));
    const twin = said(0, claim(9), 2);
    bench.take();
    const echo = new Link(ours, 0);
    echo.startBoot(1);
    bench.driver.hear(echo.seal(claim(1))!);
    expect(bench.take()).toEqual([]);
    bench.driver.hear(twin.bytes);
    expect(bench.take()).toMatchObject([{ event: 'rx', from: 0, frame: 'r1/2/1', proven: true }]);
    expect(bench.heard.at(-1)).toMatchObject({ type: 'own-frame', boot: 2 });
  });

  it('of each output stands after its input, in order', () => {
    const bench = Bench.started();
    bench.tick(
      send(3),
      { do: 'body', command: { do: 'approach', pad: 1 } },
      { do: 'prove', peer: 2, boot: 4, sequence: 9 },
      {
        do: 'event',
        event: { event: 'renew', pad: 0, fence: { epoch: 1, counter: 1 }, untilMs: 5.5 },
      },
      { do: 'role-event', event: { event: 'body', phase: 'working', battery: 3 } },
      { do: 'reply', ticket: 4, error: null },
      { do: 'reboot', boot: 8 },
      { do: 'twin', reason: 'x' },
      { do: 'finished' },
    );
    expect(bench.take()).toEqual([
      { event: 'timer', at: 101, due: null },
      { event: 'tx', kind: 'claim', bytes: expect.any(Number), frame: 'r1/1/1', message: claim(3) },
      { event: 'command', command: { do: 'approach', pad: 1 } },
      { event: 'prove', frame: 'r3/4/9' },
      { event: 'lease', endsAtMs: 5.5 },
      { event: 'renew', pad: 0, fence: { epoch: 1, counter: 1 }, untilMs: 5.5 },
      { event: 'body', phase: 'working', battery: 3 },
      { event: 'reply', ticket: 4, error: null },
      { event: 'reboot', next: 8 },
      { event: 'twin', reason: 'x' },
      { event: 'finished', again: false },
    ]);
  });

  it('of state has what is new in it', () => {
    const bench = Bench.started();
    const peer = { boot: 1, disk: 2, bootDisk: 0, otherBoot: 0 };
    const acceptor = { ceiling: { epoch: 1, counter: 2 }, leaseMs: 1, floorEpoch: 0 };
    const before = { boot: 1, epoch: 4, peers: { 1: peer }, acceptors: DURABLE.acceptors };
    bench.tick(persist(before), persist({ ...before, peers: { 1: peer, 7: { ...peer } } }));
    bench.tick(persist({ ...before, peers: {}, acceptors: { 0: acceptor } }));
    const changes = bench.take().flatMap((event) => (event.event === 'persist' ? [event] : []));
    expect(changes).toEqual([
      { event: 'persist', save: 2, change: { epoch: 4, peers: { 1: peer } } },
      { event: 'persist', save: 3, change: { peers: { 7: peer } } },
      { event: 'persist', save: 4, change: { peers: {}, acceptors: { 0: acceptor } } },
    ]);
  });

  it('of a save that is done stands before the frames that waited for it', () => {
    const bench = Bench.started();
    bench.tick(persist({ boot: 1, epoch: 2 }), { ...send(2), durable: true } as RoleOutput);
    expect(bench.take().map(({ event }) => event)).toEqual(['timer', 'persist']);
    bench.saves[1]!();
    expect(bench.take()).toMatchObject([
      { event: 'saved', save: 2 },
      { event: 'tx', frame: 'r1/1/1' },
    ]);
  });

  it('of what the member says to itself is told as its own', () => {
    const bench = Bench.started().tick(send(3, true, false));
    const own = { type: 'message', from: 0, boot: 1, sequence: 0, message: claim(3), proven: true };
    expect(bench.take()).toEqual([
      { event: 'timer', at: 101, due: null },
      { event: 'own', at: 102, input: own },
    ]);
  });

  it('of the end of a boot’s numbers is told as its own', () => {
    const bench = Bench.started();
    (bench.link as unknown as { sequence: number }).sequence = 0xffffff;
    bench.tick(send(2));
    const stop = { type: 'stop', reason: 'sequence numbers used up', now: false };
    expect(bench.take()).toEqual([
      { event: 'timer', at: 101, due: null },
      { event: 'drop', reason: 'sequence-exhausted', bytes: 0, kind: 'claim' },
      { event: 'own', at: 102, input: stop },
    ]);
  });

  it('is none of those that are published', () => {
    const bench = Bench.started().tick(send(3), {
      do: 'event',
      event: { event: 'stop', reason: 'x' },
    });
    bench.driver.close();
    const events = bench.take().map(({ event }) => event);
    expect(events).toEqual(['timer', 'tx', 'stop', 'closed']);
    expect(events.filter((event) => !isRecord(event))).toEqual(['stop']);
    expect(['body', 'enter', 'alarm', 'toString'].filter(isRecord)).toEqual([]);
  });
});

describe('what comes in while outputs are carried out', () => {
  it('waits until what the member said to itself is done, whatever it is', () => {
    const bench = Bench.started();
    const { bytes } = said(1, claim(6));
    bench.link.prove(1, 1, 0);
    bench.onDeed = () => {
      bench.onDeed = () => {};
      bench.driver.hear(bytes);
      bench.driver.take(bench.link.receive(said(2, claim(7)).bytes), 20);
      bench.saves[1]!();
      bench.driver.feed({ type: 'tick' });
    };
    bench.deadlineMs = 700;
    bench.tick(persist({ boot: 1, epoch: 3 }), send(3, true), send(4, true));
    expect(bench.take().map((event) => JSON.stringify(event))).toEqual([
      expect.stringContaining('"timer"'),
      expect.stringContaining('"persist"'),
      expect.stringContaining('"r1/1/1"'),
      expect.stringContaining('"r1/1/2"'),
      expect.stringMatching(/"own".*"epoch":3/),
      expect.stringMatching(/"own".*"epoch":4/),
      expect.stringMatching(/"rx".*"r2\/1\/1"/),
      expect.stringMatching(/"drop".*"r3\/1\/1"/),
      '{"event":"saved","save":2}',
      '{"event":"timer","at":106,"due":700}',
    ]);
  });

  it('is judged after them: who was proved by them is believed', () => {
    const bench = Bench.started();
    bench.onDeed = () => bench.driver.hear(said(1, claim(6)).bytes);
    bench.tick(send(3), { do: 'prove', peer: 1, boot: 1, sequence: 0 });
    const events = bench.take().map(({ event }) => event);
    expect(events).toEqual(['timer', 'tx', 'prove', 'rx']);
  });

  it('and its end stops what is left of them', () => {
    const bench = Bench.started();
    bench.onDeed = () => bench.driver.close();
    bench.tick(send(3, true), send(4));
    expect(bench.take().map(({ event }) => event)).toEqual(['timer', 'tx', 'closed']);
    bench.driver.close();
    bench.driver.hear(said(1, claim(6)).bytes);
    bench.saves.at(-1)!();
    expect(bench.take()).toEqual([]);
  });

  it('and its end stops frames that waited for the disk', () => {
    const bench = Bench.started();
    const waiting = { ...send(5), durable: true } as RoleOutput;
    bench.tick(persist({ boot: 1, epoch: 2 }), waiting, waiting).take();
    bench.onDeed = () => bench.driver.close();
    bench.saves[1]!();
    expect(bench.take().map(({ event }) => event)).toEqual(['saved', 'tx', 'closed']);
  });
});

it('without frames, only events are told', () => {
  const bench = Bench.started(false);
  bench.tick(send(3, true), persist({ boot: 1, epoch: 3 }), {
    do: 'event',
    event: { event: 'stop', reason: 'x' },
  });
  bench.driver.hear(said(1, claim(6)).bytes);
  bench.driver.close();
  expect(bench.take()).toEqual([{ event: 'stop', reason: 'x' }]);
});
