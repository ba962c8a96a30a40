/** The swarm as text: a page that is drawn over itself on a terminal, or plain lines elsewhere. */

import type { Summary, Tally } from './tally.ts';

const BAR_CELLS = 20;

export interface Frame {
  readonly title: string;
  readonly seconds: number;
  readonly colours: boolean;
}

const PHASE_COLOURS: Record<string, number> = {
  charging: 32,
  approaching: 36,
  leaving: 36,
  requesting: 33,
  waiting: 33,
  fault: 31,
  parked: 31,
};

/** The whole page, one string a line. */
export function page(tally: Tally, frame: Frame): string[] {
  const paint = (text: string, code: number | undefined) =>
    frame.colours && code !== undefined ? `\x1b[${code}m${text}\x1b[0m` : text;
  const queue = tally.queue.length > 0 ? tally.queue.join(', ') : '-';
  const fence = tally.fence ? `(${tally.fence.join(', ')})` : '-';
  const lines = [
    `${paint(frame.title, 1)}   ${clock(frame.seconds)}`,
    '',
    `  on the pad  ${paint(tally.onPad ?? 'nobody', tally.onPad ? 32 : 2)}`,
    `  next        ${queue}`,
    `  leader      ${tally.leader ?? 'none yet'}, epoch ${tally.epoch}, fence ${fence}`,
    '',
  ];
  const width = Math.max(...[...tally.robots.keys()].map((id) => id.length));
  for (const [id, robot] of tally.robots) {
    const battery = robot.battery === null ? '' : `${String(robot.battery).padStart(3)} %`;
    lines.push(
      `  ${id.padEnd(width)}  ${paint(robot.phase.padEnd(11), PHASE_COLOURS[robot.phase])} ` +
        `${bar(robot.battery)} ${battery.padEnd(5)}  ${charges(robot.entries)}`,
    );
  }
  lines.push('', paint('  Ctrl-C ends it: the robot on the pad leaves first.', 2));
  return lines;
}

function bar(percent: number | null): string {
  const full = Math.round(((percent ?? 0) / 100) * BAR_CELLS);
  return '█'.repeat(full) + '·'.repeat(BAR_CELLS - full);
}

function charges(count: number): string {
  if (count === 0) return 'not charged yet';
  return count === 1 ? 'charged once' : `charged ${count} times`;
}

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** What there is to say at the end. */
export function summaryText(summary: Summary): string {
  const counts = Object.values(summary.entriesByRobot);
  const share = counts.length > 1 ? ` (${Math.min(...counts)} to ${Math.max(...counts)} each)` : '';
  const wait =
    summary.waitP50Ms === null
      ? ''
      : `\nwaiting: ${(summary.waitP50Ms / 1000).toFixed(1)} s in the median, ` +
        `${(summary.waitMaxMs! / 1000).toFixed(1)} s at most`;
  const verdict =
    summary.overlaps === 0
      ? 'never two robots on the pad at once'
      : `BROKEN: two robots on the pad at once, ${summary.overlaps} times`;
  return (
    `${summary.seconds} s: ${summary.entries} ${summary.entries === 1 ? 'charge' : 'charges'}` +
    `${share}${wait}\n` +
    `${verdict}; ${summary.leaders} elections won, ${summary.tokens} tokens minted\n`
  );
}
