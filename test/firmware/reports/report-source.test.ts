/** What a member shows of itself over the radio: when, in which order, and never something old. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_PARTS } from '../../../src/wire/aside.ts';
import { ReportCodec } from '../../../src/wire/report.ts';
import { unpackCounts, unpackEvent, unpackState } from '../../../src/wire/report-fields.ts';
import { COUNTS, P1, R3, ROSTER, record, SourceStage, stateOf, TIMES } from './stage.ts';

const codec = new ReportCodec(ROSTER);

/** What reports say, in short: `state waiting`, `counts`, `enter exit`. */
function said(stage: SourceStage): string[] {
  return stage.take().map((bytes) => {
    const { what, gateway, fields } = codec.decode(bytes)!;
    expect(gateway).toBe(P1);
    if (what === 'state') return `state ${unpackState(ROSTER, R3, fields[0]!)!.phase}`;
    if (what === 'counts') return 'counts';
    return fields.map((packed) => unpackEvent(packed)!.event).join(' ');
  });
}

/** With its link up, and its first state told. */
function started(): SourceStage {
  const stage = new SourceStage();
  stage.source.setLink(true);
  stage.run(1000);
  stage.take();
  return stage;
}

describe('the state', () => {
  it('is told as soon as there is a link, and not before', () => {
    const stage = new SourceStage();
    stage.source.changed();
    stage.source.note(record('boot', { reason: 'restart' }));
    stage.run(10_000);
    expect([stage.source.next(), stage.wakes, stage.described]).toEqual([null, 0, 0]);
    stage.source.setLink(true);
    stage.run(1000);
    expect(said(stage)).toEqual(['boot', 'state working']);
  });

  it('is the newest when the radio has room for it, however often it changed', () => {
    const stage = started();
    for (const phase of ['requesting', 'waiting', 'approaching']) {
      stage.state = stateOf({ phase });
      stage.source.changed();
    }
    stage.run(TIMES.reportEveryMs);
    expect(said(stage)).toEqual(['state approaching']);
  });

  it('is not told more often than the air allows', () => {
    const stage = started();
    for (let change = 0; change < 1000; change += 1) {
      stage.state = stateOf({ battery: change % 100 });
      stage.source.changed();
      stage.run(TIMES.reportEveryMs / 100);
    }
    expect(said(stage).length).toBeLessThanOrEqual(10);
  });

  it('is not told again when it is the same, but from time to time', () => {
    const stage = started();
    stage.source.changed();
    stage.run(TIMES.reportEveryMs + 10);
    expect(said(stage)).toEqual([]);
    stage.run(TIMES.stateEveryMs);
    expect(said(stage)).toEqual(['state working']);
    stage.run(3 * TIMES.stateEveryMs + 1000);
    expect(said(stage).filter((one) => one === 'state working')).toHaveLength(3);
  });

  it('that is too long to be told is left out, and everything else goes on', () => {
    const stage = new SourceStage();
    stage.state = stateOf({ notes: Array.from({ length: 40 }, () => 'x'.repeat(100)) });
    stage.source.setLink(true);
    stage.source.note(record('suspect', { member: 'r1' }));
    stage.run(1000);
    expect(said(stage)).toEqual(['suspect']);
    stage.state = stateOf();
    stage.source.changed();
    stage.run(TIMES.reportEveryMs);
    expect(said(stage)).toEqual(['state working']);
  });
});

describe('counts of frames', () => {
  it('come now and then', () => {
    const stage = started();
    stage.run(3 * TIMES.countsEveryMs + 1000);
    expect(said(stage).filter((one) => one === 'counts')).toHaveLength(3);
  });

  it('have the events in them that were given up', () => {
    const stage = new SourceStage();
    for (let seq = 0; seq < 40; seq += 1) stage.source.note(record('renew', {}, seq));
    stage.source.setLink(true);
    stage.run(TIMES.countsEveryMs + 1000);
    const counts = stage
      .take()
      .map((bytes) => codec.decode(bytes)!)
      .find(({ what }) => what === 'counts')!;
    expect(unpackCounts(counts.fields[0]!)).toEqual({
      ...COUNTS,
      dropped: { echo: 1, 'event-unsent': 8 },
    });
  });
});

describe('events', () => {
  it('that are important go before the state, the others after it', () => {
    const stage = started();
    stage.run(TIMES.reportEveryMs);
    stage.state = stateOf({ phase: 'charging' });
    stage.source.changed();
    stage.source.note(record('admit', { pad: 'p2', epoch: 5, fence: [5, 31], robot: 'r2' }));
    stage.source.note(record('enter', { pad: 'p1', epoch: 5, fence: [5, 31], until: 900 }));
    stage.run(1000);
    expect(said(stage)).toEqual(['enter', 'state charging', 'admit']);
  });

  it('that fit one piece go together', () => {
    const stage = started();
    for (let seq = 1; seq <= 4; seq += 1)
      stage.source.note(record('suspect', { member: 'r1' }, seq));
    stage.run(1000);
    const pieces = stage.pieces.map(({ piece }) => piece.bytes.length);
    expect(said(stage).join(' ').split(' ')).toEqual(Array(4).fill('suspect'));
    expect(pieces.length).toBeLessThan(4);
    expect(Math.max(...pieces)).toBeLessThanOrEqual(40);
  });

  it('that are long go alone, in several pieces', () => {
    const stage = started();
    const reason = 'something stands on the pad without a lease';
    stage.source.note(record('alarm', { reason }));
    stage.source.note(record('suspect', { member: 'r1' }, 2));
    stage.run(1000);
    expect(stage.pieces.map(({ piece }) => `${piece.part}/${piece.parts}`)).toEqual([
      '0/2',
      '1/2',
      '0/1',
    ]);
    expect(said(stage)).toEqual(['alarm', 'suspect']);
  });

  it('have the age that they have when they leave', () => {
    const stage = started();
    stage.source.setLink(false);
    stage.source.note(record('exit', { reason: 'done' }));
    stage.run(7000);
    stage.source.setLink(true);
    stage.run(100);
    const [bytes] = stage.take();
    expect(unpackEvent(codec.decode(bytes!)!.fields[0]!)).toMatchObject({ ageMs: 7000, seq: 1 });
  });
});

describe('a report that was begun', () => {
  it('is finished before another is, whatever happens meanwhile', () => {
    const stage = started();
    stage.run(TIMES.reportEveryMs);
    stage.state = stateOf({ phase: 'fault', fault: 'the left motor draws more than ten amperes' });
    stage.source.changed();
    const before = stage.pieces.length;
    stage.run(0);
    expect(stage.pieces.length).toBe(before + 1);
    stage.source.note(record('alarm', { reason: 'x' }));
    stage.state = stateOf();
    stage.source.changed();
    stage.run(1000);
    expect(stage.pieces.map(({ piece: { number } }) => number)).toEqual([1, 1, 2]);
    expect(said(stage)).toEqual(['state fault', 'alarm']);
  });

  it('is forgotten when the link breaks', () => {
    const stage = started();
    stage.run(TIMES.reportEveryMs);
    stage.state = stateOf({ phase: 'fault', fault: 'the left motor draws more than ten amperes' });
    stage.source.changed();
    stage.run(0);
    stage.source.setLink(false);
    stage.run(1000);
    stage.source.setLink(true);
    // Not at the next time at which it would be told without a change, but as soon as the air allows.
    stage.run(TIMES.reportEveryMs);
    const parts = stage.pieces.map(({ piece: { number, part } }) => `${number}.${part}`);
    expect(parts).toEqual(['1.0', '2.0', '2.1']);
  });

  it('waits while nothing may be sent, and loses nothing', () => {
    const stage = new SourceStage();
    stage.maySeal = false;
    stage.source.note(record('boot', { reason: 'restart' }));
    stage.source.setLink(true);
    stage.run(2000);
    expect(stage.pieces).toEqual([]);
    stage.maySeal = true;
    stage.run(1000);
    expect(said(stage)).toEqual(['boot', 'state working']);
  });
});

it('the radio is never woken from within what the member does, and not for nothing', () => {
  const stage = started();
  const { wakes } = stage;
  stage.source.note(record('enter'));
  stage.source.changed();
  expect(stage.wakes).toBe(wakes);
  stage.run(0);
  expect(stage.wakes).toBe(wakes + 1);
  stage.run(TIMES.reportEveryMs);
  const before = stage.wakes;
  stage.run(TIMES.stateEveryMs - TIMES.reportEveryMs - 2000);
  expect(stage.wakes - before).toBeLessThanOrEqual(1);
});

it('whatever happens: pieces are in order, small, and make whole reports', () => {
  const act = fc.oneof(
    fc.nat(20_000).map((ms) => (stage: SourceStage) => stage.run(ms)),
    fc.nat(100).map((battery) => (stage: SourceStage) => {
      stage.state = stateOf({ battery });
      stage.source.changed();
    }),
    fc
      .constantFrom('enter', 'exit', 'renew', 'body', 'alarm')
      .map((event) => (stage: SourceStage) => {
        stage.source.note(record(event, { reason: 'because of this, that and the other thing' }));
      }),
    fc.constant((stage: SourceStage) => stage.source.setLink(true)),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const stage = started();
      for (const each of acts) each(stage);
      stage.run(TIMES.stateEveryMs);
      let expected = { number: 1, part: 0 };
      for (const { piece } of stage.pieces) {
        const { number, part, parts, bytes } = piece;
        expect({ number, part }).toEqual(expected);
        expect(parts).toBeLessThanOrEqual(MAX_PARTS);
        expect(bytes.length).toBeLessThanOrEqual(40);
        expected = part + 1 < parts ? { number, part: part + 1 } : { number: number + 1, part: 0 };
      }
      expect(expected.part).toBe(0);
      for (const bytes of stage.take()) expect(codec.decode(bytes)).not.toBeNull();
    }),
    { numRuns: 200 },
  );
});
