/** What is said beside the protocol takes sequence numbers and marks the replay guard: a replay must know. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeCrypto } from '../../../firmware/crypto.ts';
import { TraceError } from '../../../sim/replay/trace-error.ts';
import { makeRoster } from '../../../sim/world/swarm.ts';
import { freshDurable } from '../../../src/protocol/durable.ts';
import { LAN_TIMING } from '../../../src/radio/timing.ts';
import { Driver } from '../../../src/runtime/driver.ts';
import { type Life, roleOf } from '../../../src/runtime/life.ts';
import { type TraceEvent, traceRecord } from '../../../src/runtime/trace.ts';
import { ADMINISTRATOR, type Aside, type Report } from '../../../src/wire/aside.ts';
import { FrameCodec } from '../../../src/wire/frame.ts';
import { Link } from '../../../src/wire/link.ts';
import { replay } from './storms.ts';

const ROSTER = makeRoster(3, 1, 'controller');
const CODEC = new FrameCodec({
  crypto: nodeCrypto,
  swarmKey: new Uint8Array(32).fill(9),
  keyId: 1,
  swarm: 'asides',
  zone: 'test',
  roster: ROSTER,
});
const LIFE: Life = {
  roost: 'test',
  config: { roster: ROSTER, timing: LAN_TIMING, self: 0, maxOvertakes: 4, undockMs: 1 },
  durable: { ...freshDurable(5), standing: 'member' },
  seed: 3,
  role: 'robot',
  charging: { requestBelow: 35, chargeTo: 90, criticalBelow: 10 },
  report: { place: 'away', batteryPercent: 60, charging: null, fault: null, alarm: null },
};

function report(number: number): Report {
  return { kind: 'report', number, part: 0, parts: 1, bytes: Uint8Array.of(1, 2, 255) };
}

/** r1 on a bench, with a disk that is done at once, and r2 as the test wants it. */
class Bench {
  readonly lines: string[] = [];
  readonly heard: Aside[] = [];
  readonly link = new Link(CODEC, 0);
  readonly peer = new Link(CODEC, 1);
  readonly driver: Driver;
  /** Asked at each moment at which an owner could speak from within what the member does. */
  speaks: () => boolean = () => false;
  private nowMs = 1000.5;
  private nonce = 0;
  private number = 0;

  constructor() {
    this.peer.startBoot(1);
    this.driver = new Driver(
      roleOf(LIFE),
      {
        clock: { nowMs: () => this.nowMs },
        alarm: { set: () => {} },
        // biome-ignore lint/suspicious/noThenProperty: a disk that is done at once.
        store: { save: () => ({ then: (done: () => void) => done() }) as never },
        crypto: nodeCrypto,
        radio: { mtuBytes: 255, send: (frame) => this.sent(frame), close: async () => {} },
        link: this.link,
        body: { command: () => this.maySpeak() } as never,
      },
      {
        onEvent: (event) => this.write(event),
        onReply: () => this.maySpeak(),
        onFinished: () => {},
        onAside: (_from, aside) => {
          this.heard.push(aside);
          this.maySpeak();
        },
        onTwin: () => this.driver.close(),
      },
      { self: 0, roster: ROSTER, traceFrames: true, life: LIFE },
    );
    this.driver.feed({ type: 'start', offPad: true, reason: 'test' });
  }

  wait(ms: number): this {
    this.nowMs += ms;
    this.driver.feed({ type: 'tick' });
    return this;
  }

  say(): this {
    this.number += 1;
    this.driver.sealAside(report(this.number));
    return this;
  }

  hear(message: Parameters<Link['seal']>[0]): this {
    this.driver.hear(this.peer.seal(message)!);
    return this;
  }

  /** r2 proves that it is alive. */
  prove(): this {
    const answers = [{ to: 0, nonce: this.nonce, boot: 1, otherDisk: false }];
    return this.hear({ kind: 'welcome', answers });
  }

  events(): string[] {
    return this.lines.map((line) => JSON.parse(line).event);
  }

  private sent(frame: Uint8Array): void {
    const opened = CODEC.open(frame);
    if (typeof opened !== 'string' && opened.message.kind === 'hello')
      this.nonce = opened.message.nonce;
    this.maySpeak();
  }

  private maySpeak(): void {
    if (this.speaks()) this.say();
  }

  private write(event: TraceEvent): void {
    const stamp = {
      t: 0,
      mono: this.nowMs,
      boot: this.driver.bootNumber,
      seq: this.lines.length + 1,
    };
    this.lines.push(JSON.stringify(traceRecord(ROSTER, 0, event, stamp, (atMs) => atMs)));
  }
}

/** The trace without the lines that fit, and without a gap in its numbers. */
function without(lines: readonly string[], fits: (record: { event: string }) => boolean): string[] {
  return lines
    .map((line) => JSON.parse(line))
    .filter((record) => !fits(record))
    .map((record, index) => JSON.stringify({ ...record, seq: index + 1 }));
}

const isAsideRecord = ({ event }: { event: string }) => event === 'aside';

describe('asides that a member says', () => {
  it('take numbers that the frames after them do not get', () => {
    const bench = new Bench().wait(30).say().say().wait(300).say().wait(3000);
    bench.driver.close();
    expect(bench.events().filter((event) => event === 'aside')).toHaveLength(3);
    const { differences, outputs, steps } = replay(bench.lines);
    expect(differences).toEqual([]);
    // The asides count: but for the life and the saves nothing of the trace is left out.
    const rest = bench.events().filter((event) => event === 'life' || event === 'saved');
    expect(steps + outputs + rest.length).toBe(bench.lines.length);
    expect(replay(without(bench.lines, isAsideRecord)).differences[0]).toMatchObject({
      expected: { event: 'tx' },
      got: { event: 'tx' },
    });
  });

  it('before the boot is on disk are not said, so nothing of them is in a trace', () => {
    const bench = new Bench();
    bench.driver.close();
    bench.say();
    expect(bench.events()).not.toContain('aside');
  });

  it('may be said from within whatever the member does, also many at once', () => {
    const chances = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });
    const steps = fc.array(
      fc.oneof(
        fc.nat(400).map((ms) => (bench: Bench) => bench.wait(ms)),
        fc.constant((bench: Bench) => bench.say()),
        fc.constant((bench: Bench) => bench.prove()),
        fc.nat(9).map((epoch) => (bench: Bench) => bench.hear({ kind: 'claim', epoch })),
        fc.nat(9).map((number) => (bench: Bench) => bench.hear(report(number))),
        fc.nat(9).map((ticket) => (bench: Bench) => {
          bench.driver.feed({ type: 'command', verb: 'charge', ticket });
        }),
      ),
      { minLength: 5, maxLength: 40 },
    );
    let said = 0;
    fc.assert(
      fc.property(chances, steps, fc.boolean(), (chance, acts, ends) => {
        const bench = new Bench();
        let asked = 0;
        bench.speaks = () => chance[asked++ % chance.length]!;
        for (const act of acts) act(bench);
        if (ends) bench.driver.feed({ type: 'stop', reason: 'test', now: true });
        if (ends) bench.driver.close();
        said += bench.events().filter((event) => event === 'aside').length;
        expect(replay(bench.lines).differences).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(said).toBeGreaterThan(300);
  });
});

describe('asides that a member hears', () => {
  it('mark the replay guard: a late frame is refused in the replay, too', () => {
    const bench = new Bench().wait(30).prove();
    const late = bench.peer.seal({ kind: 'claim', epoch: 4 })!;
    for (let number = 0; number < 70; number += 1) bench.hear(report(number));
    bench.driver.hear(late);
    bench.wait(300);
    expect(bench.heard).toHaveLength(70);
    expect(JSON.parse(bench.lines.findLast((line) => line.includes('"drop"'))!)).toMatchObject({
      reason: 'replayed',
      kind: 'claim',
    });
    expect(replay(bench.lines).differences).toEqual([]);
    // Without the records of the asides nobody could know.
    expect(replay(without(bench.lines, isAsideRecord)).differences[0]).toMatchObject({
      expected: { event: 'drop' },
      got: { event: 'rx' },
    });
  });

  it('of a new life of the sender make frames of its former life old', () => {
    const bench = new Bench().wait(30).prove();
    const former = bench.peer.seal({ kind: 'claim', epoch: 4 })!;
    bench.peer.startBoot(2);
    bench.hear(report(0));
    bench.driver.hear(former);
    expect(replay(bench.lines).differences).toEqual([]);
    expect(replay(without(bench.lines, isAsideRecord)).differences).toHaveLength(1);
  });

  it('from somebody unknown, or twice, stand there with their bytes', () => {
    const bench = new Bench().wait(30).hear(report(1)).wait(10).prove();
    const frame = bench.peer.seal(report(2))!;
    bench.driver.hear(frame);
    bench.driver.hear(frame);
    bench.wait(300);
    const drops = bench.lines
      .map((line) => JSON.parse(line))
      .filter(({ event }) => event === 'drop');
    expect(drops.map(({ reason, kind }) => `${reason} ${kind}`)).toEqual([
      'unproven report',
      'replayed report',
    ]);
    expect(replay(bench.lines).differences).toEqual([]);
  });

  it('may come from the administrator, who is in no roster', () => {
    const bench = new Bench().wait(30);
    const aside: Aside = { kind: 'roll', keyId: 2 };
    const frame = { source: ADMINISTRATOR, boot: 7, sequence: 9, message: aside } as const;
    bench.driver.take({ type: 'aside', aside, frame: { ...frame, tag: [1, 2] } }, 30);
    bench.wait(300);
    expect(bench.lines.find((line) => line.includes('"aside"'))).toContain('"#255/7/9"');
    expect(replay(bench.lines).differences).toEqual([]);
  });
});

describe('the record of an aside', () => {
  const bench = new Bench().wait(30).say().wait(30).prove().hear(report(1)).wait(300);
  const own = bench.lines.findIndex((line) => line.includes('"frame":"r1/1/2"'));
  const heard = bench.lines.findLastIndex((line) => line.includes('"event":"aside"'));

  function refusal(index: number, change: object): string | null {
    const record = { ...JSON.parse(bench.lines[index]!), ...change };
    try {
      replay(bench.lines.with(index, JSON.stringify(record)));
      return null;
    } catch (error) {
      if (!(error instanceof TraceError)) throw error;
      return `${error.line}: ${error.message}`;
    }
  }

  it('is there as it should be', () => {
    expect(JSON.parse(bench.lines[own]!)).toMatchObject({ event: 'aside', kind: 'report' });
    expect(JSON.parse(bench.lines[heard]!)).toMatchObject({ event: 'aside', frame: 'r2/1/2' });
    expect(replay(bench.lines).differences).toEqual([]);
  });

  it.each([
    ['own', { kind: 'song' }, 'kind: it is nothing that members say beside the protocol'],
    ['own', { kind: undefined }, 'kind: '],
    ['own', { kind: 'hello' }, 'kind: '],
    ['own', { frame: 'r1/x/2' }, 'frame: it is not a name like r1/2/3 of a member of the swarm'],
    ['own', { frame: undefined }, 'frame: '],
    ['heard', { kind: 7 }, 'kind: '],
    ['heard', { frame: 'r9/1/2' }, 'frame: '],
    ['heard', { frame: '#254/1/2' }, 'frame: '],
    ['heard', { frame: '#255/1' }, 'frame: '],
  ])('%s, with %j, is refused', (which, change, what) => {
    const index = which === 'own' ? own : heard;
    const told = refusal(index, change);
    expect(told).toContain(`${index + 1}: the aside record of r1 is not whole: ${what}`);
    expect(told).toMatch(/; it was changed, or written by another roost: keep .*head -n \d+\)$/);
  });

  it('with another number is a difference in its line', () => {
    const record = { ...JSON.parse(bench.lines[own]!), frame: 'r1/1/3' };
    const lines = bench.lines.with(own, JSON.stringify(record));
    expect(replay(lines).differences[0]).toMatchObject({
      line: own + 1,
      expected: { event: 'aside', frame: 'r1/1/3' },
      got: { event: 'aside', frame: 'r1/1/2' },
    });
  });

  it('where nothing could be said is a difference', () => {
    const closed = [...bench.lines];
    const { t, mono } = JSON.parse(closed.at(-1)!);
    const more = (event: string, fields: object) => {
      const stamp = { v: 1, t, mono, from: 'r1', boot: 1, seq: closed.length + 1 };
      closed.push(JSON.stringify({ ...stamp, event, ...fields }));
    };
    more('closed', {});
    more('aside', { kind: 'report', frame: 'r1/1/99' });
    expect(replay(closed).differences[0]).toMatchObject({
      line: closed.length,
      expected: { event: 'aside' },
      got: null,
    });
  });
});
