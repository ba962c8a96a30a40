/** What the gateway makes of asides: topics' objects, and counts of what it could not use. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Gateway } from '../../../firmware/gateway/gateway.ts';
import { Schedule } from '../../../sim/world/schedule.ts';
import type { Aside, Command, Report } from '../../../src/wire/aside.ts';
import { type PlainFields, ReportCodec } from '../../../src/wire/report.ts';
import { packCounts, packEvent, packState } from '../../../src/wire/report-fields.ts';
import { COUNTS, P1, R3, ROSTER, record, stateOf, TIMES } from '../reports/stage.ts';
import { FakeTelemetry, settle } from './fake-telemetry.ts';

const codec = new ReportCodec(ROSTER);

class Stage {
  readonly schedule = new Schedule();
  readonly links: FakeTelemetry[] = [];
  readonly said: Command[] = [];
  readonly dropped: string[] = [];
  readonly log: string[] = [];
  private number = 0;
  readonly gateway = new Gateway({
    url: 'mqtt://broker',
    swarm: 'orchard',
    zone: 'east',
    roster: ROSTER,
    self: P1,
    times: TIMES,
    timeline: this.schedule,
    clock: { wallMs: () => 1_000_000, monoMs: () => 50_000 },
    say: (command) => void this.said.push(command),
    onDrop: (reason) => void this.dropped.push(reason),
    log: {
      info: (message) => void this.log.push(message),
      warn: (message) => void this.log.push(`! ${message}`),
    },
    open: (options) => {
      const link = new FakeTelemetry(options);
      this.links.push(link);
      return link;
    },
  });

  /** A report in one piece. */
  bytes(bytes: Uint8Array, from = R3, boot = 4): void {
    const piece: Report = { kind: 'report', number: this.number++, part: 0, parts: 1, bytes };
    this.gateway.onAside(from, piece, boot);
  }

  report(what: 'state' | 'counts' | 'events', fields: PlainFields[], gateway = P1, from = R3) {
    this.bytes(codec.encode({ what, gateway, fields })!, from);
  }

  state(change: Record<string, unknown> = {}, from = R3): void {
    this.report('state', [packState(ROSTER, from, stateOf(change))], P1, from);
  }
}

describe('a state', () => {
  it('is shown on the member’s topic as the member would have shown it, and who spoke for it', () => {
    const stage = new Stage();
    stage.state({ battery: 55 });
    stage.report('counts', [packCounts(COUNTS)]);
    const [{ options, states }] = stage.links as [FakeTelemetry];
    expect(options).toMatchObject({ url: 'mqtt://broker', swarm: 'orchard', kind: 'robots' });
    expect(options.id).toBe('r3');
    const frames = { sent: {}, heard: {}, dropped: {} };
    const own = { v: 1, id: 'r3', zone: 'east', ...stateOf({ battery: 55 }) };
    expect(states).toEqual([
      { ...own, frames, via: 'p1' },
      { ...own, frames: COUNTS, via: 'p1' },
    ]);
    expect(Object.keys(states[1]!)).toEqual([...Object.keys(own), 'frames', 'via']);
  });

  it('of another pad goes to the pads, and each member has a connection of its own', () => {
    const stage = new Stage();
    const pad = { power: true, contact: null };
    const { battery, place, held, ...common } = stateOf({ phase: 'leased' });
    stage.report('state', [packState(ROSTER, 9, { ...common, ...pad })], P1, 9);
    stage.state({}, 1);
    stage.state({}, 2);
    stage.state({}, 1);
    expect([battery, place, held]).toEqual([54, 'away', false]);
    expect(stage.links.map(({ options: { kind, id } }) => `${kind} ${id}`)).toEqual([
      'pads p2',
      'robots r2',
      'robots r3',
    ]);
    expect(stage.links[0]!.states).toMatchObject([{ id: 'p2', phase: 'leased', power: true }]);
    expect(stage.links[1]!.states).toHaveLength(2);
  });

  it('waits for counts no longer, and counts alone are none', () => {
    const stage = new Stage();
    stage.report('counts', [packCounts(COUNTS)]);
    expect(stage.links[0]!.states).toEqual([]);
    stage.state();
    expect(stage.links[0]!.states).toMatchObject([{ frames: COUNTS }]);
  });

  it('may come in pieces', () => {
    const stage = new Stage();
    const bytes = codec.encode({
      what: 'state',
      gateway: P1,
      fields: [packState(ROSTER, R3, stateOf())],
    })!;
    const half = bytes.length >> 1;
    const parts = [bytes.slice(0, half), bytes.slice(half)];
    for (const [part, piece] of parts.entries())
      stage.gateway.onAside(R3, { kind: 'report', number: 9, part, parts: 2, bytes: piece }, 4);
    expect(stage.links[0]!.states).toMatchObject([{ id: 'r3' }]);
    expect(stage.dropped).toEqual([]);
  });
});

describe('events', () => {
  it('are shown one by one, at the time of the gateway less their age', () => {
    const stage = new Stage();
    const enter = record('enter', { pad: 'p1', epoch: 5, fence: [5, 31], until: 2500 }, 7);
    const exit = record('exit', { pad: 'p1', epoch: 5, fence: [5, 31], reason: 'done' }, 8);
    stage.report('events', [packEvent(enter, 300), packEvent(exit, 100)]);
    const common = { v: 1, from: 'r3', boot: 4, pad: 'p1', epoch: 5, fence: [5, 31], via: 'p1' };
    expect(stage.links[0]!.events).toEqual([
      { ...common, t: 999_700, mono: 49_700, seq: 7, event: 'enter', until: 51_700 },
      { ...common, t: 999_900, mono: 49_900, seq: 8, event: 'exit', reason: 'done' },
    ]);
    expect(Object.keys(stage.links[0]!.events[0]!)).toEqual([
      ...['v', 't', 'mono', 'from', 'boot', 'seq', 'event', 'pad', 'epoch', 'fence'],
      ...['until', 'via'],
    ]);
  });

  it('that are records of a trace are not shown', () => {
    const stage = new Stage();
    const sound = packEvent(record('exit'), 1);
    stage.report('events', [packEvent(record('tx'), 1), sound, packEvent(record('a b'), 1)]);
    expect(stage.links[0]!.events).toMatchObject([{ event: 'exit' }]);
    expect(stage.dropped).toEqual(['report-malformed']);
  });
});

describe('what cannot be shown is counted, and opens no connection', () => {
  it.each<[string, (stage: Stage) => void, string[]]>([
    ['noise', (stage) => stage.bytes(Uint8Array.of(1, 2, 3)), ['report-malformed']],
    ['a state that is none', (stage) => stage.report('state', [{}]), ['report-malformed']],
    ['counts that are none', (stage) => stage.report('counts', [{}]), ['report-malformed']],
    ['events that are none', (stage) => stage.report('events', [{}]), ['report-malformed']],
    [
      'a report for another gateway',
      (stage) => stage.report('state', [packState(ROSTER, R3, stateOf())], 0),
      ['report-for-another'],
    ],
    [
      'a piece of a former life',
      (stage) => {
        stage.gateway.onAside(
          R3,
          { kind: 'report', number: 0, part: 0, parts: 2, bytes: Uint8Array.of(1) },
          5,
        );
        stage.bytes(Uint8Array.of(1), R3, 4);
      },
      ['report-odd'],
    ],
    [
      'a reply that nobody waits for',
      (stage) => {
        stage.gateway.onAside(R3, { kind: 'reply', to: P1, ticket: 3, error: new Uint8Array() }, 4);
      },
      ['reply-unasked'],
    ],
    [
      'what it says itself',
      (stage) => stage.report('state', [packState(ROSTER, P1, stateOf())], P1, P1),
      [],
    ],
    [
      'a command of somebody else',
      (stage) =>
        stage.gateway.onAside(
          R3,
          { kind: 'command', to: P1, ticket: 3, verb: new Uint8Array() },
          4,
        ),
      [],
    ],
    ['what is about keys', (stage) => stage.gateway.onAside(R3, { kind: 'roll', keyId: 2 }, 4), []],
    ['frames of a member that never reported', (stage) => stage.gateway.heard(R3), []],
  ])('%s', (_, act, dropped) => {
    const stage = new Stage();
    act(stage);
    expect(stage.dropped).toEqual(dropped);
    expect(stage.links).toEqual([]);
  });

  it('anything at all', () => {
    const stage = new Stage();
    const aside: fc.Arbitrary<Aside> = fc.oneof(
      fc.record({
        kind: fc.constant('report' as const),
        number: fc.nat(3),
        part: fc.nat(40),
        parts: fc.integer({ min: 1, max: 3 }),
        bytes: fc.uint8Array({ maxLength: 60 }),
      }),
      fc.record({
        kind: fc.constant('reply' as const),
        to: fc.nat(12),
        ticket: fc.nat(),
        error: fc.uint8Array({ maxLength: 60 }),
      }),
    );
    fc.assert(
      fc.property(fc.nat(9), aside, fc.nat(3), (from, each, boot) => {
        stage.gateway.onAside(from, each, boot);
      }),
      { numRuns: 1000 },
    );
    expect(stage.dropped.length).toBeGreaterThan(100);
    // It still works.
    stage.bytes(
      codec.encode({ what: 'events', gateway: P1, fields: [packEvent(record('exit'), 1)] })!,
      4,
      9,
    );
    expect(stage.links.at(-1)!.events).toHaveLength(1);
  });
});

describe('availability', () => {
  it('is that of the connection: it ends with the silence of the member, and begins anew', async () => {
    const stage = new Stage();
    stage.state();
    stage.schedule.run(TIMES.silenceMs - 1);
    // Any authentic frame will do.
    stage.gateway.heard(R3);
    stage.schedule.run(2 * TIMES.silenceMs - 2);
    expect(stage.links[0]!.isOpen).toBe(true);
    stage.schedule.run(2 * TIMES.silenceMs);
    expect(stage.links[0]!.isOpen).toBe(false);
    stage.links[0]!.leave();
    await settle();
    stage.gateway.heard(R3);
    expect(stage.links.map(({ isOpen }) => isOpen)).toEqual([false, true]);
    expect(stage.log).toEqual([
      'gateway: speaks for r3',
      `! gateway: r3 is offline: nothing heard of it for ${Math.round(TIMES.silenceMs / 1000)} s`,
      'gateway: r3 is heard again',
    ]);
  });
});

describe('a command', () => {
  it('goes to the member over the radio, and its reply comes back', async () => {
    const stage = new Stage();
    stage.state();
    const outcome = stage.links[0]!.command('charge');
    const [{ ticket, to }] = stage.said as [Command];
    expect(to).toBe(R3);
    stage.gateway.onAside(R3, { kind: 'reply', to: P1, ticket, error: new Uint8Array() }, 4);
    expect(await outcome).toEqual({ status: 'ok' });
    expect(stage.dropped).toEqual([]);
  });

  it('is answered when the gateway stops', async () => {
    const stage = new Stage();
    stage.state();
    const outcome = stage.links[0]!.command('charge');
    const closed = stage.gateway.close();
    expect(await outcome).toEqual({ status: 'error', error: 'the gateway is stopping' });
    stage.links[0]!.leave();
    await closed;
    stage.state();
    expect(stage.links).toHaveLength(1);
    expect(stage.links[0]!.states).toHaveLength(1);
  });
});

it('a broker that is away is a warning once, not once for each member', () => {
  const stage = new Stage();
  for (const from of [1, 2, 3]) stage.state({}, from);
  stage.log.length = 0;
  const warn = (reason: string) => {
    for (const { options } of stage.links) options.log.warn(reason);
  };
  warn('telemetry: no broker');
  warn('telemetry: refused');
  stage.links[0]!.options.log.info('telemetry: connected');
  warn('telemetry: refused');
  expect(stage.log).toEqual([
    '! gateway: telemetry: no broker',
    '! gateway: telemetry: refused',
    '! gateway: telemetry: refused',
  ]);
});
