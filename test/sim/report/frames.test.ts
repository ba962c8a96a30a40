/** Frames, the transcript, and where to look first. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildModel } from '../../../sim/report/build-model.ts';
import { castOf } from '../../../sim/report/cast.ts';
import { eventWords } from '../../../sim/report/event-words.ts';
import { focusOf } from '../../../sim/report/focus.ts';
import { framesOf } from '../../../sim/report/frames.ts';
import { groupOf } from '../../../sim/report/kinds.ts';
import { messageWords } from '../../../sim/report/message-words.ts';
import { rowsOf } from '../../../sim/report/span.ts';
import { lastBefore, mainHappenings } from '../../../sim/report/story.ts';
import type { Message, MessageKind } from '../../../src/protocol/message.ts';
import { brokenInput, fence, PADS, ROBOTS, rhythm, TraceWriter } from './sample.ts';

const beat: Message = { kind: 'beat', epoch: 1, idle: false, pads: [] };

describe('frames', () => {
  test('each copy is an arrow to what became of it', () => {
    const trace = new TraceWriter();
    trace.send(10, 'r1', beat, { r2: 0.25, r3: { lost: 'cut' }, p1: { refused: 'unproven' } });
    const { frames, arrivals } = framesOf(trace.records());
    expect(frames).toMatchObject([{ name: 'r1/1/1', sender: 'r1', kind: 'beat', sentMs: 10 }]);
    expect(arrivals.map(({ to, group, reason, atMs }) => [to, group, reason, atMs])).toEqual([
      ['r2', 'heard', '', 10.25],
      ['r3', 'lost', 'cut', 10.25],
      ['p1', 'refused', 'unproven', 10.25],
    ]);
  });

  test('a frame that is played again has a long arrow from where it was first sent', () => {
    const trace = new TraceWriter();
    const frame = trace.send(10, 'r1', beat, { r2: 0.25 });
    trace.at(9000, 'r2', 'drop', { reason: 'replayed', bytes: 20, frame });
    const { frames, arrivals } = framesOf(trace.records());
    expect(frames).toHaveLength(1);
    expect(arrivals.at(-1)).toMatchObject({ frame: 0, atMs: 9000, reason: 'replayed' });
  });

  test('a name that comes again after a lost disk is another frame', () => {
    const trace = new TraceWriter();
    for (const atMs of [10, 500]) {
      trace.at(atMs, 'r1', 'tx', { kind: 'beat', bytes: 20, frame: 'r1/1/1', message: beat });
      trace.at(atMs + 1, 'r2', 'rx', { kind: 'beat', bytes: 20, frame: 'r1/1/1', sender: 'r1' });
    }
    const { frames, arrivals } = framesOf(trace.records());
    expect(frames.map(({ sentMs }) => sentMs)).toEqual([10, 500]);
    expect(arrivals.map(({ frame }) => frame)).toEqual([0, 1]);
  });

  test('one that was sent before the trace begins is known by those who hear it', () => {
    const trace = new TraceWriter();
    trace.at(5, 'r2', 'rx', {
      kind: 'beat',
      bytes: 20,
      frame: 'r1/1/9',
      sender: 'r1',
      message: beat,
    });
    expect(framesOf(trace.records()).frames).toMatchObject([
      { sender: 'r1', sentMs: 5, seenSent: false },
    ]);
  });

  test.each([{}, { to: 'all' }])('one that never left its sender has no receiver: %o', (to) => {
    const trace = new TraceWriter();
    const frame = trace.send(10, 'r1', beat, {});
    trace.world(10, 'lost', { frame, reason: 'duty-cycle', ...to });
    const { model } = buildModel(brokenInput({ records: trace.records(), failure: null }));
    expect(model.arrivals.to).toEqual([-1]);
    expect(model.fates[model.arrivals.fate[0]!]).toMatchObject({ name: 'lost: duty-cycle' });
    expect(model.fates[1]!.reach).toBeLessThan(0.5);
  });
});

test('the model refers only to what is in it, whatever the trace', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), (beats, cut) => {
      const records = rhythm(beats).slice(cut);
      const { model } = buildModel(
        brokenInput({ records, failure: null, summary: { cutBefore: 1 } }),
      );
      const { frames, arrivals, happenings, lines } = model;
      const sizes = [frames.name.length, arrivals.frame.length, happenings.atMs.length];
      expect(lines).toHaveLength(records.length);
      for (const line of lines) expect(Math.floor(line / 3)).toBeLessThan(sizes[line % 3]!);
      for (const frame of arrivals.frame) expect(frame).toBeLessThan(frames.name.length);
      for (const kind of frames.kind) expect(model.kinds[kind]).toBeDefined();
      for (const fate of arrivals.fate) expect(model.fates[fate]).toBeDefined();
      for (const words of frames.words) expect(model.words[words]).toBeDefined();
      expect(frames.sentMs).toEqual(frames.sentMs.toSorted((a, b) => a - b));
    }),
  );
});

test('bars lead to the lines of their records, whatever has no line before them', () => {
  const trace = new TraceWriter();
  trace.at(1, 'r1', 'timer', { at: 1, due: 1 });
  trace.world(2, 'battery', { robot: 'r1', percent: 50 });
  trace.at(3, 'r1', 'boot', { reason: 'start' });
  trace.world(4, 'fault', { fault: 'exhaust', members: ['r1'], what: 'no air time is left' });
  const { model, transcript } = buildModel(
    brokenInput({ records: trace.records(), failure: null }),
  );
  const line = model.lanes.find(({ id }) => id === 'faults')!.bars[0]!.line;
  const words = model.happenings.words[Math.floor(model.lines[line]! / 3)]!;
  expect(model.words[words]).toBe('fault: no air time is left');
  expect(transcript.leftOut).toBe(1);
});

describe('words', () => {
  const cast = castOf(ROBOTS, PADS, []);
  const messages: Readonly<Record<MessageKind, readonly [Message, string]>> = {
    hello: [{ kind: 'hello', nonce: 1, disk: 2, offPad: true }, 'has started, and is not on a pad'],
    welcome: [
      { kind: 'welcome', answers: [{ to: 1, nonce: 1, boot: 1, otherDisk: false }] },
      'to r2',
    ],
    request: [
      { kind: 'request', pad: 0, epoch: 3, n: 2, urgency: 3 },
      'for p1, number 2, about to run empty, knows epoch 3',
    ],
    token: [
      {
        kind: 'token',
        pad: 0,
        to: 1,
        toBoot: 1,
        fence: fence(3, 7),
        released: fence(3, 6),
        lastServed: [],
        queue: [{ robot: 2, life: 0, urgency: 0, overtaken: 0 }],
      },
      'of p1 to r2, fence (3,7), released (3,6), then r3',
    ],
    hold: [
      { kind: 'hold', pad: 0, fence: fence(3, 7), asking: [0, 2] },
      'the token of p1, fence (3,7), heard r1, r3 asking',
    ],
    passed: [
      { kind: 'passed', pad: 0, fence: fence(3, 7) },
      'on the token of p1, newest fence (3,7)',
    ],
    stuck: [
      { kind: 'stuck', pad: 0, fence: fence(3, 7), disk: 9 },
      'p1 has lost its disk and needs a newer epoch',
    ],
    enter: [
      { kind: 'enter', pad: 0, fence: fence(3, 7), attempt: 2, released: null },
      'p1? Fence (3,7), attempt 2',
    ],
    admit: [
      { kind: 'admit', pad: 0, robot: 1, fence: fence(3, 7), attempt: 2, leaseMs: 2000 },
      'r2 to p1, fence (3,7), attempt 2, for 2000 ms',
    ],
    refuse: [
      {
        kind: 'refuse',
        pad: 0,
        robot: 1,
        fence: fence(3, 7),
        attempt: 2,
        reason: 'occupied',
        highest: fence(3, 8),
        waitMs: 99.6,
      },
      'r2 at p1: occupied; fence (3,7), highest (3,8), again in 100 ms',
    ],
    exit: [{ kind: 'exit', pad: 0, fence: fence(3, 7) }, 'from p1, fence (3,7)'],
    election: [{ kind: 'election', epoch: 3 }, 'after epoch 3'],
    answer: [{ kind: 'answer', epoch: 3 }, 'a higher rank is here, epoch 3'],
    claim: [{ kind: 'claim', epoch: 4 }, 'asks for votes in epoch 4'],
    vote: [
      {
        kind: 'vote',
        epoch: 4,
        candidate: 2,
        pads: [{ fence: fence(3, 7), holder: 0, holds: true, queue: [] }],
      },
      'for r3 in epoch 4, holds the token of p1',
    ],
    coordinator: [{ kind: 'coordinator', epoch: 4, disk: 0 }, 'leads epoch 4'],
    beat: [
      { kind: 'beat', epoch: 4, idle: false, pads: [{ fence: fence(4, 1), holder: null }] },
      'of epoch 4, p1: (4,1) with nobody',
    ],
  };

  test.each(Object.values(messages))('$kind', (message, words) => {
    expect(messageWords(message, cast)).toBe(words);
    expect(groupOf(message.kind)).toBeDefined();
  });

  test('members of a pad without a controller have no line of their own', () => {
    expect(cast.members).toEqual(ROBOTS);
    expect(cast.nameOf(3)).toBe('p1');
    expect(cast.nameOf(9)).toBe('#9');
    const trace = new TraceWriter();
    trace.at(1, 'p1', 'boot', { reason: 'start' });
    expect(castOf(ROBOTS, PADS, trace.records()).members).toEqual([...ROBOTS, 'p1']);
  });

  test('events of members and of the world are told apart', () => {
    const trace = new TraceWriter();
    trace.at(1, 'r1', 'leader', { leader: 'r1', epoch: 2 });
    trace.at(2, 'r1', 'leader', { leader: 'r3', epoch: 2 });
    trace.at(3, 'r1', 'exit', { pad: 'p1', fence: [1, 2], reason: 'lease-over' });
    trace.at(4, 'r1', 'timer', { at: 4, due: 4 });
    trace.at(5, 'r1', 'constructor');
    const words = trace.records().map((record) => eventWords(record, false));
    expect(words).toEqual([
      'leads epoch 2 now',
      'follows r3 in epoch 2',
      'gives up p1 with fence (1,2): its lease is over',
      null,
      null,
    ]);
  });
});

describe('the story', () => {
  const { transcript, cast } = buildModel(brokenInput());

  test('ends with the failure', () => {
    const last = lastBefore(transcript, cast.members, 5000, 5);
    expect(last).toHaveLength(5);
    expect(last.at(-1)?.words).toBe('S1 is broken: r2 may be on the pad beside r1');
    expect(last.at(-2)).toMatchObject({ who: 'r2', atMs: 5000 });
    expect(lastBefore(transcript, cast.members, 3000, 1)[0]?.words).toMatch(/^fault: r1 and/);
  });

  test('has what comes again and again once', () => {
    const trace = new TraceWriter();
    for (const atMs of [1, 2, 3]) trace.at(atMs, 'r1', 'election', { epoch: 1 });
    trace.at(4, 'r2', 'election', { epoch: 1 });
    const built = buildModel(brokenInput({ records: trace.records(), failure: null }));
    const { lines, leftOut } = mainHappenings(built.transcript, built.cast.members, 1);
    expect(lines).toMatchObject([{ who: 'r2', times: 1, line: 3 }]);
    expect(leftOut).toBe(1);
    const all = mainHappenings(built.transcript, built.cast.members, 9);
    expect(all.lines[0]).toMatchObject({ who: 'r1', times: 3, line: 0 });
  });
});

describe('the focus', () => {
  const whole = { fromMs: 0, toMs: 100_000 };
  const framesMs = Array.from({ length: 10_000 }, (_, count) => count * 10);
  const evidence = { whole, framesMs, clashes: [], healsMs: [] };

  test('is everything when all is well', () => {
    expect(focusOf({ ...evidence, failure: null })).toEqual(whole);
  });

  test('of L1 begins with the heal, unless that is too long ago', () => {
    const failure = { promise: 'L1', atMs: 90_000, what: '' };
    const near = focusOf({ ...evidence, failure, healsMs: [1000, 89_500, 95_000] });
    expect(near.fromMs).toBeLessThan(89_500);
    expect(near.fromMs).toBeGreaterThan(89_400);
    const far = focusOf({ ...evidence, failure, healsMs: [1000] });
    expect(far.fromMs).toBeGreaterThan(88_000);
  });

  test('always holds the failure, and stays within the run', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.constantFrom('S1', 'S3', 'L2', 'crash'),
        fc.array(fc.integer({ min: 0, max: 100_000 })),
        (atMs, promise, times) => {
          const sorted = times.toSorted((a, b) => a - b);
          const focus = focusOf({
            whole,
            failure: { promise, atMs, what: '' },
            framesMs: sorted,
            clashes: [],
            healsMs: sorted,
          });
          expect(focus.fromMs).toBeLessThanOrEqual(atMs);
          expect(focus.toMs).toBeGreaterThan(atMs);
          expect(focus.fromMs).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

test('bars in a row never cover each other while there are rows', () => {
  const span = fc
    .tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 200 }))
    .map(([fromMs, forMs]) => ({ fromMs, toMs: fromMs + forMs }));
  fc.assert(
    fc.property(fc.array(span, { maxLength: 30 }), (spans) => {
      const rows = rowsOf(spans, Number.POSITIVE_INFINITY);
      spans.forEach((one, index) => {
        spans.slice(index + 1).forEach((other, later) => {
          if (rows[index] !== rows[index + 1 + later]) return;
          expect(one.toMs <= other.fromMs || other.toMs <= one.fromMs).toBe(true);
        });
      });
      expect(Math.max(0, ...rowsOf(spans, 3))).toBeLessThan(3);
    }),
  );
});
