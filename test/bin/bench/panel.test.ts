/** The panel as text, exactly as a terminal shows it. */

import { expect, test } from 'vitest';
import { type PanelView, panelLines, promptLine, wrapped } from '../../../bin/bench/panel.ts';
import { rowsText } from '../../../bin/bench/plain-talk.ts';
import { padRows, robotRows, signed } from '../../../bin/bench/rows.ts';
import type { BoardReading, PadReadings, RobotReadings } from '../../../hardware/bench/readings.ts';
import type { DeadManState } from '../../../hardware/link/board-link.ts';
import { ROBOT } from '../../hardware/bench/stage.ts';
import { PAD_UNO } from '../../hardware/pad/boards.ts';
import { shippedBoard } from '../../hardware/robot/stage.ts';

const STATE: DeadManState = {
  armed: true,
  tripped: false,
  granted: true,
  beat: 7,
  remainingMs: 480,
  trips: 1,
  resetCause: 2,
  guardedPins: 2,
  timeoutMs: 1000,
};

const UP: BoardReading = {
  up: true,
  firmware: 'RoostFirmata 1.0',
  reason: null,
  deadMan: { kind: 'firmware', state: STATE },
};

const ROBOT_READINGS: RobotReadings = {
  role: 'robot',
  board: UP,
  battery: { volts: 7.412, raw: 505, amps: null, percent: 46, charging: null, fault: null },
  dock: { pin: 'D2', level: 'low', closed: true, openings: 3 },
  motors: { left: 60, right: -60 },
  draw: { amps: 0.31, raw: 524, fault: null },
  led: 'fast',
};

const PAD_READINGS: PadReadings = {
  role: 'pad',
  board: UP,
  relay: { pin: 'D8', closed: true, remainingMs: 4321, trouble: null },
  feedback: { pin: 'D9', level: 'low', closed: true, openings: null },
  contact: { pin: 'D2', level: 'high', closed: false, openings: 1 },
  current: { amps: 1.7, raw: 577, fault: null },
  led: 'dark',
};

const plain = (_: string, text: string) => text;

function view(size: { width: number; height: number }, log: readonly string[] = []): PanelView {
  const title = 'r2, a robot at /dev/ttyACM0';
  return {
    title,
    rows: robotRows(ROBOT_READINGS, ROBOT),
    log,
    prompt: '> ',
    input: 'rea',
    ...size,
  };
}

test('a robot on a terminal of the usual size', () => {
  const lines = panelLines(
    view({ width: 80, height: 24 }, ['> help', 'motors off after 2.01 s']),
    plain,
  );
  expect(lines).toHaveLength(24);
  expect(lines.join('\n')).toBe(`r2, a robot at /dev/ttyACM0
board        RoostFirmata 1.0
dead-man     armed, 1000 ms, granted for 480 ms, 1 trip, started by reset
battery      7.41 V   46 %   sample 505 of 1023 at A0, ratio 3
dock         closed, on the pad   D2 is low (closed: low), has opened 3 times
motors       left forward 60 %, right back 60 %
  they draw  +0.31 A   sample 524 of 1023 at A2, limit 2 A
light        fast
--------------------------------------------------------------------------------
> help
motors off after 2.01 s
${'\n'.repeat(12)}> rea`);
});

test('on a small terminal the oldest answers go, then readings; the last answer and the prompt stay', () => {
  const log = Array.from({ length: 20 }, (_, index) => `answer ${index}`);
  expect(panelLines(view({ width: 30, height: 10 }, log), plain)).toEqual([
    'r2, a robot at /dev/ttyACM0',
    'board        RoostFirmata 1.0',
    'dead-man     armed, 1000 ms...',
    'battery      7.41 V   46 % ...',
    'dock         closed, on the...',
    '------------------------------',
    'answer 17',
    'answer 18',
    'answer 19',
    '> rea',
  ]);
  for (const [width, height] of [
    [1, 1],
    [2, 3],
    [13, 4],
    [200, 60],
  ] as const) {
    const lines = panelLines(view({ width, height }, log), plain);
    expect(lines).toHaveLength(Math.max(1, height));
    expect(lines.filter((line) => line.length > width)).toEqual([]);
  }
});

test('colours are around the text and not counted as part of it', () => {
  const lines = panelLines(view({ width: 30, height: 10 }), (tone, text) => `<${tone}>${text}</>`);
  expect(lines[0]).toBe('<title>r2, a robot at /dev/ttyACM0</>');
  expect(lines[4]).toBe('<faint>dock         </><on>closed, on the...</>');
});

test('the end of a long line is seen while it is typed', () => {
  expect(promptLine({ ...view({ width: 12, height: 5 }), input: 'calibrate 7.62' })).toBe(
    'ibrate 7.62',
  );
});

test('answers are broken at spaces, and words that are too long where they must', () => {
  expect(wrapped('the relay opened after 2 s', 16)).toEqual(['the relay opened', '  after 2 s']);
  expect(wrapped('/a/very/long/path/without/spaces', 12)).toEqual([
    '/a/very/long',
    '  /path/with',
    '  out/spaces',
  ]);
  expect(wrapped('', 10)).toEqual(['']);
  expect(wrapped('read   x', 10)).toEqual(['read   x']);
});

test('a pad with its power on', () => {
  expect(rowsText(padRows(PAD_READINGS, PAD_UNO))).toBe(`\
board       RoostFirmata 1.0
dead-man    armed, 1000 ms, granted for 480 ms, 1 trip, started by reset
contact     open, nobody there   D2 is high (closed: low), has opened once
relay       told to close, 4.3 s left (D8)
  feedback  closed, so is the relay   D9 is low (closed: low)
current     +1.70 A   sample 577 of 1023 at A0, expected 0.05 to 3 A
light       dark
`);
});

test('a pad with nothing but a relay', () => {
  const board = { ...PAD_UNO, contact: null, current: null, led: null };
  const relay = { ...PAD_READINGS.relay, closed: false, remainingMs: 0 };
  const bare = { ...PAD_READINGS, relay, contact: null, current: null, feedback: null, led: null };
  expect(padRows(bare, board).slice(2)).toEqual([
    { label: 'relay', text: 'told to open (D8)', tone: 'plain' },
  ]);
});

test.each([
  ['welded', 'is closed although it was told to open: welded?'],
  ['silent', 'is open although it was told to close: coil, supply, or the wire of the feedback?'],
] as const)('a relay that is %s', (trouble, text) => {
  const relay = { ...PAD_READINGS.relay, trouble };
  expect(padRows({ ...PAD_READINGS, relay }, PAD_UNO)).toContainEqual({
    label: '  feedback',
    text,
    tone: 'bad',
  });
});

test('a robot with an INA219: charge flows, or nothing comes', () => {
  const board = shippedBoard('robot-uno-ina219');
  const battery = { ...ROBOT_READINGS.battery, raw: null, amps: 0.412, charging: true };
  const rows = robotRows({ ...ROBOT_READINGS, battery }, board);
  expect(rows.slice(2, 4)).toEqual([
    { label: 'battery', text: '7.41 V   46 %   INA219 at 0x40', tone: 'plain' },
    { label: '  current', text: '+0.41 A into it, charging', tone: 'good' },
  ]);
  const fault = 'no INA219 answers at address 0x40: look at its wires and address';
  const gone = { ...battery, volts: null, amps: null, percent: null, charging: null, fault };
  expect(robotRows({ ...ROBOT_READINGS, battery: gone }, board).slice(2, 4)).toEqual([
    { label: 'battery', text: `no volts   INA219 at 0x40   ${fault}`, tone: 'bad' },
    { label: '  current', text: 'none', tone: 'bad' },
  ]);
});

test('what its dead-man says', () => {
  const words = (deadMan: BoardReading['deadMan']) =>
    robotRows({ ...ROBOT_READINGS, board: { ...UP, deadMan } }, ROBOT)[1];
  const state = { ...STATE, granted: false, trips: 2, tripped: true, resetCause: 12 };
  expect(words({ kind: 'firmware', state })).toEqual({
    label: 'dead-man',
    text: 'armed, 1000 ms, HAS SWITCHED OFF, 2 trips, started by low supply and watchdog',
    tone: 'bad',
  });
  const calm = { ...STATE, granted: false, resetCause: 0, trips: 0 };
  expect(words({ kind: 'firmware', state: calm })).toMatchObject({
    text: 'armed, 1000 ms, nothing granted, 0 trips, started by its boot loader',
    tone: 'plain',
  });
  expect(words({ kind: 'none', state: null })).toMatchObject({
    text: 'none: what is on stays on if this computer dies',
    tone: 'bad',
  });
  expect(words({ kind: 'pulse', state: null })!.text).toMatch(/pulses to a timer outside/);
});

test('a board that is not there has no readings, only a reason', () => {
  const board = { ...UP, up: false, firmware: null, reason: 'the port is gone: was it unplugged?' };
  expect(robotRows({ ...ROBOT_READINGS, board }, ROBOT)).toEqual([
    { label: 'board', text: 'not there: the port is gone: was it unplugged?', tone: 'bad' },
  ]);
  expect(padRows({ ...PAD_READINGS, board }, PAD_UNO)).toHaveLength(1);
});

test('amps have a sign', () => {
  expect([0.5, -0.5, 0, -0.001].map(signed)).toEqual(['+0.50 A', '-0.50 A', '+0.00 A', '+0.00 A']);
});
