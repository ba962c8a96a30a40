import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PadReadings } from '../../../hardware/pad/pad-machine.ts';
import { DOCKED, EMPTY, MachineStage } from './machine-stage.ts';

const flowing = (untilMs = 1_000_000) => {
  const stage = new MachineStage().up(DOCKED);
  stage.on(untilMs);
  expect(stage.isClosed).toBe(true);
  return stage;
};

describe('before it is up', () => {
  test('there is a fault, and a command does nothing', () => {
    const stage = new MachineStage();
    expect(stage.machine.report().fault).toBe('the board has not answered yet');
    stage.on(5000);
    stage.pass(1000);
    expect(stage.outputs.filter((output) => output.do !== 'report')).toEqual([]);
  });

  test('a command from before holds when it comes up', () => {
    const stage = new MachineStage();
    stage.on(5000);
    stage.up(DOCKED);
    expect(stage.isClosed).toBe(true);
  });

  test('why it does not come is told', () => {
    const stage = new MachineStage();
    stage.down('there is no port');
    stage.down('another reason');
    expect(stage.of('report').map(({ report }) => report.fault)).toEqual([
      'there is no port',
      'another reason',
    ]);
  });
});

describe('inputs that the board has not told', () => {
  const unread: PadReadings = {
    ...EMPTY,
    contact: { closed: null, steady: false, openings: 0 },
    unread: ['D2'],
  };

  test('soon told: nobody hears of it', () => {
    const stage = new MachineStage().up(unread);
    expect(stage.machine.report().fault).toBe('the board has not answered yet');
    stage.pass(500);
    stage.see({ ...EMPTY });
    expect(stage.of('report').map(({ report }) => report)).toEqual([
      { contact: false, fault: null, alarm: null },
    ]);
  });

  test('not told within a second: a fault with the pin', () => {
    const stage = new MachineStage().up(unread);
    stage.pass(1000);
    expect(stage.machine.report()).toEqual({
      contact: null,
      fault: 'the board has not told the level of D2: look at its firmware',
      alarm: null,
    });
    stage.see({ ...EMPTY });
    expect(stage.machine.report().fault).toBeNull();
  });
});

describe('power', () => {
  test('is granted first and closed then; opened first and taken back then', () => {
    const stage = flowing(2500);
    expect(stage.outputs.slice(-4).map((output) => output.do)).toEqual([
      'report',
      'grant',
      'relay',
      'led',
    ]);
    stage.outputs.length = 0;
    stage.off();
    expect(stage.outputs.slice(0, 2)).toMatchObject([
      { do: 'relay', closed: false },
      { do: 'grant', forMs: 0 },
    ]);
  });

  test('is granted every 250 ms for 2 s, and for no longer than the command lasts', () => {
    const stage = flowing(4000);
    stage.pass(3000);
    const grants = stage.of('grant').map(({ forMs, atMs }) => [atMs, forMs]);
    const expected = Array.from({ length: 12 }, (_, i) => {
      const atMs = 1000 + i * 250;
      return [atMs, Math.min(2000, 4000 - atMs)];
    });
    expect(grants).toEqual([...expected, [4000, 0]]);
    expect(stage.isClosed).toBe(false);
    expect(stage.machine.report().fault).toBeNull();
  });

  test('waits until the relay may close', () => {
    const stage = new MachineStage().up({ ...DOCKED, relay: { mayClose: false, trouble: null } });
    stage.on(5000);
    expect(stage.isClosed).toBe(false);
    expect(stage.of('grant')).toEqual([]);
    stage.see({ relay: { mayClose: true, trouble: null } });
    expect(stage.isClosed).toBe(true);
  });

  test('needs no contact where the pad has none', () => {
    const stage = new MachineStage({ hasContact: false }).up({ ...DOCKED, contact: null });
    stage.on(5000);
    expect(stage.isClosed).toBe(true);
    expect(stage.machine.report().contact).toBeNull();
  });

  test('needs a contact that is steady, not only one that is closed', () => {
    const stage = new MachineStage().up({
      ...DOCKED,
      contact: { closed: true, steady: false, openings: 1 },
    });
    stage.on(5000);
    expect(stage.isClosed).toBe(false);
  });

  test('a command that comes after the end of the last one closes the relay anew', () => {
    const stage = flowing(2000);
    // The process stood still: neither the end was seen nor the renewal in time.
    stage.nowMs = 2400;
    stage.on(9000);
    const opened = stage.of('relay').map(({ closed }) => closed);
    expect(opened).toEqual([true, false, true]);
    expect(stage.machine.report().fault).toBeNull();
  });
});

describe('the dead-man', () => {
  test('grants that ran out while power was meant to flow are a trip, before anything is heard of it', () => {
    const stage = flowing();
    stage.nowMs += 2000;
    stage.see({});
    expect(stage.isClosed).toBe(false);
    expect(stage.machine.report().fault).toMatch(/switched the power off by itself/);
  });

  test('just within the grant it goes on', () => {
    const stage = flowing();
    stage.nowMs += 1999;
    stage.see({});
    expect(stage.isClosed).toBe(true);
    expect(stage.machine.report().fault).toBeNull();
  });

  test('a trip lasts as long as the board says so, and a second more', () => {
    const stage = flowing();
    stage.trip();
    stage.see({ tripped: true });
    stage.pass(60_000);
    expect(stage.machine.report().fault).toMatch(/by itself/);
    stage.see({ tripped: false });
    stage.pass(999);
    expect(stage.isClosed).toBe(false);
    stage.pass(1);
    expect(stage.machine.report().fault).toBeNull();
    expect(stage.isClosed).toBe(true);
  });

  test('that is a little early at the end of a command is none', () => {
    const stage = flowing(5000);
    stage.pass(3950);
    expect(stage.isClosed).toBe(true);
    stage.trip();
    expect(stage.isClosed).toBe(false);
    stage.pass(1000);
    expect(stage.machine.report().fault).toBeNull();
  });

  test('while no power flows, a trip is nobody’s fault', () => {
    const stage = new MachineStage().up(DOCKED);
    stage.trip();
    expect(stage.machine.report().fault).toBeNull();
    expect(stage.outputs.slice(-2)).toMatchObject([
      { do: 'relay', closed: false },
      { do: 'grant', forMs: 0 },
    ]);
  });

  test('none at all: a fault for ever', () => {
    const stage = new MachineStage({ hasDeadMan: false }).up(DOCKED);
    stage.on(1_000_000);
    stage.pass(100_000);
    expect(stage.of('relay').filter(({ closed }) => closed)).toEqual([]);
    expect(stage.machine.report().fault).toMatch(/nothing that switches it off/);
  });
});

describe('with nothing new from the board, it still looks when it is time', () => {
  test('too much current opens after 100 ms', () => {
    const stage = flowing();
    stage.see({ amps: 4 });
    stage.pass(99);
    expect(stage.isClosed).toBe(true);
    const nextMs = stage.machine.nextMs(stage.nowMs);
    expect(nextMs).toBe(1100);
    stage.pass(1);
    expect(stage.isClosed).toBe(false);
  });

  test('a contact that has flapped is calm at some time', () => {
    const stage = flowing();
    stage.off();
    for (let i = 1; i <= 6; i++) {
      stage.see({ contact: { closed: true, steady: false, openings: i } });
      stage.see({ contact: { closed: true, steady: true, openings: i } });
    }
    expect(stage.machine.report().fault).toMatch(/flaps/);
    stage.pass(19_999);
    expect(stage.machine.report().fault).toMatch(/flaps/);
    stage.pass(1);
    expect(stage.machine.report().fault).toBeNull();
  });

  test('a dead-man that has tripped is asked about every 250 ms', () => {
    const stage = flowing();
    stage.trip();
    stage.see({ tripped: true });
    expect(stage.machine.nextMs(stage.nowMs)).toBe(stage.nowMs + 250);
  });
});

describe('a board that is lost', () => {
  test('gets nothing said, its contact stays as it was, and power waits for the board', () => {
    const stage = flowing();
    stage.outputs.length = 0;
    stage.down('unplugged');
    stage.pass(10_000);
    stage.off();
    stage.on(1_000_000);
    expect(stage.outputs.map((output) => output.do)).toEqual(['report']);
    expect(stage.machine.report()).toEqual({ contact: true, fault: 'unplugged', alarm: null });
    stage.up(DOCKED);
    expect(stage.isClosed).toBe(true);
    expect(stage.machine.report().fault).toBeNull();
  });

  test('and comes back six times makes no flapping contact', () => {
    const stage = flowing();
    for (let i = 0; i < 8; i++) {
      stage.down('reset');
      stage.nowMs += 100;
      stage.up({ ...DOCKED, contact: { closed: true, steady: false, openings: 0 } });
      stage.nowMs += 100;
      stage.see({ ...DOCKED });
    }
    expect(stage.machine.report().fault).toBeNull();
  });
});

describe('the LED', () => {
  test('free, waiting for contact, under power, faulty', () => {
    const stage = new MachineStage().up(EMPTY);
    stage.on(5000);
    stage.see(DOCKED);
    stage.see({ relay: { mayClose: false, trouble: 'silent' } });
    stage.off();
    expect(stage.of('led').map(({ pattern }) => pattern)).toEqual([
      'slow',
      'double',
      'solid',
      'fault',
    ]);
    stage.pass(60_000);
    expect(stage.of('led').at(-1)?.pattern).toBe('slow');
  });

  test('goes back when a command ends without contact', () => {
    const stage = new MachineStage().up(EMPTY);
    stage.on(5000);
    stage.pass(5000);
    expect(stage.of('led').map(({ pattern }) => pattern)).toEqual(['slow', 'double', 'slow']);
  });
});

describe('whatever happens', () => {
  const contact = fc.constantFrom(
    { closed: true, steady: true, openings: 0 },
    { closed: true, steady: false, openings: 1 },
    { closed: false, steady: false, openings: 2 },
  );
  const readings = fc.record({
    contact,
    relay: fc.constantFrom(
      ...[1, 2, 3].map(() => ({ mayClose: true, trouble: null })),
      { mayClose: false, trouble: null },
      { mayClose: false, trouble: 'welded' as const },
      { mayClose: false, trouble: 'silent' as const },
    ),
    unread: fc.constantFrom([], [], [], ['D2']),
    amps: fc.constantFrom(0, 1, 1, 1, 5, null),
    currentTrouble: fc.constantFrom(null, null, null, 'wire off'),
    tripped: fc.constantFrom(false, false, true),
  });
  const event = fc.oneof(
    fc.record({ see: readings }),
    fc.record({ on: fc.integer({ min: -100, max: 20_000 }) }),
    fc.record({ pass: fc.integer({ min: 0, max: 3000 }) }),
    fc.record({ freeze: fc.integer({ min: 0, max: 5000 }) }),
    fc.constantFrom({ off: true }, { down: true }, { up: true }, { trip: true }),
    fc.constant({ well: true }),
  );

  test('power flows only under a command, with contact, with nothing wrong, and within its grant', () => {
    let powered = 0;
    const run = fc.property(fc.array(event, { minLength: 10, maxLength: 60 }), (events) => {
      const stage = new MachineStage().up(DOCKED);
      let untilMs = 0;
      for (const happens of events) {
        if ('see' in happens) stage.see(happens.see);
        else if ('on' in happens) {
          untilMs = stage.nowMs + happens.on;
          stage.on(untilMs);
        } else if ('pass' in happens) stage.pass(happens.pass);
        else if ('freeze' in happens) {
          stage.nowMs += happens.freeze;
          stage.see({});
        } else if ('off' in happens) {
          untilMs = 0;
          stage.off();
        } else if ('down' in happens) stage.down();
        else if ('up' in happens) {
          stage.down();
          stage.up(stage.readings);
        } else if ('trip' in happens) stage.trip();
        else stage.see(DOCKED);

        expect(stage.grantedUntilMs).toBeLessThanOrEqual(Math.max(untilMs, stage.nowMs));
        if (!stage.isClosed) continue;
        powered += 1;
        expect(stage.nowMs).toBeLessThan(untilMs);
        expect(stage.nowMs).toBeLessThan(stage.grantedUntilMs);
        expect(stage.machine.report().fault).toBeNull();
        expect(stage.readings.contact?.steady).toBe(true);
        expect(stage.readings.unread).toEqual([]);
        expect(stage.readings.currentTrouble).toBeNull();
        expect(stage.readings.relay.trouble).toBeNull();
      }
      const reports = stage.of('report').map(({ report }) => report);
      for (let i = 1; i < reports.length; i++) expect(reports[i]).not.toEqual(reports[i - 1]);
    });
    fc.assert(run, { numRuns: 2000 });
    // Otherwise nothing of the above was looked at.
    expect(powered).toBeGreaterThan(2000);
  });

  test('it never asks for a tick in the past, nor for ticks without an end', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const stage = new MachineStage().up(DOCKED);
        for (const happens of events) {
          if ('see' in happens) stage.see(happens.see);
          else if ('on' in happens) stage.on(stage.nowMs + happens.on);
          else if ('down' in happens) stage.down();
          else if ('trip' in happens) stage.trip();
          const nextMs = stage.machine.nextMs(stage.nowMs);
          if (nextMs !== null) expect(nextMs).toBeGreaterThan(stage.nowMs);
          stage.nowMs += 10;
          stage.see({});
        }
      }),
      { numRuns: 500 },
    );
  });
});
