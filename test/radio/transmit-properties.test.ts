/** What holds for a transmit queue whatever is asked of it, and when. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { busyMs, longestBusyMs } from '../../src/radio/occupancy.ts';
import { endToEndMs } from '../../src/radio/profile.ts';
import { RADIO_PROFILES } from '../../src/radio/profiles.ts';
import type { Completion } from '../../src/radio/transmit.ts';
import { frameOf, TransmitStage } from './transmit-stage.ts';

type Action =
  | { readonly do: 'send'; readonly bytes: number }
  | { readonly do: 'report'; readonly bytes: number }
  | { readonly do: 'finished' | 'heard' | 'clear' };

interface Step {
  readonly afterMs: number;
  readonly action: Action;
}

const anyBytes = fc.integer({ min: 20, max: 116 });

const anyStep: fc.Arbitrary<Step> = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 300, noNaN: true })),
  action: fc.oneof(
    { weight: 8, arbitrary: fc.record({ do: fc.constant('send' as const), bytes: anyBytes }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant('report' as const), bytes: anyBytes }) },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom('finished' as const, 'heard' as const) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
  ),
});

const anyScript = fc.array(anyStep, { maxLength: 80 });
const anyRadio = fc.constantFrom('hc12' as const, 'sik' as const, 'lora-sf7' as const);
const anyCompletion = fc.constantFrom<Completion>('computed', 'signalled');

/** What a script asked for and what came of it. Frames are known by their first byte. */
interface Happened {
  readonly stage: TransmitStage;
  /** Coordination, in order of being sent. */
  readonly sent: Map<number, number>;
  readonly reports: Set<number>;
  readonly signalsMs: number[];
  readonly clearsMs: number[];
}

const HOLD_MS = 50;
const END_MS = 600_000;

function play(
  script: readonly Step[],
  radio: keyof typeof RADIO_PROFILES & ('hc12' | 'sik' | 'lora-sf7'),
  completion: Completion,
  isRelayed: boolean,
): Happened {
  const stage = new TransmitStage({
    profile: RADIO_PROFILES[radio],
    completion,
    reportShare: 1,
    ...(isRelayed ? { holdOffMs: () => HOLD_MS } : {}),
  });
  const happened: Happened = {
    stage,
    sent: new Map(),
    reports: new Set(),
    signalsMs: [],
    clearsMs: [],
  };
  const waiting: Uint8Array[] = [];
  stage.queue.setReports(() => waiting.shift() ?? null);
  let name = 0;
  for (const { afterMs, action } of script) {
    stage.run(afterMs);
    const { nowMs } = stage.schedule;
    name += 1;
    switch (action.do) {
      case 'send':
        happened.sent.set(name, nowMs);
        stage.queue.send(frameOf(name, action.bytes));
        break;
      case 'report':
        happened.reports.add(name);
        waiting.push(frameOf(name, action.bytes));
        stage.queue.wake();
        break;
      case 'finished':
        happened.signalsMs.push(nowMs);
        stage.queue.finished();
        break;
      case 'heard':
        stage.queue.heard(40);
        break;
      case 'clear':
        happened.clearsMs.push(nowMs);
        stage.queue.clear();
        break;
    }
  }
  stage.run(END_MS);
  return happened;
}

function always(check: (happened: Happened, completion: Completion, relayed: boolean) => void) {
  fc.assert(
    fc.property(anyScript, anyRadio, anyCompletion, fc.boolean(), (script, radio, end, relayed) => {
      check(play(script, radio, end, relayed), end, relayed);
    }),
    { numRuns: 300 },
  );
}

test('never two frames in flight', () => {
  always(({ stage: { puts, profile }, signalsMs, clearsMs }, completion, isRelayed) => {
    for (let i = 1; i < puts.length; i += 1) {
      const { atMs, frame } = puts[i - 1]!;
      const nextMs = puts[i]!.atMs;
      expect(nextMs).toBeGreaterThanOrEqual(atMs + busyMs(profile, frame.length));
      const within = (times: number[]) => times.some((ms) => ms >= atMs && ms <= nextMs);
      if (completion === 'signalled' && !within(signalsMs) && !within(clearsMs))
        expect(nextMs).toBeGreaterThanOrEqual(atMs + longestBusyMs(profile, frame.length));
      if (isRelayed && !within(clearsMs))
        expect(nextMs).toBeGreaterThanOrEqual(atMs + busyMs(profile, frame.length) + HOLD_MS);
    }
  });
});

test('coordination keeps its order, and so do reports', () => {
  always(({ stage, sent, reports }) => {
    for (const kind of [sent, reports]) {
      const names = stage.names.filter((name) => kind.has(name));
      expect(names).toEqual([...names].sort((a, b) => a - b));
    }
  });
});

test('each frame is sent once or told as unsent once; only a link that goes down loses it', () => {
  always(({ stage, sent, reports, clearsMs }) => {
    const ends = [...stage.names, ...stage.losses.map(([name]) => name)];
    expect(new Set(ends).size).toBe(ends.length);
    const lastClearMs = Math.max(Number.NEGATIVE_INFINITY, ...clearsMs);
    for (const [name, atMs] of sent) if (atMs > lastClearMs) expect(ends).toContain(name);
    if (clearsMs.length === 0) for (const name of reports) expect(ends).toContain(name);
  });
});

test('no frame is sent when it is stale, nor after the link went down', () => {
  always(({ stage: { puts, profile }, sent, clearsMs }, _completion, isRelayed) => {
    const staleMs = 5 * (endToEndMs(profile, 40) + (isRelayed ? HOLD_MS : 0));
    for (const { atMs, frame } of puts) {
      const sinceMs = sent.get(frame[0]!);
      if (sinceMs === undefined) continue;
      expect(atMs - sinceMs).toBeLessThanOrEqual(staleMs);
      expect(clearsMs.filter((ms) => ms > sinceMs && ms < atMs)).toEqual([]);
    }
  });
});

test('coordination never waits behind more than one report', () => {
  always(({ stage: { puts }, sent, reports }) => {
    puts.forEach(({ atMs, frame }, place) => {
      const sinceMs = sent.get(frame[0]!);
      if (sinceMs === undefined) return;
      const before = puts.slice(0, place);
      const passed = before.filter((put) => reports.has(put.frame[0]!) && put.atMs > sinceMs);
      expect(passed).toEqual([]);
      expect(atMs).toBeGreaterThanOrEqual(sinceMs);
    });
  });
});

test('the timeline holds a few calls at most, however long it goes on', () => {
  let most = 0;
  always(({ stage }) => {
    most = Math.max(most, stage.mostPending);
    expect(stage.mostPending).toBeLessThanOrEqual(5);
    expect(stage.pending).toBeLessThanOrEqual(1);
  });
  expect(most).toBeGreaterThan(1);
});
