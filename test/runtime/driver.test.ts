/** The loop around a role: what may leave when, and in which order inputs are taken. */
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../firmware/crypto.ts';
import { type Durable, freshDurable } from '../../src/protocol/durable.ts';
import type { Message } from '../../src/protocol/message.ts';
import type { Role, RoleInput, RoleOutput } from '../../src/roles/role.ts';
import { Driver } from '../../src/runtime/driver.ts';
import { decodeDurable } from '../../src/runtime/durable-file.ts';
import type { TraceEvent } from '../../src/runtime/trace.ts';
import { Link } from '../../src/wire/link.ts';
import { codec, ROSTER } from '../wire/swarm.ts';

const ours = codec();
const claim = (epoch: number): Message => ({ kind: 'claim', epoch });

function send(
  epoch: number,
  how: { durable?: boolean; air?: boolean; self?: boolean } = {},
): RoleOutput {
  const { durable = false, air = true, self = false } = how;
  return { do: 'send', message: claim(epoch), durable, air, self };
}

function persist(boot: number, epoch = 0): RoleOutput {
  const durable: Durable = { ...freshDurable(5), boot, epoch };
  return { do: 'persist', durable };
}

/** A role that answers each input with what the test has prepared for it. */
class Script implements Role {
  readonly heard: RoleInput[] = [];
  deadlineMs: number | null = null;
  private readonly answers: ((input: RoleInput) => RoleOutput[])[] = [];

  /** What the next input leads to. */
  next(...outputs: RoleOutput[]): this {
    this.answers.push(() => outputs);
    return this;
  }

  step(input: RoleInput): RoleOutput[] {
    this.heard.push(input);
    return this.answers.shift()?.(input) ?? [];
  }

  nextDeadlineMs(): number | null {
    return this.deadlineMs;
  }

  describe() {
    return { pads: [] };
  }
}

class Bench {
  readonly role = new Script();
  readonly log: string[] = [];
  readonly heardFrom: number[] = [];
  readonly saves: { resolve(): void; reject(): void; durable: Durable }[] = [];
  readonly link = new Link(ours, 0);
  readonly alarms: (number | null)[] = [];
  onSend: (frame: Uint8Array) => void = () => {};
  readonly driver: Driver;

  constructor() {
    const ports = {
      clock: { nowMs: () => 100 },
      alarm: { set: (atMs: number | null) => void this.alarms.push(atMs) },
      store: { save: (bytes: Uint8Array) => this.save(bytes) },
      crypto: nodeCrypto,
      radio: {
        mtuBytes: 255,
        send: (frame: Uint8Array) => {
          this.log.push(`sent ${this.show(frame)}`);
          this.onSend(frame);
        },
        close: async () => {},
      },
      link: this.link,
      body: {
        undockMs: 0,
        report: () => ({
          place: 'away' as const,
          batteryPercent: 1,
          charging: null,
          fault: null,
          alarm: null,
        }),
        command: (command: { do: string }) => void this.log.push(`body ${command.do}`),
        close: async () => {},
      },
    };
    const listener = {
      onEvent: (event: TraceEvent) => void this.log.push(`event ${event.event}`),
      onReply: (ticket: number, error: string | null) =>
        void this.log.push(`reply ${ticket} ${error ?? 'ok'}`),
      onFinished: (again: boolean) => void this.log.push(`finished ${again}`),
      onAside: () => {},
      onHeard: (from: number) => void this.heardFrom.push(from),
      onTwin: () => void this.log.push('twin'),
    };
    const options = { self: 0, roster: ROSTER, traceFrames: false };
    this.driver = new Driver(this.role, ports, listener, options);
  }

  private save(bytes: Uint8Array): Promise<void> {
    const loaded = decodeDurable(nodeCrypto, bytes);
    if (loaded.state !== 'intact') throw new Error('not intact');
    const { durable } = loaded;
    this.log.push(`save boot ${durable.boot} epoch ${durable.epoch}`);
    return new Promise<void>((resolve, fail) => {
      this.saves.push({ resolve, durable, reject: () => fail(new Error('disk full')) });
    });
  }

  private show(frame: Uint8Array): string {
    const opened = ours.open(frame);
    if (typeof opened === 'string') return opened;
    return `${'epoch' in opened.message ? opened.message.epoch : ''} boot ${opened.boot}`;
  }

  start(...outputs: RoleOutput[]): this {
    this.role.next(...outputs);
    this.driver.feed({ type: 'start', offPad: true, reason: 'test' });
    return this;
  }

  /** Past the start: boot 1 is on disk. */
  static async started(): Promise<Bench> {
    const bench = new Bench().start(persist(1));
    bench.saves[0]!.resolve();
    await settle();
    bench.take();
    return bench;
  }

  tick(...outputs: RoleOutput[]): this {
    this.role.next(...outputs);
    this.driver.feed({ type: 'tick' });
    return this;
  }

  take(): string[] {
    return this.log.splice(0);
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe('a boot', () => {
  it('is on disk before anything at all is sent under it (S5)', async () => {
    const bench = new Bench().start(persist(1), send(1), send(2, { durable: true }));
    bench.tick(send(3));
    await settle();
    expect(bench.take()).toEqual(['save boot 1 epoch 0']);
    bench.saves[0]!.resolve();
    await settle();
    expect(bench.take()).toEqual(['sent 1 boot 1', 'sent 2 boot 1', 'sent 3 boot 1']);
  });

  it('that follows in the same life is on disk, too, whatever waited for the one before', async () => {
    const bench = await Bench.started();
    bench.tick(persist(1, 7), send(7, { durable: true }), persist(9, 7), { do: 'reboot', boot: 9 });
    bench.saves[1]!.resolve();
    await settle();
    // The promise of epoch 7 may leave, but not under a boot that a power cut would take back.
    expect(bench.take().filter((said) => said === 'sent 7 boot 9')).toEqual([]);
    bench.saves[2]!.resolve();
    await settle();
    expect(bench.driver.bootNumber).toBe(9);
  });
});

describe('a promise', () => {
  it('waits for every state that was given out before it', async () => {
    const bench = await Bench.started();
    bench.tick(persist(1, 4), send(4, { durable: true }), send(5), persist(1, 6));
    bench.tick(send(6, { durable: true }));
    expect(bench.take()).toEqual(['save boot 1 epoch 4', 'sent 5 boot 1', 'save boot 1 epoch 6']);
    bench.saves[1]!.resolve();
    await settle();
    expect(bench.take()).toEqual(['sent 4 boot 1']);
    bench.saves[2]!.resolve();
    await settle();
    expect(bench.take()).toEqual(['sent 6 boot 1']);
  });

  it('needs no save when none is under way', async () => {
    const bench = await Bench.started();
    expect(bench.tick(send(4, { durable: true })).take()).toEqual(['sent 4 boot 1']);
  });

  it('is never sent when its save failed, until a later state is safe', async () => {
    const bench = await Bench.started();
    bench.tick(persist(1, 4), send(4, { durable: true }));
    bench.saves[1]!.reject();
    await settle();
    bench.tick(send(5));
    expect(bench.take()).toEqual(['save boot 1 epoch 4', 'sent 5 boot 1']);
    // A save replaces all earlier ones, so this one keeps the promise of epoch 4, too.
    bench.tick(persist(1, 6));
    bench.saves[2]!.resolve();
    await settle();
    expect(bench.take()).toEqual(['save boot 1 epoch 6', 'sent 4 boot 1']);
  });

  it('comes back to its own sender when it is safe, as others hear it', async () => {
    const bench = await Bench.started();
    bench.tick(persist(1, 4), send(4, { durable: true, self: true }));
    expect(bench.role.heard.filter((input) => input.type === 'message')).toEqual([]);
    bench.saves[1]!.resolve();
    await settle();
    expect(bench.role.heard.at(-1)).toEqual({
      type: 'message',
      from: 0,
      boot: 1,
      sequence: 0,
      message: claim(4),
      proven: true,
    });
  });

  it('to itself alone is not on air', async () => {
    const bench = await Bench.started();
    bench.tick(send(4, { air: false, self: true }));
    expect(bench.take()).toEqual([]);
    expect(bench.role.heard.at(-1)).toMatchObject({ message: claim(4) });
  });

  it('waits among a bounded number of others: a slow disk costs the oldest', async () => {
    const bench = await Bench.started();
    bench.tick(persist(1, 4));
    for (let epoch = 0; epoch < 1000; epoch += 1) bench.tick(send(epoch, { durable: true }));
    bench.take();
    bench.saves[1]!.resolve();
    await settle();
    const sent = bench.take();
    expect(sent).toHaveLength(64);
    expect(sent.at(-1)).toBe('sent 999 boot 1');
  });

  it('is not sent after the driver was closed', async () => {
    const bench = await Bench.started();
    bench.tick(persist(1, 4), send(4, { durable: true }));
    bench.driver.close();
    bench.saves[1]!.resolve();
    await settle();
    expect(bench.take()).toEqual(['save boot 1 epoch 4']);
    bench.tick(send(5));
    expect(bench.take()).toEqual([]);
    expect(bench.alarms.at(-1)).toBeNull();
  });
});

describe('inputs', () => {
  it('before the start are not heard, and commands are answered', () => {
    const bench = new Bench();
    bench.driver.feed({ type: 'tick' });
    bench.driver.feed({ type: 'command', verb: 'hold', ticket: 3 });
    bench.driver.hear(Uint8Array.of(1, 2, 3));
    expect(bench.role.heard).toEqual([]);
    expect(bench.take()).toEqual(['reply 3 the member is still starting']);
  });

  it('that come while outputs are carried out wait until all of them are', async () => {
    const bench = await Bench.started();
    // A radio that hands a frame of somebody else back from within `send`.
    const other = new Link(ours, 1);
    other.startBoot(1);
    bench.link.prove(1, 1, 0);
    bench.onSend = () => {
      bench.onSend = () => {};
      bench.log.push('reentered');
      bench.driver.hear(other.seal(claim(99))!);
    };
    bench.role.next(send(4), { do: 'body', command: { do: 'rest' } });
    bench.tick({ do: 'body', command: { do: 'leave' } });
    expect(bench.take()).toEqual(['sent 4 boot 1', 'reentered', 'body rest', 'body leave']);
    expect(bench.role.heard.at(-1)).toMatchObject({ type: 'message', from: 1 });
  });

  it('are taken in the order in which they came, own messages among them', async () => {
    const bench = await Bench.started();
    bench.role.next(send(1, { self: true }), send(2, { self: true }));
    bench.driver.feed({ type: 'tick' });
    const epochs = bench.role.heard.flatMap((input) =>
      input.type === 'message' && 'epoch' in input.message ? [input.message.epoch] : [],
    );
    expect(epochs).toEqual([1, 2]);
  });

  it('set the alarm once each, to what the role wants then', async () => {
    const bench = await Bench.started();
    bench.alarms.length = 0;
    bench.role.deadlineMs = 250;
    bench.tick();
    expect(bench.alarms).toEqual([250]);
  });

  it('that are frames are counted, by kind or by reason', async () => {
    const bench = await Bench.started();
    const other = new Link(ours, 1);
    other.startBoot(1);
    const frame = other.seal(claim(5))!;
    bench.driver.hear(frame);
    bench.link.prove(1, 1, 0);
    bench.driver.hear(frame);
    bench.driver.hear(frame);
    bench.driver.hear(Uint8Array.of(1));
    expect(bench.driver.counts).toEqual({
      sent: {},
      heard: { claim: 1 },
      dropped: { unproven: 1, replayed: 1, short: 1 },
    });
  });
});

describe('outputs', () => {
  it('go to the ports in order', async () => {
    const bench = await Bench.started();
    bench.tick(
      { do: 'event', event: { event: 'stop', reason: 'x' } },
      { do: 'body', command: { do: 'leave' } },
      send(3),
      { do: 'reply', ticket: 9, error: 'no' },
      { do: 'twin', reason: 'x' },
      { do: 'finished' },
    );
    expect(bench.take()).toEqual([
      'event stop',
      'body leave',
      'sent 3 boot 1',
      'reply 9 no',
      'twin',
      'finished false',
    ]);
  });

  it('that fit no frame are counted, and the others go on', async () => {
    const bench = await Bench.started();
    const asking = Array.from({ length: 200 }, () => 40);
    const hold: Message = { kind: 'hold', pad: 0, fence: { epoch: 1, counter: 1 }, asking };
    bench.tick({ do: 'send', message: hold, durable: false, air: true, self: false }, send(2));
    expect(bench.take()).toEqual(['sent 2 boot 1']);
    expect(bench.driver.counts.dropped).toEqual({ oversized: 1 });
  });

  it('stop in order, to start anew, before a boot runs out of sequence numbers', async () => {
    const bench = await Bench.started();
    (bench.link as unknown as { sequence: number }).sequence = 0xffffff - 0xffff;
    bench.tick(send(2));
    expect(bench.role.heard.at(-1)).toMatchObject({ type: 'stop', now: false });
    bench.tick(send(3), { do: 'finished' });
    expect(bench.take().at(-1)).toBe('finished true');
    expect(bench.role.heard.filter((input) => input.type === 'stop')).toHaveLength(1);
  });

  it('tells of whom it hears, once that is no recording', () => {
    const bench = new Bench();
    const said = (sequence: number) => ours.seal({ source: 1, boot: 3, sequence }, claim(4))!;
    bench.role.next(persist(1));
    bench.driver.feed({ type: 'start', offPad: false, reason: 'test' });
    bench.driver.hear(said(1));
    expect(bench.heardFrom).toEqual([]);
    bench.link.prove(1, 3, 1);
    bench.driver.hear(said(2));
    bench.driver.hear(said(2));
    expect(bench.heardFrom).toEqual([1]);
  });
});
