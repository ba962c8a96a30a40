/** Lines that a person types, and what virtual boards tell: the words of `roost board`. */
import { describe, expect, test } from 'vitest';
import { HELP, type Names, parseCommand } from '../../../sim/board/commands.ts';
import { type Happening, jsonLine, type Statistics, textLine } from '../../../sim/board/tell.ts';

const NAMES: Names = {
  robots: ['r1', 'r2'],
  pads: ['p1', 'p2'],
  everybody: ['r1', 'r2', 'p1', 'p2'],
  boards: ['r1', 'p1'],
  switches: ['p2'],
};

describe('a command', () => {
  test.each<[line: string, command: object]>([
    ['relay p1 welded', { do: 'relay', id: 'p1', fault: 'welded' }],
    ['relay p1 dead', { do: 'relay', id: 'p1', fault: 'dead' }],
    ['relay p1 ok', { do: 'relay', id: 'p1', fault: null }],
    ['feedback p1 open', { do: 'feedback', id: 'p1', fault: 'open' }],
    ['contact r1 flapping', { do: 'contact', id: 'r1', fault: 'flapping' }],
    ['contact p1 closed', { do: 'contact', id: 'p1', fault: 'closed' }],
    ['contact p1 ok', { do: 'contact', id: 'p1', fault: null }],
    ['amps p1 4.5', { do: 'amps', id: 'p1', amps: 4.5 }],
    ['amps p1 0', { do: 'amps', id: 'p1', amps: 0 }],
    ['amps p1 ok', { do: 'amps', id: 'p1', amps: null }],
    ['ina219 r1 absent', { do: 'ina219', id: 'r1', isThere: false }],
    ['ina219 r1 ok', { do: 'ina219', id: 'r1', isThere: true }],
    ['battery r1 stuck', { do: 'battery', id: 'r1', fault: 'stuck' }],
    ['battery r1 jumping', { do: 'battery', id: 'r1', fault: 'jumping' }],
    ['battery r1 off', { do: 'battery', id: 'r1', fault: 'off' }],
    ['battery r1 ok', { do: 'battery', id: 'r1', fault: null }],
    ['charge r2 40', { do: 'charge', id: 'r2', percent: 40 }],
    ['miss r1', { do: 'miss', id: 'r1', times: 1 }],
    ['miss r1 3', { do: 'miss', id: 'r1', times: 3 }],
    ['aim r1 p2', { do: 'aim', id: 'r1', pad: 'p2' }],
    ['aim r1 any', { do: 'aim', id: 'r1', pad: null }],
    ['put r1 p1', { do: 'put', id: 'r1', pad: 'p1' }],
    ['take r1', { do: 'take', id: 'r1' }],
    ['power p2 off', { do: 'power', id: 'p2', on: false }],
    ['power p2 on', { do: 'power', id: 'p2', on: true }],
    ['unplug r1', { do: 'unplug', id: 'r1' }],
    ['plug p1', { do: 'plug', id: 'p1' }],
    ['cut p1', { do: 'cut', id: 'p1' }],
    ['garbage r1', { do: 'garbage', id: 'r1', bytes: 100 }],
    ['  garbage   r1  7 ', { do: 'garbage', id: 'r1', bytes: 7 }],
    ['reset r1', { do: 'reset', id: 'r1' }],
    ['hang r1', { do: 'hang', id: 'r1' }],
    ['resume r1', { do: 'resume', id: 'r1' }],
    ['firmware p1 standard', { do: 'firmware', id: 'p1', name: 'standard' }],
    ['firmware p1 ./my.hex', { do: 'firmware', id: 'p1', name: './my.hex' }],
    ['stats', { do: 'stats' }],
    ['help', { do: 'help' }],
    ['quit', { do: 'quit' }],
  ])('%s', (line, command) => {
    expect(parseCommand(line, NAMES)).toEqual(command);
  });

  test.each<[line: string, wrong: RegExp]>([
    ['dance', /no command 'dance'; help lists them/],
    ['relay', /write relay p1 welded, dead or ok/],
    ['relay p1', /write relay p1 welded/],
    ['relay p1 melted', /write relay p1 welded/],
    ['relay p1 welded now', /write relay p1 welded/],
    ['relay r1 welded', /no pad 'r1'; there are p1, p2/],
    ['contact x open', /no robot or pad 'x'; there are r1, r2, p1, p2/],
    ['battery p1 stuck', /no robot 'p1'; there are r1, r2/],
    ['charge r1 101', /write charge r1 with 0 to 100 percent/],
    ['charge r1 -1', /write charge r1/],
    ['charge r1 much', /write charge r1/],
    ['amps p1 1e9', /write amps p1/],
    ['miss r1 1.5', /write miss r1/],
    ['aim r1 p9', /no pad 'p9'/],
    ['aim r1', /write aim r1 p1/],
    ['put r1 r2', /no pad 'r2'/],
    ['take r1 away', /write take r1/],
    ['power p1 on', /no pad without a board 'p1'; there are p2/],
    ['unplug r2', /no board 'r2'; there are r1, p1/],
    ['unplug r1 now', /write unplug r1/],
    ['garbage r1 0', /write garbage r1/],
    ['garbage r1 99999', /with 1 to 10000 bytes/],
    ['firmware r1', /write firmware r1 standard, roost or a file\.hex/],
    ['stats now', /stats stands alone/],
  ])('%s: what is wrong with it', (line, wrong) => {
    const parsed = parseCommand(line, NAMES);
    expect(parsed.do).toBe('none');
    expect((parsed as { wrong: string }).wrong).toMatch(wrong);
  });

  test('nobody to do it to', () => {
    const names = { ...NAMES, switches: [] };
    expect(parseCommand('power p2 on', names)).toEqual({
      do: 'none',
      wrong: "there is no pad without a board 'p2'; there is none",
    });
  });

  test('all of them stand in the help', () => {
    for (const verb of [
      ...['relay', 'feedback', 'contact', 'amps', 'ina219', 'battery', 'charge', 'miss', 'aim'],
      ...['put', 'take', 'power', 'unplug', 'cut', 'plug', 'garbage', 'reset', 'hang', 'resume'],
      ...['firmware', 'stats', 'help', 'quit'],
    ]) {
      expect(HELP).toMatch(new RegExp(`\\b${verb}\\b`));
    }
  });
});

const STATISTICS: Statistics = {
  elapsedMs: 61_000,
  missedMs: 12.3,
  bumps: 1,
  boards: [
    { id: 'r1', opened: 1, resets: 2, bytesFromHost: 10, bytesToHost: 20, overruns: 3 },
    { id: 'p1', opened: 0, resets: 1, bytesFromHost: 0, bytesToHost: 0, overruns: 0 },
  ],
  robots: [{ id: 'r1', percent: 61.5, chargedAh: 0.25, drainedAh: 0.1 }],
  pads: [{ id: 'p1', closures: 2, closedMs: 1234.5 }],
};

describe('what is told', () => {
  test.each<[happening: Happening, text: string]>([
    [{ event: 'relay', board: 'p1', closed: true }, 'p1 closes its relay'],
    [{ event: 'relay', board: 'p1', closed: false }, 'p1 opens its relay'],
    [{ event: 'coil', board: 'p1', on: true }, 'p1 switches its relay on'],
    [{ event: 'coil', board: 'p1', on: false }, 'p1 switches its relay off'],
    [{ event: 'contact', board: 'r1', closed: true }, 'r1 has contact'],
    [{ event: 'contact', board: 'r1', closed: false }, 'r1 has no contact'],
    [{ event: 'motors', board: 'r1', left: 60, right: -60 }, 'r1 drives: left 60 %, right -60 %'],
    [{ event: 'motors', board: 'r1', left: 0, right: 0 }, 'r1 stops its motors'],
    [
      { event: 'charging', board: 'r1', pad: 'p1', on: true, percent: 34.5 },
      'r1 charges at 34.5 %',
    ],
    [
      { event: 'charging', board: 'r1', pad: null, on: false, percent: 90 },
      'r1 no longer charges at 90 %',
    ],
    [{ event: 'stand', board: 'r1', at: 'pad', pad: 'p1' }, 'r1 enters p1'],
    [{ event: 'stand', board: 'r1', at: 'beside', pad: 'p1' }, 'r1 misses p1'],
    [{ event: 'stand', board: 'r1', at: 'outside', pad: null }, 'r1 is clear of the pad'],
    [{ event: 'bump', board: 'r2', into: 'r1' }, 'r2 runs into r1, which stands on the pad'],
    [{ event: 'empty', board: 'r2' }, 'r2 has an empty battery'],
    [{ event: 'led', board: 'r2', lit: true }, 'r2 lights its LED'],
    [{ event: 'led', board: 'r2', lit: false }, 'r2 puts out its LED'],
    [{ event: 'open', board: 'r2' }, 'r2 has its port opened'],
    [{ event: 'closed', board: 'r2' }, 'r2 has its port closed'],
    [{ event: 'start', board: 'r2' }, 'r2 starts anew'],
    [{ event: 'trouble', board: 'r2', reason: 'no pty' }, 'r2 has trouble: no pty'],
  ])('%j', (happening, text) => {
    expect(textLine(happening, 4812.4)).toBe(`    4.812  ${text}`);
    expect(JSON.parse(jsonLine(happening, 1234.56789))).toEqual({
      schemaVersion: 1,
      mono: 1234.568,
      ...happening,
    });
  });

  test('what all boards have missed', () => {
    expect(textLine({ event: 'missed', ms: 120 }, 4812.4)).toBe(
      '    4.812  this machine is busy: all boards have missed 120 ms',
    );
  });

  test('which boards are ready, and where', () => {
    const boards = [
      { id: 'r1', role: 'robot', path: '/tmp/r1' },
      { id: 'p1', role: 'pad', path: '/tmp/p1' },
    ] as const;
    expect(textLine({ event: 'ready', boards }, 0)).toBe('r1  /tmp/r1\np1  /tmp/p1');
  });

  test('an answer as it is, and the statistics at the end', () => {
    expect(textLine({ event: 'answer', command: 'x', ok: false, text: 'no' }, 0)).toBe('no');
    expect(textLine({ event: 'end', statistics: STATISTICS }, 0)).toBe(
      [
        '61.0 s, 1 bump',
        'held up for 12 ms that the boards have missed',
        'r1 at 61.5 %, 0.250 Ah in, 0.100 Ah out',
        'p1 closed its relay 2 times, for 1.2 s',
        'r1 was opened once, started anew 2 times; 10 bytes in, 20 out, 3 bytes came too fast',
        'p1 was opened 0 times, started anew once; 0 bytes in, 0 out',
      ].join('\n'),
    );
    const calm = { ...STATISTICS, missedMs: 0, bumps: 0 };
    expect(textLine({ event: 'end', statistics: calm }, 0)).toMatch(/^61\.0 s, 0 bumps\nr1 at/);
  });
});
