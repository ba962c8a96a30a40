/** Readings as words: a row for each thing, the same on the panel and as the answer to `read`. */

import type {
  AmpsReading,
  BoardReading,
  ContactReading,
  PadReadings,
  RobotReadings,
} from '../../hardware/bench/readings.ts';
import type {
  ContactBoard,
  CurrentBoard,
  PadBoard,
  RobotBoard,
} from '../../hardware/board/board.ts';

/** How it is meant: for colours. */
export type Tone = 'good' | 'bad' | 'on' | 'plain';

export interface Row {
  readonly label: string;
  readonly text: string;
  readonly tone: Tone;
}

export function robotRows(readings: RobotReadings, board: RobotBoard): Row[] {
  if (!readings.board.up) return boardRows(readings.board);
  const { battery, dock, motors, draw, led } = readings;
  const turns = motors.left !== 0 || motors.right !== 0;
  const rows = [
    ...boardRows(readings.board),
    batteryRow(battery, board),
    ...(board.battery.current === null ? [] : [chargeRow(battery)]),
    contactRow('dock', dock, board.dock, 'on the pad', 'off the pad'),
    row(
      'motors',
      `left ${speed(motors.left)}, right ${speed(motors.right)}`,
      turns ? 'on' : 'plain',
    ),
  ];
  const sensor = board.drive.current;
  if (draw && sensor)
    rows.push(ampsRow('  they draw', draw, sensor, `limit ${board.drive.limitAmps} A`));
  if (led !== null) rows.push(row('light', led));
  return rows;
}

export function padRows(readings: PadReadings, board: PadBoard): Row[] {
  if (!readings.board.up) return boardRows(readings.board);
  const { relay, feedback, contact, current, led } = readings;
  const rows = boardRows(readings.board);
  if (contact && board.contact)
    rows.push(contactRow('contact', contact, board.contact, 'a robot is there', 'nobody there'));
  const left = `${(relay.remainingMs / 1000).toFixed(1)} s left`;
  const told = relay.closed ? `told to close, ${left}` : 'told to open';
  rows.push(row('relay', `${told} (${relay.pin})`, relay.closed ? 'on' : 'plain'));
  if (feedback && board.relay.feedback) {
    const seen = contactRow(
      '  feedback',
      feedback,
      board.relay.feedback,
      'so is the relay',
      'so is the relay',
    );
    rows.push(relay.trouble === null ? seen : row('  feedback', TROUBLE[relay.trouble], 'bad'));
  }
  if (current && board.current) {
    const range = `expected ${board.minAmps} to ${board.maxAmps} A`;
    rows.push(ampsRow('current', current, board.current, range));
  }
  if (led !== null) rows.push(row('light', led));
  return rows;
}

const TROUBLE = {
  welded: 'is closed although it was told to open: welded?',
  silent: 'is open although it was told to close: coil, supply, or the wire of the feedback?',
} as const;

function boardRows({ up, firmware, reason, deadMan }: BoardReading): Row[] {
  if (!up) return [row('board', `not there: ${reason ?? 'it starts'}`, 'bad')];
  return [row('board', firmware ?? '', 'good'), deadManRow(deadMan)];
}

function deadManRow({ kind, state }: BoardReading['deadMan']): Row {
  if (kind === 'none')
    return row('dead-man', 'none: what is on stays on if this computer dies', 'bad');
  if (kind === 'pulse') return row('dead-man', 'pulses to a timer outside, which tells nothing');
  if (state === null) return row('dead-man', 'has not told anything yet');
  const { armed, granted, tripped, trips, timeoutMs, remainingMs, resetCause } = state;
  const still = tripped ? 'HAS SWITCHED OFF' : 'nothing granted';
  const grantWords = granted ? `granted for ${remainingMs} ms` : still;
  const words = [
    armed ? `armed, ${timeoutMs} ms` : 'NOT ARMED',
    grantWords,
    `${trips} ${trips === 1 ? 'trip' : 'trips'}`,
    `started by ${causeOf(resetCause)}`,
  ];
  const tone = !armed || tripped ? 'bad' : granted ? 'on' : 'plain';
  return row('dead-man', words.join(', '), tone);
}

/** Flags of MCUSR. A boot loader may have cleared them. */
function causeOf(flags: number): string {
  const names = [
    [1, 'power'],
    [2, 'reset'],
    [4, 'low supply'],
    [8, 'watchdog'],
  ] as const;
  const found = names.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
  return found.length === 0 ? 'its boot loader' : found.join(' and ');
}

function batteryRow(
  { volts, raw, percent, fault }: RobotReadings['battery'],
  board: RobotBoard,
): Row {
  const { volts: sensor } = board.battery;
  const words = [
    volts === null ? 'no volts' : `${volts.toFixed(2)} V`,
    percent === null ? null : `${percent} %`,
    sensor.kind === 'divider' ? `${sampleAt(raw, sensor.pin)}, ratio ${sensor.ratio}` : null,
    sensor.kind === 'ina219' ? `INA219 at 0x${sensor.address.toString(16)}` : null,
    sensor.kind === 'hwmon' ? `${sensor.chip} of the kernel` : null,
    fault,
  ];
  const text = words.filter((word) => word !== null).join('   ');
  return row('battery', text, fault === null ? 'plain' : 'bad');
}

function chargeRow({ amps, charging }: RobotReadings['battery']): Row {
  if (amps === null) return row('  current', 'none', 'bad');
  const way = amps < 0 ? 'out of it' : 'into it';
  const text = `${signed(amps)} ${way}${charging ? ', charging' : ''}`;
  return row('  current', text, charging ? 'good' : 'plain');
}

function contactRow(
  label: string,
  { pin, level, closed, openings }: ContactReading,
  board: ContactBoard,
  whenClosed: string,
  whenOpen: string,
): Row {
  if (closed === null) return row(label, `nothing heard of ${pin} yet`, 'bad');
  const meaning = closed ? `closed, ${whenClosed}` : `open, ${whenOpen}`;
  const opened = openings ? `, has opened ${openings === 1 ? 'once' : `${openings} times`}` : '';
  const text = `${meaning}   ${pin} is ${level ?? '?'} (closed: ${board.closed})${opened}`;
  return row(label, text, closed ? 'on' : 'plain');
}

function ampsRow(
  label: string,
  { amps, raw, fault }: AmpsReading,
  board: CurrentBoard,
  range: string,
): Row {
  if (fault !== null) return row(label, fault, 'bad');
  const sample = board.kind === 'analog' ? `   ${sampleAt(raw, board.pin)}` : '';
  return row(label, `${amps === null ? 'none' : signed(amps)}${sample}, ${range}`);
}

function sampleAt(raw: number | null, pin: string): string {
  return `sample ${raw ?? '?'} of 1023 at ${pin}`;
}

export function signed(amps: number): string {
  const text = amps.toFixed(2);
  return `${amps >= 0 && text !== '-0.00' ? '+' : ''}${text === '-0.00' ? '+0.00' : text} A`;
}

function speed(percent: number): string {
  if (percent === 0) return 'off';
  return `${percent > 0 ? 'forward' : 'back'} ${Math.abs(percent)} %`;
}

function row(label: string, text: string, tone: Tone = 'plain'): Row {
  return { label, text, tone };
}
