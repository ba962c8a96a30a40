import { describe, expect, it } from 'vitest';
import type { Roster } from '../../src/protocol/roster.ts';
import { type TraceEvent, traceRecord } from '../../src/runtime/trace.ts';

const ROSTER: Roster = {
  robots: [
    { id: 'ada', rank: 1 },
    { id: 'bob', rank: 2 },
  ],
  pads: [
    { id: 'p1', guard: 'controller' },
    { id: 'p2', guard: 'robots' },
  ],
};
const STAMP = { t: 1_700_000_000_000, mono: 512.25, boot: 3, seq: 9 };

/** The member's clock began 400 ms after the host's. */
const record = (event: TraceEvent, self = 0) =>
  traceRecord(ROSTER, self, event, STAMP, (atMs) => atMs + 400);

describe('a trace record', () => {
  it('has a version, a stamp, and ids in place of indices', () => {
    expect(
      record({
        event: 'token',
        pad: 1,
        fence: { epoch: 4, counter: 17 },
        to: 1,
        queue: [0, 1],
      }),
    ).toEqual({
      v: 1,
      t: 1_700_000_000_000,
      mono: 512.25,
      from: 'ada',
      boot: 3,
      seq: 9,
      event: 'token',
      pad: 'p2',
      epoch: 4,
      fence: [4, 17],
      to: 'bob',
      queue: ['ada', 'bob'],
    });
  });

  it('says until when a lease lasts on the host’s clock', () => {
    const entered = record({
      event: 'enter',
      pad: 0,
      fence: { epoch: 4, counter: 17 },
      untilMs: 2000,
    });
    expect(entered).toMatchObject({ until: 2400 });
    expect(entered).not.toHaveProperty('untilMs');
  });

  it('is of the pad where a pad speaks', () => {
    const admitted = record(
      { event: 'admit', pad: 0, fence: { epoch: 1, counter: 2 }, robot: 1 },
      2,
    );
    expect(admitted).toMatchObject({ from: 'p1', pad: 'p1', robot: 'bob' });
  });

  it('calls the sender of a frame so, and leaves the own name alone', () => {
    const heard = record({ event: 'drop', reason: 'replayed', kind: 'beat', bytes: 28, from: 3 });
    expect(heard).toMatchObject({ from: 'ada', sender: 'p2', kind: 'beat', bytes: 28 });
  });

  it('keeps what is neither index nor time', () => {
    expect(
      record({ event: 'request', pad: 0, epoch: 4, number: [3, 12], urgency: 2 }),
    ).toMatchObject({ pad: 'p1', epoch: 4, number: [3, 12], urgency: 2 });
    expect(record({ event: 'leader', leader: 1, epoch: 8 })).toMatchObject({
      leader: 'bob',
      epoch: 8,
    });
    expect(record({ event: 'body', phase: 'charging', battery: null })).toMatchObject({
      phase: 'charging',
      battery: null,
    });
    expect(record({ event: 'suspect', member: 7 })).toMatchObject({ member: '#7' });
  });

  it('survives JSON', () => {
    const said = record({ event: 'exit', pad: 0, fence: { epoch: 1, counter: 2 }, reason: 'done' });
    expect(JSON.parse(JSON.stringify(said))).toEqual(said);
  });
});
