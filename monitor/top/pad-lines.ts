/** Alarms, and pads with who is on them and who is next: one line each. */
import type { AlarmView, PadView } from '../view/view.ts';
import { span } from '../view/words.ts';
import { lineOf, type Paint, type Tone } from './fit.ts';

export function alarmLine(alarm: AlarmView, nowMs: number, width: number, paint: Paint): string {
  const mark = alarm.severity === 'critical' ? '!!' : ' !';
  const text = `${mark} ${alarm.text} (for ${span(nowMs - alarm.sinceMs)})`;
  return lineOf(
    [
      ['bad', text],
      ['faint', `  ${alarm.mend}`],
    ],
    width,
    paint,
  );
}

export function padLine(pad: PadView, nowMs: number, width: number, paint: Paint): string {
  const trouble = pad.fault ?? pad.alarm;
  const fence = pad.fence ? `(${pad.fence.join(',')})` : '';
  return lineOf(
    [
      ['plain', ` ${pad.id.padEnd(6)} `],
      [toneOf(pad), `${whoOn(pad, nowMs).padEnd(16)} ${fence.padEnd(9)} `],
      trouble ? ['bad', trouble] : ['waits', nextText(pad)],
    ],
    width,
    paint,
  );
}

function whoOn({ occupant, online }: PadView, nowMs: number): string {
  if (occupant) return `${occupant.robot} for ${span(nowMs - occupant.sinceMs)}`;
  return online === false ? 'OFFLINE' : 'free';
}

function toneOf({ occupant, online }: PadView): Tone {
  if (occupant) return 'good';
  return online === false ? 'bad' : 'faint';
}

function nextText({ queue }: PadView): string {
  if (queue.length === 0) return '';
  const waiting = queue.map(
    ({ robot, expectedMs }) => `${robot}${expectedMs === null ? '' : ` ~${span(expectedMs)}`}`,
  );
  return `next: ${waiting.join(', ')}`;
}
