/** What lasts: lives, beliefs, leases, epochs, tokens, waits and faults, each from its records. */
import { describe, expect, test } from 'vitest';
import { castOf } from '../../../sim/report/cast.ts';
import { epochsOf, leadershipsOf } from '../../../sim/report/epochs.ts';
import { faultsOf } from '../../../sim/report/faults.ts';
import { grantsOf, leasesOf } from '../../../sim/report/leases.ts';
import { livesOf } from '../../../sim/report/life.ts';
import { beliefsOf, clashesOf } from '../../../sim/report/occupancy.ts';
import { placesOf, tokenStepsOf, waitsOf } from '../../../sim/report/token.ts';
import { brokenRecords, fence, fenced, PADS, ROBOTS, TraceWriter } from './sample.ts';

const END_MS = 10_000;

/** The records of what `write` writes. */
function traced(write: (trace: TraceWriter) => void) {
  const trace = new TraceWriter();
  write(trace);
  return trace.records();
}

describe('lives', () => {
  const lives = (write: (trace: TraceWriter) => void) =>
    livesOf(traced(write), { fromMs: 0, toMs: END_MS }).map(
      ({ member, state, fromMs, toMs }) => `${member} ${state} ${fromMs}..${toMs}`,
    );

  test('a member is down before its first start, and between down and start', () => {
    const found = lives((trace) => {
      trace.world(5, 'start', { member: 'r1' });
      trace.world(100, 'down', { member: 'r1', reason: 'fault' });
      trace.world(150, 'start', { member: 'r1' });
    });
    expect(found).toEqual(['r1 down 0..5', 'r1 down 100..150']);
  });

  test('one that was heard before is not taken for down', () => {
    const found = lives((trace) => {
      trace.at(3, 'r1', 'body', { phase: 'working' });
      trace.world(5, 'start', { member: 'r1' });
    });
    expect(found).toEqual([]);
  });

  test('a freeze lasts until the thaw, is told once, and a crash ends it', () => {
    const found = lives((trace) => {
      trace.world(10, 'fault', { fault: 'freeze', members: ['r1', 'r2'], what: '' });
      trace.world(10, 'freeze', { member: 'r1' });
      trace.world(40, 'thaw', { member: 'r1' });
      trace.world(50, 'down', { member: 'r2' });
    });
    expect(found).toEqual(['r1 frozen 10..40', 'r2 frozen 10..50', `r2 down 50..${END_MS}`]);
  });
});

describe('beliefs', () => {
  const found = (write: (trace: TraceWriter) => void) => beliefsOf(traced(write), END_MS);
  const told = (write: (trace: TraceWriter) => void) =>
    found(write).map(
      ({ robot, fromMs, toMs, renewals, end }) =>
        `${robot} ${fromMs}..${toMs}, ${renewals} renewed, ${end}`,
    );

  test('end with exit, with their time, with their robot, or not at all', () => {
    expect(
      told((trace) => {
        trace.at(10, 'r1', 'enter', { ...fenced(1, 2), until: 100 });
        trace.at(50, 'r1', 'renew', { ...fenced(1, 2), until: 150 });
        trace.at(120, 'r1', 'exit', { ...fenced(1, 2), reason: 'done' });
      }),
    ).toEqual(['r1 10..120, 1 renewed, exit']);
    expect(told((trace) => trace.at(10, 'r1', 'enter', { ...fenced(1, 2), until: 100 }))).toEqual([
      'r1 10..100, 0 renewed, lease over',
    ]);
    expect(
      told((trace) => {
        trace.at(10, 'r1', 'enter', { ...fenced(1, 2), until: 100 });
        trace.world(30, 'down', { member: 'r1' });
      }),
    ).toEqual(['r1 10..30, 0 renewed, robot down']);
    expect(told((trace) => trace.at(10, 'r1', 'enter', { ...fenced(1, 2), until: 1e9 }))).toEqual([
      `r1 10..${END_MS}, 0 renewed, none`,
    ]);
  });

  test('a late exit does not draw out a belief that was over', () => {
    expect(
      told((trace) => {
        trace.at(10, 'r1', 'enter', { ...fenced(1, 2), until: 100 });
        trace.at(400, 'r1', 'exit', { ...fenced(1, 2), reason: 'lease-over' });
      }),
    ).toEqual(['r1 10..100, 0 renewed, lease over']);
  });

  test('a renewal after the end is a belief of its own', () => {
    expect(
      told((trace) => {
        trace.at(10, 'r1', 'enter', { ...fenced(1, 2), until: 100 });
        trace.at(200, 'r1', 'renew', { ...fenced(1, 2), until: 300 });
      }),
    ).toHaveLength(2);
  });

  test('of two robots on one pad clash where they overlap', () => {
    const clashes = (firstUntil: number, pad = 'p1') =>
      clashesOf(
        found((trace) => {
          trace.at(10, 'r1', 'enter', { ...fenced(1, 2), until: firstUntil });
          trace.at(100, 'r2', 'enter', { ...fenced(1, 3), pad, until: 300 });
        }),
      );
    expect(clashes(200)).toEqual([{ pad: 'p1', robots: ['r1', 'r2'], fromMs: 100, toMs: 200 }]);
    expect(clashes(99)).toEqual([]);
    expect(clashes(100)).toEqual([]);
    expect(clashes(200, 'p2')).toEqual([]);
  });

  test('a clash is seen though the run ends at the moment in which it begins', () => {
    const beliefs = beliefsOf(brokenRecords(), 5000);
    expect(clashesOf(beliefs)).toEqual([
      { pad: 'p1', robots: ['r1', 'r2'], fromMs: 5000, toMs: 5000 },
    ]);
  });
});

describe('leases', () => {
  test('run from admit to release, and end with their acceptor or with the next admission', () => {
    const leases = leasesOf(
      traced((trace) => {
        trace.at(10, 'p1', 'admit', { ...fenced(1, 2), robot: 'r1' });
        trace.at(20, 'p1', 'admit', { ...fenced(1, 2), robot: 'r1' });
        trace.at(30, 'p1', 'release', { ...fenced(1, 2), robot: 'r1', reason: 'released' });
        trace.at(40, 'p1', 'admit', { ...fenced(1, 4), robot: 'r2' });
        trace.at(50, 'p1', 'admit', { ...fenced(2, 2), robot: 'r3' });
        trace.world(60, 'down', { member: 'p1' });
        trace.at(70, 'p1', 'admit', { ...fenced(2, 4), robot: 'r1' });
      }),
      END_MS,
    );
    expect(leases.map(({ robot, fromMs, toMs, end }) => [robot, fromMs, toMs, end])).toEqual([
      ['r1', 10, 30, 'released'],
      ['r2', 40, 50, 'another admitted'],
      ['r3', 50, 60, 'acceptor down'],
      ['r1', 70, END_MS, null],
    ]);
  });

  test('of many acceptors are counted together', () => {
    const leases = leasesOf(
      traced((trace) => {
        for (const [atMs, acceptor] of [
          [10, 'r1'],
          [12, 'r2'],
          [14, 'r3'],
        ] as const)
          trace.at(atMs, acceptor, 'admit', { ...fenced(1, 2), robot: 'r1' });
        trace.at(30, 'r2', 'release', { ...fenced(1, 2), robot: 'r1', reason: 'released' });
        for (const acceptor of ['r1', 'r3'])
          trace.at(40, acceptor, 'release', { ...fenced(1, 2), robot: 'r1', reason: 'released' });
      }),
      END_MS,
    );
    expect(
      grantsOf(leases).map(({ fromMs, toMs, acceptors }) => [fromMs, toMs, acceptors]),
    ).toEqual([
      [10, 12, 1],
      [12, 14, 2],
      [14, 30, 3],
      [30, 40, 2],
    ]);
  });
});

test('epochs: each member lives in its own, and two may lead at once in different ones', () => {
  const epochs = epochsOf(
    traced((trace) => {
      trace.at(10, 'r1', 'leader', { leader: 'r1', epoch: 1 });
      trace.at(20, 'r2', 'leader', { leader: 'r1', epoch: 1 });
      trace.at(25, 'r2', 'leader', { leader: 'r1', epoch: 1 });
      trace.at(50, 'r2', 'leader', { leader: 'r2', epoch: 2 });
      trace.at(80, 'r1', 'leader', { leader: 'r2', epoch: 2 });
      trace.world(90, 'down', { member: 'r2' });
    }),
    END_MS,
  );
  const told = epochs.map(
    ({ member, leader, epoch, fromMs, toMs }) =>
      `${member}: ${leader} in ${epoch}, ${fromMs}..${toMs}`,
  );
  expect(told).toEqual([
    'r2: r1 in 1, 20..50',
    'r1: r1 in 1, 10..80',
    'r2: r2 in 2, 50..90',
    `r1: r2 in 2, 80..${END_MS}`,
  ]);
  expect(leadershipsOf(epochs).map(({ member, fromMs, toMs }) => [member, fromMs, toMs])).toEqual([
    ['r1', 10, 80],
    ['r2', 50, 90],
  ]);
});

describe('the token', () => {
  const steps = (write: (trace: TraceWriter) => void) => {
    const records = traced(write);
    return tokenStepsOf(records, castOf(ROBOTS, PADS, records), END_MS);
  };

  test('goes from hand to hand, and HOLD adds to its queue', () => {
    const found = steps((trace) => {
      trace.at(10, 'r1', 'mint', { ...fenced(1, 1), reason: 'first-token' });
      trace.at(20, 'r1', 'token', { ...fenced(1, 2), to: 'r2', queue: ['r3'] });
      const hold = (asking: number[]) =>
        ({ kind: 'hold', pad: 0, fence: fence(1, 2), asking }) as const;
      trace.send(30, 'r2', hold([2]), {});
      trace.send(40, 'r2', hold([0, 2]), {});
      trace.send(45, 'r3', hold([1]), {});
    });
    expect(found.map(({ holder, queue, fromMs, toMs }) => [holder, queue, fromMs, toMs])).toEqual([
      ['r1', [], 10, 20],
      ['r2', ['r3'], 20, 40],
      ['r2', ['r3', 'r1'], 40, END_MS],
    ]);
    expect(
      placesOf(found).map(({ robot, place, fromMs, toMs }) => [robot, place, fromMs, toMs]),
    ).toEqual([
      ['r1', 0, 10, 20],
      ['r2', 0, 20, END_MS],
      ['r3', 1, 20, END_MS],
      ['r1', 2, 40, END_MS],
    ]);
  });

  test('of an older epoch does not count any more', () => {
    const found = steps((trace) => {
      trace.at(10, 'r1', 'mint', { ...fenced(1, 1), reason: 'first-token' });
      trace.at(20, 'r3', 'mint', { ...fenced(2, 1), reason: 'holder-silent' });
      trace.at(30, 'r1', 'token', { ...fenced(1, 2), to: 'r2', queue: [] });
    });
    expect(found.map(({ holder, toMs }) => [holder, toMs])).toEqual([
      ['r1', 20],
      ['r3', END_MS],
    ]);
  });
});

test('a wait lasts from the first request until enter, or until its robot goes down', () => {
  const waits = waitsOf(
    traced((trace) => {
      trace.at(10, 'r1', 'request', { pad: 'p1' });
      trace.at(15, 'r1', 'request', { pad: 'p1' });
      trace.at(20, 'r1', 'enter', { ...fenced(1, 2), until: 30 });
      trace.at(25, 'r2', 'request', { pad: 'p1' });
      trace.world(35, 'down', { member: 'r2' });
      trace.at(40, 'r3', 'request', { pad: 'p1' });
    }),
    END_MS,
  );
  expect(waits.map(({ robot, fromMs, toMs, served }) => [robot, fromMs, toMs, served])).toEqual([
    ['r1', 10, 20, true],
    ['r2', 25, 35, false],
    ['r3', 40, END_MS, false],
  ]);
});

describe('faults', () => {
  const faults = (write: (trace: TraceWriter) => void) =>
    faultsOf(traced(write), END_MS).map(({ fault, fromMs, toMs }) => [fault, fromMs, toMs]);

  test('last as long as they say, but not beyond a heal or the end', () => {
    expect(
      faults((trace) => {
        trace.world(100, 'fault', { fault: 'partition', members: ['r1'], forMs: 50, what: '' });
        trace.world(200, 'fault', { fault: 'mute', members: ['r1'], forMs: 5000, what: '' });
        trace.world(300, 'heal', { what: '' });
        trace.world(400, 'fault', { fault: 'freeze', members: ['r1'], forMs: 1e9, what: '' });
        trace.world(500, 'fault', { fault: 'crash', members: ['r2'], forMs: 1e9, what: '' });
      }),
    ).toEqual([
      ['partition', 100, 150],
      ['mute', 200, 300],
      ['freeze', 400, END_MS],
      ['crash', 500, END_MS],
    ]);
  });

  test('without a length last until what ends them, or are of a moment', () => {
    expect(
      faults((trace) => {
        trace.world(100, 'fault', { fault: 'weather', members: [], what: '' });
        trace.world(150, 'fault', { fault: 'weather', members: [], what: '' });
        trace.world(200, 'fault', { fault: 'crash', members: ['r1'], what: '' });
        trace.world(250, 'fault', { fault: 'drift', members: ['r1'], what: '' });
        trace.world(300, 'heal', { what: '' });
        trace.world(350, 'start', { member: 'r2' });
        trace.world(400, 'start', { member: 'r1' });
      }),
    ).toEqual([
      ['weather', 100, 150],
      ['weather', 150, 300],
      ['crash', 200, 400],
      ['drift', 250, 250],
    ]);
  });
});
