/** What is typed while the ether runs, and what it tells. */
import { describe, expect, test } from 'vitest';
import { HELP, parseCommand } from '../../../sim/ether/commands.ts';
import { type Happening, jsonLine, statisticsText, textLine } from '../../../sim/ether/tell.ts';

const NAMES = ['r1', 'r2', 'p1'];

describe('commands', () => {
  test.each([
    ['unplug r2', { do: 'unplug', port: 'r2' }],
    ['  plug   r2 ', { do: 'plug', port: 'r2' }],
    ['jam 10s', { do: 'jam', forMs: 10_000 }],
    ['jam 5m', { do: 'jam', forMs: 300_000 }],
    ['loss 20', { do: 'loss', percent: 20 }],
    ['loss 12.5%', { do: 'loss', percent: 12.5 }],
    ['loss 0', { do: 'loss', percent: 0 }],
    ['cut r1 p1', { do: 'cut', one: 'r1', other: 'p1' }],
    ['heal', { do: 'heal' }],
    ['stats', { do: 'stats' }],
    ['help', { do: 'help' }],
    ['quit', { do: 'quit' }],
  ])('%s', (line, command) => {
    expect(parseCommand(line, NAMES)).toEqual(command);
  });

  test.each([
    ['unplug', /unplug wants the id/],
    ['unplug r1 r2', /unplug wants the id/],
    ['plug r9', /no member 'r9'; there are r1, r2, p1/],
    ['jam', /jam 10s/],
    ['jam 10', /jam 10s/],
    ['jam -1s', /jam 10s/],
    ['jam 6m', /up to 5m/],
    ['loss', /0 to 100/],
    ['loss 101', /0 to 100/],
    ['loss x', /0 to 100/],
    ['cut r1', /two members/],
    ['cut r1 r1', /two members/],
    ['cut r1 r9', /no member 'r9'/],
    ['heal now', /stands alone/],
    ['explode', /no command 'explode'; help/],
  ])('%s is answered with what is wrong', (line, wrong) => {
    expect(parseCommand(line, NAMES)).toEqual({ do: 'none', wrong: expect.stringMatching(wrong) });
  });

  test('help shows each command as it is understood', () => {
    for (const line of HELP.split('\n')) {
      const example = line.slice(0, 12).trim();
      expect(parseCommand(example, NAMES).do, example).toBe(example.split(' ')[0]);
    }
  });
});

const STATISTICS = {
  elapsedMs: 12_000,
  frames: 3,
  bytes: 120,
  collisions: 2,
  heard: 4,
  lost: { collision: 2, deaf: 1 },
  unsent: { 'duty-cycle': 1 },
  overrunBytes: 7,
  airMs: 1200,
  airShare: 0.1,
};

describe('what it tells', () => {
  const cases: readonly [Happening, text: string, json: object][] = [
    [
      { event: 'ready', ports: [{ id: 'r1', path: '/tmp/r1' }] },
      'r1  /tmp/r1',
      { event: 'ready', ports: [{ id: 'r1', path: '/tmp/r1' }] },
    ],
    [
      { event: 'open', port: 'r1' },
      '    1.500  r1 has its port open',
      { event: 'open', port: 'r1' },
    ],
    [
      { event: 'closed', port: 'r1' },
      '    1.500  r1 has closed its port',
      { event: 'closed', port: 'r1' },
    ],
    [
      { event: 'trouble', port: 'r1', reason: 'no socat' },
      '    1.500  r1: no socat',
      { event: 'trouble', port: 'r1', reason: 'no socat' },
    ],
    [
      {
        event: 'air',
        what: { event: 'frame', from: 1, bytes: 43, airMs: 31.46666, collision: true },
      },
      '    1.500  r2 sent 43 bytes, 31.5 ms on air, collision',
      { event: 'frame', from: 'r2', bytes: 43, airMs: 31.467, collision: true },
    ],
    [
      { event: 'air', what: { event: 'lost', from: 1, to: 2, reason: 'deaf' } },
      '    1.500  p1 missed a frame of r2: deaf',
      { event: 'lost', from: 'r2', to: 'p1', reason: 'deaf' },
    ],
    [
      { event: 'air', what: { event: 'unsent', from: 0, reason: 'duty-cycle' } },
      '    1.500  r1 could not send a frame: duty-cycle',
      { event: 'unsent', from: 'r1', reason: 'duty-cycle' },
    ],
    [
      { event: 'air', what: { event: 'jam', on: true } },
      '    1.500  noise begins',
      { event: 'jam', on: true },
    ],
    [
      { event: 'air', what: { event: 'jam', on: false } },
      '    1.500  noise ends',
      { event: 'jam', on: false },
    ],
    [
      { event: 'answer', command: 'heal', ok: true, text: 'all links are there' },
      'all links are there',
      { event: 'answer', command: 'heal', ok: true, text: 'all links are there' },
    ],
    [
      { event: 'end', statistics: STATISTICS },
      statisticsText(STATISTICS),
      { event: 'end', statistics: STATISTICS },
    ],
  ];

  test.each(cases)('%o', (happening, text, json) => {
    expect(textLine(happening, 1500, NAMES)).toBe(text);
    const line = jsonLine(happening, 1500.00042, NAMES);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({ schemaVersion: 1, atMs: 1500, ...json });
  });

  test('statistics name only what happened', () => {
    expect(statisticsText(STATISTICS)).toBe(
      [
        '3 frames with 120 bytes in 12.0 s',
        '2 collisions',
        '4 copies heard, lost: 2 collision, 1 deaf',
        'air time share 10.0 %',
        'never sent: 1 duty-cycle',
        '7 bytes found no room on a UART',
      ].join('\n'),
    );
    const calm = { ...STATISTICS, lost: {}, unsent: {}, overrunBytes: 0 };
    expect(statisticsText(calm).split('\n')).toHaveLength(4);
    expect(statisticsText(calm)).toContain('4 copies heard\n');
  });
});
